/** `kairos replay` as a person and a CI run it: exit codes, forms of output, update, and the frozen corpus. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { place } from './kairos.js';

const here = place({ init: true });
afterAll(() => here.repo.cleanup());
const folder = join(here.root, '.kairos/scenarios');
mkdirSync(folder, { recursive: true });

function lay(name: string, expected: string): string {
  const path = `.kairos/scenarios/${name}.yaml`;
  writeFileSync(join(here.root, path), `scenario: ${name}\nsteps:\n  - note: Redis runs on port 6380.\n  - expect: {log: [${expected}]}\n`);
  return path;
}

describe('kairos replay', () => {
  lay('ports', 'port 6380');
  const before = here.theirs();

  it('lives the scenarios of the repository and the corpus, one JSON object a line, and leaves everything as it is', () => {
    const records = here
      .ok(['replay', '--json'])
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { scenario: string; outcome: string });
    expect(records.length).toBeGreaterThan(30);
    expect(records.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    expect(records[0]).toMatchObject({ scenario: 'ports', outcome: 'passed' });
    expect(here.theirs()).toBe(before);
  });

  it('ends with 1 where one failed, with its place; with 2 where one is not valid', () => {
    const path = lay('wrong', 'port 6379');
    const { code, out } = here.kairos(['replay', '--own', '--junit', 'out.xml']);
    expect(code).toBe(1);
    expect(out).toContain(
      `bad   wrong\n      ${path}:4:20\n      no entry holds it\n      expected  port 6379\n      actual    note@user Redis`,
    );
    expect(out).toContain('2 scenarios: 1 passed, 1 failed');
    expect(readFileSync(join(here.root, 'out.xml'), 'utf8')).toContain(`file="${path}" line="4"`);
    writeFileSync(join(folder, 'invalid.yaml'), 'scenario: invalid\nsteps:\n  - dance\n');
    const invalid = here.kairos(['replay', '.kairos/scenarios/invalid.yaml']);
    expect([invalid.code, invalid.out]).toEqual([
      2,
      expect.stringContaining('.kairos/scenarios/invalid.yaml:3:5\n      there is no step "dance"'),
    ]);
    writeFileSync(join(folder, 'invalid.yaml'), 'scenario: invalid\nsteps: [tick]\n');
  });

  it('writes what is there with --update and shows it, and never into the corpus', () => {
    const path = lay('wrong', 'port 6379');
    const { code, out } = here.kairos(['replay', '--own', '--update']);
    expect([code, out]).toEqual([0, expect.stringContaining(`${path}:4:19: ["port 6379"] -> ["note@user Redis runs on port 6380."]`)]);
    expect(readFileSync(join(here.root, path), 'utf8')).toContain('note@user Redis runs on port 6380.');
    expect(here.kairos(['replay', '--corpus', '--update'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('the corpus is frozen'),
    });
  });

  it('starts from a revision of the repository, and from a history that git wrote', () => {
    writeFileSync(
      join(folder, 'starts.yaml'),
      [
        'scenario: from a revision',
        'start: {daemon: false, revision: HEAD}',
        'steps:',
        '  - expect: {files: {src/session.js: "redis\\n"}, branches: {main: {README.md: "Shop\\n"}}}',
        '---',
        'scenario: from a history',
        'start: {daemon: false, history: shop.export}',
        'steps:',
        '  - observe: all',
        '  - expect: {log: ["main: Keep sessions in memory", "main: Drop support for Node 18", "main: fix typo"], files: {src/cart.js: "up\\n"}}',
        '---',
        'scenario: from nothing',
        'start: {history: none.export}',
        'steps: [tick]',
        '',
      ].join('\n'),
    );
    writeFileSync(join(folder, 'shop.export'), `${here.repo.git('fast-export', 'main')}\n`);
    const { code, out } = here.kairos(['replay', '.kairos/scenarios/starts.yaml']);
    expect([code, out]).toEqual([2, expect.stringContaining('3 scenarios: 2 passed, 1 not tried')]);
    expect(out).toContain('starts.yaml:13:18\n      .kairos/scenarios/starts.yaml names the file none.export, which cannot be read');
  });

  it('decides again on what a daemon went through', () => {
    here.ok(['run', '--once', '--trace', 'day.trace']);
    expect(here.ok(['replay', 'day.trace'])).toContain('1 scenario: 1 passed');
    const trace = join(here.root, 'day.trace');
    writeFileSync(trace, readFileSync(trace, 'utf8').replace('"type":"observe"', '"type":"restore"'));
    expect(here.kairos(['replay', 'day.trace'])).toMatchObject({ code: 1, out: expect.stringContaining('is another one') });
    expect(here.kairos(['run', '--detach', '--trace', 'day.trace'])).toMatchObject({ code: 2 });
  });

  it('makes a scenario of what happened, without its secrets, that comes out as it was', () => {
    here.ok(['note', 'the token is ghp_16C7e42F292c6912E7710c838347Ae178B4a']);
    here.repo.git('commit', '-q', '--allow-empty', '-m', 'Count the retries');
    const printed = here.ok(['replay', 'record', '--last', '1d']);
    expect(printed).toContain('- note: "the token is [secret: github]"');
    expect(printed).not.toContain('ghp_16C7');
    expect(here.ok(['replay', 'record', '--last', '1d', '--to', '.kairos/scenarios/lately.yaml'])).toContain('ok    lately');
    expect(here.kairos(['replay', 'record', '--last', '60d'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('a recording holds at most 31 days, and this would be 6'),
    });
    expect(here.kairos(['replay', 'record', '--trace', 'README.md'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('holds no trace'),
    });
  });

  it('records reverts as such, and merges behind the commits that they took in', () => {
    const { repo } = here;
    const commit = (path: string, ...args: readonly string[]): void => {
      repo.write(path, path.endsWith('.bin') ? `${path}\n`.repeat(4000) : `${path}\n`);
      repo.git('add', '--', path);
      repo.git('commit', '-q', ...args);
      here.ok(['observe']);
    };
    commit('one.txt', '-m', 'Add a first file');
    repo.git('revert', '--no-edit', 'HEAD');
    repo.git('switch', '-q', '-c', 'beside', 'HEAD~1');
    commit('three.txt', '-m', 'Add a third file');
    repo.git('switch', '-q', '-');
    repo.git('merge', '-q', '--no-ff', '-m', 'Take the third file in', 'beside');
    repo.git('switch', '-q', '-c', 'far');
    commit('one.bin', '-m', 'Add a large file');
    repo.git('switch', '-q', '-');
    commit('two.bin', '-m', 'Add another large file');
    repo.git('merge', '-q', '--no-ff', '-m', 'Take the large file in', 'far');
    const printed = here.ok(['replay', 'record', '--last', '1d']);
    expect(printed).toContain('left out: 2 files told by a line alone (large, or no text)');
    expect(printed).toMatch(/- revert: HEAD~\d\n/);
    expect(printed).toMatch(/- merge:\n {6}branch: \S+\n {6}message: Take the third file in\n/);
    expect(here.ok(['replay', 'record', '--last', '1d', '--to', '.kairos/scenarios/moves.yaml'])).toContain('ok    moves');
  });

  it('records amends, resets, rebases, tags and edits by hand, and counts what cannot be lived again', () => {
    const there = place({ init: true });
    const { repo } = there;
    const commit = (path: string, ...args: readonly string[]): void => {
      repo.write(path, `${path} ${args.join(' ')}\n`);
      repo.git('add', '--', path);
      repo.git('commit', '-q', ...args);
      there.ok(['observe']);
    };
    commit('kept.txt', '-m', 'Keep a file');
    commit('first.txt', '-m', 'Say it wrong');
    commit('second.txt', '--amend', '-m', 'Say it right');
    repo.git('switch', '-q', '-c', 'feature', 'HEAD~1');
    commit('feature.txt', '-m', 'Begin a feature');
    repo.git('rebase', '-q', 'main');
    there.ok(['observe']);
    commit('far.txt', '-m', 'Go too far');
    repo.git('reset', '-q', '--hard', 'HEAD~1');
    there.ok(['observe']);
    repo.git('tag', 'v9');
    there.ok(['observe']);
    const [log = ''] = /\.kairos\/logs\/\S+\.md/.exec(there.ok(['note', 'the queue is called orders'])) ?? [];
    const text = readFileSync(join(there.root, log), 'utf8');
    writeFileSync(join(there.root, log), text.replace('called orders', 'called invoices'));
    repo.write('.kairos/topics/queue.md', '---\ntitle: Queue\n---\n\n- The queue is called invoices.\n');
    there.ok(['status']);
    const { out, err } = there.kairos(['replay', 'record', '--last', '1d']);
    expect(out).toMatch(/amend: true\n/);
    expect(out).toMatch(/- rebase: main\n/);
    expect(out).toMatch(/- reset: \S+~1\n/);
    expect(out).toContain('- tag: v9\n');
    expect(out).toContain('replace: the queue is called orders\n        with: the queue is called invoices\n');
    expect(out).toContain('.kairos/topics/queue.md: |\n');
    expect(out).toContain('- rebased 1 commit\n');
    expect(out).toContain('- moved back\n');
    expect(err).toContain('left out: 1 entry of the kind branch');
    expect(there.ok(['replay', 'record', '--last', '1d', '--to', 'new/folder/all.yaml'])).toContain('ok    all');
    repo.git('switch', '-q', 'main');
    repo.git('merge', '-q', 'feature');
    there.ok(['observe']);
    expect(there.kairos(['replay', 'record', '--last', '1d']).err).toContain('left out: 1 merge forward over commits of another branch');
    repo.cleanup();
  });

  it('takes one of the corpus by its name, also outside of a repository, and says what is not there', () => {
    expect(here.ok(['replay', 'torn-tail'], { cwd: '/' })).toContain('1 scenario: 1 passed');
    expect(here.ok(['replay', 'ports'])).toContain('1 scenario: 1 passed');
    const { code, out, err } = here.kairos(['replay', 'torn-tail', 'no-such-scenario']);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining('there is no scenario no-such-scenario')]);
    mkdirSync(join(here.root, 'nothing'), { recursive: true });
    expect(here.kairos(['replay', 'nothing'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('nothing holds no scenario'),
    });
    expect(here.kairos(['replay', '--own'], { cwd: '/' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('is not in a git repository'),
    });
  });
});
