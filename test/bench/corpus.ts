/** A made-up memory of any size, the same for the same seed: commits, notes and conversations with words as frequent as in real text. */
import { entryId, formatEntry } from '../../src/memory/entry.js';
import { dayOf, dayPath } from '../../src/workspace.js';

export interface Corpus {
  /** Path relative to `.kairos` -> text. */
  readonly files: ReadonlyMap<string, string>;
  readonly questions: readonly string[];
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
const START_MS = Date.UTC(2024, 0, 1);
const VOCABULARY = 12_000;

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

/** About twenty entries a day in 600 days at 12,000 entries. */
export function makeCorpus(entries: number, seed: number): Corpus {
  const random = seeded(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const words = Array.from({ length: VOCABULARY }, () => Array.from({ length: 2 + below(3) }, () => pick(SYLLABLES)).join(''));
  // Zipf: the n-th word is about 1/n as frequent as the first.
  const word = (): string => words[Math.floor(Math.exp(random() * Math.log(VOCABULARY))) - 1] as string;
  const phrase = (least: number, most: number): string => Array.from({ length: least + below(most - least + 1) }, word).join(' ');
  const path = (): string => `${pick(FOLDERS)}/${word()}-${word()}.${pick(SUFFIXES)}`;

  const days = new Map<string, string>();
  for (let n = 0; n < entries; n++) {
    const atMs = START_MS + Math.floor((n * 600 * 86_400_000) / entries);
    const sha = entryId('bench', String(n))
      .padEnd(12, '0')
      .replace(/[^0-9a-f]/g, '7');
    const kind = random();
    const id = entryId('bench-entry', String(n));
    const line =
      kind < 0.7
        ? formatEntry({
            atMs,
            kind: 'commit',
            actor: pick(PEOPLE),
            id,
            text: `${sha} main: ${phrase(3, 9)} (${path()} +${below(90)} -${below(40)}, ${path()} +1 -1)${random() < 0.4 ? `\n${phrase(10, 60)}` : ''}`,
          })
        : kind < 0.8
          ? formatEntry({ atMs, kind: 'note', actor: 'user', id, text: phrase(8, 30) })
          : `- ${new Date(atMs).toISOString().slice(11, 16)} **${pick(PEOPLE)}:** ${phrase(5, 40)}\n`;
    const day = `logs/${dayPath(dayOf(atMs))}`;
    days.set(day, (days.get(day) ?? '') + line);
  }
  for (let n = 0; n < 12; n++) {
    const claims = Array.from(
      { length: 10 },
      (_, m) => `- ${phrase(8, 20)} (2025-01-${10 + n}). ^${entryId('bench-claim', `${n} ${m}`)}\n`,
    );
    days.set(`topics/topic-${n}.md`, `---\ntopic: topic-${n}\n---\n# ${phrase(2, 3)}\n\n${claims.join('')}`);
  }
  const questions = Array.from({ length: 40 }, () => `why did we ${phrase(2, 6)}`);
  return { files: days, questions };
}
