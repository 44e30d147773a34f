/**
 * Finds the earlier statements that a later message overrules. A message overrules only what it names. Pure.
 */
import { SPECULATION } from '../reading/cues.js';
import { isNoise, type Message } from '../reading/message.js';
import { statementsOf } from '../reading/sentence.js';
import { containment, isDistinct } from '../reading/words.js';
import { isOpposite, isOtherDefault, isSameSlot, stancesOf, type Stance } from './contrary.js';
import type { Claim } from './claims.js';
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

/** What messages affirm and deny in subjects, notes and claims, by each of the words; of a message in the order of time. */
export type Said = ReadonlyMap<string, readonly SaidOnce[]>;

interface SaidOnce {
  readonly message: Message;
  readonly stance: Stance;
  /** The words that say it. */
  readonly why: string;
}

/** @param messages oldest first. @param claims of messages whose subject does not say it. */
export function saidIn(messages: readonly Message[], claims: readonly Claim[]): Said {
  const said = new Map<string, SaidOnce[]>();
  const put = (message: Message, text: string, isNote: boolean): void => {
    for (const stance of statementsOf(text)
      .filter(isHeld)
      .flatMap((sentence) => stancesOf(sentence, isNote))) {
      for (const stem of new Set(stance.stems)) {
        const list = said.get(stem);
        if (list) list.push({ message, stance, why: text });
        else said.set(stem, [{ message, stance, why: text }]);
      }
    }
  };
  for (const message of messages) {
    if (isNoise(message)) continue;
    if (message.commit === undefined) for (const { text } of message.passages) put(message, text, true);
    else if (message.type !== 'revert' && message.subject !== '') put(message, message.subject, false);
  }
  for (const { message, text } of claims) if (message.commit !== undefined && !text.startsWith(message.subject)) put(message, text, false);
  return said;
}

/** False for a sentence that doubts, asks or tells how it was. */
function isHeld(sentence: string): boolean {
  return !SPECULATION.test(sentence) && !PAST.test(sentence);
}

const PAST =
  /\b(?:did not|didn'?t|used to|formerly|previously|in the past|back then|at that time|früher|damals|autrefois|antes|antigamente)\b/i;

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
  for (const stance of stancesOf(
    statement.text,
    sources.some(({ commit }) => commit === undefined),
  )) {
    // All words of what is denied stand in what is affirmed, so that any one of them leads to the other.
    const near = stance.denies
      ? (said.get(stance.stems[0] ?? '') ?? [])
      : [...new Set(stance.stems.flatMap((stem) => said.get(stem) ?? []))];
    const contrary = near.find(
      ({ message, stance: other }) => message.entry.atMs > atMs && !sources.includes(message) && isOpposite(stance, other),
    );
    if (contrary) return { by: contrary.message, why: contrary.why };
  }
  return undefined;
}

function isContrary(later: Statement, earlier: Statement): boolean {
  return isSameSlot(later, earlier) || isOtherDefault(later.text, earlier.text);
}
