/** Builds a World on the real machine from a folder and an environment: the only place that picks adapters. It writes nothing. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { realActFolders } from './adapters/act-folders.js';
import { realClock } from './adapters/clock.js';
import { lookForOllama, realEmbedders } from './adapters/embedders/choose.js';
import { realFiles } from './adapters/files.js';
import { findRepository, noGit, openGit } from './adapters/git.js';
import { realLog } from './adapters/log.js';
import { realPolicies } from './adapters/policies.js';
import { realProcesses } from './adapters/processes.js';
import { gitProgram, hasGit, quickRepository } from './adapters/quick-repository.js';
import { realRandom } from './adapters/random.js';
import { stattedOnce } from './adapters/statted-once.js';
import { agentHomeOf, likenessOf, standingAt, userHomeOf, type Environment } from './adapters/surroundings.js';
import { isApart, loadConfig, type Config, type ConfigProblem } from './config/config.js';
import { KairosError } from './base/errors.js';
import { workspaceOf, type Workspace } from './base/workspace.js';
import type { Clock } from './world/clock.js';
import type { Files } from './world/files.js';
import type { Repository } from './world/git.js';
import type { Model, ModelReply } from './world/model.js';
import type { CommandWorld } from './world/world.js';

export interface OpenedWorld {
  readonly world: CommandWorld;
  readonly ws: Workspace;
  readonly config: Config;
  readonly problems: readonly ConfigProblem[];
  /** Equal in processes of the same program and with an environment that means the same to it: they would answer alike. Only to be compared. */
  readonly likeness: string;
}

/**
 * Opens the work tree around `cwd`, or, outside of any, the nearest folder upwards that holds `.kairos`: reading works there, too.
 *
 * Environment: `XDG_CONFIG_HOME` (or `HOME`) says where the user's settings are. `KAIROS_NOW`, an ISO time, fixes the clock for tests of whole
 * commands: it stands still and moves only while this process sleeps. Durations are 0 then, and a cache that is fresh for a while (a server's
 * last look at the files) stays fresh until somebody sleeps. A child process starts at the same time again.
 * @throws KairosError `not-a-repository`, `not-a-tree` where `.kairos` is no folder, `bad-date` for a bad KAIROS_NOW,
 * `git-too-old`, `git-failed` where there is neither git nor `.kairos`.
 */
export async function openWorld(options: {
  readonly cwd: string;
  readonly env?: Environment;
  readonly signal?: AbortSignal;
  /** True: open `cwd` even if it is no place of kairos, for commands that need only the user's own files. */
  readonly anywhere?: boolean;
  /** For a command that ends soon: each log is looked at once, and refs are listed once, these prefixes at the first question. */
  readonly listOnce?: (world: Pick<CommandWorld, 'files'>, ws: Workspace) => Promise<readonly string[]>;
  /** For a process that stays for questions alone: how long the model stays loaded after the last text, in milliseconds. Left out: a minute. */
  readonly modelIdleMs?: number;
}): Promise<OpenedWorld> {
  const env = options.env ?? process.env;
  const clock = realClock(standingAt(env));
  const userHome = userHomeOf(env);
  const agentHome = agentHomeOf(env);
  const isBrief = options.listOnce !== undefined;
  const { gitMissing, isUnasked, ...place } = await findPlace(options.cwd, env, { isBrief, anywhere: options.anywhere === true });
  const ws: Workspace = { ...workspaceOf(place, userHome, agentHome), ...(gitMissing && { gitMissing }) };
  // The user's own folders may be links, since people keep their settings elsewhere; below them no link is followed.
  const gitDirs = ws.hasGit ? [ws.gitDir, ws.commonDir] : [];
  const disk = realFiles([ws.root, userHome, dirname(userHome), agentHome, ...gitDirs], standingOf(ws, gitDirs));
  const files = options.listOnce ? stattedOnce(disk, [ws.logs, ws.peers]) : disk;
  await refuseUnlessFolder(files, ws);
  const { listOnce, signal } = options;
  const program = listOnce && gitProgram(env);
  const git = ws.hasGit
    ? openGit(ws, {
        env,
        isUnasked: isUnasked === true,
        ...(signal && { signal }),
        ...(listOnce && { listOnce: async () => listOnce({ files }, ws) }),
        ...(program !== undefined && { keeping: { files, file: ws.refsFile, program } }),
      })
    : noGit();
  const { config, problems } = await loadConfig({ files }, ws);
  const embedders = realEmbedders(config, {
    env,
    isBrief,
    ...(options.modelIdleMs !== undefined && { minilm: { idleMs: options.modelIdleMs } }),
  });
  const ports = { log: realLog(), processes: realProcesses(), random: realRandom(), policies: realPolicies() };
  const model = modelOf(config, ws, { clock, files });
  const acts = ws.hasGit ? realActFolders(ws, userHome, env) : undefined;
  const world: CommandWorld = { clock, files, git, embedders, ...ports, ...(model && { model }), ...(acts && { acts }) };
  return { world, ws, config, problems, likeness: likenessOf(env) };
}

/** The model that the settings name; its script is read at the first request. What is wrong with it is the reply. */
function modelOf({ model }: Config, ws: Workspace, world: { readonly clock: Clock; readonly files: Files }): Model | undefined {
  const { script: path } = model;
  if (path === undefined) return undefined;
  let opened: Promise<Model | ModelReply> | undefined;
  const open = async (): Promise<Model | ModelReply> => {
    const failed = (why: string): ModelReply => ({ outcome: 'failed', why: `model.script: ${why}`, again: false });
    if (!(await isApart(world.files, { root: ws.root, userHome: path }))) return failed(`${path} lies in the work tree`);
    const text = await realFiles([dirname(path)]).read(path);
    if (text === undefined) return failed(`there is no file ${path}`);
    const [{ readScript }, { scriptedModel }] = await Promise.all([
      import('./config/model-script.js'),
      import('./replay/scripted-model.js'),
    ]);
    const read = readScript(text, path);
    if ('replies' in read) return scriptedModel(read.replies, world.clock);
    const [first] = read.problems;
    return failed(first ? `${first.at?.path}:${first.at?.line}: ${first.what}` : 'it cannot be read');
  };
  return {
    name: 'script',
    ask: async (request, signal) => {
      const model = await (opened ??= open());
      return 'ask' in model ? model.ask(request, signal) : model;
    },
  };
}

/** The Ollama server of this machine: its model for embedding, or why it has none; undefined where none answers within 300 ms. */
export async function ollamaOnThisMachine(
  config: Config,
  env: Environment,
  signal?: AbortSignal,
): Promise<{ readonly url: string; readonly model: string } | { readonly problem: string } | undefined> {
  return lookForOllama(config, env, signal);
}

/** @param how.isBrief git is not asked where the repository is beyond doubt; `isUnasked` says so. */
async function findPlace(
  cwd: string,
  env: Environment,
  { isBrief, anywhere }: { readonly isBrief: boolean; readonly anywhere: boolean },
): Promise<Repository & Pick<Workspace, 'gitMissing'> & { readonly isUnasked?: boolean }> {
  const quick = isBrief && hasGit(env) ? quickRepository(cwd, env) : undefined;
  if (quick) return { ...quick, isUnasked: true };
  let missingGit: KairosError | undefined;
  try {
    const repository = await findRepository(cwd, env);
    if (repository) return repository;
  } catch (error) {
    if (!(error instanceof KairosError) || error.code !== 'git-failed') throw error;
    // Without git, memory can still be read; the error is thrown only if there is no `.kairos` either.
    missingGit = error;
  }
  const root = await nearestKairos(cwd);
  if (root !== undefined || anywhere)
    return { root: root ?? cwd, gitDir: '', commonDir: '', ...(missingGit && { gitMissing: missingGit }) };
  throw (
    missingGit ??
    new KairosError('not-a-repository', `${cwd} is not in a git repository, and no folder above it holds .kairos`, {
      hint: 'change into a repository, or make one with "git init"',
    })
  );
}

/** What a process that outlives it must not make again: the work tree, the git directory, and `.kairos` where there is one. */
function standingOf(ws: Workspace, gitDirs: readonly string[]): readonly string[] {
  return [ws.root, ...gitDirs, ...(existsSync(ws.kairos) ? [ws.kairos] : [])];
}

async function nearestKairos(cwd: string): Promise<string | undefined> {
  const files = realFiles([cwd]);
  for (
    let folder = await files.realPath(cwd);
    folder !== undefined;
    folder = folder === '' ? undefined : folder.slice(0, folder.lastIndexOf('/'))
  ) {
    if ((await files.stat(`${folder}/.kairos`))?.kind === 'directory') return folder;
  }
  return undefined;
}

async function refuseUnlessFolder(files: Files, ws: Workspace): Promise<void> {
  const kind = (await files.stat(ws.kairos))?.kind;
  if (kind === undefined || kind === 'directory') return;
  throw new KairosError(
    'not-a-tree',
    `${ws.kairos} is ${kind === 'link' ? 'a symbolic link' : 'not a folder'}; kairos neither follows nor replaces it`,
    {
      hint: 'move it away, or check out a branch without it',
    },
  );
}
