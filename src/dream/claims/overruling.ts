/**
 * Finds the earlier statements that a later message overrules. A message overrules only what it names. Pure.
 */
import { isHeld } from '../reading/held.js';
import type { Message } from '../reading/message.js';
import { isNoise } from '../reading/noise.js';
import { statementsOf } from '../../wording/sentence.js';
import { containment, isDistinct } from '../../wording/words.js';
import { changeCuesIn } from '../../wording/change-cues.js';
import { isOpposite, isOtherDefault, isOtherFigure, isSameSlot, stancesOf, type Stance } from './contrary.js';
import type { Claim } from './claims.js';
import { newestOf, type Finding } from './finding.js';
import type { Core, Statement } from './statement.js';
import { relationBetween, type Noted } from './noted.js';
import { statedIn, VERSIONED, type Near } from './later.js';
import type { MadeChoice } from './choices.js';

/** Why a later choice makes an earlier statement untrue; undefined where it does not. */
function overrules(choice: MadeChoice, earlier: Statement): string | undefined {
  const { dropped, adopted } = choice;
  if (dropped.length > 0 && choice.how !== 'adopted') {
    for (const was of earlier.adopted) {
      // The later one drops what the earlier one brought, by its name and not by a word in passing.
      if (dropped.includes(was[0] ?? '') && containment(dropped, new Set(was)) === 1 && isOfOne(choice, earlier.cores[0], was))
        return choice.sentence;
    }
    // A new name ends only the statement that gave the old one.
    const isExplicit = choice.how === 'replaced' || (choice.how !== 'renamed' && choice.message.commit === undefined);
    const restates = earlier.dropped.some((d) => containment(dropped, new Set(d)) === 1);
    if (isExplicit && !restates && earlier.cores.some((core) => states(core, choice))) return choice.sentence;
  }
  if (choice.how !== 'dropped' && choice.how !== 'renamed' && adopted.length > 0) {
    // Brought back: "drop X" is undone by a later "support X".
    for (const was of earlier.dropped)
      if (was[0] === adopted[0] && containment(was, new Set(adopted)) + containment(adopted, new Set(was)) >= 1.5) return choice.sentence;
  }
  return undefined;
}

/** True for a sentence that states, not only as its reason, what a choice drops, and by its name or for the same thing. */
function states(core: Core, choice: MadeChoice): boolean {
  const { dropped, adopted, context } = choice;
  if (core.denies || containment(dropped, core.stems) < 1 || containment(adopted, core.stems) === 1) return false;
  const isNamed = isDistinct(dropped) || (context.length > 0 && containment(context, core.stems) === 1);
  return isNamed && isOfOne(choice, core, dropped);
}

/** False where both say for what they were chosen, and it is not the same: "Redis for sessions", "Redis for the queue". */
function isOfOne({ context, moved, adopted }: MadeChoice, core: Core | undefined, what: readonly string[]): boolean {
  if (!core) return true;
  const rest = [...core.stems].filter((stem) => !what.includes(stem) && !adopted.includes(stem) && !WEAK.has(stem));
  const own = (moved.length > 0 ? moved : context).filter((stem) => !WEAK.has(stem));
  // What is moved away from A leaves A to all else; what is chosen for nothing in particular is chosen for all.
  if (own.length === 0) return true;
  return rest.length === 0 ? moved.length === 0 : own.some((stem) => rest.includes(stem));
}

/** Stems that tell nothing of for what something is used. */
const WEAK = new Set(
  'us run need requir start keep store build make made set work prefer choos project repo repositori everyth all codebas whole default start process done written made alwai instead rather switch replac'.split(
    ' ',
  ),
);

/** Why a text speaks of a version that was dropped since ("to support go 1.9" after "drop support of go 1.11"); undefined where it does not. */
function droppedVersion(choice: MadeChoice, text: string): string | undefined {
  if (choice.how !== 'dropped') return undefined;
  for (const [, name, version] of choice.sentence.matchAll(VERSIONED)) {
    for (const [, otherName, other] of text.matchAll(VERSIONED)) {
      if (name?.toLowerCase() === otherName?.toLowerCase() && compareVersions(other ?? '', version ?? '') <= 0) return choice.sentence;
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

export interface End {
  readonly by: Message;
  readonly why: string;
  /** The two only give other values of the same thing, and nobody said that it changed. */
  readonly undecided?: true;
  /** A person refused the claim that says so. */
  readonly refused?: true;
  /** It turns about what was said, of which it is the last word: what came before are its steps. */
  readonly isTurn?: true;
}

/** What may overrule statements, and which findings a person refused. */
export interface Overruling {
  readonly choices: Near<MadeChoice>;
  readonly findings: Near<Finding>;
  readonly said: Said;
  readonly noted: Noted;
  readonly isRejected: (finding: Finding) => boolean;
}

/** What overrules a statement made at `atMs`: a later choice, else a later finding of the same slot, else a later subject that says the contrary. */
export function overruledBy(
  statement: Statement,
  atMs: number,
  sources: readonly Message[],
  { choices, findings, said, noted, isRejected }: Overruling,
): End | undefined {
  const stated = statedIn(statement);
  for (const choice of choices.to(statement)) {
    if (choice.message.entry.atMs <= atMs || sources.includes(choice.message)) continue;
    const why = overrules(choice, statement) ?? droppedVersion(choice, stated);
    if (why !== undefined) return { by: choice.message, why };
  }
  const isNote = sources.every(({ commit }) => commit === undefined);
  const isLater = (f: Finding): boolean => newestOf(f) > atMs && !f.sources.some((s) => sources.includes(s));
  const about = isNote ? noted.about(statement).filter(({ finding }) => isLater(finding)) : [];
  const contrary = findings
    .to(statement)
    .filter((f) => isLater(f) && isContrary(f.statement, statement) && !(isNote && isOfAnotherThing(f, statement)))
    .map((finding) => ({ finding, undecided: isUndecided(finding, statement) }));
  const ends = [...contrary, ...about.map(({ finding, relation }) => ({ finding, undecided: relation === 'other value' }))].map((end) => ({
    ...end,
    refused: isRejected(end.finding),
  }));
  const [end] = ends.toSorted(
    (a, b) =>
      Number(a.refused) - Number(b.refused) || Number(a.undecided) - Number(b.undecided) || newestOf(b.finding) - newestOf(a.finding),
  );
  const decided = end && !end.undecided ? endOf(end) : undefined;
  return decided ?? denialOf(statement, atMs, sources, said) ?? (end && endOf(end));
}

function endOf({
  finding,
  undecided,
  refused,
}: {
  readonly finding: Finding;
  readonly undecided: boolean;
  readonly refused: boolean;
}): End {
  return { by: finding.claim.message, why: finding.claim.text, ...(undecided && { undecided }), ...(refused && { refused }) };
}

/** A later sentence that says no where this one says yes, or the other way round. */
function denialOf(statement: Statement, atMs: number, sources: readonly Message[], said: Said): End | undefined {
  for (const stance of stancesOf(
    statement.text,
    sources.some(({ commit }) => commit === undefined),
  )) {
    // All words of what is denied stand in what is affirmed, so that any one of them leads to the other.
    const near = stance.denies
      ? (said.get(stance.stems[0] ?? '') ?? [])
      : [...new Set(stance.stems.flatMap((stem) => said.get(stem) ?? []))];
    const denial = near.find(
      ({ message, stance: other }) => message.entry.atMs > atMs && !sources.includes(message) && isOpposite(stance, other),
    );
    if (denial) return { by: denial.message, why: denial.why };
  }
  return undefined;
}

function isContrary(later: Statement, earlier: Statement): boolean {
  return isSameSlot(later, earlier) || isOtherDefault(later, earlier);
}

/** "The iOS app requires version 15", "the Android app requires version 10". */
function isOfAnotherThing({ claim, statement }: Finding, earlier: Statement): boolean {
  return claim.message.commit === undefined && relationBetween(earlier, statement) === undefined;
}

/** What a commit does holds from then on; what somebody notes without a word of change may be meant for another thing. */
function isUndecided({ claim, statement }: Finding, earlier: Statement): boolean {
  if (claim.message.commit !== undefined || !isOtherFigure(statement, earlier)) return false;
  const { ended, shifted } = changeCuesIn(claim.text);
  return !ended && !shifted;
}
