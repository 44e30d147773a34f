/** A life that breaks something becomes a short scenario, which reads back and fails in the same way. */
import { expect, it } from 'vitest';
import { liveScenario } from '../../../src/replay/scenario/run-scenario.js';
import { readScenarios, type Step } from '../../../src/replay/scenario/scenario.js';
import { scenarioText } from '../../../src/replay/scenario/scenario-text.js';
import { askedSeeds } from '../../../src/replay/simulate/seeds.js';
import { shrink } from '../../../src/replay/simulate/shrink.js';
import { liveSteps, startOf } from '../../../src/replay/simulate/simulate.js';

function scenarioOf(yaml: string): Parameters<typeof liveScenario>[0] {
  const read = readScenarios(yaml, 's.yaml');
  if ('problems' in read || !read.scenarios[0]) throw new Error(JSON.stringify(read));
  return read.scenarios[0];
}

it('shrinks a life to the steps that it takes, and writes them so that they fail alike', async () => {
  const { steps } = scenarioOf(
    [
      'scenario: s',
      'steps:',
      '  - note: The router listens on port 3001.',
      '  - commit: { message: "router: tidy up", files: { src/router.ts: "1" } }',
      '  - tick',
      '  - note: The mailer holds 4 workers.',
      '  - advance: 90m',
      // A hand takes the journal away, tail and all: what no guard of kairos can hold.
      '  - edit: { ".git/kairos/writer": "another" }',
      '  - tick',
      '  - recall: mailer',
    ].join('\n'),
  );
  const plot = { start: startOf(1), steps: steps.map(({ value }) => value) };
  const life = await liveSteps(1, plot, ['acknowledged']);
  expect(life.broken[0]).toMatchObject({ invariant: 'acknowledged', what: expect.stringContaining('is lost') });
  const { scenario, steps: left, tries } = await shrink(life);
  expect([left, tries < 100]).toEqual([2, true]);
  expect(scenario).toContain('holds: acknowledged');
  const lived = await liveScenario(scenarioOf(scenario));
  expect(lived).toMatchObject({ outcome: 'failed', difference: { what: expect.stringMatching(/^acknowledged: .*is lost/) } });
});

it('writes each kind of step as it is read', () => {
  const yaml = [
    'scenario: s',
    'holds: [sound, equal]',
    'steps:',
    '  - tick',
    '  - { tick: , in: b }',
    '  - advance: 90m',
    '  - clock: { ahead: 2h }',
    '  - crash: {}',
    '  - crash: { after: append.tail, times: 2, power: true }',
    '  - { note: a, fails: disk-full }',
    '  - edit: { a: , b: { append: "x\\n" } }',
    '  - together: [{ note: a, in: b }, dream]',
    '  - slow: { by: 45s }',
    '  - review: { reject: [a, b] }',
  ].join('\n');
  const { name, holds, start, steps } = scenarioOf(yaml);
  const withoutPlaces = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value, (key, one: unknown) => (key === 'at' || key === 'way' ? undefined : one instanceof Map ? [...one] : one)),
    );
  const text = scenarioText({
    name,
    about: 'it',
    holds,
    start,
    steps: steps.map(({ value: { fails, ...step } }) => ({ step: step as Step, ...(fails && { fails: fails.value }) })),
  });
  expect(withoutPlaces(scenarioOf(text).steps)).toEqual(withoutPlaces(steps));
});

it('takes a count that goes on, and a range; and nothing else', () => {
  expect(askedSeeds('200', 41)).toEqual({ from: 41, to: 240, goesOn: true });
  expect(askedSeeds('1..60', 41)).toEqual({ from: 1, to: 60, goesOn: false });
  for (const wrong of ['', 'x', '0', '5..2', '0..3', '1..', '-3', '1.5'])
    expect(() => askedSeeds(wrong, 1)).toThrow(/neither a number of lives/);
});
