/**
 * Makes the block of MEMORY.md anew from the files of a tree. Pure: it knows topics and reports, and no journal and no clock, so that all who stand on the
 * same tree come to the same bytes.
 */
import { MEMORY } from '../../base/memory-paths.js';
import { deriveIndex, type DerivedIndex } from '../../memory/memory-index.js';
import { verdictsInReports } from '../report/reports.js';
import { topicsIn, type MemoryFiles } from '../tree/memory-files.js';

export interface Indexed extends Pick<DerivedIndex, 'leftOut' | 'claims' | 'shown'> {
  readonly files: Map<string, string>;
}

/**
 * The files with MEMORY.md's derived block made anew; the person's text in it stays.
 * @param files the whole memory of the tree that is to be, with its reports: what they say of acceptances counts.
 * @param budgetBytes of the block; left out: the default.
 */
export function withIndex(files: MemoryFiles, budgetBytes?: number): Indexed {
  const accepted = verdictsInReports(files)
    .filter(({ decision }) => decision === 'accepted' || decision === 'edited')
    .map(({ candidateId, atMs }) => ({ id: candidateId, atMs }));
  const { text, leftOut, claims, shown } = deriveIndex(files.get(MEMORY.index), topicsIn(files).topics, { budgetBytes, accepted });
  return { files: new Map([...files, [MEMORY.index, text]]), leftOut, claims, shown };
}
