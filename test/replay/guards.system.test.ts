/** Each guard of the frozen corpus, taken out of the sources, makes its scenario fail. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

// That they pass with their guards is what `e2e/replay` shows.
it('every scenario of the corpus fails without its guard', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/guards.js', '--without'], { encoding: 'utf8' });
  const rows = stdout.trim().split('\n').slice(2);
  expect([stderr, rows.filter((row) => row.includes('NOT HELD'))]).toEqual(['', []]);
  expect(rows.length).toBeGreaterThanOrEqual(30);
  expect(status).toBe(0);
}, 300_000);
