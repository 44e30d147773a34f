/**
 * Makes text of unknown origin safe for a terminal and for readers: it removes what steers a terminal, reverses the direction of text, or is
 * invisible, and keeps everything that can be read. All surfaces use it. It must not shorten, wrap or quote.
 */
import { stripVTControlCharacters } from 'node:util';

/** Needs no work. V8 takes a millisecond to compile what finds the others. */
const PLAIN = /^[\t\n -~]*$/;
/** Matches texts that need any work; most do not. */
const SUSPECT = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufff9-\ufffb]|\p{Default_Ignorable_Code_Point}/u;

// Strings for the terminal itself (titles, links, clipboard, pictures), from introducer to end. `stripVTControlCharacters` knows only some of them,
// and removes text behind one that never ends.
const STRINGS = /(?:\u001b[P\]X^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)/g;
const OPEN_STRINGS = /\u001b[P\]X^_](?:\d+;)?/g;

const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const LINE_SEPARATORS = /[\u2028\u2029]/g;

// In these scripts a joiner shapes letters or makes a conjunct; without it the word is misspelt.
const JOINING = [
  'Arabic',
  'Syriac',
  'Mandaic',
  'Mongolian',
  'Nko',
  'Adlam',
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
  'Newa',
  'Tirhuta',
  'Kaithi',
  'Chakma',
  'Meetei_Mayek',
  'Balinese',
  'Javanese',
  'Khmer',
  'Myanmar',
  'Tibetan',
]
  .map((script) => `\\p{Script=${script}}`)
  .join('');

/** One emoji with its modifiers: skin and presentation. */
const EMOJI_PART = '\\p{Extended_Pictographic}(?:\\p{Emoji_Modifier}|\\ufe0e|\\ufe0f\\u20e3?)?';
/** The flags of England, Scotland and Wales, which are all that there are: other letters of tags would be text that nobody sees. */
const FLAG = `\\u{1f3f4}(?:${['gbeng', 'gbsct', 'gbwls'].map(tagsOf).join('|')})\\u{e007f}`;
const KEYCAP = '[0-9#*]\\ufe0f?\\u20e3';
const EMOJI = `(?:${FLAG}|${EMOJI_PART}(?:\\u200d${EMOJI_PART})*|${KEYCAP})`;

/** Group 1 matches what stays whole; everything else that matches is invisible and is removed. */
const INVISIBLE = new RegExp(
  [
    `(${EMOJI}`,
    // Marks of direction belong to these scripts as well, and cannot be seen themselves.
    `(?!\\p{Default_Ignorable_Code_Point})(?:[${JOINING}][\\u064b-\\u0655]?[\\u200c\\u200d]|\\p{Script=Mongolian}[\\u180b-\\u180f])`,
    // A selector of a written form, as names of people and places have it; one behind each ideograph.
    '\\p{Script=Han}[\\ufe00-\\ufe02\\u{e0100}-\\u{e011f}]',
    // U+034F keeps the order of Hebrew vowel signs.
    '\\p{Script=Hebrew}\\u034f(?=\\p{Script=Hebrew}))',
    '\\p{Default_Ignorable_Code_Point}',
    '[\\ufff9-\\ufffb]',
  ].join('|'),
  'gu',
);

/**
 * The text without escape sequences, control, bidirectional and invisible characters. Newlines, tabs, emoji and the joiners of scripts that need
 * them stay. U+2028 and U+2029 become spaces, so that they cannot forge a line of ours. A second call changes nothing more.
 */
export function harmless(text: string): string {
  return replaceHarmful(withoutSequences(text).replace(LINE_SEPARATORS, ' '), () => '');
}

/** How many characters of a text are invisible, reverse its direction or separate lines unseen: those that `harmless` removes beside control characters. */
export function invisibleIn(text: string): number {
  if (PLAIN.test(text) || !SUSPECT.test(text)) return 0;
  let count = text.match(LINE_SEPARATORS)?.length ?? 0;
  for (const [, whole] of text.matchAll(INVISIBLE)) if (whole === undefined) count += 1;
  return count;
}

/** The text without escape sequences and without control characters other than newline and tab. What is only invisible stays. */
export function withoutControls(text: string): string {
  return withoutSequences(text).replace(CONTROLS, '');
}

/** Drops the sequences that steer a terminal, each from its introducer to its end. Single control characters stay. */
function withoutSequences(text: string): string {
  if (PLAIN.test(text) || !SUSPECT.test(text)) return text;
  return stripVTControlCharacters(text.replace(STRINGS, '').replace(OPEN_STRINGS, ''));
}

/** The text with something in place of each character that `harmless` does not keep: of sequences, that is the introducer alone. */
export function replaceHarmful(text: string, by: (character: string) => string): string {
  if (PLAIN.test(text) || !SUSPECT.test(text)) return text;
  return text
    .replace(CONTROLS, by)
    .replace(LINE_SEPARATORS, by)
    .replace(INVISIBLE, (match, whole: string | undefined) => whole ?? by(match));
}

/** The characters of a tag that stand for these letters, as a pattern. */
function tagsOf(letters: string): string {
  return Array.from(letters)
    .map((letter) => `\\u{e00${letter.charCodeAt(0).toString(16)}}`)
    .join('');
}
