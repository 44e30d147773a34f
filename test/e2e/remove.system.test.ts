/** `kairos remove`: shows all that goes, keeps the journal unless asked, commits nothing, and finishes what was cut off. */
import { appendFileSync, chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { another, leave, place, placeAt, type Place } from './kairos.js';

const places: Place[] = [];
afterEach(() => {
  places.splice(0).forEach(leave);
});
const template = place({ init: true });
afterAll(() => template.repo.cleanup());

/** Set up, with hooks beside a person's own, lines of theirs in info/exclude, a note and an open dream. A copy, since dreaming takes its time. */
function lived(): Place {
  const shop = another(template);
  places.push(shop);
  return shop;
}

beforeAll(() => {
  const shop = template;
  appendFileSync(join(shop.root, '.git/info/exclude'), '/mine/\n');
  shop.repo.write('.git/hooks/post-commit', '#!/bin/sh\ntrue\n');
  chmodSync(join(shop.root, '.git/hooks/post-commit'), 0o755);
  shop.ok(['hooks', 'install']);
  shop.ok(['note', 'The integration tests need Redis on port 6380']);
  shop.ok(['dream', '--now']);
});

const refs = (shop: Place): string[] => shop.repo.git('for-each-ref', '--format=%(refname)').split('\n');
const isClear = (shop: Place): void => {
  expect(existsSync(join(shop.root, '.kairos'))).toBe(false);
  expect(readFileSync(join(shop.root, '.git/info/exclude'), 'utf8')).toMatch(/^\/mine\/$/m);
  expect(readFileSync(join(shop.root, '.git/info/exclude'), 'utf8')).not.toContain('kairos');
  expect(shop.kairos(['trust', '--list']).out).toContain('nothing is trusted');
};

describe('kairos remove', () => {
  it('shows all that goes, and without an answer removes nothing', () => {
    const shop = lived();
    shop.repo.write('.kairos/topics/mine.md', '# Mine\n');
    const before = [refs(shop), shop.theirs()];
    const { code, out, err } = shop.kairos(['remove']);
    expect([code, err]).toEqual([3, expect.stringContaining('--yes')]);
    for (const what of ['hooks', '.kairos', 'kairos/dream/', 'refs/kairos/dream/open', 'info/exclude', '.git/kairos', 'trust'])
      expect(out).toContain(what);
    expect(out).toMatch(/1 journal kept, and what names its writer: refs\/kairos\/journal\/\w{8} \(--journal/);
    expect(out).toMatch(/in no commit, and gone then: \.kairos\/topics\/mine\.md/);
    expect([refs(shop), shop.theirs()]).toEqual(before);
    expect(shop.ok(['status'])).toContain('memory');
  });

  it('asks nothing and removes nothing while a merge is under way', () => {
    const shop = lived();
    shop.repo.git('checkout', '-q', '-b', 'side');
    shop.repo.commit('Side', { 'src/cart.js': 'side\n' });
    shop.repo.git('checkout', '-q', 'main');
    shop.repo.commit('Main', { 'src/cart.js': 'main\n' });
    shop.repo.tryGit(['merge', 'side']);
    expect(shop.kairos(['remove', '--yes'])).toMatchObject({ code: 3, out: '', err: expect.stringContaining('a merge is under way') });
    expect(existsSync(join(shop.root, '.git/hooks/post-merge'))).toBe(true);
  });

  it('takes kairos out, ends the daemon, moves no branch and no index, and says how to commit it', async () => {
    const shop = lived();
    const head = shop.repo.git('rev-parse', 'HEAD');
    const daemon = shop.start(['run']);
    await daemon.said('wakes');
    const out = shop.ok(['remove', '--yes']);
    await daemon.ended();
    isClear(shop);
    expect(shop.repo.git('rev-parse', 'HEAD')).toBe(head);
    expect(shop.repo.git('diff', '--cached', '--name-only')).toBe('');
    expect(refs(shop)).toEqual(['refs/heads/main', expect.stringMatching(/^refs\/kairos\/journal\/\w{8}$/)]);
    expect(readFileSync(join(shop.root, '.git/hooks/post-commit'), 'utf8')).toBe('#!/bin/sh\ntrue\n');
    expect(existsSync(join(shop.root, '.git/hooks/post-merge'))).toBe(false);
    const line = /^ {2}(git commit .*)$/m.exec(out)?.[1] ?? '';
    expect(line).toBe('git commit -m "Remove kairos" -- .kairos');
    shop.repo.git('commit', '-q', '-m', 'Remove kairos', '--', '.kairos');
    expect(shop.repo.git('status', '--porcelain')).toBe('');
    expect(shop.ok(['remove', '--yes'])).toMatch(/nothing of kairos .* but its journal/);
    expect(shop.kairos(['note', 'x'])).toMatchObject({ code: 1, err: expect.stringContaining('not set up') });
  });

  it('keeps a journal that init goes on with, line by line', () => {
    const shop = lived();
    const writer = readFileSync(join(shop.root, '.git/kairos/writer'), 'utf8');
    shop.ok(['remove', '--yes']);
    shop.ok(['init', '--yes']);
    expect(readFileSync(join(shop.root, '.git/kairos/writer'), 'utf8')).toBe(writer);
    expect(shop.ok(['recall', 'redis port'])).toContain('The integration tests need Redis on port 6380');
    expect(shop.ok(['doctor'])).not.toMatch(/^bad/m);
  });

  it('--journal leaves nothing', () => {
    const shop = lived();
    shop.ok(['remove', '--yes', '--journal']);
    isClear(shop);
    expect(refs(shop)).toEqual(['refs/heads/main']);
    expect(existsSync(join(shop.root, '.git/kairos'))).toBe(false);
    expect(shop.ok(['remove', '--yes'])).toMatch(/nothing of kairos is in \S+\n$/);
  });

  it('finishes what was cut off, whatever is left', () => {
    const left = ['.kairos', '.git/kairos/writer', '.git/kairos/tail'];
    for (const gone of left) {
      const shop = lived();
      rmSync(join(shop.root, gone), { recursive: true });
      shop.ok(['remove', '--yes', '--journal']);
      isClear(shop);
      expect(refs(shop)).toEqual(['refs/heads/main']);
    }
  });

  it('leaves what another work tree uses, and a branch that is checked out', () => {
    const shop = lived();
    const dream =
      refs(shop)
        .find((name) => name.startsWith('refs/heads/kairos/dream/'))
        ?.slice('refs/heads/'.length) ?? '';
    const root = join(shop.root, '../linked');
    shop.repo.git('worktree', 'add', '-q', root, dream);
    const linked = placeAt(shop.repo, root);
    linked.ok(['init', '--yes']);
    expect(shop.ok(['remove', '--yes'])).toContain(`stays for another work tree: ${root}`);
    expect(existsSync(join(shop.root, '.kairos'))).toBe(false);
    expect(existsSync(join(shop.root, '.git/hooks/post-merge'))).toBe(true);
    expect(linked.ok(['note', 'still here'])).toContain('noted');
    expect(linked.ok(['remove', '--yes'])).toContain(`stays: ${dream}, because it is checked out`);
    expect(existsSync(join(root, '.kairos'))).toBe(false);
    expect(existsSync(join(shop.root, '.git/hooks/post-merge'))).toBe(false);
  });
});
