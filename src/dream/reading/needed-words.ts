/**
 * Tells from a pattern's own text which words must stand in whatever it matches, so that it need not be compiled for a text that has none of them: V8 takes a
 * third of a second to compile the hundred patterns that a claim is held against, and a millisecond to look for their words. Pure.
 */

/** One of these stands in every match. */
type AnyOf = readonly string[];
/** All of them hold. Nothing is known: []. */
type Needs = readonly AnyOf[];

/** Shorter words stand in nearly every text. */
const LENGTH_LEAST = 2;
/** More words than these take as long to look for as the pattern does. */
const WORDS_MOST = 200;

const known = new WeakMap<RegExp, Needs>();

/** False: the pattern matches nothing in this text. True: it may. */
export function mayMatch(pattern: RegExp, text: string): boolean {
  let needs = known.get(pattern);
  if (!needs) {
    needs = neededBy(pattern);
    known.set(pattern, needs);
  }
  return needs.every((words) => words.some((word) => text.includes(word)));
}

/**
 * What a match must hold, the shortest list first. Of the syntax of patterns (ECMAScript 2024, 22.2.1) it knows what is written here, and takes the rest for
 * something that may match anything. [] where letters are not told by their case.
 */
export function neededBy({ source, flags }: RegExp): Needs {
  if (/[iv]/.test(flags)) return [];
  const reader = { source, at: 0 };
  const needs = readChoice(reader);
  return needs.filter((words) => words.length <= WORDS_MOST).toSorted((a, b) => a.length - b.length);
}

interface Reader {
  readonly source: string;
  at: number;
}

/** Sequences between `|`, up to the end of their group. */
function readChoice(reader: Reader): Needs {
  const choices = [readSequence(reader)];
  while (reader.source[reader.at] === '|') {
    reader.at += 1;
    choices.push(readSequence(reader));
  }
  const [only] = choices;
  if (only && choices.length === 1) return only;
  const best = choices.map((needs) => needs.toSorted((a, b) => shortest(b) - shortest(a))[0]);
  return best.every((words) => words !== undefined) ? [[...new Set(best.flat())]] : [];
}

const shortest = (words: AnyOf): number => Math.min(...words.map(({ length }) => length));

function readSequence(reader: Reader): Needs {
  const needs: AnyOf[] = [];
  let run = '';
  const endRun = (): void => {
    if (run.length >= LENGTH_LEAST) needs.push([run]);
    run = '';
  };
  while (reader.at < reader.source.length && !'|)'.includes(reader.source[reader.at] as string)) {
    const atom = readAtom(reader);
    const times = readTimes(reader);
    // What stands at a place and takes none leaves its neighbours neighbours.
    if (atom === 'place') continue;
    if (typeof atom === 'string') {
      if (times === 'once') run += atom;
      else {
        if (times === 'more') run += atom;
        endRun();
      }
      continue;
    }
    endRun();
    if (times !== 'any') needs.push(...atom);
  }
  endRun();
  return needs;
}

/** A letter as itself (of one character), `place` for what takes none, or what a group or a class needs. */
function readAtom(reader: Reader): string | Needs {
  const { source, at } = reader;
  const letter = String.fromCodePoint(source.codePointAt(at) as number);
  reader.at += letter.length;
  if (letter === '^' || letter === '$') return 'place';
  if (letter === '.') return [];
  if (letter === '[') {
    while (source[reader.at] !== ']') reader.at += source[reader.at] === '\\' ? 2 : 1;
    reader.at += 1;
    return [];
  }
  if (letter === '\\') return readEscape(reader);
  if (letter !== '(') return letter;
  const [head = ''] = /^\?(?:[:=!]|<[=!]|<[^>]*>)?/.exec(source.slice(reader.at, reader.at + 40)) ?? [];
  reader.at += head.length;
  const needs = readChoice(reader);
  reader.at += 1;
  return /[=!]$/.test(head) ? 'place' : needs;
}

function readEscape(reader: Reader): string | Needs {
  const { source } = reader;
  const letter = source[reader.at] as string;
  reader.at += 1;
  if (letter === 'b' || letter === 'B') return 'place';
  if (letter === 'n') return '\n';
  if (!/[A-Za-z0-9]/.test(letter)) return letter;
  reader.at += OPERANDS[letter]?.exec(source.slice(reader.at, reader.at + 40))?.[0].length ?? 0;
  return [];
}

/** What belongs to an escape behind its letter. */
const OPERANDS: Readonly<Record<string, RegExp>> = {
  c: /^[A-Za-z]/,
  k: /^<[^>]*>/,
  p: /^\{[^}]*\}/,
  P: /^\{[^}]*\}/,
  u: /^(?:\{[^}]*\}|[0-9a-fA-F]{4})/,
  x: /^[0-9a-fA-F]{2}/,
};

/** How often the atom before stands there: once, once or more, or perhaps never. */
function readTimes(reader: Reader): 'once' | 'more' | 'any' {
  const [, mark = '', least = ''] = /^([?*+]|\{(\d+)(?:,\d*)?\})\??/.exec(reader.source.slice(reader.at, reader.at + 16)) ?? [];
  if (mark === '') return 'once';
  reader.at += mark.length;
  if (reader.source[reader.at] === '?') reader.at += 1;
  return mark === '+' || Number(least) > 0 ? 'more' : 'any';
}
