/** The memory that stands once a branch has landed: the base may have moved on since the branch left it. Pure; it merges nothing in git. */
import { slugOf } from '../base/memory-paths.js';
import { mergeTopics } from '../memory/topic-merge.js';
import type { MemoryFiles } from '../dream/tree/memory-files.js';

/** Topics are merged bullet by bullet; where both sides changed one, that of the branch stands, since the branch is what is judged. */
export function whenLanded(before: MemoryFiles, branch: MemoryFiles, base: MemoryFiles): MemoryFiles {
  const landed = new Map<string, string>();
  for (const path of new Set([...branch.keys(), ...base.keys()])) {
    const text = landedText(path, before.get(path), branch.get(path), base.get(path));
    if (text !== undefined) landed.set(path, text);
  }
  return landed;
}

function landedText(path: string, was: string | undefined, ours: string | undefined, theirs: string | undefined): string | undefined {
  if (ours === was) return theirs;
  if (theirs === was || ours === undefined || theirs === undefined || slugOf(path) === undefined) return ours;
  return mergeTopics(was ?? '', ours, theirs).text;
}
