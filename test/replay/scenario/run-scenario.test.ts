import { describe, expect, it } from 'vitest';
import { liveScenario, type Lived } from '../../../src/replay/scenario/run-scenario.js';
import { readScenarios, type Scenario } from '../../../src/replay/scenario/scenario.js';

async function live(yaml: string): Promise<Lived> {
  const read = readScenarios(yaml, 's.yaml');
  if ('problems' in read) throw new Error(JSON.stringify(read.problems, undefined, 1));
  return liveScenario(read.scenarios[0] as Scenario);
}

describe('a scenario', () => {
  it('lives a day of the daemon, a dream and its review, and asks', async () => {
    const lived = await live(`
scenario: a day
steps:
  - commit:
      message: |
        use yaml instead of gray-matter

        Decided: use yaml instead of gray-matter, because the old way broke twice.
      files: {src/parse.ts: "parse\\n"}
  - advance: 10m
  - note: The integration tests need Redis on port 6380.
  - expect:
      log: ["main: use yaml instead of gray-matter", "note@user The integration tests"]
      unmoved: true
      effects: [observe, commitJournal]
      daemon: running
      journal: whole
  - dream
  - expect:
      dream: proposed
      claims: [Redis on port 6380]
      unmoved: true
  - review: accept
  - expect: {topics: [Redis on port 6380], claims: []}
  - recall: which port does redis have
  - expect: {hits: [Redis on port 6380], doctor: well}
  - advance: 1d
  - expect: {journal: whole}
`);
    expect(lived).toMatchObject({ outcome: 'passed', virtualMs: 87_000_000 });
  });
});

describe('what is not as expected', () => {
  const first = async (steps: string): Promise<unknown> => {
    const { outcome, difference } = await live(`scenario: s\nstart: {daemon: false}\nsteps:\n${steps}`);
    return { outcome, ...difference };
  };

  it('is told with its place, and what is there instead', async () => {
    expect(await first('  - note: Redis runs on port 6380.\n  - expect: {log: [port 6379]}\n')).toEqual({
      outcome: 'failed',
      what: 'no entry holds it',
      expected: 'port 6379',
      actual: 'note@user Redis runs on port 6380.',
      at: { path: 's.yaml', line: 5, column: 20 },
    });
  });

  it('is a step that fails, or one that was to fail', async () => {
    expect(await first('  - review: accept\n')).toMatchObject({
      outcome: 'failed',
      at: { line: 4 },
      what: expect.stringContaining('no dream awaits review'),
    });
    expect(await first('  - review: accept\n    fails: not-found\n')).toEqual({ outcome: 'passed' });
    expect(await first('  - note: a note\n    fails: usage\n')).toMatchObject({ outcome: 'failed', at: { line: 5, column: 12 } });
  });

  it.each([
    ['checkout: nosuch', 'there is no branch nosuch'],
    ['merge: nosuch', 'there is no revision "nosuch"'],
    ['rebase: nosuch', 'there is no revision "nosuch"'],
    ['revert: nosuch', 'there is no revision "nosuch"'],
    ['pick: nosuch', 'there is no revision "nosuch"'],
    ['reset: nosuch', 'there is no revision "nosuch"'],
    ['remove-branch: nosuch', 'there is no branch nosuch'],
    ['branch: main', 'there is a branch main already'],
    ['branch: a..b', 'is not a full ref name'],
    ['commit: { message: a, merge: true }', 'no merge has stopped'],
    ['commit: { message: a, files: { ../a: b } }', 'has an empty, "." or ".." part'],
    ['edit: { nosuch: { append: a } }', 'there is no file nosuch'],
    ['edit: { "*.zig": { append: a } }', 'no file is like "*.zig"'],
    ['edit: { README.md: { replace: b, with: a } }', 'README.md does not hold "b"'],
    ['worktree: { name: w, branch: nosuch }', 'there is no branch nosuch'],
    ['clone: main', 'there is a clone or work tree "main" already'],
    ['clone: ../a', '"../a" names no clone or work tree'],
    ['fetch: nosuch', 'there is no clone or work tree "nosuch"'],
    ['{ note: a, in: nosuch }', 'there is no clone or work tree "nosuch"'],
    ['undo', 'no dream was reviewed before this step'],
    ['at: "2026-11-19"', '2026-11-19 is past already'],
    ['recall: { query: a, tier: mtm }', '--tier is journal or memory'],
    ['forget: ^nosuch', 'there is no entry or claim ^nosuch'],
    ['reinforce: nosuch', 'no entry holds "nosuch"'],
  ])('is told of the step %s in words, with its place', async (step, what) => {
    expect(await first(`  - ${step}\n`)).toMatchObject({
      outcome: 'failed',
      at: { line: 4, column: 5 },
      what: expect.stringContaining(what),
    });
  });

  it('is a second daemon, beside which the first lives on until the end', async () => {
    const { outcome, difference } = await live(
      'scenario: s\nsteps:\n  - daemon: start\n    fails: daemon-running\n  - advance: 1h\n  - expect: { daemon: running }\n  - daemon: stop\n  - expect: { daemon: gone }\n',
    );
    expect([outcome, difference]).toEqual(['passed', undefined]);
  });

  it('is a crash that never came', async () => {
    expect(await first('  - crash: {before: append.forgotten}\n  - note: a note\n')).toMatchObject({
      outcome: 'failed',
      what: 'the crash that was ordered never came',
    });
  });

  it('is a HEAD or an index that kairos moved', async () => {
    expect(await first('  - expect: {unmoved: true}\n  - edit: {.git/HEAD: "ref: refs/heads/other\\n"}\n')).toEqual({ outcome: 'passed' });
  });
});

describe('a crash', () => {
  it('kills before each change of a note, and what was acknowledged stays', async () => {
    for (let call = 1; call <= 6; call += 1) {
      const lived = await live(`
scenario: crash ${call}
start: {daemon: false}
steps:
  - note: the first note
  - crash: {call: ${call}, power: true}
  - note: the second note
  - tick
  - expect: {log: [the first note], journal: whole}
`);
      expect([call, lived.difference?.what ?? 'passed']).toEqual([call, 'passed']);
    }
  });
});
