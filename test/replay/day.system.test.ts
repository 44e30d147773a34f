import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compiled } from '../compiled.js';

describe('a day of the whole daemon in fresh threads', () => {
  let build: ReturnType<typeof compiled>;
  beforeAll(() => {
    build = compiled(['test/replay/lived-day.ts']);
    const code = `
      import { parentPort, workerData } from 'node:worker_threads';
      import { digestOf, liveDay } from './test/replay/lived-day.js';
      const digests = [];
      for (let times = 0; times < workerData; times += 1) digests.push(digestOf(await liveDay()));
      parentPort.postMessage(digests);
    `;
    writeFileSync(join(build.folder, 'live.mjs'), code);
  });
  afterAll(() => build.dispose());

  const daysOf = (times: number): Promise<readonly string[]> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(join(build.folder, 'live.mjs'), { workerData: times });
      worker.once('message', resolve);
      worker.once('error', reject);
    });

  it('is the same cold and warm, and beside another one', async () => {
    // Two threads at a time, so that each is interrupted at other moments.
    const [once, twice] = await Promise.all([daysOf(1), daysOf(2)]);
    expect([...once, ...twice]).toEqual(Array.from({ length: 3 }, () => once[0]));
  });
});
