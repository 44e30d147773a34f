/** What every command is given: the terminal, the way to open the repository, and the chores that come before any reading. */
import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { openWorld } from '../compose.js';
import type { Config } from '../config.js';
import { KairosError } from '../errors.js';
import { finishAccept } from '../dream/landing.js';
import { settle, type Settled } from '../dream/settle.js';
import { refreshPeers } from '../journal/peers.js';
import { restore } from '../journal/restore.js';
import { PLAIN_VIEW, type LogView } from '../memory/store.js';
import type { Workspace } from '../workspace.js';
import type { World } from '../world.js';
import { harmless, jsonText, paletteOf, plural, type Palette } from './print.js';

export interface Context {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly palette: Palette;
  /** Columns of the terminal; 100 where there is none. */
  readonly columns: number;
  readonly interactive: boolean;
  /** Aborts on Ctrl+C. */
  readonly signal: AbortSignal;
  /** A line for the reader, on standard output. */
  say(line: string): void;
  /** A line about the work, on standard error. */
  tell(line: string): void;
  json(value: unknown): void;
  /** A yes-or-no question. Without a terminal: `needs-answer`, with the flag as a hint. */
  confirm(question: string, flag: string): Promise<boolean>;
  ask(question: string, flag: string): Promise<string>;
  /** The exit code of a command that ended without an error and yet not well. */
  exitCode: number;
}

export interface Opened {
  readonly world: World;
  readonly ws: Workspace;
  readonly config: Config;
  readonly view: LogView;
}

/** @param signal aborts on Ctrl+C. */
export function contextOf(signal: AbortSignal): Context {
  const { stdout, stdin, stderr, env } = process;
  const interactive = stdin.isTTY === true && stdout.isTTY === true;
  const coloured = stdout.isTTY === true && env['NO_COLOR'] === undefined && env['TERM'] !== 'dumb';
  const question = async (text: string, flag: string): Promise<string> => {
    if (!interactive) throw new KairosError('needs-answer', `this asks: ${text}`, { hint: `there is no terminal to answer at; say it with ${flag}` });
    const reader = createInterface({ input: stdin, output: stdout });
    try {
      return await reader.question(`${text} `, { signal });
    } finally {
      reader.close();
    }
  };
  return {
    cwd: process.cwd().replaceAll('\\', '/'),
    env,
    palette: paletteOf(coloured),
    columns: stdout.columns ?? 100,
    interactive,
    signal,
    say: (line) => void stdout.write(`${line}\n`),
    tell: (line) => void stderr.write(`${line}\n`),
    json: (value) => void stdout.write(`${jsonText(value)}\n`),
    confirm: async (text, flag) => /^y(?:es)?$/i.test((await question(`${text} [y/N]`, flag)).trim()),
    ask: question,
    exitCode: 0,
  };
}

export interface OpenNeeds {
  /** Fails outside a git repository. */
  readonly git?: boolean;
  /** Fails where `kairos init` was never run. */
  readonly kairos?: boolean;
  /** Say nothing of what was restored (machine-readable output). */
  readonly quiet?: boolean;
}

/**
 * Opens the repository of the current folder and does what comes before any reading: the journal is restored, the journals of other work
 * trees are brought up to date, an accept that was killed is finished, a dream that was merged elsewhere is settled.
 * @throws KairosError `not-a-repository`, `no-kairos`.
 */
export async function open(context: Context, needs: OpenNeeds = {}): Promise<Opened> {
  const { world, ws, config, problems } = await openWorld({ cwd: context.cwd, env: context.env });
  if (needs.git !== false && needs.git !== undefined && !ws.hasGit) throw new KairosError('not-a-repository', `${ws.root} is not in a git repository`, { hint: 'git init' });
  if (needs.kairos === true && !(await isInitialised(world, ws))) throw new KairosError('no-kairos', `there is no .kairos in ${ws.root}`, { hint: 'kairos init' });
  for (const problem of problems) context.tell(`${context.palette.yellow('config:')} ${harmless(`${problem.path}:${problem.line}: ${problem.message}`)}`);
  if (!ws.hasGit || !(await isInitialised(world, ws))) return { world, ws, config, view: PLAIN_VIEW };
  const { view, restored, edited, hostile } = await restore(world, ws);
  if (hostile) {
    const by = hostile.commit === undefined ? '' : ` (brought by commit ${hostile.commit.slice(0, 12)})`;
    context.tell(`${context.palette.red('not read:')} ${plural(hostile.paths.length, 'file')} under ignored names of .kairos ${hostile.paths.length === 1 ? 'is' : 'are'} tracked by git${by}: ${harmless(hostile.paths.slice(0, 3).join(', '))}`);
  }
  if (needs.quiet !== true) {
    for (const { path, lines, why } of restored) context.tell(`${context.palette.yellow('restored:')} ${plural(lines, 'line')} of ${harmless(path)} (${why})`);
    if (edited.length > 0 && context.interactive) context.tell(context.palette.dim(`edited by hand: ${harmless(edited.join(', '))}; "kairos log seal" keeps the edits`));
  }
  await refreshPeers(world, ws, view);
  const finished = await finishAccept(world, ws, view);
  if (finished && needs.quiet !== true) context.tell(`${context.palette.yellow(finished.outcome)}: an accept of dream ${finished.dream} that was cut short`);
  const settled = await settle(world, ws, view);
  if (settled && needs.quiet !== true) context.tell(settledText(context, settled));
  return { world, ws, config, view };
}

function settledText({ palette }: Context, { dream, base, outcome, verdicts, branchKept }: Settled): string {
  const count = (decision: string): number => verdicts.filter((v) => v.decision === decision).length;
  const counts = ['accepted', 'edited', 'rejected'].map((d) => [count(d), d] as const).filter(([n]) => n > 0).map(([n, d]) => `${n} ${d}`);
  const kept = branchKept === undefined ? '' : `; its branch is checked out in ${harmless(branchKept)} and stays`;
  return `${palette.green('settled:')} dream ${dream} was ${outcome === 'merged' ? `merged into ${harmless(base)}` : 'closed: its branch was deleted'}${counts.length > 0 ? ` (${counts.join(', ')})` : ''}${kept}`;
}

/** True where this work tree has a `.kairos`, or had one before another branch was checked out. */
export async function isInitialised(world: World, ws: Workspace): Promise<boolean> {
  return (await world.files.stat(ws.kairos)) !== undefined || (ws.hasGit && (await world.files.stat(ws.writerFile)) !== undefined);
}
