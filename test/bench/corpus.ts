/** Generates a memory of any size from a seed: commits, notes and conversations, with word frequencies similar to real text. */
import { utcDay } from '../../src/dates/day.js';
import { sha256 } from '../../src/base/hash.js';
import { entryId, formatEntry } from '../../src/memory/entry.js';
import { dayPath } from '../../src/base/workspace.js';

export interface Corpus {
  /** Path relative to `.kairos` -> text. */
  readonly files: ReadonlyMap<string, string>;
  /** Two or three words. */
  readonly short: readonly string[];
  /** Eight to twelve. */
  readonly long: readonly string[];
}

const SYLLABLES = [
  'ba',
  'co',
  'de',
  'fi',
  'gro',
  'ha',
  'ju',
  'ka',
  'lo',
  'mi',
  'ne',
  'pa',
  'ra',
  'se',
  'tu',
  'vo',
  'xi',
  'zen',
  'ster',
  'tion',
];
const FOLDERS = ['src', 'src/parse', 'src/render', 'lib/net', 'docs', 'test', 'scripts', 'packages/core'];
const SUFFIXES = ['ts', 'go', 'md', 'yml'];
const PEOPLE = ['ann', 'bob', 'eve', 'kim'];
const SMALL_WORDS = ['the', 'a', 'to', 'of', 'and', 'in', 'for', 'is', 'it', 'we', 'with', 'on', 'that', 'this', 'not'];
const QUESTIONS = ['why did we', 'when did', 'what does', 'how do we', 'who said that'];
const START_MS = Date.UTC(2016, 0, 1);
const DAY_MS = 86_400_000;
const VOCABULARY = 30_000;
/** Zipf's law begins to hold behind so many words: the most frequent ones of real text are stop words. */
const FLATTENED = 20;

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What is drawn from one stream of chance. */
interface Writer {
  readonly random: () => number;
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
  /** A word that is no stop word, the n-th of the vocabulary about 1 / (n + FLATTENED) as often as others. */
  word(): string;
  /** Words with small ones between them. */
  sentence(least: number, most: number): string;
}

function writerOf(seed: number): Writer {
  const random = seeded(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const words = Array.from({ length: VOCABULARY }, () => Array.from({ length: 2 + below(3) }, () => pick(SYLLABLES)).join(''));
  const word = (): string =>
    words[
      Math.min(VOCABULARY - 1, Math.floor(FLATTENED * Math.exp(random() * Math.log(VOCABULARY / FLATTENED + 1)) - FLATTENED))
    ] as string;
  const sentence = (least: number, most: number): string =>
    Array.from({ length: least + below(most - least + 1) }, () => (random() < 0.4 ? pick(SMALL_WORDS) : word())).join(' ');
  return { random, below, pick, word, sentence };
}

/**
 * Entries over so many days, about as many each day: commits (55 %), notes (15 %) and turns of conversations (30 %), some citing others,
 * some reverting others, a tag now and then, and twelve topics.
 */
export function makeCorpus(entries: number, days: number, seed: number): Corpus {
  const writer = writerOf(seed);
  const files = new Map<string, string>();
  const written: Written[] = [];
  for (let n = 0; n < entries; n++) {
    const atMs = START_MS + Math.floor((n * days * DAY_MS) / entries);
    const entry = entryOf(writer, n, atMs, written);
    written.push(entry);
    const path = `logs/${dayPath(utcDay(atMs))}`;
    files.set(path, (files.get(path) ?? '') + entry.line);
  }
  for (let n = 0; n < 12; n++) files.set(`topics/topic-${n}.md`, topicOf(writer, n));
  const { pick, word, sentence, below } = writer;
  const from = (count: number): string => {
    const known = (written[below(written.length)] as Written).words.split(' ').filter((one) => !SMALL_WORDS.includes(one));
    return Array.from({ length: count }, (_, n) => known[n] ?? word()).join(' ');
  };
  return {
    files,
    short: Array.from({ length: 100 }, () => from(2 + below(2))),
    // Eight to twelve words: the question's own, a name, some out of one entry, the rest whatever is frequent.
    long: Array.from({ length: 100 }, () => `${pick(QUESTIONS)} ${pick(PEOPLE)} ${from(3)} ${sentence(2, 5)}`),
  };
}

interface Written {
  readonly id: string;
  readonly sha: string;
  readonly words: string;
  readonly line: string;
}

function entryOf({ random, below, pick, word, sentence }: Writer, n: number, atMs: number, before: readonly Written[]): Written {
  const id = entryId('bench-entry', String(n));
  const sha = sha256(`bench ${n}`).slice(0, 12);
  const kind = random();
  const earlier = before.length > 0 && random() < 0.01 ? before[before.length - 1 - below(Math.min(200, before.length))] : undefined;
  const path = (): string => `${pick(FOLDERS)}/${word()}-${word()}.${pick(SUFFIXES)}`;
  if (kind < 0.002) {
    return {
      id,
      sha,
      words: 'v',
      line: formatEntry({ atMs, kind: 'tag', actor: 'ann', id, text: `v${below(9)}.${below(99)} created at ${sha}` }),
    };
  }
  if (kind < 0.55) {
    const words = sentence(4, 12);
    const body = earlier ? `\nThis reverts commit ${earlier.sha}.` : random() < 0.4 ? `\n${sentence(10, 60)}` : '';
    const text = `${sha} main: ${words} (${path()} +${below(90)} -${below(40)}, ${path()} +1 -1)${body}`;
    return { id, sha, words, line: formatEntry({ atMs, kind: 'commit', actor: pick(PEOPLE), id, text }) };
  }
  const words = sentence(8, 40);
  if (kind < 0.7) {
    const text = earlier ? `${words} (^${earlier.id})` : words;
    return { id, sha, words, line: formatEntry({ atMs, kind: 'note', actor: 'user', id, text }) };
  }
  return { id, sha, words, line: `- ${new Date(atMs).toISOString().slice(11, 16)} **${pick(PEOPLE)}:** ${words}\n` };
}

function topicOf({ sentence }: Writer, n: number): string {
  const claims = Array.from(
    { length: 10 },
    (_, m) => `- ${sentence(8, 20)} (2025-01-${10 + n}). ^${entryId('bench-claim', `${n} ${m}`)}\n`,
  );
  return `---\ntopic: topic-${n}\n---\n# ${sentence(2, 3)}\n\n${claims.join('')}`;
}
