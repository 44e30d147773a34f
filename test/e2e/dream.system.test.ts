/** Dreams and reviews under failures: killed at any moment, two at once, a base that moved, files in the way, unusual repositories. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { realRepo } from '../real-repo.js';
import { place, placeAt, type Place } from './kairos.js';
import { callsOf, killed, type Moment } from './killed.js';

interface Item {
  readonly id: string;
  readonly state: string;
  readonly candidate: { readonly topic: string; readonly after?: string };
}
interface Shown {
  readonly dream: string;
  readonly branch: string;
  readonly pending: number;
  readonly items: readonly Item[];
}

const NOTE = 'The integration tests need Redis on port 6380';
const places: Place[] = [];
const asleep = place({ init: true });
const dreamt = place({ init: true });
beforeAll(() => {
  asleep.ok(['note', NOTE]);
  dreamt.ok(['note', NOTE]);
  dreamt.ok(['dream', '--now']);
});
afterEach(() => {
  for (const one of places.splice(0)) one.repo.cleanup();
});
afterAll(() => {
  for (const one of [asleep, dreamt]) one.repo.cleanup();
});

function copyOf(template: Place): Place & { shown: () => Shown } {
  const repo = realRepo({ init: false });
  cpSync(template.root, repo.root, { recursive: true });
  const shop = placeAt(repo, repo.root);
  places.push(shop);
  return { ...shop, shown: () => shop.json<Shown>(['review']) };
}

function claimAbout(shown: Shown, word: string): Item {
  const item = shown.items.find(({ candidate }) => candidate.after?.includes(word));
  if (!item) throw new Error(`no claim about ${word}`);
  return item;
}

/** Takes the open dream away, if there is one, with its branch. */
function dropDream(shop: Place): void {
  if (shop.json<Shown | null>(['review'])) shop.repo.git('update-ref', '-d', 'refs/kairos/dream/open');
  for (const branch of shop.repo.git('branch', '--list', 'kairos/*', '--format=%(refname:short)').split('\n'))
    if (branch !== '') shop.repo.git('branch', '-D', branch);
}

/** Stashed, staged, unstaged and untracked work. */
function getBusy(shop: Place): void {
  shop.repo.write('src/cart.js', 'stashed\n');
  shop.repo.git('stash', '-q');
  shop.repo.write('README.md', 'Shop\nstaged\n');
  shop.repo.git('add', 'README.md');
  shop.repo.write('README.md', 'Shop\nstaged\nunstaged\n');
  shop.repo.write('src/new.js', 'untracked\n');
}

/** What a killed command may not leave once the next one has run. */
function leftovers(shop: Place): string[] {
  const refs = shop.repo.git('for-each-ref', '--format=%(refname)', 'refs/kairos/tmp/', 'refs/kairos/accept/').split('\n');
  const files = [join(shop.root, '.git/kairos/accept.json'), join(shop.root, '.git/index.lock'), join(shop.root, '.git/HEAD.lock')].filter(
    (file) => existsSync(file),
  );
  const crashes = readdirSync(join(shop.root, '.git')).filter((name) => name.startsWith('fast_import_crash'));
  return [...refs.filter((ref) => ref !== ''), ...files, ...crashes];
}

/** When a command is killed: parts of the calls of git that it makes, mostly of its second half, where it writes. */
const MOMENTS: readonly (readonly [part: number, moment: Moment])[] = [
  [0.3, 'before'],
  [0.55, 'after'],
  [0.7, 'before'],
  [0.85, 'after'],
  [0.95, 'before'],
  [0.95, 'after'],
];

describe('a dream', () => {
  it("that is killed at any moment touches nothing of the user's, and the next one goes on", async () => {
    const shop = copyOf(asleep);
    getBusy(shop);
    const before = [shop.theirs(), shop.repo.git('rev-parse', 'HEAD')];
    const rehearsal = copyOf(asleep);
    // The first one commits the journal as well; those that follow a kill call git less often.
    rehearsal.ok(['__dream', '--now']);
    dropDream(rehearsal);
    const calls = callsOf(rehearsal, ['__dream', '--now']);
    for (const [part, moment] of MOMENTS) {
      expect([part, moment, await killed(shop, ['__dream', '--now'], Math.ceil(part * calls), moment)]).toEqual([part, moment, true]);
      expect([shop.theirs(), shop.repo.git('rev-parse', 'HEAD')]).toEqual(before);
      dropDream(shop);
    }
    shop.ok(['dream', '--now']);
    expect(claimAbout(shop.shown(), '6380').state).toBe('pending');
    expect(leftovers(shop)).toEqual([]);
    expect([shop.theirs(), shop.repo.git('rev-parse', 'HEAD')]).toEqual(before);
    expect(shop.kairos(['doctor']).out).not.toMatch(/^bad/m);
  });

  it('says once what it cannot read', () => {
    const shop = copyOf(asleep);
    const [day = ''] = readdirSync(join(shop.root, '.kairos/logs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.md'),
    );
    truncateSync(join(shop.root, '.kairos/logs', day), 64 * 1024 * 1024 + 1);
    const { code, err } = shop.kairos(['dream', '--now']);
    expect({ code, times: err.split('not read:').length - 1 }).toEqual({ code: 0, times: 1 });
  });

  it('is one, when two are started at once', async () => {
    const shop = copyOf(asleep);
    const two = [shop.start(['dream', '--now']), shop.start(['dream', '--now'])];
    const codes = await Promise.all(two.map((one) => one.ended()));
    expect(codes.toSorted((a, b) => Number(a) - Number(b))).toEqual([0, 3]);
    expect(two[codes.indexOf(3)]?.output()).toMatch(/error: (?:the dream|another dream|the lock|.*held)/);
    expect(shop.repo.git('branch', '--list', 'kairos/*').split('\n')).toHaveLength(1);
    expect(shop.ok(['gates'])).toMatch(/open +lock/);
  });

  it('that a person wrote on is not replaced', () => {
    const shop = copyOf(dreamt);
    const { branch, dream } = shop.shown();
    const root = join(shop.root, '../beside');
    shop.repo.git('worktree', 'add', '-q', root, branch);
    expect(shop.kairos(['dream', '--now', '--replace'])).toMatchObject({ code: 3, err: expect.stringContaining('beside') });
    writeFileSync(join(root, 'MINE.md'), 'mine\n');
    shop.repo.git('-C', root, 'add', '-A');
    shop.repo.git('-C', root, 'commit', '-q', '-m', 'Mine');
    shop.repo.git('worktree', 'remove', root);
    expect(shop.kairos(['dream', '--now', '--replace'])).toMatchObject({
      code: 3,
      err: expect.stringMatching(/somebody committed on .*\nhint: .*kairos review/),
    });
    expect(shop.shown().dream).toBe(dream);
    expect(shop.ok(['review'])).toContain('outside of memory: MINE.md');
    expect(shop.kairos(['review', '--accept'])).toMatchObject({ code: 3 });
  });

  it('takes another name where a branch "kairos" stands', () => {
    const shop = copyOf(asleep);
    shop.repo.git('branch', 'kairos');
    expect(shop.ok(['dream', '--now'])).toContain('on kairos--dream-');
    expect(shop.ok(['review', '--accept'])).toContain('is decided');
  });

  it('is refused while index.lock stands, and needs no hook, key or full checkout', () => {
    const shop = copyOf(asleep);
    writeFileSync(join(shop.root, '.git/index.lock'), '');
    expect(shop.kairos(['dream', '--now'])).toMatchObject({ code: 3, err: expect.stringContaining('index.lock') });
    rmSync(join(shop.root, '.git/index.lock'));
    for (const [key, value] of [
      ['commit.gpgsign', 'true'],
      ['gpg.program', '/nonexistent'],
      ['core.autocrlf', 'true'],
    ] as const)
      shop.repo.git('config', key, value);
    shop.repo.git('sparse-checkout', 'set', '--no-cone', '/src/', '/package.json');
    mkdirSync(join(shop.root, '.git/hooks'), { recursive: true });
    for (const hook of ['pre-commit', 'commit-msg', 'reference-transaction', 'post-checkout', 'pre-merge-commit', 'post-index-change']) {
      writeFileSync(join(shop.root, '.git/hooks', hook), '#!/bin/sh\ntouch "$(git rev-parse --show-toplevel)/HOOK-RAN"\nexit 1\n', {
        mode: 0o755,
      });
    }
    shop.ok(['dream', '--now']);
    // What is accepted is the person's commit, which they want signed.
    expect(shop.kairos(['review', '--accept'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/gpg\.program[^]*hint: .*git config/),
    });
    shop.repo.git('config', 'commit.gpgsign', 'false');
    shop.ok(['review', '--accept']);
    expect(existsSync(join(shop.root, 'HOOK-RAN'))).toBe(false);
    expect(shop.repo.git('status', '--porcelain')).toBe('');
    expect(shop.repo.git('show', 'HEAD:.kairos/MEMORY.md')).toContain('topics/');
  });
});

describe('an accept', () => {
  it('that was killed before it began leaves no pin behind the next command', () => {
    const shop = copyOf(dreamt);
    shop.repo.git('update-ref', 'refs/kairos/accept/zzzzzz', 'HEAD');
    shop.ok(['topics']);
    expect(leftovers(shop)).toEqual([]);
  });

  it("that is killed at any moment is finished or taken back by the next command, and nobody else's work is touched", async () => {
    const rehearsal = copyOf(dreamt);
    // As below: the first look at a dream reads more than the next.
    rehearsal.shown();
    const calls = callsOf(rehearsal, ['review', '--accept']);
    for (const [part, moment] of MOMENTS.slice(1)) {
      const shop = copyOf(dreamt);
      getBusy(shop);
      const before = shop.theirs();
      const claims = shop.shown().items.map(({ id }) => id);
      expect([part, moment, await killed(shop, ['review', '--accept'], Math.ceil(part * calls), moment)]).toEqual([part, moment, true]);
      // What git itself leaves when it is killed: its own message says to remove it.
      rmSync(join(shop.root, '.git/index.lock'), { force: true });
      const open = shop.json<Shown | null>(['review']);
      expect(shop.theirs()).toBe(before);
      // A git that outlives the killed command may write its scratch ref after this look: the next commit sweeps it.
      expect(leftovers(shop).filter((ref) => !ref.startsWith('refs/kairos/tmp/'))).toEqual([]);
      const landed = shop.repo.git('log', '--format=%s', 'main').includes('Accept ');
      expect(open === null || open.pending === 0).toBe(landed);
      if (!landed) shop.ok(['review', '--accept']);
      expect(shop.theirs()).toBe(before);
      const topics = shop.repo
        .git('grep', '-h', '-o', '\\^[a-z0-9]\\{10\\}$', 'main', '--', '.kairos/topics')
        .split('\n')
        .map((id) => id.replace(/^.*\^/, ''));
      expect(topics.toSorted()).toEqual(claims.toSorted());
      places.splice(0).forEach((one) => one.repo.cleanup());
    }
  }, 180_000);

  it('lands on a base that moved, from a branch that is another, and in a work tree beside', () => {
    const shop = copyOf(dreamt);
    shop.repo.commit('Send mail from a queue', { 'src/mail.js': 'queue\n' });
    shop.repo.git('checkout', '-q', '-b', 'feature', 'HEAD~1');
    const head = shop.repo.git('rev-parse', 'HEAD');
    expect(shop.ok(['review'])).toContain('the base has moved on');
    expect(shop.ok(['review', '--accept', `^${claimAbout(shop.shown(), '6380').id}`])).toMatch(/commit [0-9a-f]{12} on main/);
    expect(shop.repo.git('rev-parse', 'HEAD')).toBe(head);
    expect(shop.repo.git('status', '--porcelain')).toBe('');
    const root = join(shop.root, '../beside');
    shop.repo.git('worktree', 'add', '-q', root, 'main');
    expect(shop.kairos(['review', '--accept'])).toMatchObject({ code: 3, err: expect.stringContaining(root) });
    const beside = placeAt(shop.repo, root);
    expect(beside.ok(['review', '--accept'])).toContain('is decided');
    expect(beside.repo.git('-C', root, 'status', '--porcelain')).toBe('');
    expect(shop.repo.git('log', '--format=%s', '-3', 'main')).toMatch(/^Accept \d.*\nAccept \d.*\nSend mail from a queue$/);
  });

  it('leaves a live edit of the same claim alone, and says so', () => {
    const shop = copyOf(dreamt);
    shop.ok(['review', '--accept']);
    shop.ok(['note', 'The integration tests need Redis on port 6390']);
    shop.ok(['dream', '--now']);
    const [item] = shop.shown().items;
    const file = join(shop.root, '.kairos/topics', `${item?.candidate.topic}.md`);
    const edited = readFileSync(file, 'utf8').replace('6380', '7777');
    writeFileSync(file, edited);
    const before = shop.theirs();
    const { code, out } = shop.kairos(['review', '--accept']);
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(new RegExp(`conflict +\\^${item?.id} in .*: .*changed meanwhile\n1 claim still to review`)),
    ]);
    expect(readFileSync(file, 'utf8')).toBe(edited);
    expect(shop.theirs()).toBe(before);
    expect(shop.shown().pending).toBe(1);
    expect(shop.ok(['review', '--reject', '--yes'])).toContain('is decided');
  });

  it('keeps the line ends and the words of a topic that a person wrote', () => {
    const shop = copyOf(dreamt);
    const item = claimAbout(shop.shown(), '6380');
    shop.repo.git('branch', '-D', shop.shown().branch);
    shop.ok(['status']);
    const path = `.kairos/topics/${item.candidate.topic}.md`;
    shop.repo.commit('Begin the memory by hand', {
      [path]: `---\r\ntopic: ${item.candidate.topic}\r\ndescription: By hand\r\n---\r\n# By hand\r\n\r\nMy own words.\r\n\r\n- They are fast. ^aaaaaaaaaa\r\n`,
    });
    shop.ok(['note', 'The integration tests must run with the clock at UTC']);
    shop.ok(['dream', '--now']);
    shop.ok(['review', '--accept']);
    const text = readFileSync(join(shop.root, path), 'utf8');
    expect(text).toContain('My own words.\r\n\r\n- They are fast. ^aaaaaaaaaa\r\n- The integration tests must run with the clock at UTC');
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
    expect(shop.repo.git('status', '--porcelain')).toBe('');
  });
});

describe('what a person decided elsewhere', () => {
  it('by a merge after hand edits: changed is edited, deleted is rejected, and the rejected does not come back in other words', () => {
    const shop = copyOf(dreamt);
    const { branch, items, dream } = shop.shown();
    const [node, redis] = ['Node 18', '6380'].map((word) => items.find(({ candidate }) => candidate.after?.includes(word))) as [Item, Item];
    shop.repo.git('checkout', '-q', branch);
    const file = (item: Item): string => join(shop.root, `.kairos/topics/${item.candidate.topic}.md`);
    writeFileSync(file(node), readFileSync(file(node), 'utf8').replace('Drop support for Node 18', 'Node 18 is not supported any more'));
    writeFileSync(file(redis), readFileSync(file(redis), 'utf8').replace(/^- The integration tests.*\n {2}evidence.*\n/m, ''));
    shop.repo.git('commit', '-q', '-am', 'Say it better');
    shop.repo.git('checkout', '-q', 'main');
    shop.repo.git('merge', '-q', '--squash', branch);
    shop.repo.git('commit', '-q', '-m', 'What we learnt');
    expect(shop.kairos(['status']).err).toMatch(
      new RegExp(`settled: dream ${dream} was merged into main \\(\\d+ accepted, 1 edited, 1 rejected\\)`),
    );
    shop.ok(['note', 'Integration tests need a Redis on the port 6380']);
    shop.repo.commit('Integration tests need Redis at port 6380', { 'test/it.js': 'redis\n' });
    expect(shop.ok(['dream', '--now'])).toContain('nothing to propose');
  });

  it('an undo takes back what stands as it came, and leaves what was changed since', () => {
    const shop = copyOf(dreamt);
    const { dream, items } = shop.shown();
    const redis = claimAbout(shop.shown(), '6380');
    shop.ok(['review', '--accept']);
    const path = `.kairos/topics/${redis.candidate.topic}.md`;
    shop.repo.commit('Redis moved', { [path]: readFileSync(join(shop.root, path), 'utf8').replace('6380', '6381') });
    const out = shop.ok(['dream', 'undo', dream]);
    expect(out).toContain(`took back ${items.length - 1} claims of dream ${dream}`);
    expect(out).toContain(`changed since, left as they are: ^${redis.id}`);
    expect(readFileSync(join(shop.root, path), 'utf8')).toContain('6381');
    expect(shop.kairos(['recall', 'node 18', '--tier', 'ltm'])).toMatchObject({ code: 1, out: expect.stringContaining('nothing found') });
  });
});
