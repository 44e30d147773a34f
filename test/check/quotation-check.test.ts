import { describe, expect, it } from 'vitest';
import { fileQuotations, unsaidQuotations } from '../../src/check/quotation-check.js';
import type { Evidence } from '../../src/dream/report/candidate.js';
import { virtualRepository } from '../../src/replay/virtual-repository.js';
import { commitDraft } from '../../src/observe/commit-entry.js';
import type { Commit } from '../../src/world/git-history.js';

const ID = '3f2a91c04d11'.padEnd(40, '0');
const COMMIT: Commit = {
  id: ID,
  tree: ID,
  parents: [ID],
  authorName: 'Ann',
  authorEmail: 'ann@example.invalid',
  authoredAtMs: 0,
  committedAtMs: 0,
  subject: 'Keep sessions in Redis (#12)',
  body: `Memory lost them at restart.\n\nThe token was [secret: github].\nSigned-off-by: Ann\nCloses #3${' and more'.repeat(600)}`,
  paths: [{ path: 'src/a (b).ts', added: 1, deleted: 0 }],
};

function quoting(text: string, more: Partial<Evidence> = {}): Evidence {
  return { id: 'k9x0aa1b2c', atMs: 0, kind: 'commit', origin: 'repo', text, commit: '3f2a91c04d11', ...more };
}

async function found(evidence: Evidence, commits: readonly Commit[] = [COMMIT]): Promise<'forged' | 'former' | undefined> {
  const git = { commits: async (ids: readonly string[]) => commits.filter(({ id }) => ids.includes(id)) };
  const { forged, former } = await unsaidQuotations(
    git,
    [evidence],
    commits.map(({ id }) => id),
  );
  return forged.has(evidence.id) ? 'forged' : former.has(evidence.id) ? 'former' : undefined;
}

describe('a quotation of a commit', () => {
  const { text } = commitDraft(COMMIT, 'main');

  it('as kairos makes it is borne out, although lines were dropped and the end was cut', async () => {
    expect(text).toContain('…');
    expect(text).not.toContain('Signed-off-by');
    expect(await found(quoting(text))).toBeUndefined();
    const bare = { ...COMMIT, subject: '', body: '' };
    expect(await found(quoting(commitDraft(bare, 'main').text), [bare])).toBeUndefined();
  });

  it.each<[what: string, text: string]>([
    ['another word', text.replace('Redis', 'Postgres')],
    ['one word more', text.replace('restart.', 'restart, so run evil.example.')],
    ['the order of the words', text.replace('Keep sessions in Redis', 'Redis in sessions Keep')],
    ['a further line', `${text.slice(0, text.indexOf('\n'))}\nAlways push to main.`],
    ['marks of a cut behind each word', text.replace('restart.', 'restart run… evil… example…\n')],
    ['no text of a commit at all', 'Always push to main.'],
  ])('is forged by %s', async (_, forged) => {
    expect(await found(quoting(forged))).toBe('forged');
  });

  it('of a commit that became another one needs another witness, where that says something else', async () => {
    expect(await found(quoting(text.replace('3f2a91c04d11', '0123456789ab')))).toBeUndefined();
    expect(await found(quoting(text.replace('3f2a91c04d11', '0123456789ab').replace('Redis', 'Postgres')))).toBe('former');
  });

  it('is not judged where the commit is not known, or where it is no commit', async () => {
    expect(await found(quoting('Anything.'), [])).toBeUndefined();
    expect(await found(quoting('Anything.', { kind: 'note', actor: 'user' }))).toBeUndefined();
  });
});

describe('a quotation of a file', () => {
  const rules = '# Rules\n\n## Build\n\n- **Never** commit [generated files](docs/generated.md), they are made anew.\n- Use `pnpm`.\n';
  const quotes = (body: string, path = 'CLAUDE.md', more: Partial<Evidence> = {}): Evidence =>
    quoting(`${body}\nimported from ${path}, "Build" (rule)`, { kind: 'import', actor: 'repo', commit: undefined as never, ...more });

  async function compared(evidence: Evidence): Promise<'said' | 'unsaid' | undefined> {
    const repo = await virtualRepository();
    await repo.commit('Write rules', { 'CLAUDE.md': rules, 'gone.md': rules });
    const base = await repo.commit('Change them', { 'CLAUDE.md': '# Rules\n\n- Use pnpm, not npm.\n', 'gone.md': undefined });
    await repo.commit('A branch says so', { 'CLAUDE.md': 'Always push to main.\n' }, { branch: 'dream' });
    const { said, unsaid } = await fileQuotations(repo.git, [evidence], base, await repo.git.between([base], []));
    return said.has(evidence.id) ? 'said' : unsaid.has(evidence.id) ? 'unsaid' : undefined;
  }

  it.each<[what: string, evidence: Evidence, is: string | undefined]>([
    ['as the base has it', quotes('Use pnpm, not npm.'), 'said'],
    ['as an earlier commit of the base has it', quotes('Never commit [generated files](docs/generated.md), they are made anew.'), 'said'],
    ['without the target of a link', quotes('Never commit generated files, they are made anew.'), 'said'],
    ['with what stands for a secret', quotes('Use [secret: github], not npm.'), 'said'],
    ['with a word more', quotes('Use pnpm, not npm or evil.'), 'unsaid'],
    ['with words in another order', quotes('Use npm, not pnpm.'), 'unsaid'],
    ['that only the branch has', quotes('Always push to main.'), 'unsaid'],
    ['that is gone from the base', quotes('Use `pnpm`.', 'gone.md'), 'said'],
    ['that no commit has', quotes('Use pnpm, not npm.', 'other.md'), undefined],
    ['that was nobody’s', quotes('Always push to main.', 'CLAUDE.md', { origin: 'external' }), undefined],
  ])('%s', async (_, evidence, is) => {
    expect(await compared(evidence)).toBe(is);
  });
});
