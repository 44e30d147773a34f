/** The words of files, and whether a name stands among them, in whatever way it is written there. Pure. */
import { stemsOf } from '../../wording/words.js';

/** A word with what joins it to the next: `socket-pipe`, `SOCKET_PIPE`, `socketPipe`. */
const TOKEN = /[\p{L}\p{N}_$]+(?:-[\p{L}\p{N}_$]+)*/gu;
const ASCII_TOKEN = /[A-Za-z0-9_$]+(?:-[A-Za-z0-9_$]+)*/g;
const LONGEST = 64;
/** So many bytes are looked at for a zero byte, as git does to tell data from text. */
const LOOKED_AT = 8000;

/** Each word of a file once, as it is written there; [] for data. */
export function wordsOf(bytes: Uint8Array): string[] {
  if (bytes.subarray(0, LOOKED_AT).includes(0)) return [];
  return wordsIn(new TextDecoder().decode(bytes));
}

/** Each word of a text once, as it is written there. */
export function wordsIn(text: string): string[] {
  const isAscii = !/[\u0080-\uffff]/.test(text);
  const found = new Set<string>();
  for (const word of text.match(isAscii ? ASCII_TOKEN : TOKEN) ?? [])
    if (word.length <= LONGEST && word.length > 1 && !/^[\d_$-]+$/.test(word)) found.add(word);
  return [...found];
}

/** A word without case and without what joins its parts. */
function folded(word: string): string {
  return word.toLowerCase().replace(/[-_$]/g, '');
}

/** The parts of a word: `socket` and `pipe` of `SocketPipe` and of `socket_pipe`. */
export function partsOf(word: string): string[] {
  return word.split(/[-_$]+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u).filter((part) => part !== '');
}

/** Shorter words begin many others. */
const LONG = 6;
/** What is added to a name and leaves it the same: a release, an inflection, what it is written in. */
const ADDED = /^(?:\d+|s|es|ed|ing|ql|sql|js|ts|py|rs)$/;

function isShortened(short: string, whole: string): boolean {
  return short.length >= LONG && whole.startsWith(short) && ADDED.test(whole.slice(short.length));
}

/** All words of a tree. */
export interface Vocabulary {
  /** True where the word stands there, whole or as a part or run of parts of another; also for its stem. */
  has(word: string): boolean;
  /** True where the word stands there whole, in whatever case and however its parts are joined. */
  hasWhole(word: string): boolean;
}

/** @param words as `wordsOf` gives them. */
export function vocabularyOf(words: Iterable<string>): Vocabulary {
  const [forms, whole] = [new Set<string>(), new Set<string>()];
  for (const word of words) {
    forms.add(folded(word));
    whole.add(folded(word));
    const parts = partsOf(word).map((part) => part.toLowerCase());
    if (parts.length < 2) continue;
    for (const [at, part] of parts.entries()) {
      forms.add(part);
      if (at > 0) forms.add(`${parts[at - 1]}${part}`);
    }
  }
  let stems: Set<string> | undefined;
  const known = new Map<string, boolean>();
  const find = (word: string): boolean => {
    const form = folded(word);
    if (form === '' || forms.has(form)) return true;
    const parts = partsOf(word).map((part) => part.toLowerCase());
    // Neighbours of a longer run: `pc-windows` and `windows-gnu` of `x86_64-pc-windows-gnu`.
    if (parts.length > 2 && parts.slice(1).every((part, at) => forms.has(`${parts[at]}${part}`))) return true;
    stems ??= new Set([...forms].flatMap((one) => stemsOf(one)));
    if (stems.has(word.toLowerCase()) || stemsOf(word).some((stem) => (stems as Set<string>).has(stem))) return true;
    // `postgres` for PostgreSQL, `webpack5` for webpack.
    return form.length >= LONG && [...forms].some((one) => isShortened(one, form) || isShortened(form, one));
  };
  return {
    hasWhole: (word) => whole.has(folded(word)),
    has: (word) => {
      const before = known.get(word);
      if (before !== undefined) return before;
      const found = find(word);
      known.set(word, found);
      return found;
    },
  };
}
