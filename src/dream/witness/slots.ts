/** Facts of a project that have one current value, and what a manifest of the tree states of them. Types and words only. */
import type { ObjectId } from '../../world/git-refs.js';

/** The names of the slots, as the line `slot:` below a claim writes them. */
export const SLOTS = [
  'node',
  'go',
  'rust',
  'python',
  'php',
  'tests',
  'bundler',
  'linter',
  'formatter',
  'package manager',
  'licence',
  'default branch',
] as const;
export type SlotName = (typeof SLOTS)[number];

/** The slots whose value is the lowest version that is served. */
export const VERSION_SLOTS: ReadonlySet<SlotName> = new Set(['node', 'go', 'rust', 'python', 'php']);

/** One fact, and the manifest that states it. */
export interface SlotFact {
  readonly slot: SlotName;
  /** As a person reads it: `>= 22.11`, `vitest`, `MIT OR Apache-2.0`. */
  readonly value: string;
  /** What a message that agrees must name: the lowest version, or the tool, in small letters. */
  readonly key: string;
  readonly path: string;
  readonly blob: ObjectId;
  /** What stands in the manifest: `engines.node: ">=22.11"`. */
  readonly said: string;
}

/** What a reader of one manifest finds: a fact without its place. */
export type Stated = Omit<SlotFact, 'path' | 'blob'>;

const LABELS: Readonly<Record<SlotName, string>> = {
  node: 'Node',
  go: 'Go',
  rust: 'Rust',
  python: 'Python',
  php: 'PHP',
  tests: 'Tests:',
  bundler: 'Bundler:',
  linter: 'Linter:',
  formatter: 'Formatter:',
  'package manager': 'Package manager:',
  licence: 'Licence:',
  'default branch': 'Default branch:',
};

/** The fact in words, with where it stands: `Node >= 22.11 (package.json)`. */
export function factText({ slot, value, path }: Pick<SlotFact, 'slot' | 'value' | 'path'>): string {
  return `${LABELS[slot]} ${value} (${path})`;
}

/** A fact as stated, with the manifest's words. */
export function stated(slot: SlotName, value: string, key: string, said: string): Stated {
  return { slot, value, key: key.toLowerCase(), said };
}
