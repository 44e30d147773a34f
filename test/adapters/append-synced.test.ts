/** What a synced append flushes on the real disk: bytes and a new name, each once. A disk in memory cannot show that. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Files } from '../../src/world/files.js';

const flushed: string[] = [];
let realFiles: (roots: readonly string[]) => Files;

// Threads share their modules between test files: the adapter is loaded anew here, and again after it.
beforeAll(async () => {
  vi.resetModules();
  vi.doMock('node:fs', async (original) => {
    const fs = await original<typeof import('node:fs')>();
    const named = (how: string, fd: number): void => void flushed.push(`${how} ${fs.fstatSync(fd).isDirectory() ? 'folder' : 'file'}`);
    return {
      ...fs,
      fdatasyncSync: (fd: number) => (named('fdatasync', fd), fs.fdatasyncSync(fd)),
      fsyncSync: (fd: number) => (named('fsync', fd), fs.fsyncSync(fd)),
    };
  });
  ({ realFiles } = await import('../../src/adapters/files.js'));
});
afterAll(() => {
  vi.doUnmock('node:fs');
  vi.resetModules();
});

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'kairos-synced-')));
  flushed.length = 0;
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a synced append flushes its bytes once, and the name of a new file', async () => {
  const files = realFiles([root]);
  await files.append(`${root}/tail.md`, '- one\n', { synced: true });
  expect(flushed).toEqual(['fdatasync file', 'fsync folder']);
  flushed.length = 0;
  await files.append(`${root}/tail.md`, '- two\n', { synced: true });
  expect(flushed).toEqual(['fdatasync file']);
});

test('an append that need not survive a loss of power flushes nothing', async () => {
  await realFiles([root]).append(`${root}/log.md`, '- one\n');
  expect(flushed).toEqual([]);
});

test('a file that is made flushes its name where that is asked for', async () => {
  const files = realFiles([root]);
  await files.create(`${root}/writer`, 'name\n', { synced: true });
  expect(flushed.at(-1)).toBe('fsync folder');
  flushed.length = 0;
  await files.create(`${root}/other`, 'name\n');
  expect(flushed).not.toContain('fsync folder');
});
