/** A branch checked against its base in memory: what counts as a change of the branch's, and what does not. */
import { describe, expect, it } from 'vitest';
import { checkBranch, type CheckReport } from '../../src/desk/check.js';
import { withIndex } from '../../src/dream/edit/with-index.js';
import { PLAIN_VIEW as view } from '../../src/memory/log-view.js';
import { parseConfig } from '../config/parse-config.js';
import { cloneWith, noteSaying, reportOf, type Clone } from '../check/clone.js';
import { TESTS_TOPIC, TOPIC_PATH } from '../dream/tests-topic.js';

const { config } = parseConfig('format: 1\ndream:\n  base: main\n');
const MEMORY = '.kairos/MEMORY.md';
const BULLETS = Array.from(
  { length: 8 },
  (_, n) => `- Claim number ${n} (2026-11-0${n + 1}). ^claim0000${n}\n  evidence: (^e00000000${n})\n`,
);
const LONG = `---\ntopic: long\ndescription: Eight\n---\n# Long\n\n${BULLETS.join('')}`;
const LONG_PATH = '.kairos/topics/long.md';

/** The files with the block of MEMORY.md that they give. */
function whole(files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(withIndex(new Map(Object.entries(files))).files);
}

/** A clone in which a branch `dream` has these files, on a base with those. */
async function branched(before: Record<string, string>, after: Record<string, string | undefined>): Promise<Clone> {
  const one = await cloneWith(whole(before));
  await one.repo.branch('dream', (await one.repo.git.head()).commit ?? '');
  const files = Object.fromEntries(Object.entries({ ...before, ...after }).filter(([, text]) => text !== undefined)) as Record<
    string,
    string
  >;
  const gone = Object.fromEntries(
    Object.keys(before)
      .filter((path) => !(path in files))
      .map((path) => [path, undefined]),
  );
  await one.repo.commit('Dream', { ...gone, ...(MEMORY in after ? files : whole(files)) }, { branch: 'dream' });
  return one;
}

async function check({ world, ws }: Clone, base?: string): Promise<CheckReport> {
  return checkBranch({ world, ws, view, config }, { branch: 'dream', base });
}
const found = async (one: Clone): Promise<string[]> => (await check(one)).findings.map((finding) => `${finding.check}: ${finding.subject}`);

const BEFORE = { [TOPIC_PATH]: TESTS_TOPIC };
const ADDED = `${TESTS_TOPIC}- Screenshots are compared pixel by pixel (2026-11-20). ^ccccccccc1\n  evidence: (^k81m2pp0zd)\n`;
const REPORT = Object.fromEntries([
  reportOf('Screenshots are compared pixel by pixel.', [noteSaying('Screenshots are compared pixel by pixel')]),
]);

describe('a claim that is added', () => {
  it('is sound where a report of the branch quotes its source, and what cannot be proved is counted', async () => {
    const report = await check(await branched(BEFORE, { [TOPIC_PATH]: ADDED, ...REPORT }));
    expect(report.findings).toEqual([]);
    expect(report.notJudged.map(({ check: name }) => name)).toEqual(['probes', 'citations', 'quiet']);
  });

  it('is unsound without the report', async () => {
    expect(await found(await branched(BEFORE, { [TOPIC_PATH]: ADDED }))).toEqual(['citations: ^ccccccccc1']);
  });

  it('is sound where it cites a commit of the base, and unsound with one of the branch alone', async () => {
    const one = await branched(BEFORE, {});
    const cite = async (commit: string): Promise<string[]> => {
      const text = ADDED.replace('(^k81m2pp0zd)', `commit ${commit.slice(0, 12)}`);
      await one.repo.commit('Dream', whole({ [TOPIC_PATH]: text }), { branch: 'dream' });
      return found(one);
    };
    const own = await one.repo.commit('Only here', { 'x.txt': 'x' }, { branch: 'dream' });
    expect(await cite((await one.repo.git.head()).commit ?? '')).toEqual([]);
    expect(await cite(own)).toEqual(['citations: ^ccccccccc1']);
  });
});

describe('the block of MEMORY.md', () => {
  const older = { ...BEFORE, [MEMORY]: '# Memory\n\n<!-- kairos:index -->\n<!-- /kairos:index -->\n' };

  it('is no fault of a branch that leaves the memory as it is, and one of a branch that changes a topic', async () => {
    const one = await cloneWith(older);
    await one.repo.branch('dream', (await one.repo.git.head()).commit ?? '');
    await one.repo.commit('Ask', { '.kairos/scenarios/probes.yaml': 'format: 1\n' }, { branch: 'dream' });
    expect(await found(one)).toEqual([]);
    await one.repo.commit('Dream', { [TOPIC_PATH]: TESTS_TOPIC.replace('ten', 'nine'), ...REPORT }, { branch: 'dream' });
    expect(await found(one)).toContain('MEMORY.md: MEMORY.md');
  });
});

describe('a protected topic', () => {
  const guarded = TESTS_TOPIC.replace('topic: ', 'protected: true\ntopic: ');

  it('may not be changed, whatever the branch says of its protection', async () => {
    expect(await found(await branched({ [TOPIC_PATH]: guarded }, { [TOPIC_PATH]: ADDED, ...REPORT }))).toContain(
      'protected: topics/integration-tests.md',
    );
    expect(await found(await branched({ [TOPIC_PATH]: guarded }, { [TOPIC_PATH]: undefined }))).toContain(
      'protected: topics/integration-tests.md',
    );
  });

  it('may be where the base changes it in the same way', async () => {
    const one = await branched({ [TOPIC_PATH]: guarded }, { [TOPIC_PATH]: guarded.replace('ten', 'nine') });
    expect(await found(one)).toContain('protected: topics/integration-tests.md');
    await one.repo.commit('Nine', { [TOPIC_PATH]: guarded.replace('ten', 'nine') });
    expect((await found(one)).filter((name) => name.startsWith('protected'))).toEqual([]);
  });
});

describe("a person's own text", () => {
  it('is all but the bullets with an id, and may not be changed', async () => {
    const own = TESTS_TOPIC.replace('# Integration tests\n', '# Integration tests\n\nAsk Ann first.\n\n- My own\n');
    const names = await found(await branched({ [TOPIC_PATH]: own }, { [TOPIC_PATH]: own.replace('Ann', 'Bob') }));
    expect(names).toEqual(['protected: topics/integration-tests.md']);
    expect(await found(await branched({ [TOPIC_PATH]: own }, { [TOPIC_PATH]: own.replace('- My own\n', '') }))).toContain(names[0]);
  });

  it('may be, where the same lies uncommitted in the work tree of the base', async () => {
    const one = await branched(BEFORE, { [MEMORY]: whole({ ...BEFORE, [MEMORY]: '# Memory\n\nBy hand.\n' })[MEMORY] });
    expect(await found(one)).toEqual(['protected: MEMORY.md']);
    one.write(MEMORY, `# Memory\n\nBy hand.\n`);
    expect(await found(one)).toEqual([]);
  });
});

describe('removals', () => {
  const without = (count: number, text = LONG): string => BULLETS.slice(0, count).reduce((left, bullet) => left.replace(bullet, ''), text);

  it('are found above a quarter, and not at it', async () => {
    expect(await found(await branched({ [LONG_PATH]: LONG }, { [LONG_PATH]: without(2) }))).toEqual([]);
    expect(await found(await branched({ [LONG_PATH]: LONG }, { [LONG_PATH]: without(3) }))).toEqual(['removals: topics/long.md']);
  });

  it('of what was struck are a matter of course in a small topic, and of what held are not', async () => {
    const struck = TESTS_TOPIC.replace(
      'They take ten minutes (2026-11-03).',
      '~~They take ten minutes.~~ superseded 2026-11-20 by (^aaaaaaaaaa)',
    );
    const gone = struck.replace(/- ~~[^]*$/, '');
    expect(await found(await branched({ [TOPIC_PATH]: struck }, { [TOPIC_PATH]: gone }))).toEqual([]);
    expect(await found(await branched(BEFORE, { [TOPIC_PATH]: gone }))).toEqual(['removals: topics/integration-tests.md']);
  });

  it('are none where a bullet goes to another topic, or the base removes it, too', async () => {
    const other = `# Other\n\n${BULLETS.slice(0, 3).join('')}`;
    expect(await found(await branched({ [LONG_PATH]: LONG }, { [LONG_PATH]: without(3), '.kairos/topics/other.md': other }))).not.toContain(
      'removals: topics/long.md',
    );
    const one = await branched({ [LONG_PATH]: LONG }, { [LONG_PATH]: without(3) });
    await one.repo.commit('Fewer', whole({ [LONG_PATH]: without(3) }));
    expect(await found(one)).toEqual([]);
  });
});

describe('a base that moved on', () => {
  const PROBES = 'format: 1\nprobes:\n  - question: how long do the tests take\n    words: [nine]\n';

  it('is asked with what it has now, and the branch with what stands once it has landed', async () => {
    const one = await branched(BEFORE, { [TOPIC_PATH]: ADDED, ...REPORT });
    await one.repo.commit('Nine', whole({ [TOPIC_PATH]: TESTS_TOPIC.replace('ten', 'nine'), '.kairos/scenarios/probes.yaml': PROBES }));
    expect(await found(one)).toEqual([]);
    await one.repo.commit('Dream on', whole({ [TOPIC_PATH]: ADDED.replace('ten', 'eleven'), ...REPORT }), { branch: 'dream' });
    expect(await found(one)).toContain('probes: how long do the tests take');
  });

  it('has nothing to check once it has the branch', async () => {
    const one = await branched(BEFORE, { [TOPIC_PATH]: ADDED, ...REPORT });
    const tip = (await one.repo.git.refs(['refs/heads/dream']))[0]?.commit ?? '';
    await one.repo.branch('landed', tip);
    expect(await check(one, 'landed')).toMatchObject({ landed: true, findings: [] });
  });

  it('is told where its probes are wrong, and nothing is checked', async () => {
    const one = await branched(BEFORE, { [TOPIC_PATH]: ADDED });
    await one.repo.commit('Ask', { '.kairos/scenarios/probes.yaml': 'format: 1\nprobes:\n  - quest: x\n' });
    await expect(check(one)).rejects.toMatchObject({ code: 'bad-config', message: expect.stringContaining('probes.yaml:3:5: (of main)') });
  });
});

it('a finding repeats no secret that the branch holds', async () => {
  const secret = `ghp_${'a1B2'.repeat(9)}`;
  const { findings } = await check(
    await branched(BEFORE, { [TOPIC_PATH]: `${TESTS_TOPIC}- The token is ${secret} (2026-11-20). ^ccccccccc1\n` }),
  );
  expect(findings.map(({ check: name }) => name)).toEqual(['citations', 'secrets', 'secrets']);
  expect(JSON.stringify(findings)).not.toContain(secret);
});
