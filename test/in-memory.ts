/**
 * Lays the folders of the tests into memory, where the system has room there: what a test writes to the disk is written through, again and again, and each
 * waits for the disk of all the others. What lasts through a loss of power is the matter of the virtual disk.
 */
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
/** What all tests together leave lying at once, several times over. */
const ROOM_BYTES = 2 * 2 ** 30;

export default function setup(): (() => void) | undefined {
  if (process.env['TMPDIR'] !== undefined || !hasRoom()) return undefined;
  const folder = mkdtempSync(join(MEMORY, 'kairos-test-'));
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ROOM_BYTES;
  } catch {
    return false;
  }
}
