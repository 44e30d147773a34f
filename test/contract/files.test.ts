import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { realFiles } from '../../src/adapters/files.js';
import { virtualFiles } from '../../src/replay/virtual-files.js';
import { virtualVolume } from '../../src/replay/virtual-volume.js';
import { filesContract } from './files.js';

filesContract('on the disk', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'kairos-files-')));
  return {
    files: realFiles(),
    root,
    symlink: (target, path) => symlinkSync(target, path),
    plant: (path, bytes) => writeFileSync(path, bytes),
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
});

it.skipIf(process.platform === 'win32')('closes a folder to others, also one that was open to them', async () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'kairos-files-')));
  try {
    const modes = [];
    for (const name of ['new', 'open']) {
      if (name === 'open') mkdirSync(join(root, name), { mode: 0o755 });
      expect(await realFiles().privateFolder(`${root}/${name}`)).toBe(true);
      modes.push(statSync(join(root, name)).mode & 0o777);
    }
    expect(modes).toEqual([0o700, 0o700]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

filesContract('in memory', () => {
  const volume = virtualVolume();
  volume.mkdirSync('/repo', { recursive: true });
  return {
    files: virtualFiles(volume, { now: () => 1_763_640_000_000 }),
    root: '/repo',
    symlink: (target, path) => volume.symlinkSync(target, path),
    plant: (path, bytes) => volume.writeFileSync(path, bytes),
    dispose: () => undefined,
  };
});
