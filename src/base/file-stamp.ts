/** The stamp of a file, by which all code decides whether it changed. Pure; the real and the virtual Files port make their stamps here. */
import type { FileStat } from '../world/files.js';

/**
 * A text that differs after the file was written, replaced or cut. It is only to be compared, never parsed. Derived files (indexes, the cache of
 * the journal) store it, and are made anew when it differs.
 */
export function fileStamp({ sizeBytes, mtimeMs, inode }: Pick<FileStat, 'sizeBytes' | 'mtimeMs' | 'inode'>): string {
  return `${sizeBytes} ${mtimeMs} ${inode}`;
}
