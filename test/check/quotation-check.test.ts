import { describe, expect, it } from 'vitest';
import { unsaidQuotations } from '../../src/check/quotation-check.js';
import type { Evidence } from '../../src/dream/report/candidate.js';
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
