/** The lock under real processes that are killed while they hold it or wait for it. `KAIROS_STRESS=6000` runs as long as the measured run. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compiled } from '../compiled.js';

const ACQUISITIONS = Number(process.env['KAIROS_STRESS'] ?? 60);
const CONTENDERS = ACQUISITIONS > 60 ? 50 : 8;
/** On a slow machine fewer acquisitions are enough. */
const PATIENCE_MS = ACQUISITIONS > 60 ? ACQUISITIONS * 1_000 : 7_000;

it('is never held by two processes, however many are killed', { timeout: PATIENCE_MS + 20_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kairos-lock-'));
  const code = compiled([
    'src/base/lock.ts',
    'src/adapters/files.ts',
    'src/adapters/clock.ts',
    'src/adapters/random.ts',
    'src/adapters/processes.ts',
  ]);
  const report = join(folder, 'report');
  const port = await freePort();
  const running = new Set<ChildProcess>();
  let started = 0;
  let over = false;
  const start = (): void => {
    started += 1;
    const args = [
      join(import.meta.dirname, 'lock-worker.mjs'),
      code.folder,
      join(folder, 'locks'),
      String(port),
      report,
      String(started * 7919),
    ];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    running.add(child);
    child.once('exit', () => {
      running.delete(child);
      if (!over) start();
    });
  };
  const lines = (): string[] => (existsSync(report) ? readFileSync(report, 'utf8').trim().split('\n') : []);

  try {
    for (let contender = 0; contender < CONTENDERS; contender += 1) start();
    const untilMs = Date.now() + PATIENCE_MS;
    while (lines().length < ACQUISITIONS && Date.now() < untilMs) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      // Besides those who kill themselves while they hold it: somebody, anywhere in the protocol.
      const unlucky = [...running][started % running.size];
      if (started % 3 === 0) unlucky?.kill('SIGKILL');
    }
  } finally {
    over = true;
    const ended = [...running].map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of running) child.kill('SIGKILL');
    await Promise.all(ended);
    code.dispose();
  }
  const found = lines();
  rmSync(folder, { recursive: true, force: true });
  expect(found.filter((line) => line.startsWith('double'))).toEqual([]);
  expect(found.length).toBeGreaterThan(10);
  expect(started).toBeGreaterThan(CONTENDERS);
});

/** A port below those that the system hands out, so that nobody else is given it meanwhile. */
async function freePort(): Promise<number> {
  for (let port = 21_000 + (process.pid % 5_000); ; port += 1) {
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    await new Promise((resolve) => server.close(resolve));
    if (free) return port;
  }
}
