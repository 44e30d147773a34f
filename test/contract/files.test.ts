import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
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

it('never makes a folder again that must stand', async () => {
  const above = realpathSync(mkdtempSync(join(tmpdir(), 'kairos-files-')));
  const root = join(above, 'repo');
  const files = realFiles([root], [root, `${root}/.kairos`]);
  const writes: Readonly<Record<string, () => Promise<unknown>>> = {
    write: async () => files.write(`${root}/.kairos/state/a`, 'a'),
    create: async () => files.create(`${root}/.kairos/state/b`, 'b'),
    append: async () => files.append(`${root}/.kairos/log/c`, 'c\n'),
    mkdir: async () => files.mkdir(`${root}/.kairos/d/e`),
    privateFolder: async () => files.privateFolder(`${root}/.kairos/f/g`),
    touch: async () => files.touch(`${root}/.kairos/h/i`, 1000),
    rename: async () => files.rename(`${root}-moved/x`, `${root}/.kairos/j/k`),
    link: async () => files.link(`${root}-moved/y`, `${root}/.kairos/l/m`),
  };
  try {
    for (const gone of [root, `${root}/.kairos`]) {
      mkdirSync(`${root}/.kairos`, { recursive: true });
      rmSync(gone, { recursive: true });
      mkdirSync(`${root}-moved`, { recursive: true });
      for (const name of ['x', 'y']) writeFileSync(`${root}-moved/${name}`, name);
      for (const [name, change] of Object.entries(writes)) await expect(change(), name).rejects.toThrow(`${gone} is gone`);
      expect(existsSync(gone)).toBe(false);
    }
    mkdirSync(`${root}/.kairos`);
    for (const [name, change] of Object.entries(writes))
      await expect(
        change().then(() => true),
        name,
      ).resolves.toBe(true);
  } finally {
    rmSync(above, { recursive: true, force: true });
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
