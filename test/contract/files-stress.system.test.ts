/** The Files port under stress: several processes append at once, and some are killed during an append. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { realFiles } from '../../src/adapters/files.js';
import { compiled } from '../compiled.js';

const WHOLE = /^- (\w) (\d+) x* \^\1\2$/;
const LINES = Number(process.env['KAIROS_STRESS'] ?? 200);

let folder: string;
let code: ReturnType<typeof compiled>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kairos-append-'));
  code = compiled(['src/adapters/files.ts']);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  code.dispose();
});

function writer(path: string, name: string, count: number): ReturnType<typeof spawn> {
  const args = [join(import.meta.dirname, 'append-worker.mjs'), code.folder, path, name, String(count)];
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

it('keeps every line of processes that append at once, whole and in each one’s order', async () => {
  const path = join(folder, 'many.md');
  const names = ['a', 'b', 'c', 'd'];
  await Promise.all(names.map((name) => new Promise((resolve) => writer(path, name, LINES).once('exit', resolve))));
  const found = ((await realFiles().read(path)) ?? '').split('\n').filter(Boolean);
  expect(found.filter((line) => !WHOLE.test(line))).toEqual([]);
  for (const name of names) {
    const numbers = found.flatMap((line) => (line.startsWith(`- ${name} `) ? [Number(line.split(' ')[2])] : []));
    expect(numbers).toEqual(Array.from({ length: LINES }, (_, number) => number));
  }
});

it('loses at most the line in the middle of which a writer was killed, and nobody else’s', async () => {
  const path = join(folder, 'killed.md');
  const files = realFiles();
  for (let turn = 0; turn < 6; turn += 1) {
    const sizeBefore = existsSync(path) ? statSync(path).size : 0;
    const child = writer(path, 'k', 0);
    while (!existsSync(path) || statSync(path).size < sizeBefore + 200_000) await new Promise((resolve) => setTimeout(resolve, 1));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    await files.append(path, `- z ${turn}  ^z${turn}\n`);
  }
  const found = ((await files.read(path)) ?? '').split('\n').filter(Boolean);
  expect(found.filter((line) => !WHOLE.test(line)).length).toBeLessThanOrEqual(6);
  expect(found.filter((line) => line.startsWith('- z'))).toHaveLength(6);
});
