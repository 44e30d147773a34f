/**
 * What the terminal of `kairos run` reports while it shows it: that it has the focus or lost it (xterm's mode 1004), and Esc. Only where this process is in the
 * foreground of a terminal: reading in the background would stop it. The terminal is as it was before whenever the process ends or is stopped, but by kill -9.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeSync } from 'node:fs';

const [ASK, ASK_NO_MORE] = ['\u001b[?1004h', '\u001b[?1004l'];
const REPORTS = { '\u001b[I': 'focused', '\u001b[O': 'unfocused' } as const;
const ESC = '\u001b';
/** Keys that a terminal turns into signals, unless each key is asked for: what is typed must still mean what it means. */
const SIGNALS: Readonly<Record<string, NodeJS.Signals>> = { '\u0003': 'SIGINT', '\u001c': 'SIGQUIT' };

const STOPPED_MS = 100;

export interface TerminalHandlers {
  readonly focus: (isFocused: boolean) => void;
  readonly escape: () => void;
}

/** What a piece of input says, in its order; what it says of nothing here is left out. Pure. */
export function reportsIn(input: string): readonly ('focused' | 'unfocused' | 'escape' | 'stop' | NodeJS.Signals)[] {
  if (input === ESC) return ['escape'];
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  return [...input.matchAll(/\u001b\[[IO]|[\u0003\u001a\u001c]/g)].map(
    ([one]) => REPORTS[one as keyof typeof REPORTS] ?? SIGNALS[one] ?? 'stop',
  );
}

/** Begins to listen. @returns what ends it and puts the terminal back; undefined where there is no terminal that could report. */
export function listenToTerminal({ focus, escape }: TerminalHandlers, env: NodeJS.ProcessEnv): (() => void) | undefined {
  const { stdin, stdout } = process;
  if (stdin.isTTY !== true || stdout.isTTY !== true || (env['TERM'] ?? 'dumb') === 'dumb' || !isInForeground()) return undefined;
  let isOn = false;
  const on = (): void => {
    if (isOn || !isInForeground()) return;
    isOn = true;
    // Each key as it comes, before reports are asked for: they would be printed on the screen.
    stdin.setRawMode(true);
    stdin.resume();
    writeSync(1, ASK);
  };
  const off = (): void => {
    if (!isOn) return;
    isOn = false;
    try {
      writeSync(1, ASK_NO_MORE);
      stdin.setRawMode(false);
    } catch {
      // The terminal is gone.
    }
    stdin.pause();
  };
  const data = (input: Buffer): void => {
    for (const report of reportsIn(input.toString('latin1'))) {
      if (report === 'focused' || report === 'unfocused') focus(report === 'focused');
      else if (report === 'escape') escape();
      else if (report === 'stop') {
        off();
        process.kill(process.pid, 'SIGTSTP');
        // A process that nobody could continue is not stopped.
        setTimeout(on, STOPPED_MS).unref();
      } else process.kill(process.pid, report);
    }
  };
  stdin.on('data', data);
  process.on('SIGCONT', on);
  process.on('exit', off);
  on();
  return () => {
    off();
    stdin.off('data', data);
    process.off('SIGCONT', on);
    process.off('exit', off);
  };
}

/** Whether the terminal's foreground is this process's group. */
function isInForeground(): boolean {
  try {
    // After the name, which may have blanks and parentheses in it: state, ppid, pgrp, session, tty, tpgid.
    const stat = readFileSync('/proc/self/stat', 'utf8');
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return group === foreground;
  } catch {
    return spawnSync('ps', ['-o', 'stat=', '-p', String(process.pid)], { encoding: 'utf8' }).stdout?.includes('+') ?? false;
  }
}
