/**
 * How much has happened since the last dream: sessions in which a person said something, and where nothing tells of sessions, days with commits.
 * Pure. What kairos does itself (daemon, ticks, dreams, restarts) never counts, or it would dream of dreaming.
 *
 *     session@user start 2026-11-20-a1          session@user end 2026-11-20-a1 input 7
 */
import type { Mark } from '../../memory/outline.js';
import { countIn, type Tally } from '../../memory/tally.js';

export interface Pressure {
  /** Sessions with a person's input that began or ended since. */
  readonly sessions: number;
  /** UTC days with commits since. */
  readonly commitDays: number;
  /** Entries since that a dream could cite. */
  readonly entries: number;
  /** What the gate counts: sessions wherever the journal holds any, of whatever time. */
  readonly counted: 'sessions' | 'commit days';
}

const SESSION = /^(start|end)\b(?:\s+(\S+))?/;
const NO_INPUT = /\b(?:no input|input[s:= ]+0)\b/;
const COMMIT_KINDS: ReadonlySet<string> = new Set(['commit', 'merge', 'amend']);
const CITED_KINDS: ReadonlySet<string> = new Set([...COMMIT_KINDS, 'rebase', 'reset', 'note', 'prompt', 'import', 'bullet']);

/** What stands in the journal since `sinceMs` (-Infinity: ever), up to `untilMs`: what a wrong clock dated later would count as news after each dream. */
export function pressureOf(tally: Pick<Tally, 'told' | 'times'>, sinceMs: number, untilMs: number): Pressure {
  const sessions = tally.told.filter((entry) => isSession(entry) && entry.atMs <= untilMs);
  return {
    sessions: sessionsWithInput(sessions.filter((entry) => entry.atMs > sinceMs)),
    commitDays: countIn(tally, COMMIT_KINDS, sinceMs, untilMs).days,
    entries: countIn(tally, CITED_KINDS, sinceMs, untilMs).entries,
    // Whoever tells of sessions at all has a source; a day on which nobody worked in one is no reason to count commits instead.
    counted: sessions.length > 0 ? 'sessions' : 'commit days',
  };
}

function isSession(entry: Mark): boolean {
  return entry.kind === 'session' && entry.ours;
}

/** A session counts once; one whose end says that there was no input does not count, whatever its start promised. */
function sessionsWithInput(entries: readonly Mark[]): number {
  const withInput = new Map<string, boolean>();
  let open = 0;
  for (const entry of entries) {
    const match = SESSION.exec(entry.text);
    if (!match || entry.actor !== 'user') continue;
    const [, what, name] = match;
    const isStart = what === 'start';
    // Without a name, an end belongs to the start before it.
    if (name === undefined && isStart) open += 1;
    const key = name ?? `unnamed ${open}`;
    withInput.set(key, NO_INPUT.test(entry.text) ? false : (withInput.get(key) ?? true));
  }
  return [...withInput.values()].filter(Boolean).length;
}
