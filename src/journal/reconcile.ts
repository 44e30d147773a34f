/**
 * Decides what a day's log should hold, given what was committed, what the tail holds, and what is on the disk now. Pure; it writes nothing.
 * All texts are byte text.
 */
import { withoutKind, type LogBlock } from '../memory/daily-log.js';
import { knownBlocks } from '../memory/parsed-logs.js';
import { byteTextOf, lineCount, readableOf } from './bytes.js';

export interface DayTexts {
  /** `logs/` of the journal's tip. */
  readonly committed: string | undefined;
  /** `edited/` of the journal's tip: a person's version that is not sealed yet. */
  readonly edited?: string | undefined;
  /** Tail files of the day, oldest first. */
  readonly tails: readonly string[];
  /** The file in the work tree; undefined if there is none, or if it must not be read. */
  readonly live: string | undefined;
  /** What other journals of this repository say of the day: a line of theirs is no stranger here (the writer's file was lost, say). */
  readonly elsewhere?: string | undefined;
  /** Ids that were forgotten: their blocks count as absent everywhere. */
  readonly forgotten?: ReadonlySet<string>;
}

export interface Reconciled {
  /** The committed text and the lines of the tail: what kairos wrote. */
  readonly expected: string;
  /** What the live file should hold; undefined if there should be none. */
  readonly wanted: string | undefined;
  /** True if `wanted` differs from the committed text otherwise than by lines added at the end. */
  readonly edited: boolean;
  /** Blocks of `wanted` in our shape that neither journal nor tail has: a hand edit, whatever it says of itself. */
  readonly strangers: readonly Stranger[];
  /** Set where there are strangers: `wanted` as readers may see it, with each of them as a bullet of anybody. Lines keep their numbers. */
  readonly disowned?: string;
  /** How many lines writing `wanted` brings back. */
  readonly lines: number;
  /** Set when lines come back: the whole file was 'missing', or lines of it had 'vanished'. */
  readonly why?: 'missing' | 'vanished';
}

/** A block that says that kairos wrote it. */
export interface Stranger extends LogBlock {
  /** The same without its kind. */
  readonly plain: string;
}

/** The beginning of a bullet of ours: its time, and at least a letter of its kind. */
export const BEGINNING = /^- \d{2}:\d{2}:\d{2}\.\d{3}Z [a-z]/;

const ENCODER = new TextEncoder();
const NOTHING_FORGOTTEN: ReadonlySet<string> = new Set();

/**
 * Decides for one day. The cases, in their order:
 * - there is no live text: wanted is the edited version with our lines that it lacks, or the expected text;
 * - the live text begins with the committed text: it is intact; tail lines that it lacks go to its end;
 * - the live text holds nothing that the journal does not hold, and lacks lines of ours (a stale editor buffer, a cut file, a new file begun
 *   after a cleaning): wanted is what the journal holds;
 * - else a person changed it: every byte of it stays, and lines of ours that it lacks go to its end. So a line of ours that a person deleted
 *   comes back (only `forget` deletes); a line of ours that a person changed, known by its id, stays changed.
 */
export function reconcile(texts: DayTexts): Reconciled {
  const decided = decide(texts);
  const own = `${decided.expected}\n${texts.elsewhere ?? ''}`;
  const strangers = strangersIn(decided.wanted ?? '', decided.expected, own);
  if (strangers.length === 0) return { ...decided, strangers };
  return { ...decided, edited: true, strangers, disowned: disowned(decided.wanted ?? '', strangers) };
}

/** The blocks of `text` that a reader takes for ours, though neither `expected` nor `own` has them, as bullets of anybody. */
function strangersIn(text: string, expected: string, own: string): Stranger[] {
  if (text === '' || expected.startsWith(text)) return [];
  const known = new Set(knownBlocks(own).map(({ text: said }) => sameText(said)));
  return knownBlocks(text).flatMap((block) => {
    if (block.id === undefined || known.has(sameText(block.text))) return [];
    const plain = withoutKind(readableOf(block.text));
    return plain === undefined ? [] : [{ ...block, plain: byteTextOf(ENCODER.encode(plain)) }];
  });
}

/** Equal for blocks that a reader cannot tell apart: editors change the ends of lines. */
function sameText(block: string): string {
  return block.replace(/\r\n/g, '\n').trimEnd();
}

function disowned(text: string, strangers: readonly Stranger[]): string {
  let out = '';
  let from = 0;
  for (const { start, end, plain } of strangers) {
    out += text.slice(from, start) + plain;
    from = end;
  }
  return out + text.slice(from);
}

function decide(texts: DayTexts): Omit<Reconciled, 'strangers' | 'disowned'> {
  const { committed, edited, tails, live: found } = withoutForgotten(texts);
  const expected = expectedText(committed, tails);
  // An empty edited version does not count as an edit: a crash can leave an empty file.
  const kept = !edited ? expected : joined(edited, missingBlocks(expected, edited));
  const truth = committed ?? '';
  const isEdited = (text: string): boolean => !text.startsWith(truth);

  if (found === undefined || found === '') {
    if (kept === '') return { expected, wanted: found, edited: false, lines: 0 };
    return { expected, wanted: kept, edited: isEdited(kept), lines: lineCount(kept), why: found === undefined ? 'missing' : 'vanished' };
  }
  const missing = missingBlocks(expected, found);
  const live = withoutTorn(found, missing);
  if (!isEdited(live)) return { expected, wanted: joined(live, missing), edited: false, ...vanished(missing) };
  if (missing.length > 0 && holdsNothingElse(live, [kept, expected])) {
    return { expected, wanted: kept, edited: isEdited(kept), lines: Math.max(1, lineCount(kept) - lineCount(found)), why: 'vanished' };
  }
  return { expected, wanted: joined(live, missing), edited: true, ...vanished(missing) };
}

/** The committed text, then the blocks of the tails whose ids it lacks, in order. */
export function expectedText(committed: string | undefined, tails: readonly string[]): string {
  return tails.reduce((text, tail) => joined(text, missingBlocks(tail, text)), committed ?? '');
}

/**
 * The blocks of `from` whose id does not occur in `text`, each once, in order; blocks without an id are left out. So is a last block without
 * its newline: it is torn, or still being written.
 */
export function missingBlocks(from: string, text: string): readonly LogBlock[] {
  if (from === '' || text.startsWith(from)) return [];
  const known = idsIn(text);
  return knownBlocks(from).filter((block) => {
    if (block.id === undefined || known.has(block.id) || !block.text.endsWith('\n')) return false;
    known.add(block.id);
    return true;
  });
}

/**
 * The text without the beginnings that a crash or a cut left of blocks which come back whole: of these nothing is lost, and they would stand twice. The
 * last line may be torn anywhere.
 */
function withoutTorn(text: string, missing: readonly LogBlock[]): string {
  if (missing.length === 0) return text;
  return withoutBlocks(text, (block) => {
    const part = block.text.trimEnd();
    const isTorn = BEGINNING.test(part) || (block.end === text.length && !block.text.endsWith('\n'));
    return block.id === undefined && isTorn && missing.some(({ text: whole }) => whole.startsWith(part));
  });
}

/** Every id that is defined in a log. */
export function idsIn(text: string): Set<string> {
  return new Set(knownBlocks(text).flatMap((block) => block.id ?? []));
}

/** The text without the blocks for which `drop` is true; all other bytes stay. */
export function withoutBlocks(text: string, drop: (block: LogBlock) => boolean): string {
  let out = '';
  let from = 0;
  for (const block of knownBlocks(text)) {
    if (!drop(block)) continue;
    out += text.slice(from, block.start);
    from = block.end;
  }
  return from === 0 ? text : out + text.slice(from);
}

/** The text without the blocks of forgotten ids. */
export function withoutIds(text: string, ids: ReadonlySet<string>): string {
  for (const id of ids) {
    if (text.includes(`^${id}`)) return withoutBlocks(text, (block) => block.id !== undefined && ids.has(block.id));
  }
  return text;
}

function withoutForgotten(texts: DayTexts): DayTexts {
  const forgotten = texts.forgotten ?? NOTHING_FORGOTTEN;
  if (forgotten.size === 0) return texts;
  const clean = (text: string | undefined): string | undefined => (text === undefined ? undefined : withoutIds(text, forgotten));
  return {
    committed: clean(texts.committed),
    edited: clean(texts.edited),
    tails: texts.tails.map((tail) => withoutIds(tail, forgotten)),
    live: clean(texts.live),
  };
}

function joined(text: string, blocks: readonly LogBlock[]): string {
  if (blocks.length === 0) return text;
  return text + (text === '' || text.endsWith('\n') ? '' : '\n') + blocks.map((block) => block.text).join('');
}

function vanished(missing: readonly LogBlock[]): { lines: number; why?: 'vanished' } {
  const lines = missing.reduce((sum, block) => sum + lineCount(block.text), 0);
  return lines === 0 ? { lines } : { lines, why: 'vanished' };
}

/** True if every block of `text` occurs in one of the others, or is the beginning of such a block (a cut file). Blank lines are ignored. */
function holdsNothingElse(text: string, others: readonly string[]): boolean {
  const known = new Set(others.flatMap((other) => knownBlocks(other).map((block) => block.text.trimEnd())));
  return knownBlocks(text).every((block) => {
    const said = block.text.trimEnd();
    return known.has(said) || [...known].some((other) => other.startsWith(said));
  });
}
