/** The frozen corpus: every scenario names the guard that it holds, and is the one of the manifest. `e2e/replay` lives them all. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
// @ts-expect-error -- a script, without types
import { GUARDS } from '../../../scripts/corpus-guards.js';
import { sha256 } from '../../../src/base/hash.js';
import { readScenarios, type Scenario } from '../../../src/replay/scenario/scenario.js';

const folder = new URL('../../../corpus/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const textOf = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

function scenariosOf(name: string): readonly Scenario[] {
  const read = readScenarios(textOf(name), name);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.scenarios;
}

const scenarios = names.flatMap(scenariosOf);

describe('the frozen corpus', () => {
  it('has 30 scenarios and more, each with a guard that the script takes out, as the manifest has them', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(30);
    expect(scenarios.filter(({ guard }) => guard === undefined)).toEqual([]);
    expect(scenarios.map(({ name }) => name).toSorted()).toEqual(Object.keys(GUARDS).toSorted());
    const manifest = JSON.parse(textOf('manifest.json')) as { files: Record<string, string> };
    expect(Object.fromEntries(names.map((name) => [name, sha256(textOf(name))]))).toEqual(manifest.files);
  });

  it('holds guards that stand in the sources as the script looks for them', () => {
    for (const [file, find] of Object.values(GUARDS).flat() as [string, string][])
      expect([file, find, readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8').split(find).length - 1]).toEqual([
        file,
        find,
        1,
      ]);
  });
});
