/**
 * What an imported file claims: of a decision record that holds, its title with the sentence that decides; of a note of Basic Memory, the observations
 * that are decisions or rules; of anything else, sentences that are rules. Words are those of the file. Pure.
 */
import { absoluteDates } from '../../dates/absolute-dates.js';
import { readImportText } from '../../memory/import-text.js';
import { asBulletText, isWellFormed, passagesOf, statementsOf } from '../../wording/sentence.js';
import { wordCount } from '../../wording/words.js';
import { SPECULATION } from '../reading/cues.js';
import type { Message } from '../reading/message.js';
import type { Claim } from './claims.js';

const CHARACTERS_MOST = 330;
const SCORES = { decision: 12, observation: 8, least: 5 } as const;
const CLAIMS_MOST = 4;

const RECORD = /^decision record(?: \d+)?: (.*)$/;
const ENDED = /^(?:superseded|deprecated|rejected|deferred|proposed)\b/i;
const HEADING = /^(#{1,6})[ \t]+(.*)$/;
const DECIDES = /^(?:\d+[.)]\s*)?(?:decision|decision outcome|outcome|resolution|the decision|what we decided)\b/i;
/** `- [decision] We use JWT #auth (since v2)` */
const OBSERVATION = /^[ \t]*[-*+][ \t]+\[([^\][\n]{2,40})\][ \t]+(\S.*)$/;
const TELLING = /^(?:decision|rule|convention|constraint|requirement|policy|standard|principle|guideline|must)s?$/i;
/** `- depends_on [[User Database Schema]]` */
const RELATION = /^[ \t]*[-*+][ \t]+[\w -]{0,40}\[\[[^\]]*\]\]/;

/** @param rule the claim that a sentence is as a rule, if it is one. */
export function importedClaims(message: Message, rule: (sentence: string) => Claim | undefined): Claim[] {
  const read = readImportText(message.entry.text);
  if (!read || read.isTakenOut) return [];
  if (read.source === 'adr') return decided(message, read.body);
  const observed = read.body.split('\n').flatMap((line) => observation(message, line));
  const prose = read.body
    .split('\n')
    .filter((line) => !OBSERVATION.test(line) && !RELATION.test(line))
    .join('\n');
  const rules = passagesOf(prose)
    .flatMap(({ text }) => statementsOf(text))
    .map(rule)
    .filter((claim) => claim !== undefined && claim.score >= SCORES.least) as Claim[];
  return [...observed, ...rules].slice(0, CLAIMS_MOST);
}

/** What became of the decision of a record, if it does not hold: its second line. */
export function endedStatus(body: string): string | undefined {
  const second = body.split('\n')[1] ?? '';
  return ENDED.test(RECORD.exec(second)?.[1] ?? '') ? second : undefined;
}

/** The claim of a record; none of one that is only proposed, or holds no longer. */
function decided(message: Message, body: string): Claim[] {
  const [title = '', second = ''] = body.split('\n');
  if (!RECORD.test(second) || endedStatus(body) !== undefined) return [];
  const sentence = decidingSentence(body);
  const head = isWellFormed(title) && wordCount(title) >= 2 ? asBulletText(title) : '';
  const whole = [head, sentence ?? ''].filter((part) => part !== '').join(' ');
  const text = whole.length <= CHARACTERS_MOST ? whole : (sentence ?? head);
  return wordCount(text) < 3 || text.length > CHARACTERS_MOST ? [] : [claim(message, text, SCORES.decision)];
}

/** The first sentence below the heading of the decision that can be quoted. */
function decidingSentence(body: string): string | undefined {
  const lines = body.split('\n');
  const at = lines.findIndex((line) => DECIDES.test(HEADING.exec(line)?.[2] ?? ''));
  if (at === -1) return undefined;
  const end = lines.findIndex((line, n) => n > at && HEADING.test(line));
  const passages = passagesOf(lines.slice(at + 1, end === -1 ? undefined : end).join('\n'));
  // Without the colon before a list of reasons, which would make it no statement.
  const chosen = passages.map(({ text }) => CHOSEN.exec(text)?.[0].replace(/:$/, '')).find((one) => one !== undefined);
  const prose = passages.filter(({ form }) => form === 'prose');
  const said = (prose.length > 0 ? prose : passages).flatMap(({ text }) => statementsOf(text));
  const all = chosen === undefined ? said : [...statementsOf(chosen).slice(0, 1).map(withoutEmptyReason), ...said];
  const sentence = all.find((one) => isWellFormed(one) && wordCount(one) >= 3 && one.length <= CHARACTERS_MOST);
  return sentence === undefined ? undefined : asBulletText(sentence);
}

/** As MADR writes it; the reasons often are a list below it. */
const CHOSEN = /^Chosen options?: .*/i;
const EMPTY_REASON = /,?\s*because(?:\s+it)?(?:\s+comes out best)?(?:\s+\(see below\))?[.:]?$/i;

function withoutEmptyReason(sentence: string): string {
  return sentence.replace(EMPTY_REASON, '');
}

function observation(message: Message, line: string): Claim[] {
  const [, category = '', said = ''] = OBSERVATION.exec(line) ?? [];
  if (!TELLING.test(category.trim())) return [];
  const text = asBulletText(said.replace(/(?:[ \t]+#[\w/-]+)+(?=[ \t]*(?:\([^()]*\))?[ \t]*$)/, '').replace(/[ \t]+\([^()]*\)[ \t]*$/, ''));
  return isWellFormed(text) && wordCount(text) >= 3 && text.length <= CHARACTERS_MOST ? [claim(message, text, SCORES.observation)] : [];
}

function claim(message: Message, said: string, score: number): Claim {
  const text = absoluteDates(said, message.entry.atMs);
  return { text, kind: 'decision', score, message, speculative: SPECULATION.test(text) };
}
