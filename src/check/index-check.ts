/** MEMORY.md of a branch: whether it fits, and whether its block is what the topics give. Pure. */
import { MEMORY } from '../base/memory-paths.js';
import { withIndex } from '../dream/edit/with-index.js';
import { topicsIn, type MemoryFiles } from '../dream/tree/memory-files.js';
import { byteLength } from '../memory/entry.js';
import { FIRST_MEMORY, MEMORY_CAP_BYTES } from '../memory/memory-index.js';
import type { Compared, Finding } from './finding.js';

const CHECK = { check: 'MEMORY.md', subject: 'MEMORY.md', path: MEMORY.index } as const;

/** The findings, by the budget of the base. */
export function indexFindings({ known, after, config }: Pick<Compared, 'known' | 'after' | 'config'>): Finding[] {
  const text = after.get(MEMORY.index);
  const wanted = withIndex(after, config.memory.budgetBytes).files.get(MEMORY.index) ?? '';
  if (text === undefined) return after.size === 0 ? [] : [{ ...CHECK, message: 'there is no MEMORY.md that can be read' }];
  const bytes = byteLength(text);
  const findings: Finding[] = [];
  if (bytes >= MEMORY_CAP_BYTES)
    findings.push({
      ...CHECK,
      message: `has ${bytes} bytes, and all of it must stay below ${MEMORY_CAP_BYTES}`,
      hint: 'move some of your own text into a topic',
    });
  // A branch that leaves the memory as it is is not to blame for a block of an older kairos, or for that of no topic yet.
  const isFirst = text === FIRST_MEMORY && topicsIn(after).topics.length === 0;
  if (text === wanted || isFirst || known.some((files) => isSame(files, after))) return findings;
  const [is, should] = [text, wanted].map((one) => one.split('\n')) as [string[], string[]];
  const at = is.findIndex((line, n) => line !== should[n]);
  const line = at === -1 ? is.length : at + 1;
  const hint = 'only "kairos" writes the block; accepting a claim makes it anew';
  findings.push({ ...CHECK, line, message: `differs from what the topics of the branch give, first in line ${line}`, hint });
  return findings;
}

function isSame(one: MemoryFiles, other: MemoryFiles): boolean {
  return one.size === other.size && [...one].every(([path, text]) => other.get(path) === text);
}
