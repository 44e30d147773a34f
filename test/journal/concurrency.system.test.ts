/** Several processes append, commit and restore at once, are killed at any moment, and lose their live logs; no acknowledged line may be lost. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { readEntries } from '../../src/memory/read-logs.js';
import { compiled } from '../compiled.js';
import { journaledRepo } from './journaled-repo.js';

/** `KAIROS_STRESS=2000` for a longer run. */
const NOTES = Number(process.env['KAIROS_STRESS'] ?? 150);
const PATIENCE_MS = NOTES > 150 ? NOTES * 200 : 12_000;
const WORKERS = 4;

it('no acknowledged line is ever lost', { timeout: PATIENCE_MS + 40_000 }, async () => {
  const g = await journaledRepo();
  const code = compiled([
    'src/journal/restore.ts',
    'src/journal/commit.ts',
    'src/memory/append.ts',
    'src/adapters/git.ts',
    'src/adapters/files.ts',
    'src/adapters/random.ts',
    'src/adapters/processes.ts',
  ]);
  const report = join(dirname(g.repo.root), 'report');
  const noted = (): string[] =>
    existsSync(report)
      ? readFileSync(report, 'utf8')
          .split('\n')
          .filter((line) => line.length === 10)
      : [];
  const running = new Set<ChildProcess>();
  let started = 0;
  let over = false;
  const start = (): void => {
    started += 1;
    const args = [
      join(import.meta.dirname, 'journal-worker.mjs'),
      code.folder,
      g.repo.root,
      report,
      String(started * 7919),
      dirname(g.repo.root),
    ];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'], env: g.repo.env });
    running.add(child);
    child.once('exit', () => {
      running.delete(child);
      if (!over) start();
    });
  };
  try {
    for (let worker = 0; worker < WORKERS; worker += 1) start();
    const untilMs = Date.now() + PATIENCE_MS;
    for (let round = 1; noted().length < NOTES && Date.now() < untilMs; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      if (round % 5 === 0) [...running][round % running.size]?.kill('SIGKILL');
      if (round % 7 === 0 && existsSync(g.ws.logs)) renameSync(g.ws.logs, join(dirname(g.repo.root), `taken-${round}`));
    }
  } finally {
    over = true;
    const ended = [...running].map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of running) child.kill('SIGKILL');
    await Promise.all(ended);
    code.dispose();
  }

  g.remove('logs');
  const { view, edited } = await g.restore();
  const { entries } = await readEntries(g.world, g.ws, view);
  const known = new Set(entries.map((entry) => entry.id));
  expect(noted().length).toBeGreaterThan(20);
  expect(noted().filter((id) => !known.has(id))).toEqual([]);
  expect(edited).toEqual([]);
  expect(g.repo.git('fsck', '--no-dangling')).toBe('');
  g.repo.cleanup();
});
