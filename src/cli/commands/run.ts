/** `kairos run`: runs the daemon in the foreground, for one step, or detached from the terminal. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isoTime } from '../../dates/day.js';
import type { Command } from 'commander';
import { keepHeapSmall } from '../../adapters/heap.js';
import { hooksStatus } from '../../adapters/hooks.js';
import { refuseUnknownFlags, rightsToBe, wishesOf, type Wishes } from '../../desk/activation.js';
import { startDetached } from '../../desk/daemon-control.js';
import { runHere, TRACE_HEAD, traceLine, type DaemonEvent, type Line } from '../../desk/run.js';
import { noteTerminal } from '../../desk/focus.js';
import { readStatus } from '../../desk/status.js';
import { listenToTerminal } from '../terminal-reports.js';
import { errorText, KairosError } from '../../base/errors.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import type { Opened } from '../opened.js';
import { clockText, headerText, lineJson, lineText, type LineStyle } from '../daemon-view.js';
import { hooksText } from '../../hooks/hook-state.js';
import { harmless } from '../../base/harmless-text.js';
import { plural } from '../print.js';

/** Milliseconds from Ctrl+C to the forced end. Work that is not done by then is done after the next start. */
const PATIENCE_MS = 800;
const SIGNALS = { SIGINT: 'Ctrl+C', SIGTERM: 'asked to stop', SIGHUP: 'the terminal went away' } as const;

interface Options {
  once?: boolean;
  detach?: boolean;
  json?: boolean;
  verbose?: boolean;
  trace?: string;
  assistant?: boolean;
  proactive?: boolean;
  fresh?: boolean;
}

export function addRun(command: Command, context: Context): void {
  command
    .option('--once', 'note what happened, dream if the gates are open, then end; embeds nothing ("kairos index" does)')
    .option('--detach', 'go on in the background, also when the terminal is closed')
    .option('--assistant', 'pass the policy of an organisation by (layer 4 of "kairos activate --explain")')
    .option('--proactive', 'let the agent tick by itself, also where it is not your assistant')
    .option('--fresh', 'let the agent begin a new session: its window is empty; memory, ledger, queue and pause stay')
    .option('--json', 'print one JSON object a line')
    .option('--verbose', 'print the reason of each decision as well')
    .option('--trace <file>', 'write each event and what was decided on it to a file, for "kairos replay FILE"')
    .addHelpText(
      'after',
      '\nExamples:\n  $ kairos run               Ctrl+C ends it\n  $ kairos run --detach      "kairos status" shows it, "kairos stop" ends it\n  $ kairos run --once        for cron\n\nNew entries are embedded in the background, in a process of its own that gives way to all others; until then recall finds them by words.',
    )
    .action(async (options: Options) => {
      if (options.detach === true && options.once === true) throw new KairosError('usage', '--once and --detach exclude each other');
      if (options.detach === true && options.trace !== undefined)
        throw new KairosError('usage', '--trace goes with a daemon in the foreground', { hint: 'kairos run --once --trace FILE' });
      refuseUnknownFlags(wishesOf(context.env));
      // Before anything is read.
      if (options.detach !== true && options.once !== true) keepHeapSmall();
      const opened = await open(context, { git: true, kairos: true, quiet: options.json === true });
      if (options.detach === true) return detach(context, opened, options);
      context.exitCode = await foreground(context, opened, options);
    });
}

async function detach(context: Context, { world, ws }: Opened, options: Options): Promise<void> {
  const presence = await startDetached(world, ws, flagsOf(options));
  const { pid } = presence.identity;
  if (options.json === true) return context.json({ output: ws.daemonOutput, pid });
  context.say(`the daemon runs as process ${context.palette.green(String(pid))}; "kairos status" shows it, "kairos stop" ends it`);
  context.say(context.palette.dim(`its output goes to ${harmless(ws.daemonOutput)}`));
}

/** The flags that the daemon in the background is started with, too. */
function flagsOf({ assistant, proactive, fresh }: Options): string[] {
  const flags = { '--assistant': assistant, '--proactive': proactive, '--fresh': fresh };
  return Object.entries(flags).flatMap(([flag, isSet]) => (isSet === true ? [flag] : []));
}

async function foreground(context: Context, opened: Opened, options: Options): Promise<number> {
  const { world, ws } = opened;
  const style: LineStyle = { palette: context.palette, columns: process.stdout.isTTY === true ? context.columns : undefined };
  const isJson = options.json === true;
  const print = (line: Line): void => (isJson ? context.json([lineJson(line)]) : context.say(lineText(line, style)));
  const ends = endsOf(context.signal);
  const terminal = isJson || options.once === true ? undefined : reportsTo(opened, context.env);
  const trace = options.trace === undefined ? undefined : traceTo(resolve(context.cwd, options.trace));
  try {
    const result = await runHere(world, ws, {
      once: options.once === true,
      fresh: options.fresh === true,
      wishes: wishesOf(context.env, options),
      stop: ends.stop,
      force: ends.force,
      print,
      events: (send) => terminal?.begin(send),
      begun: async () => {
        const wishes = wishesOf(context.env, options);
        if (isJson) return context.json([await startJson(opened, wishes)]);
        const rows = options.once === true ? await closedRow(opened, style, wishes) : await header(opened, style, wishes);
        for (const row of rows) context.say(row);
      },
      decided: (event, decision) => {
        if (options.verbose === true) print({ atMs: event.atMs, what: 'why', text: `${event.type}: ${decision.because}`, tone: 'quiet' });
        trace?.(traceLine(event, decision));
      },
    });
    const { code, reason, ticks, entries } = result;
    if (isJson) context.json([{ at: isoTime(world.clock.now()), code, entries, reason, ticks, what: 'ended' }]);
    else if (options.once === true)
      context.say(
        `${context.palette.dim(clockText(world.clock.now()))}  ${entries === 0 ? 'nothing new' : plural(entries, 'new entry', 'new entries')}`,
      );
    else
      context.say(
        `${context.palette.dim(clockText(world.clock.now()))}  ${context.palette.bold('ended')}      ${harmless(reason)}; ${plural(ticks, 'tick')}, ${plural(entries, 'new entry', 'new entries')}`,
      );
    // Work that was abandoned must not keep the process alive.
    if (ends.force.aborted) process.exit(code);
    return code;
  } finally {
    await terminal?.end();
    ends.close();
  }
}

/** Hands what the terminal reports to the daemon: that the person looks, or not any more, and Esc, by which they stop the agent. */
function reportsTo(
  { world, ws }: Opened,
  env: NodeJS.ProcessEnv,
): { begin: (send: (event: DaemonEvent) => void) => void; end: () => Promise<void> } {
  let close: (() => void) | undefined;
  // One after the other: what was reported last counts.
  let noted: Promise<unknown> = Promise.resolve();
  const note = (focused: boolean | undefined): void => {
    noted = noted.then(async () => noteTerminal(world, ws, focused)).catch(() => undefined);
  };
  return {
    begin: (send) => {
      const atMs = (): number => world.clock.now();
      const focus = (isFocused: boolean): void => {
        note(isFocused);
        if (isFocused) send({ type: 'personCame', atMs: atMs(), why: 'you look' });
      };
      close = listenToTerminal({ focus, escape: () => send({ type: 'held', atMs: atMs() }) }, env);
    },
    end: async () => {
      if (!close) return;
      close();
      note(undefined);
      await noted;
    },
  };
}

/** Appends the lines of a trace to a file that is made anew. @throws KairosError `not-writable`. */
function traceTo(path: string): (line: string) => void {
  try {
    writeFileSync(path, `${TRACE_HEAD}\n`, { mode: 0o600 });
  } catch (error) {
    throw new KairosError('not-writable', `${path} cannot be written: ${errorText(error)}`, {
      hint: 'name a file in a folder that exists',
    });
  }
  return (line) => appendFileSync(path, `${line}\n`);
}

/** The start, for programs; with the layer that is closed. */
async function startJson({ world, ws }: Opened, wishes: Wishes): Promise<object> {
  const { closed } = await rightsToBe(world, ws, wishes);
  const layer = closed && { closed: closed.layer };
  return { at: isoTime(world.clock.now()), ...layer, pid: world.processes.self().pid, root: ws.root, what: 'started' };
}

/** The layer that is closed, for the one tick. */
async function closedRow({ world, ws }: Opened, style: LineStyle, wishes: Wishes): Promise<string[]> {
  const { closed } = await rightsToBe(world, ws, wishes);
  if (!closed) return [];
  const next = { does: '"kairos activate --explain" says why' };
  return [lineText({ atMs: world.clock.now(), what: 'agent', text: `layer ${closed.layer} is closed`, tone: 'quiet', next }, style)];
}

async function header({ world, ws, view, config }: Opened, style: LineStyle, wishes: Wishes): Promise<string[]> {
  const status = await readStatus(world, ws, view, config, { wishes });
  return headerText(status, { root: ws.root, hooks: hooksText(await hooksStatus(ws)), tickSeconds: config.tick.intervalSeconds }, style);
}

/** Two abort signals: `asked` when a signal of the system arrives, and a forced one when the end takes too long. */
function endsOf(asked: AbortSignal): { stop: AbortSignal; force: AbortSignal; close: () => void } {
  const stop = new AbortController();
  const force = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const end = (why: string): void => {
    stop.abort(why);
    timer ??= setTimeout(() => force.abort(), PATIENCE_MS);
  };
  const listeners = Object.entries(SIGNALS).map(([name, why]) => [name as NodeJS.Signals, () => end(why)] as const);
  // Registered before the listener that aborts `asked`, so that the name of the signal is reported as the reason.
  for (const [name, listener] of listeners) process.prependListener(name, listener);
  const abort = (): void => end('asked to stop');
  asked.addEventListener('abort', abort, { once: true });
  return {
    stop: stop.signal,
    force: force.signal,
    close: () => {
      clearTimeout(timer);
      asked.removeEventListener('abort', abort);
      for (const [name, listener] of listeners) process.off(name, listener);
    },
  };
}
