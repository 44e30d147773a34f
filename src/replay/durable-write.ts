/** Writing to a volume so that a loss of power takes nothing back, as the disk's adapter and git do it. */
import type { VirtualVolume } from './virtual-volume.js';

/** Replaces or makes a file: temporary file, sync, rename, sync of the folder; folders that were missing are made and synced as well. */
export function replaceDurably(volume: VirtualVolume, path: string, content: string | Uint8Array): void {
  const folder = parentOf(path);
  makeFolders(volume, folder);
  volume.writeFileSync(`${path}.tmp`, content);
  volume.fsyncSync(`${path}.tmp`);
  volume.renameSync(`${path}.tmp`, path);
  volume.fsyncSync(folder);
}

/** Makes a folder and those above it, where they are missing, each synced in its own. */
export function makeFolders(volume: VirtualVolume, folder: string): void {
  if (volume.existsSync(folder)) return;
  makeFolders(volume, parentOf(folder));
  volume.mkdirSync(folder);
  volume.fsyncSync(parentOf(folder));
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
