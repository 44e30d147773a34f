/** The same corpus in other processes, zones, locales and orders of folders is equal to the byte; a planted clock or die shows. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
// @ts-expect-error -- a script, without types
import { loadEngine } from '../../scripts/engine.js';
import type { Lived } from '../../src/replay/scenario/run-scenario.js';
import type { Scenario } from '../../src/replay/scenario/scenario.js';

interface Engine {
  readScenarios(text: string, path: string): { readonly scenarios: readonly Scenario[] };
  liveScenario(scenario: Scenario, given: object, options: { readonly digest: true }): Promise<Lived>;
}
type Change = (file: string, text: string) => string | null;

const SCENARIO = readFileSync(new URL('../../corpus/journal.yaml', import.meta.url), 'utf8');

/** The digests of two runs of one scenario, with a source changed. */
async function twice(change: Change): Promise<readonly (string | undefined)[]> {
  const { readScenarios, liveScenario } = await (loadEngine as (change: Change) => Promise<Engine>)(change);
  const [scenario] = readScenarios(SCENARIO, '').scenarios;
  const digests = [];
  for (let run = 0; run < 2; run += 1) digests.push((await liveScenario(scenario as Scenario, {}, { digest: true })).digest);
  return digests;
}

const planted =
  (into: string, find: string, replace: string): Change =>
  (file, text) => {
    if (file !== into) return null;
    expect(text.split(find)).toHaveLength(2);
    return text.replace(find, () => replace);
  };

describe('the corpus', () => {
  it('is equal to the byte in another process, zone, locale and order of folders', () => {
    const { status, stdout } = spawnSync(process.execPath, ['scripts/determinism.js'], { encoding: 'utf8' });
    expect(stdout).toMatch(/^(\d{2,}) scenarios, v[\d.]+: \1 passed\n(?:.*: equal to the byte\n)+$/);
    expect(status).toBe(0);
  });
});

describe('a scenario that is lived twice', () => {
  it('has one digest', async () => {
    const [one, two] = await twice(() => null);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(two).toBe(one);
  });

  it('has two where a room reads the clock of the machine', async () => {
    const [one, two] = await twice(
      planted('src/desk/note.ts', 'atMs: world.clock.now()', 'atMs: Math.floor(world.clock.now() / 1000) * 1000 + (Date.now() % 1000)'),
    );
    expect(two).not.toBe(one);
  });

  it('has two where a room throws dice', async () => {
    const [one, two] = await twice(
      planted('src/memory/entry.ts', 'return shortHash([kind, key]);', 'return shortHash([kind, key, String(Math.random())]);'),
    );
    expect(two).not.toBe(one);
  });
});
