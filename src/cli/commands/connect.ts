/** `kairos connect` and `kairos disconnect`: kairos in the settings of coding agents. Each change is shown before it is written; what is anybody else's stays byte for byte. */
import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { KairosError } from '../../base/errors.js';
import { promptFormFor } from '../../clients/claude-code.js';
import { harmless } from '../../base/harmless-text.js';
import { openWorld } from '../../compose.js';
import { requireNeeds } from '../../desk/prepare.js';
import { setUpHint } from '../../desk/set-up-hint.js';
import { writeClientFile } from '../client-files.js';
import { CLIENTS, connectedHere, planConnect, planDisconnect, type Change, type Client, type Scope } from '../connect-plan.js';
import type { Context } from '../context.js';
import { plural } from '../print.js';

const VERSION_MS = 5_000;

interface Options {
  readonly user?: boolean;
  readonly project?: boolean;
  readonly list?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const WHAT =
  "\nclaude-code  hooks and the server in its settings: yours (--user) or the repository's (--project: .claude/settings.json, .mcp.json)\nagents-md    a marked block in AGENTS.md, and in CLAUDE.md where that is there";

export function addConnect(command: Command, context: Context): void {
  withOptions(command, 'write')
    .option('--list', 'show what is found on this machine, and what is connected')
    .addHelpText(
      'after',
      `${WHAT}\n\nEach change is shown before it is written; everything else stays as it is.\n\nExamples:\n  $ kairos connect claude-code\n  $ kairos connect claude-code --project\n  $ kairos connect agents-md\n  $ kairos connect --list`,
    )
    .action(async (named: string | undefined, options: Options) => {
      if (options.list === true || named === undefined) {
        if (named !== undefined) throw new KairosError('usage', '--list goes alone');
        return list(context, options);
      }
      const client = clientNamed(named);
      const scope = scopeOf(client, options) ?? 'user';
      const { world, ws } = await opened(context, client, scope === 'project');
      const changes = await planConnect({ ws, env: context.env }, client, scope, async () =>
        promptFormFor(await versionOfClaude(context.env)),
      );
      await carryOut(context, changes, options, {
        done: `${client} is connected`,
        nothing: `${client} is connected already`,
        asks: (files) => `write ${files}?`,
      });
      if (options.json === true || options.dryRun === true) return;
      const hint = ws.hasGit ? await setUpHint(world, ws) : undefined;
      if (hint !== undefined) context.tell(context.palette.dim(hint));
      if (client === 'claude-code' && !isOnPath('kairos', context.env))
        context.tell(
          `${context.palette.yellow('not on your PATH:')} hooks start "kairos", and find none; "npm install -g ." in a clone of kairos puts it there`,
        );
    });
}

export function addDisconnect(command: Command, context: Context): void {
  withOptions(command, 'take out')
    .addHelpText(
      'after',
      `${WHAT}\n\nIt takes exactly ours out again; without --user and --project, of both.\n\nExamples:\n  $ kairos disconnect claude-code\n  $ kairos disconnect agents-md`,
    )
    .action(async (named: string | undefined, options: Options) => {
      if (named === undefined)
        throw new KairosError('usage', 'disconnect what?', { hint: `kairos disconnect ${CLIENTS.join(', or kairos disconnect ')}` });
      const client = clientNamed(named);
      const scope = scopeOf(client, options);
      const { ws } = await opened(context, client, scope === 'project', 'disconnect');
      const scopes: readonly Scope[] = scope ? [scope] : ws.hasGit ? ['user', 'project'] : ['user'];
      const changes = await planDisconnect({ ws, env: context.env }, client, scopes);
      await carryOut(context, changes, options, {
        done: `${client} is no longer connected`,
        nothing: `nothing of kairos is there: ${client} is not connected`,
        asks: (files) => `take it out of ${files}?`,
      });
    });
}

function withOptions(command: Command, verb: string): Command {
  return command
    .argument('[client]', `what to connect: ${CLIENTS.join(', ')}`)
    .option('--user', `${verb} in your own settings, for all repositories`)
    .option('--project', `${verb} in files of this repository, for all who work here`)
    .option('--yes', 'do not ask')
    .option('--dry-run', 'show the change, and write nothing')
    .option('--json', 'print as JSON');
}

function clientNamed(name: string): Client {
  const client = CLIENTS.find((one) => one === name);
  if (client) return client;
  throw new KairosError('usage', `"${name}" is nothing that kairos connects with`, { hint: `there are ${CLIENTS.join(' and ')}` });
}

function scopeOf(client: Client, { user, project }: Options): Scope | undefined {
  if (user === true && project === true) throw new KairosError('usage', '--user and --project exclude each other');
  if (client === 'agents-md') {
    if (user === true) throw new KairosError('usage', 'AGENTS.md is of a repository: --user means nothing for it');
    return 'project';
  }
  return user === true ? 'user' : project === true ? 'project' : undefined;
}

async function opened(context: Context, client: Client, isProject: boolean, doing: 'connect' | 'disconnect' = 'connect') {
  const opening = await openWorld({ cwd: context.cwd, env: context.env, anywhere: true });
  // The block points at MEMORY.md.
  if (isProject) await requireNeeds(opening.world, opening.ws, { git: true, kairos: client === 'agents-md' && doing === 'connect' });
  return opening;
}

/** Shows the changes, asks, and writes them. */
async function carryOut(
  context: Context,
  changes: readonly Change[],
  { yes, dryRun, json }: Options,
  said: { readonly done: string; readonly nothing: string; readonly asks: (files: string) => string },
): Promise<void> {
  if (changes.length === 0) {
    if (json === true) context.json({ changes: [], written: false });
    else context.say(said.nothing);
    return;
  }
  const shown = await Promise.all(
    changes.map(async (change) => ({ path: change.file.path, is: kindOf(change), diff: await diffOf(change) })),
  );
  if (json !== true) for (const { path, is, diff } of shown) sayChange(context, path, is, diff);
  if (dryRun === true) {
    if (json === true) context.json({ changes: shown, written: false });
    else context.say(context.palette.dim('nothing was written'));
    return;
  }
  // Whoever types this wants it, and sees above what it is.
  if (yes !== true && !(await context.confirm(said.asks(plural(changes.length, 'file')), '--yes', 'yes'))) {
    context.exitCode = 3;
    context.say('nothing was written');
    return;
  }
  for (const { file, after } of changes) await writeClientFile(file, after);
  if (json === true) context.json({ changes: shown, written: true });
  else context.say(context.palette.green(said.done));
}

function kindOf({ file, after }: Change): 'new' | 'changed' | 'removed' {
  return file.text === undefined ? 'new' : after === undefined ? 'removed' : 'changed';
}

async function diffOf({ file, after }: Change): Promise<string> {
  const { createTwoFilesPatch } = await import('diff');
  const patch = createTwoFilesPatch('before', 'after', file.text ?? '', after ?? '', undefined, undefined, { context: 1 });
  return patch.split('\n').slice(4).join('\n').trimEnd();
}

function sayChange({ say, palette }: Context, path: string, is: string, diff: string): void {
  say(`${palette.bold(harmless(path))} ${palette.dim(`(${is})`)}`);
  for (const line of diff.split('\n')) {
    const colour = line.startsWith('+') ? palette.green : line.startsWith('-') ? palette.red : palette.dim;
    say(`  ${colour(harmless(line))}`);
  }
}

async function list(context: Context, { json }: Options): Promise<void> {
  const { ws } = await openWorld({ cwd: context.cwd, env: context.env, anywhere: true });
  const found = isOnPath('claude', context.env);
  const rows = await connectedHere({ ws, env: context.env }, ws.hasGit);
  if (json === true) return context.json({ found: { 'claude-code': found }, connected: rows });
  const { say, palette } = context;
  say(`claude-code: the program claude ${found ? 'is on your PATH' : palette.dim('is not on your PATH')}`);
  for (const { client, scope, path, state } of rows)
    say(
      `  ${client.padEnd(12)} ${(client === 'agents-md' ? '' : scope).padEnd(8)} ${worded(context, state)} ${palette.dim(harmless(path))}`,
    );
  if (rows.every(({ state }) => state === 'no')) say(palette.dim('kairos connect claude-code, or kairos connect agents-md'));
}

/** In a column of its own. */
function worded({ palette }: Context, state: string): string {
  const column = (words: string): string => words.padEnd(24);
  if (state === 'connected') return palette.green(column('connected'));
  if (state === 'plugin') return palette.green(column('by the plugin'));
  if (state === 'partly') return palette.yellow(column('partly connected'));
  return column('not connected');
}

/** What `claude --version` says; undefined where there is none, or it takes too long. */
async function versionOfClaude(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (!isOnPath('claude', env)) return undefined;
  return new Promise((resolve) => {
    execFile('claude', ['--version'], { env, timeout: VERSION_MS, killSignal: 'SIGKILL' }, (error, stdout) =>
      resolve(error ? undefined : stdout),
    );
  });
}

function isOnPath(program: string, env: NodeJS.ProcessEnv): boolean {
  return (env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)));
}
