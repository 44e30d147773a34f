/** The heap of a process of its own: that of the tests is not comparable. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { compiled } from '../compiled.js';

const build = compiled(['src/adapters/heap.ts']);
afterAll(() => build.dispose());
const HEAP = pathToFileURL(join(build.folder, 'adapters/heap.js')).href;

it('gives back what it does not use, a while after the work', () => {
  const program = `
    import { getHeapStatistics } from 'node:v8';
    import { keepHeapSmall, shrinkHeapSoon } from '${HEAP}';
    const heldMb = () => getHeapStatistics().total_physical_size / 1e6;
    keepHeapSmall();
    let objects = Array.from({ length: 300_000 }, (_, n) => ({ text: 'object ' + n, list: [n] }));
    const full = objects.length && heldMb();
    objects = undefined;
    shrinkHeapSoon();
    const endsAtMs = Date.now() + 60_000;
    const look = setInterval(() => {
      const later = heldMb();
      if (later >= 12 && Date.now() < endsAtMs) return;
      clearInterval(look);
      console.log(JSON.stringify({ full, later }));
    }, 50);`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(stderr).toBe('');
  const { full, later } = JSON.parse(stdout) as { full: number; later: number };
  expect(full).toBeGreaterThan(30);
  expect(later).toBeLessThan(12);
});

it('compiles nothing again, whose threads would keep their memory', () => {
  const program = (keep: string): string => `
    import { keepHeapSmall } from '${HEAP}';
    ${keep}
    const often = (n) => n * 2 + 1;
    let sum = 0;
    for (let n = 0; n < 3e7; n += 1) sum = often(sum % 1000) + n;
    const OPTIMISED = 1 << 4;
    console.log((%GetOptimizationStatus(often) & OPTIMISED) !== 0);`;
  const isOptimised = (keep: string): string =>
    spawnSync(process.execPath, ['--allow-natives-syntax', '--no-maglev', '--no-use-osr', '--input-type=module', '-e', program(keep)], {
      encoding: 'utf8',
    }).stdout;
  expect(isOptimised('void keepHeapSmall;')).toBe('true\n');
  expect(isOptimised('keepHeapSmall();')).toBe('false\n');
});
