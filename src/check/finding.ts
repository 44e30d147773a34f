/** What a check of a branch found, and the two states that it compares. Types only. */
import type { Config } from '../config/config.js';
import type { MemoryFiles } from '../dream/tree/memory-files.js';
import type { TreeIndex } from './tree-index.js';

/** What a branch is checked for. */
export const CHECKS = ['files', 'probes', 'MEMORY.md', 'citations', 'protected', 'removals', 'hidden text', 'secrets', 'quiet'] as const;
export type Check = (typeof CHECKS)[number];

export interface Finding {
  readonly check: Check;
  /** What it is about: a claim's `^id`, a file, a question. */
  readonly subject: string;
  readonly message: string;
  /** From the root of the repository. */
  readonly path?: string;
  /** 1-based, in the file as the branch has it. */
  readonly line?: number;
  readonly hint?: string;
}

/** A branch beside what it stands on. */
export interface Compared {
  /** Memory where the branch left its base. */
  readonly before: MemoryFiles;
  /**
   * What is no change of the branch's: memory where it left its base, as the base has it now, and, where the base is checked out, as it lies in the work
   * tree.
   */
  readonly known: readonly MemoryFiles[];
  readonly after: MemoryFiles;
  /** The memory of `before` and of `after`, read. */
  readonly was: TreeIndex;
  readonly is: TreeIndex;
  /** Of the base. */
  readonly config: Config;
}

/** The paths that the branch has otherwise than any state that is known, sorted; without those that it took out. */
export function changedPaths({ known, after }: Pick<Compared, 'known' | 'after'>): string[] {
  return [...after.keys()].filter((path) => !known.some((files) => files.get(path) === after.get(path))).toSorted();
}

/** The lines that a file of the branch has and no known state of it, with their numbers from 1. */
export function newLines(
  { known, after }: Pick<Compared, 'known' | 'after'>,
  path: string,
): { readonly text: string; readonly line: number }[] {
  const stood = new Set(known.flatMap((files) => linesOf(files.get(path) ?? '')));
  return linesOf(after.get(path) ?? '').flatMap((text, at) => (stood.has(text) ? [] : [{ text, line: at + 1 }]));
}

function linesOf(text: string): string[] {
  return text.replace(/^\uFEFF/, '').split(/\r?\n/);
}
