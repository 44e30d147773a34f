/**
 * Turns text into index terms: words without stop words, stemmed; identifiers whole and in parts; scripts without blanks in pairs of signs. Pure; it
 * accepts any string.
 *
 *   "Renamed parseFrontMatter in src/parse.ts"  ->  renam  parsefrontmatter pars front matter  src/parse.ts src parse.ts pars
 */
import { harmless } from '../../base/harmless-text.js';
import { inTwoForms, isAscii } from '../../base/two-forms.js';
import { stemOf } from '../../base/stem.js';
import { UNICODE_VERSION } from '../../base/unicode.js';
import { ENGLISH_STOP_WORDS } from './stop-words.js';

/** One word of a text: its written form, and its terms, the whole word first. */
export interface Word {
  readonly surface: string;
  readonly terms: readonly string[];
  /** True if every part is a stop word. Such words count only in a text without others. */
  readonly stop: boolean;
}

/** Of cutting words, of the roots of subjects, which the index has as hashes, and of what a slot is asked by. */
export const RULES = 3;

/**
 * Stands for these rules and the Unicode that they ask. An index that was made under others is made anew, unless the sample of word-sample.ts is still cut
 * into the same: cutting it for each question would cost 10 ms. Whoever changes a rule counts it up; a test holds the sample to it.
 */
export const WORD_RULES = `${RULES} ${UNICODE_VERSION}`;

/** Further stop words, which the list lacks: words that make a question and do not tell what it asks for. */
const QUESTION_WORDS = ['why', 'when', 'whose', 'whom', 'does', 'doing', 'done', 'us', 'shall', 'will', 'its', 's', 't'];
export const STOP_WORDS: ReadonlySet<string> = new Set([...ENGLISH_STOP_WORDS, ...QUESTION_WORDS]);

/** Longer runs are data (keys, minified code), not words. Object ids of 64 digits must fit. */
const LONGEST_WORD = 96;
/** Entries write object ids with twelve digits; longer ones are cut to this length, so that they match. */
export const OBJECT_ID_DIGITS = 12;

const WORD = inTwoForms(String.raw`[\p{L}\p{N}_][\p{L}\p{N}\p{M}_]*(?:(?:[.\-/:@+#~']|::|->)[\p{L}\p{N}_][\p{L}\p{N}\p{M}_]*)*`, 'gu');
const OBJECT_ID = /^(?=[a-f]*\d)[0-9a-f]{7,64}$/;
const VERSION = /^v?(\d+(?:\.\d+)+)(?:[-+.].*)?$/;
const PIECES = inTwoForms(String.raw`\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{Lt}\p{Lm}]+|\p{Lu}+|\p{N}+(?:\.\p{N}+)*`, 'gu');
const UNDIVIDED = inTwoForms(String.raw`^[\p{L}\p{N}]+$`, 'u');
/** Runs of scripts that put no blank between words, of Hangul, whose words carry their particles, and what stands between them. */
const RUNS =
  /(?<pairs>[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々〆]+|[\p{Script=Hangul}]+|[\p{Script=Thai}]+|[\p{Script=Lao}]+|[\p{Script=Khmer}]+|[\p{Script=Myanmar}]+)|(?<other>(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々〆\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])[^])+)/gu;
const HAS_PAIRS = inTwoForms(
  String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]`,
  'u',
);
/** A longer run is a clause, which nobody asks for as a whole. */
const LONGEST_RUN = 16;

/** True for seven or more hexadecimal digits with a decimal digit among them: an object id or the beginning of one. */
export function isObjectId(term: string): boolean {
  return OBJECT_ID.test(term) && (/[a-f]/.test(term) || term.length >= OBJECT_ID_DIGITS);
}

/** A cache of words. Texts repeat words, and with the cache indexing a history takes half the time. */
export type WordMemo = Map<string, Word>;

/** The cache of whoever brings none: of the texts that one question compares. */
const lately: WordMemo = new Map();
const LATELY_MOST = 4_000;

/** The words of a text in order. Never throws; lone surrogates and control characters separate words. */
export function wordsOf(text: string, memo: WordMemo = lately): Word[] {
  if (memo === lately && lately.size > LATELY_MOST) lately.clear();
  const words: Word[] = [];
  const folded = fold(text);
  // Asked once a text: nearly all texts are without.
  const mayHavePairs = HAS_PAIRS(folded).test(folded);
  for (const run of folded.match(WORD(folded)) ?? []) {
    for (const surface of mayHavePairs && HAS_PAIRS(run).test(run) ? piecesOf(run) : [run]) {
      if ((surface.length > LONGEST_WORD && !(mayHavePairs && HAS_PAIRS(surface).test(surface))) || /^_+$/.test(surface)) continue;
      let word = memo.get(surface);
      if (!word) memo.set(surface, (word = readWord(surface.replace(/'(?:s|re|ve|ll|d|m)$/i, ''))));
      words.push(word);
    }
  }
  return words;
}

/** Cuts where one script ends: "使用Redis队列" is three words. */
function piecesOf(run: string): string[] {
  const pieces: string[] = [];
  for (const { groups } of run.matchAll(RUNS)) {
    const { pairs, other } = groups as { pairs?: string; other?: string };
    if (pairs !== undefined) pieces.push(pairs);
    else pieces.push(...((other ?? '').match(WORD(other ?? '')) ?? []));
  }
  return pieces;
}

/** The terms of all words that are not stop words, with repetitions, since frequencies count. */
export function indexTerms(text: string, memo?: WordMemo): string[] {
  const terms: string[] = [];
  for (const word of wordsOf(text, memo)) if (!word.stop) terms.push(...word.terms);
  return terms;
}

function readWord(surface: string): Word {
  const { terms, parts } = termsOf(surface);
  return { surface, terms, stop: /n't$/i.test(surface) || parts.every((part) => STOP_WORDS.has(part)) };
}

/** Removes accents and invisible characters (people type without them); full-width forms and typographic apostrophes become plain ones. */
function fold(text: string): string {
  const plain = text.replace(/[\u2018\u2019\u02BC]/g, "'");
  if (isAscii(plain)) return plain;
  return harmless(plain)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[ßẞœŒæÆøØłŁđĐðÐþÞı]/g, (letter) => PLAIN_LETTERS[letter] ?? letter)
    .normalize('NFC');
}

/** Letters that decompose into nothing and that people without them write so. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'SS',
  œ: 'oe',
  Œ: 'Oe',
  æ: 'ae',
  Æ: 'Ae',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ı: 'i',
};

function termsOf(word: string): { terms: string[]; parts: string[] } {
  const whole = word.toLowerCase();
  if (isObjectId(whole)) return { terms: [whole.slice(0, OBJECT_ID_DIGITS)], parts: [whole] };
  const version = VERSION.exec(whole)?.[1];
  if (version !== undefined) return { terms: versionTerms(whole.replace(/^v/, ''), version), parts: [whole] };
  if (HAS_PAIRS(word).test(word)) return { terms: pairTerms(whole), parts: [whole] };
  const spelt = SPELT_OUT.get(whole);
  if (spelt !== undefined) return { terms: [whole, stem(spelt)], parts: [whole] };

  const pieces = (word.match(PIECES(word)) ?? []).map((piece) => piece.toLowerCase());
  if (pieces.length <= 1 && UNDIVIDED(word).test(word)) return { terms: [stem(whole)], parts: [whole] };
  const terms = [pieces.length <= 1 ? stem(pieces[0] ?? whole) : whole.replaceAll("'", '')];
  if (pieces.length > 1) {
    for (const segment of whole.split(/[/:@]+/)) if (segment !== whole && /[._-]/.test(segment)) terms.push(segment);
    for (const piece of pieces) if (piece.length > 1 && !STOP_WORDS.has(piece)) terms.push(stem(piece));
  }
  return { terms: [...new Set(terms)], parts: pieces };
}

/** The further terms of a version: 1.11.2 is also found as 1.11, and 2.0.0 as v2; a bare major number would match too much. */
function versionTerms(whole: string, version: string): string[] {
  const numbers = version.split('.');
  const major = numbers.slice(1).every((number) => number === '0') ? [`v${numbers[0]}`] : [];
  return [...new Set([whole, version, numbers.slice(0, 2).join('.'), ...major])];
}

/** Terms for languages without spaces: every pair of neighbouring characters, which needs neither a dictionary nor a certain version of ICU. */
function pairTerms(run: string): string[] {
  const characters = Array.from(run);
  const terms = characters.length <= LONGEST_RUN ? [run] : [];
  for (let i = 0; i + 1 < characters.length; i++) terms.push(`${characters[i]}${characters[i + 1]}`);
  return [...new Set(terms)];
}

/** Short forms that share no beginning with what they stand for. */
const SPELT_OUT: ReadonlyMap<string, string> = new Map([
  ['k8s', 'kubernetes'],
  ['k3s', 'kubernetes'],
  ['i18n', 'internationalization'],
  ['l10n', 'localization'],
  ['a11y', 'accessibility'],
  ['o11y', 'observability'],
  ['p13n', 'personalization'],
  ['postgres', 'postgresql'],
]);

/** Plurals that no rule forms. */
const IRREGULAR: ReadonlyMap<string, string> = new Map(
  'children:child people:person men:man women:woman mice:mouse indices:index vertices:vertex matrices:matrix appendices:appendix criteria:criterion phenomena:phenomenon analyses:analysis hypotheses:hypothesis theses:thesis crises:crisis axes:axis schemata:schema schemas:schema leaves:leaf halves:half knives:knife lives:life feet:foot teeth:tooth geese:goose'
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
);

/** The stem by Porter's algorithm, which is for English letters; other words stay as they are. */
function stem(word: string): string {
  return /^[a-z]{3,}$/.test(word) ? stemOf(IRREGULAR.get(word) ?? word) : word;
}
