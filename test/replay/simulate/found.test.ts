/** What lives of simulation found, shrunk: each stands here with the invariant that it broke. */
import { expect, it } from 'vitest';
import { liveScenario } from '../../../src/replay/scenario/run-scenario.js';
import { readScenarios } from '../../../src/replay/scenario/scenario.js';

const FOUND = `
scenario: verdicts quote what is forgotten
holds: [forgotten, rejected]
start: { embedder: none }
steps:
  - note: The cache listens on port 3004 now.
  - note: The mailer holds 4 workers.
  - tick
  - dream
  - review: { reject: [The cache listens] }
  - forget: The cache listens on port 3004 now.
  - tick
  # Said again, it stays rejected: the verdict still knows it.
  - note: The cache listens on port 3004 now.
  - dream: { replace: true }
  - expect: { no-claims: [The cache listens] }
`;

const read = readScenarios(FOUND, 'found.yaml');
if ('problems' in read) throw new Error(JSON.stringify(read.problems));

it.each(read.scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', async (_name, scenario) => {
  expect(await liveScenario(scenario)).toMatchObject({ outcome: 'passed' });
});
