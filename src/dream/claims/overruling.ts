/**
 * Finds the earlier statements that a later message overrules. A message overrules only what it names. Pure.
 */
import { isNoise, type Message } from '../reading/message.js';
import { containment, hasNumber } from '../reading/words.js';
import { isOpposite, isOtherDefault, isSameSlot, stanceOf, type Stance } from './contrary.js';
import { newestOf, type Finding } from './finding.js';
import type { Statement } from './statement.js';
import type { Turn } from './turns.js';

/** Why a later turn makes an earlier statement untrue; undefined where it does not. */
function overrules(turn: Turn, earlier: Statement): string | undefined {
  const { dropped, adopted } = turn;
  if (dropped.length > 0 && turn.how !== 'adopted') {
    for (const was of earlier.adopted) {
      // The later one drops what the earlier one brought, by its name and not by a word in passing.
      if (dropped.includes(was[0] ?? '') && containment(dropped, new Set(was)) === 1) return turn.sentence;
    }
    const isExplicit = turn.how === 'replaced' || turn.how === 'renamed' || turn.message.commit === undefined;
    const restates = earlier.dropped.some((d) => containment(dropped, new Set(d)) === 1);
    if (
      isExplicit &&
      !restates &&
      isDistinct(dropped) &&
      containment(dropped, earlier.stems) === 1 &&
      containment(adopted, earlier.stems) < 1
    )
      return turn.sentence;
  }
  if (turn.how !== 'dropped' && adopted.length > 0) {
    // Brought back: "drop X" is undone by a later "support X".
    for (const was of earlier.dropped)
      if (was[0] === adopted[0] && containment(was, new Set(adopted)) + containment(adopted, new Set(was)) >= 1.5) return turn.sentence;
  }
  return undefined;
}

// Words that every project uses for many things.
const COMMON = new Set(
  'default test file valu config method function class name type error user time data list string number header object field queri index build script modul path import export plugin server client style button state event return check format order custom'.split(
    ' ',
  ),
);

// One common word is no name; a number, an identifier, a rare word or two words are.
function isDistinct(stems: readonly string[]): boolean {
  return stems.length >= 2 || stems.some((s) => hasNumber(s) || /[._/$#@-]/.test(s) || (s.length >= 5 && !COMMON.has(s)));
}

const VERSIONED = /\b(node(?:\.?js)?|go(?:lang)?|python|ruby|java|php|rust|git|react|typescript|django|rails)[ @]?v?(\d+(?:\.\d+)*)\b/gi;

/** Why a text speaks of a version that was dropped since ("to support go 1.9" after "drop support of go 1.11"); undefined where it does not. */
function droppedVersion(turn: Turn, text: string): string | undefined {
  if (turn.how !== 'dropped') return undefined;
  for (const [, name, version] of turn.sentence.matchAll(VERSIONED)) {
    for (const [, otherName, other] of text.matchAll(VERSIONED)) {
      if (name?.toLowerCase() === otherName?.toLowerCase() && compareVersions(other ?? '', version ?? '') <= 0) return turn.sentence;
    }
  }
  return undefined;
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((v) => v.split('.').map(Number)) as [number[], number[]];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** What messages affirm and deny in their subjects, by each of the words. */
export type Said = ReadonlyMap<string, readonly { readonly message: Message; readonly stance: Stance }[]>;

/** @param messages oldest first. */
export function saidIn(messages: readonly Message[]): Said {
  const said = new Map<string, { message: Message; stance: Stance }[]>();
  for (const message of messages) {
    if (message.subject === '' || isNoise(message)) continue;
    const one = { message, stance: stanceOf(message.subject) };
    for (const stem of one.stance.stems) {
      const list = said.get(stem);
      if (list) list.push(one);
      else said.set(stem, [one]);
    }
  }
  return said;
}

/** What overrules a statement made at `atMs`: a later turn, else a later finding of the same slot, else a later subject that says the contrary. */
export function overruledBy(
  statement: Statement,
  atMs: number,
  sources: readonly Message[],
  { turns, findings, said }: { readonly turns: readonly Turn[]; readonly findings: readonly Finding[]; readonly said: Said },
): { by: Message; why: string } | undefined {
  for (const turn of turns) {
    if (turn.message.entry.atMs <= atMs || sources.includes(turn.message)) continue;
    const why = overrules(turn, statement) ?? droppedVersion(turn, statement.text);
    if (why !== undefined) return { by: turn.message, why };
  }
  const newer = findings.find(
    (f) => newestOf(f) > atMs && !f.sources.some((s) => sources.includes(s)) && isContrary(f.statement, statement),
  );
  if (newer) return { by: newer.claim.message, why: newer.claim.text };
  const stance = stanceOf(statement.text);
  // All words of what is denied stand in what is affirmed, so that any one of them leads to the other.
  const near = stance.denies
    ? (said.get([...stance.stems][0] ?? '') ?? [])
    : [...new Set([...stance.stems].flatMap((stem) => said.get(stem) ?? []))];
  const contrary = near.find(
    ({ message, stance: other }) => message.entry.atMs > atMs && !sources.includes(message) && isOpposite(stance, other),
  );
  return contrary ? { by: contrary.message, why: contrary.message.subject } : undefined;
}

function isContrary(later: Statement, earlier: Statement): boolean {
  return isSameSlot(later, earlier) || isOtherDefault(later.text, earlier.text);
}
