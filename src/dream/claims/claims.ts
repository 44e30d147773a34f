/**
 * Finds the sentences of a message that are worth remembering and scores them. A claim is one sentence of the message, or its subject and the
 * sentence that gives the reason, in their order; its words are always those of the author, save for the mark of what only was so when it was decided. Pure.
 */
import { compareText } from '../../base/order.js';
import { CHAT, PASSING, SPECULATION, TRIVIAL_OBJECT, VAGUE, type ClaimKind } from '../reading/cues.js';
import { saysRule } from '../reading/clauses.js';
import { decisionIn, lacksFigure } from '../reading/decisions.js';
import { isFix, namesOwnFault, saysWhatHolds } from '../reading/faults.js';
import { absoluteDates } from '../../dates/absolute-dates.js';
import { foreignDecision, isForeignReason } from '../reading/cues-of-languages.js';
import type { About } from '../../memory/topic-anchors.js';
import type { Message } from '../reading/message.js';
import { toldIn } from '../reading/noise.js';
import { asBulletText, isWellFormed, standsAlone, statementsOf } from '../../wording/sentence.js';
import { wordCount } from '../../wording/words.js';
import { importedClaims } from './imported.js';
import { datedReason } from './dated-reason.js';
import { gotchaClaim } from './gotcha.js';
import { saysOtherwise } from './last-of-parts.js';
import { leaningRule } from './leaning-rule.js';
import { CHARACTERS_MOST, CODE, namesChoices, namesCode, OBJECT_ID, placeWeight, round, sizeWeight, WORDS_MOST } from './quotable.js';
import { reasonFor } from './reason.js';
import { breakingClaim, guessesIn, ruleClaim } from './sentence-claims.js';

export interface Claim {
  readonly text: string;
  readonly kind: ClaimKind;
  readonly score: number;
  readonly message: Message;
  /** Said with doubt: kept only if something later confirms it. */
  readonly speculative: boolean;
  /** It is a rule of this file: twelve digits of the blob. */
  readonly document?: About;
  /** A guess below a subject: only a fix or a note confirms it. */
  readonly isGuess?: true;
}

/** The lowest score that is proposed: a weaker claim costs a reviewer more time than it is worth. */
export const SCORE_LEAST = 5;

/** Every claim of one message that is worth proposing, best first; at most two from a commit, and a few more from one that is many messages. */
export function claimsOf(message: Message): Claim[] {
  const found = message.commit === undefined ? noteClaims(message) : claimsIn(toldIn(message));
  return found.toSorted((a, b) => b.score - a.score || compareText(a.text, b.text));
}

/** At most so many claims of a squash. */
const SQUASH_MOST = 3;

/** @param parts of one commit, in their order; what a later one says wins. */
function claimsIn(parts: readonly Message[]): Claim[] {
  const found = parts.flatMap((part, n) => commitClaims(part).map((claim) => ({ claim, n })));
  if (parts.length < 2) return found.map(({ claim }) => claim);
  const standing = found.filter(({ claim, n }) => !parts.slice(n + 1).some(({ subject }) => saysOtherwise(claim.text, subject)));
  const said = standing.filter(({ claim }) => !claim.isGuess).toSorted((a, b) => b.claim.score - a.claim.score || a.n - b.n);
  return [...said.slice(0, SQUASH_MOST), ...standing.filter(({ claim }) => claim.isGuess)].map(({ claim }) => claim);
}

function noteClaims(message: Message): Claim[] {
  if (message.entry.kind === 'import') return importedClaims(message, (sentence) => ruleClaim(message, sentence, false));
  // Imported chat and prompts have many sentences; only decisions and rules among them are proposed.
  if (message.entry.origin !== 'user' || message.entry.kind === 'prompt') {
    const claims = message.passages.flatMap((p) => statementsOf(p.text)).map((s) => ruleClaim(message, s, false));
    return claims.filter((c) => c !== undefined && c.score >= SCORE_LEAST + 1).slice(0, 1) as Claim[];
  }
  const text = message.passages.map((p) => p.text).join(' ');
  const sentences = message.passages.flatMap((p) => statementsOf(p.text));
  if (wordCount(text) < 3) return [];
  const whole = sentences.map(asBulletText).join(' ');
  // What somebody took the trouble to note is kept whole where it fits; a long note gives its sentences that stand alone.
  const texts =
    whole.length <= CHARACTERS_MOST
      ? [whole]
      : sentences
          .filter((s) => standsAlone(s) && isWellFormed(s) && s.length <= CHARACTERS_MOST)
          .slice(0, 4)
          .map(asBulletText);
  return texts.map((t) => ({
    text: absoluteDates(t, message.entry.atMs),
    kind: 'note',
    score: 20,
    message,
    speculative: SPECULATION.test(t),
  }));
}

function commitClaims(message: Message): Claim[] {
  const claims: Claim[] = [];
  const isFault = namesOwnFault(message);
  const told = isFault ? undefined : subjectClaim(message);
  const gotcha = isFault ? undefined : gotchaClaim(message);
  // A subject that is not told takes no rule with it.
  const order = told?.kind === 'reason' ? [gotcha, told] : [told, gotcha];
  const decision = order.find((one) => one !== undefined && one.score >= SCORE_LEAST) ?? foreignClaim(message);
  if (decision) claims.push(decision);
  let before: string | undefined;
  for (const passage of message.passages) {
    if (passage.form === 'breaking') {
      const claim = breakingClaim(message, passage.text);
      if (claim && !isTold(decision, passage.text)) claims.push(claim);
      continue;
    }
    // What moved somebody to a change tells how it was before.
    if (passage.isWhy) continue;
    for (const sentence of statementsOf(passage.text)) {
      const claim = ruleClaim(message, sentence, passage.form === 'item') ?? leaningRule(message, sentence, before);
      if (claim && !isTold(decision, sentence)) claims.push(claim);
      before = sentence;
    }
  }
  const ranked = claims.filter((c) => c.score >= SCORE_LEAST).toSorted((a, b) => b.score - a.score);
  // A second claim of the same message mostly repeats the first; only a rule with its reason earns the place.
  const chosen = ranked.filter((c, i) => i === 0 || (i === 1 && c.kind === 'rule' && c.score >= SCORE_LEAST + 1));
  return [...chosen, ...guessesIn(message).filter((guess) => !chosen.some((claim) => isTold(claim, guess.text)))];
}

function isTold(claim: Claim | undefined, passage: string): boolean {
  const [first] = statementsOf(passage);
  return first !== undefined && claim?.text.toLowerCase().includes(first.toLowerCase().replace(/\.$/, '')) === true;
}

/** The subject, where it announces a decision, with the sentence that says why. */
function subjectClaim(message: Message): Claim | undefined {
  const subject = message.type === 'revert' ? `revert: ${message.subject}` : message.subject;
  if (FREE_REVERT.test(subject) && message.type !== 'revert') return undefined;
  if (!isWellFormed(subject) || isTwoSubjects(subject) || FRAGMENT.test(subject) || CHAT.test(subject) || PASSING.test(subject))
    return undefined;
  if (message.type !== 'revert' && !/^revert/i.test(subject) && OBJECT_ID.test(subject)) return undefined;
  const words = wordCount(subject);
  if (words < 2 || words > 26) return undefined;
  const announced = decisionIn(subject);
  const cue = announced ?? (saysRule(subject) && !NO_RULE.test(message.type + subject) ? { kind: 'rule' as const, weight: 5 } : undefined);
  const reason = reasonFor(message, cue !== undefined);
  const causeInSubject = !reason?.strong && CAUSE_IN_SUBJECT.test(subject) && !TO_AVOID_TROUBLE.test(subject);
  let score = cue?.weight ?? (VAGUE.test(subject) && !causeInSubject ? 0 : 1.5);
  if (message.breaking) score += 3;
  if (reason) score += !reason.strong ? 2 : cue || reason.first ? 4 : 1;
  if (cue && cue.kind !== 'required' && VAGUE.test(subject)) score -= 1.5;
  if (words < 4 && !reason && !/\d/.test(subject)) score -= 2;
  // A removal or a rule about small things counts only if a reason is given.
  const isSmall = announced !== undefined && SMALL.has(announced.kind);
  if (isSmall && TRIVIAL_OBJECT.test(subject)) score -= reason?.strong || causeInSubject ? 1 : 4;
  if (isFix(message)) score -= cue ? 1 : 2.5;
  // The replacement of one call by another is seen in the code.
  const inSubject = !reason && REASON_IN_SUBJECT.test(subject);
  if (causeInSubject) score += reason ? 2 : 4;
  else if (inSubject) score += 2;
  if (cue?.kind === 'replaced' && !reason && !inSubject && (CODE.test(subject) || !namesChoices(subject))) score -= 2;
  // So is the removal of something in code.
  const isEnd = announced !== undefined && GONE.has(announced.kind);
  if (isEnd && !reason && !inSubject && !message.breaking && namesCode(subject) && !/\b(?:support|dependenc)/i.test(subject)) score -= 2;
  // What goes because nothing uses it is missed by nobody.
  if (isEnd && !/\bsupport\b|\d/i.test(subject) && (UNUSED.test(subject) || (reason && UNUSED.test(reason.sentence)))) score -= 3;
  // Most lines of a squash are steps on its way.
  if (message.isListed && !reason && cue && cue.kind !== 'required' && cue.kind !== 'rule' && !/\bsupport\b|\d/i.test(subject))
    score -= 1.5;
  score += (cue ? placeWeight(message) / 2 : placeWeight(message)) + sizeWeight(message);
  const text = [asBulletText(subject), ...(reason ? [following(reason.sentence, message)] : [])].join(' ');
  if (text.length > CHARACTERS_MOST || lacksFigure(subject, text) || (!reason && ONLY_REPLACED.test(subject))) return undefined;
  return {
    text: absoluteDates(text, message.entry.atMs),
    kind: cue?.kind ?? (message.breaking ? 'breaking' : 'reason'),
    score: round(score),
    message,
    speculative: SPECULATION.test(text),
  };
}

/** "Revert the padding": what of it stands now, and what is gone, only the change tells. */
const FREE_REVERT = /^(?:[\w.-]+: )?revert\w*:? (?!["“'`‘]|(?:back )?to\b)/i;

/** What took the place is not said. */
const ONLY_REPLACED =
  /^(?:[\w.-]+: )?replac\w* (?!.*(?:\b(?:with|by|to|for|from|via|using|favou?r|instead|because|since|so that)\b|->|→|=>))/i;

/** What it mends or brings "always" is what it does, and what it says of it is said there. */
const NO_RULE = /^(?:[\w.-]+: )?(?:fix|add|implement|introduc|support|mention|document|describ|explain|clarif)/i;

/** What is done then is not said. */
const FRAGMENT =
  /^only (?:if|when|where|for|in|on|with)\b[^,]*$|^(?:remove|removed|fixed?|changed?|add(?:ed)?|revert(?:ed)?) (?:due to|because|since|for|as)\b|\?[.!]?$|^revert\w*:? ["“']?merge (?:pull request|branch|pr)\b/i;

const UNUSED =
  /\b(?:no longer|not|never|any ?more|isn't|aren't|wasn't|weren't)(?: \w+)? (?:used|needed|required|necessary|referenced)\b|\b(?:unused|unneeded|unnecessary|nothing (?:uses|needs)|nobody (?:uses|needs)|only used in)\b/i;
/** Kinds by which something ends. */
const GONE: ReadonlySet<ClaimKind> = new Set(['dropped', 'stopped', 'deprecated', 'disabled']);
/** Kinds of which most are small things. */
const SMALL: ReadonlySet<ClaimKind> = new Set([...GONE, 'rule', 'default']);

/** The subject of another language than English, where its table knows it for a decision and a reason is given, in the subject or below it. */
function foreignClaim(message: Message): Claim | undefined {
  const { subject } = message;
  const kind = message.type === 'revert' || !isWellFormed(subject) ? undefined : foreignDecision(subject);
  const words = wordCount(subject);
  if (kind === undefined || words < FOREIGN_WORDS.least || words > FOREIGN_WORDS.most) return undefined;
  const sentences = message.passages.filter(({ form }) => form === 'prose').flatMap(({ text }) => statementsOf(text));
  const reason = sentences.find((one) => isForeignReason(one) && isWellFormed(one) && wordCount(one) <= WORDS_MOST);
  if (reason === undefined && !isForeignReason(subject)) return undefined;
  const text = [subject, ...(reason === undefined ? [] : [reason])].map(asBulletText).join(' ');
  if (text.length > CHARACTERS_MOST) return undefined;
  return {
    text: absoluteDates(text, message.entry.atMs),
    kind,
    score: SCORE_LEAST + 1 + placeWeight(message),
    message,
    speculative: false,
  };
}

const FOREIGN_WORDS = { least: 2, most: 26 };

/** A sentence behind the subject: a reason with its year. What is prescribed there, or holds since, or comes of doing otherwise, is of no one time. */
function following(sentence: string, { subject, entry }: Message): string {
  const said = inSentenceOf(sentence, subject);
  return saysWhatHolds(sentence) || OTHERWISE.test(sentence) ? said : datedReason(said, entry.atMs);
}

const OTHERWISE = /^(?:otherwise|or else)\b/i;

/** A word that the subject writes in lower case is taken for a name. */
function inSentenceOf(sentence: string, subject: string): string {
  const first = /^[a-z][\w.-]*/.exec(sentence)?.[0];
  const text = asBulletText(sentence);
  return first !== undefined &&
    subject
      .split(/[^\w.-]+/)
      .slice(1)
      .includes(first)
    ? `${first}${text.slice(first.length)}`
    : text;
}

/** A message without a blank line after its subject runs two sentences into one. */
function isTwoSubjects(subject: string): boolean {
  return /[a-z`)] (?:Add|Fix|Make|Remove|Update|Parse|Move|Change|Use|Set|Chain|Sort|Rename|Create|Allow|Handle|Convert|Also|Split|Improve|Refactor|Ensure|Resolve|Return|Support|Switch|Bump|Check|Prevent|Extend|Include|Upgrade|Export|Provide|Enable|Disable|Throw|Avoid)s?\b/.test(
    subject,
  );
}

/** What says outright that it is the reason, behind what is decided: it counts as a sentence of the body that does. */
const CAUSE_IN_SUBJECT =
  /\S\s+\S+(?:,? \(?|, )(?:because|since(?! v?\d)|due to|so that|in order to|to (?:avoid|prevent|keep|save)|otherwise|or else|as (?:it|they|this|we)|(?<=, )as (?:the|our|there|no|most|some)) .{4,}/i;
/** Everything is done to avoid errors. */
const TO_AVOID_TROUBLE =
  /\bto (?:avoid|prevent) (?:\S+ ){0,3}(?:errors?|warnings?|issues?|problems?|bugs?|failures?|confusion|noise|conflicts?|crash(?:es)?)\b/i;
const REASON_IN_SUBJECT =
  /\b(?:because|due to|since|to (?:avoid|prevent|support|reduce|allow|keep|ensure)|so that|as (?:it|they|this)|otherwise|for (?:easier|better|faster|the sake)|that (?:causes?|breaks?|leaks?|requires?)|to free)\b/i;
