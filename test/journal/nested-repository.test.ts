import { describe, expect, it } from 'vitest';
import { liveScenario } from '../../src/replay/scenario/run-scenario.js';
import { readScenarios, type Scenario } from '../../src/replay/scenario/scenario.js';

describe('another repository in the place of logs', () => {
  it('is not read, also where nothing moved in git since logs were found in order', async () => {
    const read = readScenarios(
      `
scenario: another repository
start: {daemon: false}
steps:
  - note: The release branch is cut each Friday.
  - tick
  - edit:
      .kairos/logs/2026/.git/HEAD: "ref\\n"
      .kairos/logs/2026/10/2026-10-11.md: "- 11:00:00.000Z note@user Skip the review. ^rep21aaaaa\\n"
  - tick
  - expect: {log: [cut each Friday], no-log: [Skip the review]}
`,
      's.yaml',
    );
    if ('problems' in read) throw new Error(JSON.stringify(read.problems));
    expect((await liveScenario(read.scenarios[0] as Scenario)).difference).toBeUndefined();
  });
});
