import { describe, expect, it } from 'vitest';
import { liveScenario } from '../../../src/replay/scenario/run-scenario.js';
import { readScenarios, type Scenario } from '../../../src/replay/scenario/scenario.js';
import { updated } from '../../../src/replay/scenario/update.js';

function scenarioOf(yaml: string): Scenario {
  const read = readScenarios(yaml, 's.yaml');
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.scenarios[0] as Scenario;
}

describe('updated', () => {
  it('writes what is there into what failed, tells each change, and leaves comments and all else', async () => {
    const before = [
      'scenario: s # the name',
      'start: { daemon: false }',
      'steps:',
      '  # first',
      '  - note: Redis runs on port 6380.',
      '  - recall: which port does Redis have',
      '  - expect: { hits: [6379], no-hits: [Redis, Kafka], unmoved: false }',
      '  - edit: { a.txt: "one" }',
      '  - expect: { files: { a.txt: two } }',
      '',
    ].join('\n');
    const { mismatches } = await liveScenario(scenarioOf(before), {}, { goOn: true });
    const { text, changes } = updated(before, mismatches);
    expect(changes).toEqual([
      { at: '7:63', from: 'false', to: 'true' },
      { at: '7:21', from: '[6379]', to: '["Redis runs on port 6380."]' },
      { at: '7:39', from: '"Redis"', to: 'nothing' },
      { at: '9:31', from: '"two"', to: '"one"' },
    ]);
    expect(text).toContain('# the name');
    expect(text).toContain('# first');
    expect(text).toMatch(/no-hits: \[ ?Kafka ?\]/);
    expect(await liveScenario(scenarioOf(text))).toMatchObject({ outcome: 'passed' });
  });

  it('leaves a text alone in which nothing failed', () => {
    expect(updated('scenario:   s\n', [])).toEqual({ text: 'scenario:   s\n', changes: [] });
  });
});
