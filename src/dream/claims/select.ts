/**
 * Selects from messages the claims that hold today: folds duplicates, removes overruled and unconfirmed doubtful claims, and keeps the best within
 * the quota. Stateless: the same entries always give the same claims. Pure.
 */
import { changeCuesIn } from '../../wording/change-cues.js';
import { claimsOf, type Claim } from './claims.js';
import { each, ofEach, type Parts, type Steps } from './parts.js';
import { CHAT, CONFIRMATION, PASSING, SPECULATION, type ClaimKind } from '../reading/cues.js';
import { isFix, tellsFault } from '../reading/faults.js';
import { isForeign } from '../reading/cues-of-languages.js';
import type { Message } from '../reading/message.js';
import { isNoise } from '../reading/noise.js';
import { isSamePolarity, polarityOf } from '../../wording/polarity.js';
import { asBulletText, isWellFormed, standsAlone, statementsOf } from '../../wording/sentence.js';
import { ascending, ByStem } from './by-stem.js';
import { slotOf } from './contrary.js';
import { newestOf, type Finding } from './finding.js';
import { nearChoices, nearFindings } from './later.js';
import { codeIn } from './names-claimed.js';
import { notedAmong } from './noted.js';
import { turnsAmong } from './turns.js';
import { overruledBy, saidIn, type Overruling } from './overruling.js';
import type { Reverts } from './reverts.js';
import { claimCoreOf, isSameCore, type ClaimCore } from './same-core.js';
import { isSaidAgain, wordsSaid } from '../report/verdict.js';
import type { SelectionTally } from './tally.js';
import { statementOf, type Statement } from './statement.js';
import { choicesOf, type MadeChoice } from './choices.js';
import { firstSentence, plainLetters } from './testimony.js';
import { containment, similarity, stemsOf, wordCount } from '../../wording/words.js';

/** A finding that no longer holds, and what overruled it. */
export interface Overruled {
  readonly finding: Finding;
  readonly by: Message;
  readonly why: string;
}

export interface Selection {
  readonly findings: readonly Finding[];
  readonly overruled: readonly Overruled[];
  /** What the messages choose. */
  readonly choices: readonly MadeChoice[];
  readonly tally: SelectionTally;
}

/** Two claims with this much of their words in common say the same thing. */
const SAME = 0.72;
/** With less they cannot say the same in other words. */
const NEAR = 0.4;

/**
 * Pauses after each message and each claim.
 * @param messages oldest first.
 * @param reverts among them.
 * @param isRejected a finding that a person refused: it stays what it is, and overrules no other value.
 * @param stated claims that documents of the base make.
 * @param paths which paths stand on the base branch; a claim whose changed paths are all gone is history. Undefined where it is not known.
 */
export function* select(
  messages: readonly Message[],
  { undone }: Reverts,
  paths: Pick<ReadonlySet<string>, 'has'> | undefined,
  parts: Parts,
  isRejected: Overruling['isRejected'] = () => false,
  stated: readonly Claim[] = [],
): Steps<Selection> {
  const live = messages.filter((m) => m.commit === undefined || !undone.has(m.commit));
  const choices = yield* ofEach(parts, 'choices', live, choicesOf);
  const choicesByMessage = new Map<Message, MadeChoice[]>();
  for (const choice of choices) choicesByMessage.set(choice.message, [...(choicesByMessage.get(choice.message) ?? []), choice]);
  const made = yield* ofEach(parts, 'claims', live, claimsOf);
  const said = made.filter((c) => !isGone(c.message, c, paths));
  const claims = [...said, ...stated];
  const { kept, speculation } = yield* settleDoubt(claims, live, parts);
  const findings = yield* foldDuplicates(kept, choicesByMessage, parts);
  const selected = yield* applyTruth(findings, choices, live, parts, isRejected);
  const noise = live.filter(isNoise).length;
  const claiming = new Set(made.map(({ message }) => message));
  const tally = {
    undone: messages.length - live.length,
    noise,
    silent: live.length - noise - claiming.size,
    foreign: live.filter((one) => one.commit !== undefined && !claiming.has(one) && !isNoise(one) && isForeign(one.subject)).length,
    claims: made.length,
    gone: made.length - said.length,
    speculation,
    repeated: kept.length - findings.length,
    overruled: selected.overruled.length,
  };
  return { ...selected, choices, tally };
}

/** What was removed, renamed or tried is told although its files are gone. */
const TOLD_WHEN_GONE: ReadonlySet<ClaimKind> = new Set(['dropped', 'stopped', 'renamed', 'undone', 'replaced']);

function isGone(message: Message, claim: Claim, paths: Pick<ReadonlySet<string>, 'has'> | undefined): boolean {
  if (!paths || message.paths.length === 0 || claim.isGuess) return false;
  if (message.paths.some((p) => paths.has(p))) return false;
  if (!TOLD_WHEN_GONE.has(claim.kind)) return true;
  // What was taken out of a part that has left itself is no news; where it gave a file its name, the file was what went.
  const names = codeIn(firstSentence(claim.text)).map(plainLetters);
  return (
    names.length > 0 &&
    message.paths.length === message.pathCount &&
    !message.paths.some((p) => names.some((one) => plainLetters(p).includes(one)))
  );
}

/** Doubtful claims stay only where something later says the same without doubt; then that is what is told, citing both. */
function* settleDoubt(
  claims: readonly Claim[],
  messages: readonly Message[],
  parts: Parts,
): Steps<{ kept: { claim: Claim; sources: Message[]; note: string }[]; speculation: number }> {
  const kept: { claim: Claim; sources: Message[]; note: string }[] = [];
  let speculation = 0;
  let plain: PlainSentences | undefined;
  const answers = yield* each(
    parts,
    'confirmations',
    claims.filter(({ speculative }) => speculative),
    (claim) => confirmationOf(claim, messages, (plain ??= plainSentences(messages))),
  );
  for (const claim of claims) {
    if (!claim.speculative) {
      kept.push({ claim, sources: [claim.message], note: '' });
      continue;
    }
    const answer = answers.shift();
    const message = answer && messages[answer.place];
    if (!message) speculation += 1;
    else
      kept.push({
        claim: { ...claim, text: answer.text, speculative: false },
        sources: [claim.message, message],
        note: 'first said with doubt, confirmed later',
      });
  }
  return { kept, speculation };
}

interface PlainSentences {
  readonly sentences: readonly { readonly text: string; readonly stems: ReadonlySet<string>; readonly place: number }[];
  readonly byStem: ByStem;
}

/** All sentences that say something without doubt, in the order of the messages, and which of them hold a stem. */
function plainSentences(messages: readonly Message[]): PlainSentences {
  const sentences: { text: string; stems: ReadonlySet<string>; place: number }[] = [];
  const byStem = new ByStem();
  for (const [place, message] of messages.entries()) {
    if (isNoise(message)) continue;
    for (const text of [message.subject, ...message.passages.flatMap((p) => statementsOf(p.text))]) {
      if (text === '' || SPECULATION.test(text) || CHAT.test(text) || PASSING.test(text) || !isWellFormed(text) || wordCount(text) < 4)
        continue;
      const stems = new Set(stemsOf(text));
      byStem.add(sentences.length, stems);
      sentences.push({ text, stems, place });
    }
  }
  return { sentences, byStem };
}

/** So much of a doubtful claim a sentence must say again, and so much makes it a confirmation by itself. */
const AGAIN = 0.5;
const CONFIRMED = 0.75;
/** Of a guess at least so many stems: two are said again by chance. */
const AGAIN_STEMS = 3;

/** Where a message that is later says a doubtful claim without doubt, and how; null where none does. */
function confirmationOf(
  claim: Claim,
  messages: readonly Message[],
  { sentences, byStem }: PlainSentences,
): { text: string; place: number } | null {
  const wanted = new Set(stemsOf(claim.text.replace(SPECULATION, ' ')));
  if (wanted.size < 2) return null;
  const polarity = polarityOf(claim.text.replace(SPECULATION, ' '));
  const at = claim.message.entry.atMs;
  for (const near of ascending(byStem.sharing(wanted, AGAIN))) {
    const { text, stems, place } = sentences[near] as PlainSentences['sentences'][number];
    const message = messages[place];
    if (message === undefined || message.entry.atMs <= at || message === claim.message) continue;
    const share = containment(wanted, stems);
    if (share < AGAIN || (claim.isGuess && wanted.size * share < AGAIN_STEMS) || !isSamePolarity(polarity, polarityOf(text))) continue;
    if (claim.isGuess && !(message.commit === undefined || isFix(message) || CONFIRMATION.test(text))) continue;
    // What is told must be understood without what stands around it, and must not tell the fault that its commit removed.
    if (claim.isGuess && text !== message.subject && (!standsAlone(text) || (message.commit !== undefined && tellsFault(text)))) continue;
    if (share >= CONFIRMED || CONFIRMATION.test(text)) return { text: asBulletText(text), place };
  }
  return null;
}

/** The same thing said twice is one finding: the newest wording that says most, and all its sources. */
function* foldDuplicates(
  claims: readonly { claim: Claim; sources: Message[]; note: string }[],
  choices: ReadonlyMap<Message, readonly MadeChoice[]>,
  parts: Parts,
): Steps<Finding[]> {
  const findings: { claim: Claim; statement: Statement; sources: Message[]; note: string; core: ClaimCore | undefined }[] = [];
  /** By the stems of every wording, and those of the first, whose order decides between two that are alike. */
  const [byStem, byWords, byCore] = [new ByStem(), new ByStem(), new ByStem()];
  const firsts: ReadonlySet<string>[] = [];
  for (const [place, { claim, sources, note }] of claims.entries()) {
    yield undefined;
    const own = (choices.get(claim.message) ?? []).filter((t) => claim.text.toLowerCase().includes(t.sentence.toLowerCase().slice(0, 20)));
    const statement = statementOf(claim.text, own, claim.message.commit === undefined);
    const polarity = polarityOf(claim.text);
    const words = wordsSaid(claim.text);
    const core = claim.message.commit === undefined ? undefined : claimCoreOf(claim.text, claim.message.label);
    const same = parts.at('duplicates', place, () => {
      // Of those that are alike, the first by the stems of this statement in their order, and then the oldest.
      const rank = (i: number): number => [...statement.stems].findIndex((stem) => firsts[i]?.has(stem));
      const firstOf = (
        near: ReadonlySet<number>,
        share: number,
        isTwin: (other: (typeof findings)[number]) => boolean,
      ): number | undefined =>
        [...near]
          .filter((i) => {
            const other = findings[i];
            return other !== undefined && similarity(other.statement.stems, statement.stems) >= share && isTwin(other);
          })
          .map((i) => ({ i, rank: rank(i) }))
          .filter((one) => one.rank !== -1)
          .sort((a, b) => a.rank - b.rank || a.i - b.i)[0]?.i;
      const again = firstOf(byWords.having(words), NEAR, (other) => isSaidAgain(other.claim.text, claim.text));
      if (again !== undefined) return again;
      const found = firstOf(
        byStem.sharing(statement.stems, SAME),
        SAME,
        (other) =>
          numbersOf(other.statement) === numbersOf(statement) &&
          isSamePolarity(polarityOf(other.claim.text), polarity) &&
          !isTakenBack(other.claim, claim),
      );
      if (found !== undefined || !core) return found ?? null;
      return ascending(byCore.sharing(core.stems, SAME)).find((i) => isOneCore(findings[i]?.core, core)) ?? null;
    });
    const twin = same === null ? undefined : findings[same];
    if (twin && same !== null) {
      const better =
        claim.score > twin.claim.score || (claim.score === twin.claim.score && claim.message.entry.atMs >= twin.claim.message.entry.atMs);
      findings[same] = {
        claim: better ? claim : twin.claim,
        statement: better ? statement : twin.statement,
        sources: [...new Set([...twin.sources, ...sources])],
        note: twin.note || note,
        core: better ? core : twin.core,
      };
      if (!better) continue;
      if (core) byCore.add(same, core.stems);
      byStem.add(same, statement.stems);
      byWords.add(same, [words]);
      continue;
    }
    byStem.add(findings.length, statement.stems);
    byWords.add(findings.length, [words]);
    firsts.push(statement.stems);
    if (core) byCore.add(findings.length, core.stems);
    findings.push({ claim, statement, sources, note, core });
  }
  return findings;
}

function isOneCore(one: ClaimCore | undefined, other: ClaimCore): boolean {
  return one !== undefined && isSameCore(one, other);
}

/** Of two notes one says that something ended, and the other does not: "the board approved it", "the board withdrew its approval". */
function isTakenBack(one: Claim, other: Claim): boolean {
  const isNoted = one.message.commit === undefined && other.message.commit === undefined;
  return isNoted && changeCuesIn(one.text).ended !== changeCuesIn(other.text).ended;
}

function numbersOf(statement: Statement): string {
  return slotOf(statement).figures[0].numbers;
}

/** Takes out what a later choice, a later figure or a later word to the contrary overrules. */
function* applyTruth(
  findings: readonly Finding[],
  choices: readonly MadeChoice[],
  messages: readonly Message[],
  parts: Parts,
  isRejected: Overruling['isRejected'],
): Steps<{ findings: Finding[]; overruled: Overruled[] }> {
  const standing: Finding[] = [];
  const overruled: Overruled[] = [];
  const said = saidIn(
    messages,
    findings.map(({ claim }) => claim),
  );
  const places = new Map(messages.map((message, place) => [message, place]));
  const later = { choices: nearChoices(choices), findings: nearFindings(findings), said, noted: notedAmong(findings), isRejected };
  const turns = turnsAmong(findings, isRejected);
  const ends = yield* each(parts, 'overruled', findings, (finding) => {
    const at = newestOf(finding);
    const end = turns.against(finding.statement, at, finding.sources) ?? overruledBy(finding.statement, at, finding.sources, later);
    // Of two values of which a person refused the newer the older holds.
    if (!end || (end.undecided && end.refused)) return null;
    return { by: places.get(end.by) ?? -1, why: end.why, ...(end.undecided && { undecided: true }), ...(end.isTurn && { isTurn: true }) };
  });
  const besides = new Map<Message, Finding[]>();
  const steps = new Map<Message, Message[]>();
  for (const [i, finding] of findings.entries()) {
    const end = ends[i];
    const by = end && messages[end.by];
    if (!by) standing.push(finding);
    else overruled.push({ finding, by, why: end.why });
    if (by && end.isTurn) steps.set(by, [...(steps.get(by) ?? []), ...finding.sources]);
    if (by && end.undecided) besides.set(by, [...(besides.get(by) ?? []), finding]);
  }
  return {
    findings: standing.map((finding) => {
      const { message } = finding.claim;
      const [others, before] = [besides.get(message), steps.get(message)];
      return others || before ? { ...finding, ...(others && { besides: others }), ...(before && { steps: before }) } : finding;
    }),
    overruled,
  };
}
