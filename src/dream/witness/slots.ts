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
  'edition',
  'modules',
  'workspace',
  'dependencies',
  'build',
  'test command',
  'lint command',
  'format command',
  'type check',
  'docs',
  'benchmarks',
  'release',
  'changelog',
  'commit hook',
  'ci',
  'platforms',
  'tested versions',
  'coverage',
  'warnings',
  'unsafe code',
  'types',
  'style',
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
  /** Of a command: all that it runs, as far as it stands there. */
  readonly runs?: string;
}

/** What a reader of one manifest finds: a fact without its place. */
export type Stated = Omit<SlotFact, 'path' | 'blob'>;

/** Names of what is written otherwise than its slot. */
const NAMES: Partial<Readonly<Record<SlotName, string>>> = {
  node: 'Node',
  go: 'Go',
  rust: 'Rust',
  python: 'Python',
  php: 'PHP',
  ci: 'CI:',
};

function labelOf(slot: SlotName): string {
  return NAMES[slot] ?? `${slot.charAt(0).toUpperCase()}${slot.slice(1)}:`;
}

/** The fact in words, with where it stands: `Node >= 22.11 (package.json)`. */
export function factText({ slot, value, path }: Pick<SlotFact, 'slot' | 'value' | 'path'>): string {
  return `${labelOf(slot)} ${value} (${path})`;
}

/** The file by which our words for a slot tell its fact; undefined for the words of a person. */
export function statedPath(slot: string, claim: string): string | undefined {
  const name = SLOTS.find((one) => one === slot);
  return name !== undefined && claim.startsWith(`${labelOf(name)} `) ? /^[^\n]*? \(([^()\s]+)\)/.exec(claim)?.[1] : undefined;
}

/** A fact as stated, with the manifest's words. */
export function stated(slot: SlotName, value: string, key: string, said: string): Stated {
  return { slot, value, key: key.toLowerCase(), said };
}

/** What runs at a word of the project: `npm test` runs `xo && ava`. The command is left out where it is long, or could not be told from what stands around it. */
export function commandText(call: string, command = ''): string {
  const runs = command.trim().replace(/\s+/g, ' ');
  const isQuotable = runs !== '' && runs !== call && runs.length <= COMMAND_MOST && !/[`()]|\$\{\{/.test(runs);
  return isQuotable ? `\`${call}\` runs \`${runs}\`` : `\`${call}\``;
}

const COMMAND_MOST = 120;

/** `a`, `a and b`, `a, b and c`; of many the first and how many more there are. */
export function listText(names: readonly string[], most = 8): string {
  const shown = names.length > most ? [...names.slice(0, most), `${names.length - most} more`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
