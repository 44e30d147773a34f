/**
 * Finds the sentences of a message that are worth remembering and scores them. A claim is one sentence of the message, or its subject and the
 * sentence that gives the reason, in their order; its words are always those of the author. Pure.
 */
import { compareText } from '../../base/order.js';
import { CAUSE, CHAT, HISTORY, PASSING, REASON, RULE, SPECULATION, TRIVIAL_OBJECT, VAGUE, type ClaimKind } from '../reading/cues.js';
import { decisionIn, lacksFigure } from '../reading/decisions.js';
import { isFix, mayTellFault, tellsFault } from '../reading/faults.js';
import { absoluteDates } from '../../dates/absolute-dates.js';
import { foreignDecision, isForeignReason } from '../reading/cues-of-languages.js';
import { importedClaims } from './imported.js';
import { onlyIn, type Message } from '../reading/message.js';
import { isNoise } from '../reading/noise.js';
import { quotesOthers } from '../../wording/machine-lines.js';
import { asBulletText, isWellFormed, standsAlone, statementsOf } from '../../wording/sentence.js';
import { stemsOf, wordCount } from '../../wording/words.js';

export interface Claim {
  readonly text: string;
  readonly kind: ClaimKind;
  readonly score: number;
  readonly message: Message;
  /** Said with doubt: kept only if something later confirms it. */
  readonly speculative: boolean;
}

const WORDS_MOST = 48;
const CHARACTERS_MOST = 330;
/** The lowest score that is proposed: a weaker claim costs a reviewer more time than it is worth. */
export const SCORE_LEAST = 5;

/** Every claim of one message that is worth proposing, best first; at most two from a commit. */
export function claimsOf(message: Message): Claim[] {
  if (isNoise(message)) return [];
  const found = message.commit === undefined ? noteClaims(message) : commitClaims(message);
  return found.toSorted((a, b) => b.score - a.score || compareText(a.text, b.text));
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
  const told = subjectClaim(message);
  // A subject that is not told takes no rule with it.
  const decision = told && told.score >= SCORE_LEAST ? told : foreignClaim(message);
  if (decision) claims.push(decision);
  for (const passage of message.passages) {
    if (passage.form === 'breaking') {
      const claim = breakingClaim(message, passage.text);
      if (claim && !isTold(decision, passage.text)) claims.push(claim);
      continue;
    }
    for (const sentence of statementsOf(passage.text)) {
      const claim = ruleClaim(message, sentence, passage.form === 'item');
      if (claim && !isTold(decision, sentence)) claims.push(claim);
    }
  }
  const ranked = claims.filter((c) => c.score >= SCORE_LEAST).toSorted((a, b) => b.score - a.score);
  // A second claim of the same message mostly repeats the first; only a rule with its reason earns the place.
  return ranked.filter((c, i) => i === 0 || (i === 1 && c.kind === 'rule' && c.score >= SCORE_LEAST + 1));
}

function isTold(claim: Claim | undefined, passage: string): boolean {
  const [first] = statementsOf(passage);
  return first !== undefined && claim?.text.toLowerCase().includes(first.toLowerCase().replace(/\.$/, '')) === true;
}

/** The subject, where it announces a decision, with the sentence that says why. */
function subjectClaim(message: Message): Claim | undefined {
  const subject = message.type === 'revert' ? `revert: ${message.subject}` : message.subject;
  if (!isWellFormed(subject) || isTwoSubjects(subject) || CHAT.test(subject) || PASSING.test(subject)) return undefined;
  if (message.type !== 'revert' && !/^revert/i.test(subject) && OBJECT_ID.test(subject)) return undefined;
  const words = wordCount(subject);
  if (words < 2 || words > 26) return undefined;
  const announced = decisionIn(subject);
  const cue = announced ?? (RULE.test(subject) && !/^fix/i.test(message.type + subject) ? { kind: 'rule' as const, weight: 5 } : undefined);
  const reason = reasonFor(message, cue !== undefined);
  let score = cue?.weight ?? (VAGUE.test(subject) ? 0 : 1.5);
  if (message.breaking) score += 3;
  if (reason) score += !reason.strong ? 2 : cue || reason.first ? 4 : 1;
  if (cue && cue.kind !== 'required' && VAGUE.test(subject)) score -= 1.5;
  if (words < 4 && !reason && !/\d/.test(subject)) score -= 2;
  // A removal or a rule about small things counts only if a reason is given.
  const isSmall = announced !== undefined && SMALL.has(announced.kind);
  if (isSmall && TRIVIAL_OBJECT.test(subject)) score -= reason?.strong ? 1 : 4;
  if (isFix(message)) score -= cue ? 1 : 2.5;
  // The replacement of one call by another is seen in the code.
  const inSubject = !reason && REASON_IN_SUBJECT.test(subject);
  if (!reason?.strong && CAUSE_IN_SUBJECT.test(subject)) score += reason ? 2 : 4;
  else if (inSubject) score += 2;
  if (cue?.kind === 'replaced' && !reason && !inSubject && (CODE.test(subject) || !namesChoices(subject))) score -= 2;
  score += (cue ? placeWeight(message) / 2 : placeWeight(message)) + sizeWeight(message);
  const text = [asBulletText(subject), ...(reason ? [following(reason.sentence, subject)] : [])].join(' ');
  if (text.length > CHARACTERS_MOST || lacksFigure(subject, text)) return undefined;
  return {
    text: absoluteDates(text, message.entry.atMs),
    kind: cue?.kind ?? (message.breaking ? 'breaking' : 'reason'),
    score: round(score),
    message,
    speculative: SPECULATION.test(text),
  };
}

/** Kinds of which most are small things. */
const SMALL: ReadonlySet<ClaimKind> = new Set(['dropped', 'stopped', 'deprecated', 'disabled', 'rule', 'default']);

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

/** A sentence behind the subject. A word that the subject writes in lower case is taken for a name. */
function following(sentence: string, subject: string): string {
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

const CODE = /`[^`]*[.(][^`]*`|\b[A-Za-z]\w*\.[A-Za-z]\w+\b(?!\.\w+\/)/;
/** "Replace webpack with rollup", "use PostgreSQL instead of MySQL": things with names. "An enum instead of a string" is seen in the code. */
function namesChoices(subject: string): boolean {
  return (
    /^(?:replac|switch|migrat|transition|mov)/i.test(subject) ||
    /\S.*\b(?:[A-Z]+[a-z]*[A-Z]|[A-Z][a-z]{3,}\b.*\b[A-Z][a-z]{3,}|v?\d+\.\d+)/.test(subject)
  );
}

/** What says outright that it is the reason, behind what is decided: it counts as a sentence of the body that does. */
const CAUSE_IN_SUBJECT =
  /\S\s+\S+,?\s+(?:because|since(?! v?\d)|due to|so that|in order to|to (?:avoid|prevent)|otherwise|or else|as (?:it|they|this|we)) .{4,}/i;
const REASON_IN_SUBJECT =
  /\b(?:because|due to|since|to (?:avoid|prevent|support|reduce|allow|keep|ensure)|so that|as (?:it|they|this)|otherwise|for (?:easier|better|faster|the sake)|that (?:causes?|breaks?|leaks?|requires?)|to free)\b/i;

interface Reason {
  readonly sentence: string;
  readonly strong: boolean;
  readonly first: boolean;
}

/**
 * A sentence of the body that gives the reason for the subject: one that says so, else the first, which mostly does. Only the first may lean on
 * the subject ("This ...", "It ...").
 */
function reasonFor(message: Message, isDecision: boolean): Reason | undefined {
  const prose = message.passages.filter((p) => p.form === 'prose');
  const asked = prose.filter((p) => p.isWhy);
  let weak: Reason | undefined;
  for (const [p, passage] of [...asked, ...prose.filter((one) => !one.isWhy)].entries()) {
    if (p > 0 && weak) break;
    for (const [s, raw] of statementsOf(passage.text).entries()) {
      const isFirst = p === 0 && s === 0;
      if (!(isFirst && LEANING.test(raw)) && !standsAlone(raw)) continue;
      if (!isQuotable(raw) || isRestating(raw, message.subject) || BEFORE.test(raw) || isEndless(raw)) continue;
      if (isFix(message) && tellsFault(raw)) continue;
      // Behind a first sentence only what says that it is the reason comes before it.
      if (weak ? CAUSE.test(raw) : REASON.test(raw)) return { sentence: raw, strong: true, first: p === 0 };
      // Why something was decided is often what went wrong before; of a mere change that is history.
      if (isFirst && wordCount(raw) >= (isDecision ? 5 : 8) && (isDecision || !HISTORY.test(raw)))
        weak = { sentence: raw, strong: passage.isWhy === true, first: true };
    }
  }
  return weak ?? (isDecision ? breakingReason(message) : undefined);
}

/** "To allow for ..." that never comes to its clause: a sentence that lost its verb. */
function isEndless(sentence: string): boolean {
  const bare = sentence.replace(/\([^()]*\)/g, '');
  return /^to /i.test(bare) && !bare.includes(',') && wordCount(bare) > ENDLESS_WORDS;
}

const ENDLESS_WORDS = 14;
const LEANING = /^(?:this|it|these|they|otherwise|because|to |so |in order|as |since |due to|by |which|that|when)/i;
const BEFORE = /^(?:before|previously|currently|prior|until|in the past|at the moment|\w+ed\b)|\bused to\b/i;

/** What it means for users, where nothing else says more than the subject. */
function breakingReason(message: Message): Reason | undefined {
  const passage = message.passages.find((p) => p.form === 'breaking');
  const [sentence] = passage ? statementsOf(passage.text) : [];
  if (sentence === undefined || !isQuotable(sentence) || !standsAlone(sentence) || isRestating(sentence, message.subject)) return undefined;
  return { sentence, strong: false, first: true };
}

/** The name of a commit or a checksum: nobody looks it up to understand a claim. */
const OBJECT_ID = /\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40}\b|\b\d{10,40}\b/;

function isQuotable(sentence: string): boolean {
  const words = wordCount(sentence);
  return (
    words >= 5 &&
    words <= WORDS_MOST &&
    isWellFormed(sentence) &&
    !CHAT.test(sentence) &&
    !PASSING.test(sentence) &&
    !quotesOthers(sentence) &&
    !/[:?]$|#\d+/.test(sentence) &&
    !OBJECT_ID.test(sentence)
  );
}

function isRestating(sentence: string, subject: string): boolean {
  const strip = (t: string): string =>
    t
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, ' ')
      .trim();
  if (strip(sentence) === strip(subject) || (strip(sentence).startsWith(strip(subject)) && wordCount(sentence) < wordCount(subject) + 4))
    return true;
  const [verb, ownVerb] = [stemsOf(subject)[0], stemsOf(sentence)[0]];
  return verb !== undefined && verb === ownVerb && /^\w+s\b/.test(sentence);
}

function ruleClaim(message: Message, sentence: string, isItem: boolean): Claim | undefined {
  if (!standsAlone(sentence) || !isQuotable(sentence) || HISTORY.test(sentence)) return undefined;
  const cue = decisionIn(sentence);
  const isRule = RULE.test(sentence);
  // What a commit mends is often told in the present.
  if (message.commit !== undefined && mayTellFault(sentence, message)) return undefined;
  if ((!cue && !isRule) || lacksFigure(sentence, sentence)) return undefined;
  let score = Math.max(isRule ? 5 : 0, (cue?.weight ?? 0) - 1);
  if (REASON.test(sentence)) score += 2;
  if (isItem) score -= 1;
  // As of a subject: another call is seen in the code, and "showed X instead of Y" is what was wrong.
  if (cue?.kind === 'replaced' && !isRule && (FIXES_OR_SHOWS.test(sentence) || CODE.test(sentence) || !namesChoices(sentence))) score -= 2;
  if (cue && TRIVIAL_OBJECT.test(sentence)) score -= 3;
  if (/\btests?\b/i.test(sentence) && !isRule) score -= 2;
  score += placeWeight(message);
  const kind = cue?.kind ?? 'rule';
  return {
    text: absoluteDates(asBulletText(sentence), message.entry.atMs),
    kind,
    score: round(score),
    message,
    speculative: SPECULATION.test(sentence),
  };
}

/** What breaks for users, whole: its second sentence is no use without the first. */
function breakingClaim(message: Message, passage: string): Claim | undefined {
  const sentences = statementsOf(passage);
  const text = sentences.slice(0, 2).map(asBulletText).join(' ');
  if (
    !sentences.slice(0, 2).every((s) => isWellFormed(s) && !CHAT.test(s) && !quotesOthers(s)) ||
    wordCount(text) < 4 ||
    text.length > CHARACTERS_MOST
  )
    return undefined;
  return { text: absoluteDates(text, message.entry.atMs), kind: 'breaking', score: 9, message, speculative: SPECULATION.test(text) };
}

/** "Fixes X showing Y instead of Z", "returns Y instead of Z": a description, where no "now" makes it news. */
const FIXES_OR_SHOWS =
  /^fix|\b(?:is|are|was|were|being|shows?|showing|returns?|returning|gives?|raises?|throws?|prints?|yields?|produces?|results? in|result(?:s|ing) in)\b(?![^,;]*\bnow\b)[^,;]*\b(?:instead of|rather than)/i;

const PLACE_WEIGHT = { docs: -3, tests: -3, examples: -5 } as const;

function placeWeight(message: Message): number {
  const place = onlyIn(message);
  return place ? PLACE_WEIGHT[place] : 0;
}

/** A change of many files is remembered longer: half a point at 4, 12 and 36 files. */
function sizeWeight({ pathCount }: Message): number {
  return pathCount >= 36 ? 1.5 : pathCount >= 12 ? 1 : pathCount >= 4 ? 0.5 : 0;
}

function round(score: number): number {
  return Math.round(score * 1e6) / 1e6;
}
