/**
 * The tokens of a text, as the model's tokenizer.json has them: BERT's normalisation without case and accents, words and marks apart, and each word by its
 * longest known pieces. Names of special tokens in a text are plain text: what somebody writes steers nothing. Pure.
 */
import { readVocabulary, type Vocabulary } from './vocabulary.js';
import { FORMAT, MARKS, PUNCTUATION } from './unicode.js';

export interface Tokens {
  /** Marks at both ends included; the rest of a text with more than `most` is dropped. */
  of(text: string, most: number): number[];
}

/** A word longer than this is unknown. */
const WORD_MOST_CHARACTERS = 100;
/** Control characters but line ends and tabs, format and private characters, the replacement character, and halves of pairs. */
const DROPPED = new RegExp(
  `[\\0-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F-\\x9F${FORMAT}\\uD800-\\uDFFF\\uE000-\\uF8FF\\uFFFD\\u{F0000}-\\u{FFFFD}\\u{100000}-\\u{10FFFD}]`,
  'gu',
);
const ACCENTS = new RegExp(`[${MARKS}]`, 'gu');
/** Ideographs stand alone. (Kana and Hangul do not.) */
const IDEOGRAPH =
  '\\u{4E00}-\\u{9FFF}\\u{3400}-\\u{4DBF}\\u{20000}-\\u{2A6DF}\\u{2A700}-\\u{2B73F}\\u{2B740}-\\u{2B81F}\\u{2B920}-\\u{2CEAF}\\u{F900}-\\u{FAFF}\\u{2F800}-\\u{2FA1F}';
const IDEOGRAPHS = new RegExp(`[${IDEOGRAPH}]`, 'gu');
/** All of ASCII that is no letter, digit, space or control character is a mark of its own, and so is what Unicode calls punctuation. */
const SINGLE = `!-\\/:-@\\[-\`{-~${PUNCTUATION}`;
const WORDS = new RegExp(`[${SINGLE}]|[^\\s${SINGLE}]+`, 'gu');

/** @throws Error where the text is no tokenizer of this kind. */
export function readTokens(json: string): Tokens {
  const vocabulary = readVocabulary(json);
  const token = (name: string): number => {
    const found = vocabulary.get(name);
    if (found === undefined) throw new Error(`the tokenizer has no ${name}`);
    return found;
  };
  const [begin, end, unknown] = [token('[CLS]'), token('[SEP]'), token('[UNK]')];
  return {
    of(text, most) {
      const tokens = [begin];
      for (const [word] of normal(text).matchAll(WORDS)) {
        if (tokens.length >= most - 1) break;
        tokens.push(...(piecesOf(vocabulary, word) ?? [unknown]));
      }
      tokens.length = Math.min(tokens.length, most - 1);
      tokens.push(end);
      return tokens;
    },
  };
}

function normal(text: string): string {
  const clean = text.replace(DROPPED, '').replace(IDEOGRAPHS, ' $& ');
  // Character by character: at the end of a word the language makes a sigma another one.
  return clean.normalize('NFD').replace(ACCENTS, '').replaceAll('Σ', 'σ').toLowerCase();
}

/** Undefined where a part of the word is unknown: then all of it is. */
function piecesOf(vocabulary: Vocabulary, word: string): number[] | undefined {
  const whole = vocabulary.get(word);
  if (whole !== undefined) return [whole];
  const characters = Array.from(word);
  if (characters.length > WORD_MOST_CHARACTERS) return undefined;
  const pieces: number[] = [];
  for (let from = 0, to = 0; from < characters.length; from = to) {
    let piece: number | undefined;
    for (to = characters.length; to > from; to--) {
      piece = vocabulary.get((from > 0 ? '##' : '') + characters.slice(from, to).join(''));
      if (piece !== undefined) break;
    }
    if (piece === undefined) return undefined;
    pieces.push(piece);
  }
  return pieces;
}
