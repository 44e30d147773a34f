import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { askFiles } from '../../src/adapters/ask-files.js';
import { realFiles } from '../../src/adapters/files.js';

let root: string;
beforeEach(() => (root = realpathSync(mkdtempSync(join(tmpdir(), 'kairos-ask-')))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('takes a folder for private only where it is, and makes none', async () => {
  const files = askFiles(root);
  mkdirSync(join(root, 'ask'), { mode: 0o700 });
  mkdirSync(join(root, 'open'));
  chmodSync(join(root, 'open'), 0o755);
  writeFileSync(join(root, 'file'), '');
  symlinkSync(join(root, 'ask'), join(root, 'link'));
  const found = await Promise.all(['ask', 'open', 'file', 'link', 'none'].map(async (name) => files.privateFolder(join(root, name))));
  expect([found, existsSync(join(root, 'none'))]).toEqual([[true, false, false, false, false], false]);
});

it('reads, lists and moves as the whole port does, and follows no link', async () => {
  const files = askFiles(root);
  const whole = realFiles([root]);
  await files.append(join(root, 'b'), 'text\n');
  await expect(files.append(join(root, 'b'), 'again')).rejects.toThrow('EEXIST');
  expect(statSync(join(root, 'b')).mode & 0o077).toBe(0);
  await files.rename(join(root, 'b'), join(root, 'c'));
  mkdirSync(join(root, 'a'));
  symlinkSync(join(root, 'c'), join(root, 'link'));
  for (const name of ['a', 'c', 'link', 'none', 'c/below']) {
    expect(await files.read(join(root, name))).toBe(await whole.read(join(root, name)));
    expect((await files.stat(join(root, name)))?.stamp).toBe((await whole.stat(join(root, name)))?.stamp);
  }
  expect(await files.list(root)).toEqual(await whole.list(root));
  expect(await files.list(join(root, 'none'))).toEqual([]);
  await files.remove(join(root, 'c'));
  await files.remove(join(root, 'c'));
  expect(await files.read(join(root, 'c'))).toBeUndefined();
});
