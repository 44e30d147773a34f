/** What is said in a life: notes and messages of commits about a few parts of a program, so that they repeat, contradict and replace each other. Pure. */
import type { Dice } from './dice.js';

const PARTS = ['parser', 'router', 'mailer', 'cache', 'gateway', 'indexer'] as const;
const STORES = ['memory', 'Redis', 'the database', 'a file'] as const;
const TOOLS = ['pnpm', 'npm', 'vitest', 'mocha', 'webpack', 'esbuild'] as const;

export interface Sayings {
  /** A text for a note that nobody has said yet. */
  note(): string;
  commit(): { readonly message: string; readonly files: ReadonlyMap<string, string> };
  /** A line that a hand writes into a log. */
  line(): string;
  /** Words that occur nowhere else. */
  word(): string;
}

export function sayingsOf(dice: Dice): Sayings {
  const said = new Set<string>();
  let count = 0;
  const part = (): string => dice.pick(PARTS);
  const forms: readonly (() => string)[] = [
    () => `The ${part()} listens on port ${3000 + dice.below(6)}.`,
    () => `The ${part()} listens on port ${3000 + dice.below(6)} now.`,
    () => `The ${part()} keeps its sessions in ${dice.pick(STORES)}.`,
    () => `The ${part()} does not keep its sessions in ${dice.pick(STORES)}.`,
    () => `We decided to use ${dice.pick(TOOLS)} for the ${part()} because the other one was too slow.`,
    () => `The ${part()} must be restarted after each change of its settings.`,
    () => `The ${part()} must not be restarted after each change of its settings.`,
    () => `Never run the tests of the ${part()} in parallel, since they share one database.`,
    () => `The ${part()} holds ${2 + dice.below(4)} workers.`,
  ];
  return {
    note: () => {
      count += 1;
      const text = dice.pick(forms)();
      const once = said.has(text) ? `${text.slice(0, -1)}, as of build ${count}.` : text;
      said.add(once);
      return once;
    },
    commit: () => {
      count += 1;
      const name = part();
      const store = dice.pick(STORES);
      const [subject, body] = dice.pick([
        [`${name}: keep sessions in ${store}`, `We decided to keep the sessions of the ${name} in ${store}, since a restart lost them.`],
        [`${name}: listen on port ${3000 + dice.below(6)}`, ''],
        [`${name}: stop caching replies`, `The ${name} must not cache replies, because two users saw each other's.`],
        [`${name}: use ${dice.pick(TOOLS)}`, `The other one could not watch the ${name}.`],
        [`${name}: tidy up`, ''],
      ] as const);
      return {
        message: body === '' ? subject : `${subject}\n\n${body}\n`,
        files: new Map([[`src/${name}.ts`, `export const ${name} = ${count};\n`]]),
      };
    },
    line: () => `- by hand, line ${(count += 1)}`,
    word: () => `visitor ${(count += 1)}`,
  };
}
