/** The one rule by which two looks at a file are compared. Pure; both twins of the Files port make their stamps here. */
import type { FileStat } from '../world/files.js';

/**
 * Differs whenever the file was written, replaced or cut in between. Text to be compared and nothing else: nobody takes it apart. It is kept on
 * disk by what is derived (indexes, the journal's notebook), which is made anew where it differs.
 */
export function fileStamp({ sizeBytes, mtimeMs, inode }: Omit<FileStat, 'stamp'>): string {
  return `${sizeBytes} ${mtimeMs} ${inode}`;
}
