/**
 * Hooks on disk: reports, installs and removes them. It edits no file that git tracks and moves no hook of others; only commands that a person
 * runs may call it.
 */
import { promises as fs, lstatSync, readFileSync, type Stats } from 'node:fs';
import { randomBytes } from 'node:crypto';
import {
  hasHookBlock,
  HOOK_EVENTS,
  HOOK_LINE,
  isCurrentHookBlock,
  isShellHook,
  ownHookText,
  withHookBlock,
  withoutHookBlock,
  type HookEvent,
} from '../hooks/hook-block.js';
import type { HookState } from '../hooks/hook-state.js';
import type { Repository } from '../world/git.js';
import { gitVersion } from './git.js';
import { gitRunner } from './git/runner.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The first git with config-defined hooks (`hook.<name>.command`), which run beside all others. */
const CONFIG_HOOKS = [2, 54] as const;
const IN_CONFIG = 'hook.kairos in the configuration of this repository';

/** The state of each hook. @param version of git, "2.39.5"; git is asked where it is left out. @throws KairosError `git-failed`, `git-too-old`. */
export async function hooksStatus(
  repository: Repository,
  version?: string,
  env: Environment = process.env,
): Promise<{ hooks: HookState[] }> {
  const place = await hookPlaceOf(repository, version, env);
  const hooks: HookState[] = [];
  for (const event of HOOK_EVENTS) {
    hooks.push(place.configured.has(event) ? { event, state: 'installed', detail: IN_CONFIG } : await fileState(event, place));
  }
  return { hooks };
}

/**
 * Installs the missing hooks: in git's configuration from 2.54 on; else as files of its own, or as a marked block in an existing shell hook.
 * It leaves alone hooks that another tool keeps (`core.hooksPath`), that are no shell scripts, not executable or links; `refused` then says
 * why, and its hint gives the one line to add. A second call changes nothing.
 * @throws KairosError `git-failed`, `git-too-old`, and the system's error for a file that cannot be written.
 */
export async function installHooks(
  repository: Repository,
  version?: string,
  env: Environment = process.env,
): Promise<{ lines: string[]; written: string[]; refused?: { message: string; hint: string } }> {
  const place = await hookPlaceOf(repository, version, env);
  const written: string[] = [];
  const reasons: string[] = [];
  if (await place.canConfigure()) written.push(...(await configure(repository, place, env)));
  else {
    for (const event of HOOK_EVENTS) {
      const { state, detail = '' } = await fileState(event, place);
      const path = `${place.ownFolder}/${event}`;
      if (state === 'refused') reasons.push(detail);
      const text = state === 'refused' ? undefined : textOf(path);
      if (state === 'refused' || (text !== undefined && isCurrentHookBlock(text))) continue;
      await replace(path, text === undefined ? ownHookText() : withHookBlock(text), text === undefined ? 0o755 : undefined);
      written.push(path);
    }
  }
  const lines = written.map((path) => `installed ${path}`);
  if (reasons.length === 0) return { lines: lines.length > 0 ? lines : ['all hooks stand already'], written };
  return {
    lines,
    written,
    refused: {
      message: [...new Set(reasons)].join('; '),
      hint: `add this line to your own hooks (${HOOK_EVENTS.join(', ')}): ${HOOK_LINE}`,
    },
  };
}

/**
 * Removes what `installHooks` added, from configuration and files. All other bytes of the files stay.
 * @throws KairosError `git-failed`, `git-too-old`, and the system's error for a file that cannot be written.
 */
export async function uninstallHooks(
  repository: Repository,
  version?: string,
  env: Environment = process.env,
): Promise<{ lines: string[]; removed: string[] }> {
  const place = await hookPlaceOf(repository, version, env);
  const removed: string[] = [];
  if (place.hasSection) {
    await gitRunner(repository.root, env).plain(['config', '--local', '--remove-section', 'hook.kairos']);
    removed.push(IN_CONFIG);
  }
  for (const event of HOOK_EVENTS) {
    const path = `${place.ownFolder}/${event}`;
    const text = isRegular(path) ? textOf(path) : undefined;
    if (text === undefined || !hasHookBlock(text)) continue;
    const rest = withoutHookBlock(text);
    if (rest === undefined) await fs.rm(path);
    else await replace(path, rest);
    removed.push(path);
  }
  return { lines: removed.length > 0 ? removed.map((what) => `removed ${what}`) : ['no hooks of kairos are installed'], removed };
}

interface HookPlace {
  /** The hooks folder of the repository, shared by its work trees. */
  readonly ownFolder: string;
  /** The value of core.hooksPath, if set. */
  readonly foreignFolder: string | undefined;
  /** Whether git reads hooks from its configuration. Its version is asked only where that matters. */
  readonly canConfigure: () => Promise<boolean>;
  readonly hasSection: boolean;
  /** Events that a complete section in the configuration covers, on a git that reads such sections. */
  readonly configured: ReadonlySet<string>;
}

async function hookPlaceOf(repository: Repository, version: string | undefined, env: Environment): Promise<HookPlace> {
  const git = gitRunner(repository.root, env, { waits: true });
  const asked = ['config', '--null', '--show-scope', '--get-regexp', '^(core\\.hookspath|hook\\.kairos\\..*)$'];
  const words = (await git.plain(asked, { accept: [1] })).stdout.split('\0');
  const settings = Array.from({ length: Math.floor(words.length / 2) }, (_, at) => {
    const [scope = '', line = ''] = words.slice(2 * at, 2 * at + 2);
    const [key = '', value] = line.split('\n', 2);
    return { scope, key, value };
  });
  // Our section counts only where we write it; another tool's folder counts wherever it is set.
  const values = settings.filter(({ scope, key }) => key !== 'core.hookspath' && scope === 'local');
  const hooksPath = settings.findLast(({ key }) => key === 'core.hookspath');
  const canConfigure = async (): Promise<boolean> => {
    const [major = 0, minor = 0] = (version ?? (await gitVersion(env))).split('.').map(Number);
    return major > CONFIG_HOOKS[0] || (major === CONFIG_HOOKS[0] && minor >= CONFIG_HOOKS[1]);
  };
  const isWhole = values.some(({ key, value }) => key === 'hook.kairos.command' && value === HOOK_LINE);
  return {
    ownFolder: `${repository.commonDir}/hooks`,
    foreignFolder: hooksPath && (hooksPath.value ?? '').trim(),
    canConfigure,
    hasSection: values.length > 0,
    configured: new Set(
      isWhole && (await canConfigure())
        ? values.flatMap(({ key, value }) => (key === 'hook.kairos.event' && value !== undefined ? [value] : []))
        : [],
    ),
  };
}

async function configure(repository: Repository, { configured, hasSection }: HookPlace, env: Environment): Promise<string[]> {
  if (HOOK_EVENTS.every((event) => configured.has(event))) return [];
  const git = gitRunner(repository.root, env);
  if (hasSection) await git.plain(['config', '--local', '--remove-section', 'hook.kairos']);
  // The command is set last: events without a command run nothing, so a half-done installation is harmless.
  for (const event of HOOK_EVENTS) await git.plain(['config', '--local', '--add', 'hook.kairos.event', event]);
  await git.plain(['config', '--local', '--add', 'hook.kairos.command', HOOK_LINE]);
  return [IN_CONFIG];
}

async function fileState(event: HookEvent, { ownFolder, foreignFolder }: HookPlace): Promise<HookState> {
  const path = `${ownFolder}/${event}`;
  if (foreignFolder !== undefined)
    return { event, state: 'refused', detail: `core.hooksPath is ${foreignFolder}, so another tool keeps the hooks` };
  const refusal = refusalOf(path);
  if (refusal !== undefined) return { event, state: 'refused', detail: refusal };
  const text = textOf(path);
  return text !== undefined && hasHookBlock(text) ? { event, state: 'installed', detail: path } : { event, state: 'missing' };
}

/** Why our lines cannot go into an existing hook; undefined where they can, or where there is no hook. */
function refusalOf(path: string): string | undefined {
  const stat = statAt(path);
  if (stat === undefined) return undefined;
  if (!stat.isFile()) return `${path} is ${stat.isSymbolicLink() ? 'a link' : 'no file'}`;
  const text = textOf(path) ?? '';
  if (!isShellHook(text)) return `${path} is no script of sh`;
  return (stat.mode & 0o111) === 0 ? `${path} is not executable, so git does not run it` : undefined;
}

function isRegular(path: string): boolean {
  return statAt(path)?.isFile() === true;
}

function statAt(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

/** The file as Latin-1, which keeps every byte whatever the encoding; undefined if it cannot be read. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}

/**
 * Replaces the file by rename, so that a commit at this moment runs the old hook or the new one.
 * @param mode the permissions of a new file; an existing one keeps its own.
 */
async function replace(path: string, text: string, mode?: number): Promise<void> {
  const kept = mode ?? (await fs.lstat(path)).mode & 0o7777;
  const folder = path.slice(0, path.lastIndexOf('/'));
  await fs.mkdir(folder, { recursive: true });
  const temporary = `${folder}/.kairos-${randomBytes(6).toString('hex')}`;
  await fs.writeFile(temporary, text, { encoding: 'latin1', mode: kept });
  await fs.chmod(temporary, kept);
  await fs.rename(temporary, path);
}
