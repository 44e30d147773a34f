/** What every command is given: the terminal, the way to open the repository, and the chores that come before any reading. */
import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { stripVTControlCharacters } from 'node:util';
import { openWorld } from '../compose.js';
import type { Config } from '../config.js';
import { KairosError } from '../errors.js';
import { isSetUp, protectLogs } from '../agent/setup.js';
import type { Settled } from '../dream/settle.js';
import { refreshPeers } from '../journal/peers.js';
import { restore, type Restoration } from '../journal/restore.js';
import { PLAIN_VIEW, type LogView } from '../memory/store.js';
import type { Workspace } from '../workspace.js';
import type { World } from '../world.js';
import { lookAround } from './look-around.js';
import { harmless, jsonText, paletteOf, plural, type Palette } from './print.js';

/** Of a terminal that does not say. */
const COLUMNS = 100;
const COLUMNS_MIN = 40;
const RESTORED_MOST = 5;

export interface Context {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly palette: Palette;
  /** Columns of the terminal, infinitely many where there is none: what is piped on is not cut. */
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
  /** Set by a command that ended without an error and yet not well, or for which a signal is the way to end. Left out: 0, or that of the signal. */
  exitCode?: number;
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
  const question = async (text: string, flag: string): Promise<string> => {
    if (!interactive)
      throw new KairosError('needs-answer', `this asks: ${text}`, { hint: `there is no terminal to answer at; say it with ${flag}` });
    const reader = createInterface({ input: stdin, output: stdout });
    // At a prompt the terminal hands Ctrl+C and Ctrl+D to readline, which would leave the question open for ever.
    const left = new AbortController();
    reader.once('SIGINT', () => process.kill(process.pid, 'SIGINT')).once('close', () => left.abort());
    try {
      return await reader.question(`${text} `, { signal: AbortSignal.any([signal, left.signal]) });
    } catch (error) {
      throw signal.aborted ? error : new KairosError('cancelled', 'no answer was given');
    } finally {
      reader.close();
    }
  };
  return {
    cwd: process.cwd().replaceAll('\\', '/'),
    env,
    palette: paletteOf(isColoured(stdout, env)),
    columns: stdout.isTTY === true ? Math.max(COLUMNS_MIN, stdout.columns || COLUMNS) : Number.POSITIVE_INFINITY,
    interactive,
    signal,
    say: (line) => void stdout.write(`${line}\n`),
    tell: (line) => void stderr.write(`${isColoured(stderr, env) ? line : stripVTControlCharacters(line)}\n`),
    json: (value) => void stdout.write(`${jsonText(value)}\n`),
    confirm: async (text, flag) => /^y(?:es)?$/i.test((await question(`${text} [y/N]`, flag)).trim()),
    ask: question,
  };
}

/** Colours only where a person looks who has not declined them (no-color.org). */
export function isColoured(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}

export interface OpenNeeds {
  /** Fails outside a git repository. */
  readonly git?: boolean;
  /** Fails where `kairos init` was never run. */
  readonly kairos?: boolean;
  /** Note first what happened since the last look. */
  readonly look?: boolean;
  /** Say nothing of what was restored (machine-readable output). */
  readonly quiet?: boolean;
}

/** The one dream that awaits review; the same name as in `dream/open-dream.ts`, which is not loaded where there is none. */
const OPEN_DREAM = 'refs/kairos/dream/open';
/** What an accept that was killed may have left; as in `dream/landing.ts`. */
const ACCEPT_PINS = 'refs/kairos/accept/';

/**
 * Opens the repository of the current folder and does what comes before any reading: the journal is restored, the journals of other work
 * trees are brought up to date, an accept that was killed is finished, a dream that was merged elsewhere is settled.
 * @throws KairosError `not-a-repository`, `no-kairos`.
 */
export async function open(context: Context, needs: OpenNeeds = {}): Promise<Opened> {
  const { palette } = context;
  const { world, ws, config, problems } = await openWorld({ cwd: context.cwd, env: context.env });
  if (needs.git === true && !ws.hasGit)
    throw new KairosError('not-a-repository', `${ws.root} is not in a git repository`, { hint: 'git init' });
  const isReady = await isSetUp(world.files, ws);
  if (needs.kairos === true && !isReady) throw new KairosError('no-kairos', `kairos is not set up in ${ws.root}`, { hint: 'kairos init' });
  for (const problem of problems)
    context.tell(`${palette.yellow('config:')} ${harmless(`${problem.path}:${problem.line}: ${problem.message}`)}`);
  const isEmpty = !isReady && (await world.files.stat(ws.kairos)) === undefined;
  if (!ws.hasGit || isEmpty) return { world, ws, config, view: PLAIN_VIEW };
  if (needs.kairos === true && (await protectLogs(world, ws)) && needs.quiet !== true)
    context.tell(palette.dim(`the patterns of kairos were added to ${harmless(ws.infoExclude)}`));
  const { view, restored, edited, unsaved, hostile } = await restore(world, ws);
  if (hostile) {
    const by = hostile.commit === undefined ? '' : ` (brought by commit ${hostile.commit.slice(0, 12)})`;
    context.tell(
      `${palette.red('not read:')} ${plural(hostile.paths.length, 'file')} under ignored names of .kairos ${hostile.paths.length === 1 ? 'is' : 'are'} tracked by git${by}: ${harmless(hostile.paths.slice(0, 3).join(', '))}`,
    );
  }
  if (needs.quiet !== true) {
    for (const line of restoredText(restored)) context.tell(`${palette.yellow('restored:')} ${line}`);
    if (edited.length > 0 && context.interactive)
      context.tell(palette.dim(`edited by hand: ${harmless(edited.join(', '))}; "kairos log seal" keeps the edits`));
  }
  if (unsaved.length > 0) await keepHandEdits(world, ws, view);
  await refreshPeers(world, ws, view);
  for (const line of await readBack(context, { world, ws, config, view })) if (needs.quiet !== true) context.tell(line);
  const opened = { world, ws, config, view };
  const trouble = needs.look === true && isReady ? await lookAround(opened) : undefined;
  if (trouble !== undefined) context.tell(`${palette.yellow('not observed:')} ${harmless(trouble)}`);
  return opened;
}

/** A line for each log, or one for all of them: after a `git clean` every day was gone. */
function restoredText(restored: Restoration['restored']): string[] {
  if (restored.length <= RESTORED_MOST)
    return restored.map(({ path, lines, why }) => `${plural(lines, 'line')} of ${harmless(path)} (${why})`);
  return [
    `${plural(
      restored.reduce((sum, { lines }) => sum + lines, 0),
      'line',
    )} of ${restored.length} logs; "kairos doctor" shows how they stand`,
  ];
}

/** What a person wrote into a log stands nowhere else yet: it is committed at once, so that a cleaning cannot take it. */
async function keepHandEdits(world: World, ws: Workspace, view: LogView): Promise<void> {
  const { commitJournal } = await import('../journal/commit.js');
  await commitJournal(world, ws, view, { minIntervalMs: 0 });
}

/** What became of a dream that was being accepted, or was merged, elsewhere. The rooms for it are loaded where there is one. */
async function readBack(context: Context, { world, ws, view }: Opened): Promise<string[]> {
  const said: string[] = [];
  const marks = (await world.git.refs([OPEN_DREAM, ACCEPT_PINS])).map(({ name }) => name);
  if ((await world.files.stat(ws.acceptIntent)) !== undefined || marks.some((name) => name.startsWith(ACCEPT_PINS))) {
    const { finishAccept } = await import('../dream/landing.js');
    const finished = await finishAccept(world, ws, view);
    if (finished) said.push(`${context.palette.yellow(finished.outcome)}: an accept of dream ${finished.dream} that was cut short`);
  }
  if (marks.includes(OPEN_DREAM)) {
    const { settle } = await import('../dream/settle.js');
    const settled = await settle(world, ws, view);
    if (settled) said.push(settledText(context, settled));
  }
  return said;
}

function settledText({ palette }: Context, { dream, base, outcome, verdicts, branchKept }: Settled): string {
  const count = (decision: string): number => verdicts.filter((v) => v.decision === decision).length;
  const counts = ['accepted', 'edited', 'rejected']
    .map((d) => [count(d), d] as const)
    .filter(([n]) => n > 0)
    .map(([n, d]) => `${n} ${d}`);
  const kept = branchKept === undefined ? '' : `; its branch is checked out in ${harmless(branchKept)} and stays`;
  return `${palette.green('settled:')} dream ${dream} was ${outcome === 'merged' ? `merged into ${harmless(base)}` : 'closed: its branch was deleted'}${counts.length > 0 ? ` (${counts.join(', ')})` : ''}${kept}`;
}
