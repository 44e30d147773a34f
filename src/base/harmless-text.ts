/**
 * Makes text of unknown origin fit for a terminal and for a reader: what steers a terminal, turns the direction of text around, or cannot be seen
 * goes; everything that can be read stays as it was written. The one rule for every surface. It does not shorten, wrap or quote.
 */
import { stripVTControlCharacters } from 'node:util';

/** What is looked for at all; most texts hold nothing of it. */
const SUSPECT = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufff9-\ufffb]|\p{Default_Ignorable_Code_Point}/u;

// Strings for the terminal itself (titles, links, clipboard, pictures), from their introducer to their end. `stripVTControlCharacters` knows them
// in part only, and eats text behind one that never ends.
const STRINGS = /(?:\u001b[P\]X^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)/g;
const OPEN_STRINGS = /\u001b[P\]X^_](?:\d+;)?/g;

const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const LINE_SEPARATORS = /[\u2028\u2029]/g;

// A joiner behind these shapes letters or makes a conjunct: without it the word is spelt wrong.
const JOINING = [
  'Arabic',
  'Syriac',
  'Mongolian',
  'Nko',
  'Devanagari',
  'Bengali',
  'Gurmukhi',
  'Gujarati',
  'Oriya',
  'Tamil',
  'Telugu',
  'Kannada',
  'Malayalam',
  'Sinhala',
  'Khmer',
  'Myanmar',
  'Tibetan',
]
  .map((script) => `\\p{Script=${script}}`)
  .join('');

/** One emoji with all that belongs to it: skin, presentation, the letters of a region's flag (three to six, as in England's), joined ones. */
const EMOJI_PART = '\\p{Extended_Pictographic}(?:\\p{Emoji_Modifier}|\\ufe0e|\\ufe0f\\u20e3?)?';
const FLAG = '\\u{1f3f4}[\\u{e0030}-\\u{e0039}\\u{e0061}-\\u{e007a}]{3,6}\\u{e007f}';
const KEYCAP = '[0-9#*]\\ufe0f?\\u20e3';
const EMOJI = `(?:${FLAG}|${EMOJI_PART}(?:\\u200d${EMOJI_PART})*|${KEYCAP})`;

/** Groups: what stays whole; everything else that matches cannot be seen. */
const INVISIBLE = new RegExp(
  [
    `(${EMOJI}`,
    // Marks of direction belong to these scripts as well, and cannot be seen themselves.
    `(?!\\p{Default_Ignorable_Code_Point})(?:[${JOINING}][\\u200c\\u200d]|\\p{Script=Mongolian}[\\u180b-\\u180f])`,
    // Keeps the order of Hebrew vowel signs.
    '\\p{Script=Hebrew}\\u034f(?=\\p{Script=Hebrew}))',
    '\\p{Default_Ignorable_Code_Point}',
    '[\\ufff9-\\ufffb]',
  ].join('|'),
  'gu',
);

/**
 * The text without escape sequences, control, bidirectional and invisible characters. Newlines and tabs stay, emoji and the joiners of scripts that
 * need them too; U+2028 and U+2029 are spaces, so that no line of ours can be forged by them. Doing it twice changes nothing more.
 */
export function harmless(text: string): string {
  if (!SUSPECT.test(text)) return text;
  return stripVTControlCharacters(text.replace(STRINGS, '').replace(OPEN_STRINGS, ''))
    .replace(CONTROLS, '')
    .replace(LINE_SEPARATORS, ' ')
    .replace(INVISIBLE, (_match, whole: string | undefined) => whole ?? '');
}
