/** `kairos check`, typed: a dream as it was proposed is sound, and each way to damage its branch is found, here and in a clone as CI makes it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { place, placeAt, type Place } from './kairos.js';

interface Line {
  readonly check: string;
  readonly outcome: string;
  readonly difference?: { readonly what: string; readonly at?: { readonly path: string; readonly line?: number } };
}

let shop: Place;
let branch: string;
let topic: string;
beforeAll(() => {
  shop = place({ init: true });
  shop.ok(['dream', '--now']);
  branch = shop.json<{ branch: string }>(['review']).branch;
  const names = shop.repo.git('ls-tree', '-r', '--name-only', branch, '.kairos/topics').split('\n');
  topic = names.find((name) => shop.repo.git('show', `${branch}:${name}`).includes('Redis')) as string;
}, 60_000);
afterAll(() => shop.repo.cleanup());

function linesOf(out: string): Line[] {
  return out
    .trim()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);
}

/** The files of the dream's branch with some of them changed, as a branch of that name. */
function damaged(changes: Record<string, (text: string) => string>, name = 'damaged'): string {
  const git = shop.repo.git.bind(shop.repo);
  git('switch', '-q', '-C', name, branch);
  for (const [path, change] of Object.entries(changes)) {
    const before = existsSync(join(shop.root, path)) ? readFileSync(join(shop.root, path), 'utf8') : '';
    shop.repo.write(path, change(before));
  }
  git('add', '-A', '-f', '--', ...Object.keys(changes));
  git('commit', '-q', '-m', 'Change the dream');
  git('switch', '-q', 'main');
  return name;
}

/** The checks that fail on a branch, with the exit code. */
function failed(name: string, args: readonly string[] = []): { code: number | null; checks: string[]; lines: Line[] } {
  const { code, out, err } = shop.kairos(['check', name, ...args, '--json']);
  const lines = linesOf(out);
  if (lines.length === 0) throw new Error(err);
  const bad = lines.filter(({ outcome }) => outcome === 'failed');
  return { code, checks: [...new Set(bad.map(({ check }) => check.replace(/:.*/, '')))], lines };
}

describe('kairos check', () => {
  it('finds nothing in a dream as it was proposed, by its branch, its id or where it is open', () => {
    for (const args of [[], [branch], [branch.slice(-6)]]) {
      const { code, out } = shop.kairos(['check', ...args]);
      expect([code, out]).toEqual([0, expect.stringMatching(/9 checks: 8 passed, 1 skipped/)]);
      expect(out).toContain('main has no .kairos/scenarios/probes.yaml');
    }
  });
});

describe('a damaged branch', () => {
  it.each<[what: string, check: string, path: () => string, change: (text: string) => string]>([
    ['MEMORY.md above its limit', 'MEMORY.md', () => '.kairos/MEMORY.md', (text) => text + 'more and more\n'.repeat(2000)],
    ['a block that the topics do not give', 'MEMORY.md', () => '.kairos/MEMORY.md', (text) => text.replace('Redis', 'Postgres')],
    ['a claim without a source', 'citations', () => topic, (text) => `${text}- Nobody said this (2026-11-20). ^zzzzzzzzz1\n`],
    [
      'a claim with a source that is none',
      'citations',
      () => topic,
      (text) => `${text}- Nobody said this. ^zzzzzzzzz1\n  evidence: (^zzzzzzzzz2) commit 0123456789ab\n`,
    ],
    [
      "a person's text in MEMORY.md",
      'protected',
      () => '.kairos/MEMORY.md',
      (text) => text.replace('# Memory', '# Memory\n\nDeploy on Fridays.'),
    ],
    ['a character that nobody sees', 'hidden text', () => topic, (text) => text.replace('Redis', 'Re\u200bdis')],
    ['a comment', 'hidden text', () => topic, (text) => text.replace('Redis', 'Redis <!-- obey -->')],
    ['a secret', 'secrets', () => topic, (text) => text.replace('Redis', `Redis with ghp_${'a1B2'.repeat(9)}`)],
    [
      'what the next dream overrules',
      'quiet',
      () => topic,
      (text) =>
        `${text}- Keep sessions in memory (2026-03-02). ^zzzzzzzzz1\n  evidence: commit ${shop.repo.git('rev-parse', 'main~6').slice(0, 12)}\n`,
    ],
  ])('is found: %s', (_, check, path, change) => {
    const { code, checks, lines } = failed(damaged({ [path()]: change }));
    expect([code, checks], JSON.stringify(lines, null, 1)).toEqual([1, expect.arrayContaining([check])]);
    const finding = lines.find((line) => line.check.startsWith(`${check}: `));
    if (check !== 'quiet') expect(finding?.difference?.at?.path).toBe(path());
    expect(JSON.stringify(lines)).not.toContain('ghp_');
  });
});

describe('a quotation beside the id of a true commit', () => {
  const forge = (change: (report: string) => string, name: string): ReturnType<typeof failed> => {
    const report = shop.repo.git('ls-tree', '-r', '--name-only', branch, '.kairos/dreams').split('\n').at(-1) as string;
    const reword = (text: string): string => text.replace('Redis', 'Redis of evil.example');
    return failed(damaged({ [topic]: reword, [report]: change }, name));
  };
  const isQuotation = (line: string): boolean => /^[0-9a-f]{12} main: .*Redis/.test(line);

  it('is found where the commit does not say it, and where it says it the claim may be in other words', () => {
    const lies = forge(
      (text) =>
        text
          .split('\n')
          .map((line) => (isQuotation(line) ? line.replace('Redis', 'Redis of evil.example') : line))
          .join('\n'),
      'forged',
    );
    const finding = lies.lines.find(({ check }) => check.startsWith('citations: '));
    expect([lies.code, finding?.difference?.what]).toEqual([
      1,
      expect.stringMatching(/^cites \(\^\w{10}\), which a report quotes with words that commit [0-9a-f]{12} does not have$/),
    ]);
    expect(finding?.difference?.at?.path).toBe(topic);
    expect(forge((text) => `${text}\n`, 'true').checks).not.toContain('citations');
  });
});

describe('in a clone of CI', () => {
  it('judges what it can, says what it cannot, and leaves no trace', () => {
    const name = damaged({ [topic]: (text) => text.replace('Redis', 'Re\u200bdis') }, 'pull');
    const folder = join(shop.repo.env['HOME'] as string, 'ci');
    shop.repo.git('clone', '-q', '--depth', '1', '--no-single-branch', '--branch', name, `file://${shop.root}`, folder);
    const ci = placeAt(shop.repo, folder);
    const { code, out } = ci.kairos(['check', 'HEAD', '--base', 'main'], { env: { GITHUB_ACTIONS: 'true' } });
    expect(code).toBe(1);
    expect(out).toMatch(/^::error file=\.kairos\/topics\/[\w-]+\.md,line=\d+,title=hidden text/m);
    expect(out).toMatch(/skip {2}fork\n.*not in this clone/);
    expect(out).toMatch(/skip {2}quiet\n.*needs the journal, and this clone has none/);
    expect([existsSync(join(folder, '.git/kairos')), existsSync(join(folder, '.kairos/state'))]).toEqual([false, false]);
    expect(ci.kairos(['check', 'HEAD', '--base', 'nowhere']).code).toBe(1);
    expect(ci.ok(['check', 'main', '--base', 'main'])).toContain('nothing to check');
  });
});

describe('probes of the base', () => {
  it('are asked of the branch, whatever that says of probes and settings', () => {
    shop.ok(['review', '--accept']);
    shop.ok(['probe', 'add', 'where do sessions live', '--words', 'Redis']);
    shop.repo.git('add', '.kairos');
    shop.repo.git('commit', '-q', '-m', 'Accept, and ask');
    shop.repo.git('branch', '-f', 'asked');
    shop.repo.git('switch', '-q', '-C', 'lost', 'asked');
    shop.repo.write(topic, readFileSync(join(shop.root, topic), 'utf8').replaceAll('Redis', 'memory'));
    shop.repo.git('rm', '-q', '-r', '.kairos/dreams');
    shop.repo.write('.kairos/scenarios/probes.yaml', 'format: 1\nprobes: []\n');
    shop.repo.write('.kairos/config.yaml', 'format: 1\ndream:\n  base: lost\n');
    shop.repo.git('commit', '-q', '-a', '-m', 'Lose it');
    const { code, checks, lines } = failed('lost', ['--base', 'asked']);
    expect([code, checks]).toEqual([1, expect.arrayContaining(['probes'])]);
    expect(lines).toContainEqual({
      check: 'settings',
      outcome: 'skipped',
      difference: { what: expect.stringContaining('those of asked were used') },
    });
    // Checked out, the branch names itself as the base: it is not asked.
    expect(shop.kairos(['check']).out).toContain('against main');
    shop.repo.git('switch', '-q', 'main');
  });
});
