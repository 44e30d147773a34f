/** From a dream to reviewed memory: shown, accepted, rejected, edited, merged by git itself, undone; also with uncommitted work of the user. */
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { realRepo } from '../real-repo.js';
import { BIN, place, placeAt, type Place } from './kairos.js';
import { atTerminal, hasTerminal } from './terminal.js';

interface Shown {
  readonly dream: string;
  readonly branch: string;
  readonly pending: number;
  readonly items: readonly {
    readonly id: string;
    readonly state: string;
    readonly candidate: { readonly type: string; readonly topic: string; readonly after?: string };
  }[];
}

const places: Place[] = [];
const template = place({ init: true });
beforeAll(() => {
  template.ok(['note', 'The integration tests need Redis on port 6380']);
  expect(template.json(['dream', '--now'])).toMatchObject({ outcome: 'proposed' });
});
afterEach(() => {
  for (const one of places.splice(0)) one.repo.cleanup();
});
afterAll(() => template.repo.cleanup());

/** A shop whose first dream awaits review: a copy, since dreaming takes its time. */
function dreamt(): Place & { review: () => Shown } {
  const repo = realRepo({ init: false });
  cpSync(template.root, repo.root, { recursive: true });
  const shop = placeAt(repo, repo.root);
  places.push(shop);
  return { ...shop, review: () => shop.json<Shown>(['review']) };
}

function claimAbout(shown: Shown, word: string): string {
  const item = shown.items.find(({ candidate }) => candidate.after?.includes(word));
  if (!item) throw new Error(`no claim about ${word}`);
  return item.id;
}

/** Staged, unstaged and untracked work beside the memory. */
function getBusy(shop: Place): void {
  shop.repo.write('README.md', 'Shop\nstaged\n');
  shop.repo.git('add', 'README.md');
  shop.repo.write('README.md', 'Shop\nstaged\nunstaged\n');
  shop.repo.write('src/cart.js', 'unstaged\n');
  shop.repo.write('src/new.js', 'untracked\n');
  shop.repo.git('rm', '-q', '--cached', 'package.json');
}

describe('a dream', () => {
  it('writes a branch and touches nothing else', () => {
    const shop = place({ init: true });
    places.push(shop);
    getBusy(shop);
    const [before, head] = [shop.theirs(), shop.repo.git('rev-parse', 'HEAD')];
    expect(shop.ok(['dream', '--now'])).toMatch(/proposed \d+ added on kairos\/dream\//);
    expect(shop.theirs()).toBe(before);
    expect(shop.repo.git('rev-parse', 'HEAD')).toBe(head);
    const branch = shop.json<Shown>(['review']).branch;
    const changed = shop.repo.git('diff', '--name-only', head, branch).split('\n');
    expect(changed.filter((path) => !/^\.kairos\/(?:topics\/|dreams\/|MEMORY\.md$)/.test(path))).toEqual([]);
  });

  it('is refused while one is open, with its name; --replace puts another in its place', () => {
    const shop = dreamt();
    const { dream } = shop.review();
    expect(shop.kairos(['dream', '--now'])).toMatchObject({ code: 3, err: expect.stringContaining(dream) });
    shop.ok(['note', 'The search tests need Solr on port 8983']);
    expect(shop.ok(['dream', '--now', '--replace'])).toContain('proposed');
    expect(shop.review().dream).not.toBe(dream);
  });

  it('waits for its gates, and the gate that is closed is told with its number', () => {
    const shop = dreamt();
    shop.ok(['review', '--accept']);
    expect(shop.kairos(['dream'])).toMatchObject({ code: 3, err: expect.stringMatching(/0 of 24 hours[^]*--now/) });
    expect(shop.ok(['gates'])).toMatch(/closed time: 0 of 24 hours/);
  });
});

describe('a review', () => {
  it('shows every claim with its evidence, its id and what to type', () => {
    const shop = dreamt();
    const text = shop.ok(['review']);
    expect(text).toMatch(/\+ Keep sessions in Redis instead of memory\. .*\^[a-z0-9]{10}\n/);
    expect(text).toMatch(/commit \^[a-z0-9]{10} \(repo\)\n +> [0-9a-f]{12} main: Keep sessions in Redis instead of memory/);
    expect(text).toContain('The integration tests need Redis on port 6380');
    expect(text).toContain('--accept [ID...]');
    const diff = shop.ok(['review', '--diff']);
    expect(diff).toMatch(/^--- \/dev\/null\n\+\+\+ b\/\.kairos\/dreams\//m);
    expect(diff).toMatch(/^\+- Keep sessions in Redis/m);
  });

  it('accepts some, rejects some, edits one, with staged, unstaged and untracked work about, and touches none of it', () => {
    const shop = dreamt();
    getBusy(shop);
    const before = shop.theirs();
    const shown = shop.review();
    const [redis, node, revert] = [claimAbout(shown, 'sessions'), claimAbout(shown, 'Node 18'), claimAbout(shown, 'commercial rounding')];

    expect(shop.ok(['review', '--accept', `^${redis}`])).toMatch(/accepted +1 claim\ncommit [0-9a-f]{12} on main/);
    expect(shop.theirs()).toBe(before);
    expect(shop.ok(['review', '--reject', `(^${node})`])).toMatch(/rejected +1 claim/);
    expect(shop.ok(['review', '--edit', revert, '--text', 'Totals are rounded half up: the tax office wants it.'])).toMatch(
      /edited +1 claim/,
    );
    expect(shop.theirs()).toBe(before);
    expect(shop.kairos(['review', '--edit', claimAbout(shown, '6380')])).toMatchObject({ code: 3, err: expect.stringContaining('--text') });
    expect(shop.kairos(['review', '--accept', '^zzzzzzzzzz'])).toMatchObject({ code: 1 });
    expect(shop.ok(['review', '--accept'])).toMatch(/is decided; its branch is gone/);
    expect(shop.theirs()).toBe(before);

    const topics = shop.ok(['recall', '--tier', 'ltm', '--since', '2020-01-01']);
    expect(topics).toContain('Totals are rounded half up: the tax office wants it (');
    expect(topics).not.toContain('Node 18');
    expect(shop.ok(['review'])).toContain('no dream awaits review');
    expect(shop.repo.git('branch', '--list', 'kairos/*')).toBe('');
    // What was rejected is not proposed again.
    expect(shop.ok(['dream', '--now'])).toContain('nothing to propose');
  });

  it('accepts all but one', () => {
    const shop = dreamt();
    const shown = shop.review();
    const out = shop.ok(['review', '--accept', '--reject', claimAbout(shown, 'Node 18')]);
    expect(out).toMatch(new RegExp(`accepted +${shown.pending - 1} claims\\nrejected +1 claim`));
    expect(out).toContain('is decided');
  });

  it('rejects all of a dream only after a question', async () => {
    const shop = dreamt();
    const { dream, pending } = shop.review();
    expect(shop.kairos(['review', '--reject'])).toMatchObject({
      code: 3,
      err: expect.stringMatching(/^error: this asks: reject [^]*--yes/),
    });
    if (hasTerminal) {
      const at = { cwd: shop.root, env: shop.repo.env };
      const question = `reject ${pending} undecided claims of dream ${dream}? [y/N]`;
      const line = `"${process.execPath}" "${BIN}" review --reject`;
      expect(await atTerminal(line, { ...at, answers: [[question, '\r']] })).toMatchObject({ code: 0 });
      expect(shop.review()).toMatchObject({ dream, pending });
      expect((await atTerminal(line, { ...at, answers: [[question, 'y\r']] })).output).toContain('is decided');
    } else shop.ok(['review', '--reject', '--yes']);
    expect(shop.ok(['review'])).toContain('no dream awaits review');
    const nothing = shop.ok(['dream', '--now']);
    expect(nothing).toMatch(new RegExp(`nothing to propose from \\d+ entries: .*; of \\d+ claims ${pending} rejected before`));
    expect(shop.json(['dream', '--now'])).toMatchObject({ outcome: 'nothing', tally: { rejected: pending } });
    expect(shop.ok(['review'])).toMatch(/nothing to propose from \d+ entries: /);
    expect(shop.ok(['dream', 'undo', `2026-01-01-${dream}`])).toContain(`${pending} rejections of dream ${dream} taken back`);
  });

  it('puts an edit of the same memory file into the accept, instead of losing it', () => {
    const shop = dreamt();
    const path = join(shop.root, '.kairos/MEMORY.md');
    writeFileSync(path, `${readFileSync(path, 'utf8')}\nNever deploy on Fridays.\n`);
    expect(shop.ok(['review', '--accept'])).toContain('your edits of .kairos/MEMORY.md were committed with it');
    expect(readFileSync(path, 'utf8')).toContain('Never deploy on Fridays.');
    expect(readFileSync(path, 'utf8')).toContain('topics/');
    expect(shop.repo.git('status', '--porcelain')).toBe('');
  });

  it('shows what overrules what, one below the other, and a rejected replacement does not come back', () => {
    const shop = dreamt();
    shop.ok(['review', '--accept']);
    shop.ok(['note', 'The integration tests need Redis on port 6390']);
    shop.ok(['dream', '--now']);
    expect(shop.ok(['review'])).toMatch(
      /^- The integration tests need Redis on port 6380.*\n\+ The integration tests need Redis on port 6390\..* \^[a-z0-9]{10}$/m,
    );
    shop.ok(['review', '--reject', '--yes']);
    expect(shop.ok(['dream', '--now'])).toContain('nothing to propose');
  });
});

describe('what landed otherwise', () => {
  it('of which some was accepted and some rejected merges without a conflict, and brings the rest alone', () => {
    const shop = dreamt();
    const shown = shop.review();
    const [one = '', other = '', ...rest] = shown.items.map(({ id }) => id);
    expect(rest.length).toBeGreaterThan(0);
    shop.repo.write('src/later.js', 'before\n');
    shop.repo.git('add', 'src/later.js');
    shop.repo.git('commit', '-q', '-m', 'Work on');
    shop.ok(['review', '--accept', one]);
    shop.repo.write('src/later.js', 'after\n');
    shop.repo.git('commit', '-q', '-am', 'Work on again');
    shop.ok(['review', '--reject', other, '--yes']);
    shop.repo.git('merge', '-q', '--no-edit', shown.branch);
    expect(shop.repo.git('show', 'HEAD:src/later.js')).toBe('after');
    const topics = shop.repo.git('grep', '-h', '^- ', 'HEAD', '--', '.kairos/topics');
    for (const id of [one, ...rest]) expect(topics).toContain(id);
    expect(topics).not.toContain(other);
    expect(shop.kairos(['review']).err).toMatch(/^settled: dream \S+ was merged into main/);
    expect(shop.repo.git('branch', '--list', 'kairos/*')).toBe('');
  });

  it('a plain git merge is read back by the next command, hand edits of the branch with it', () => {
    const shop = dreamt();
    const shown = shop.review();
    const topic = `.kairos/topics/${shown.items.find(({ id }) => id === claimAbout(shown, 'Node 18'))?.candidate.topic ?? ''}.md`;
    shop.repo.git('checkout', '-q', shown.branch);
    const text = readFileSync(join(shop.root, topic), 'utf8');
    writeFileSync(join(shop.root, topic), text.replace('Drop support for Node 18', 'Node 18 is not supported any more'));
    shop.repo.git('commit', '-q', '-am', 'Say it better');
    shop.repo.git('checkout', '-q', 'main');
    shop.repo.git('merge', '-q', '--no-edit', shown.branch);
    const { code, out, err } = shop.kairos(['topics']);
    expect([code, err]).toEqual([
      0,
      expect.stringMatching(new RegExp(`settled: dream ${shown.dream} was merged into main \\(\\d+ accepted, 1 edited\\)`)),
    ]);
    expect(out).toMatch(/claim/);
    expect(shop.kairos(['topics']).err).toBe('');
    expect(shop.ok(['recall', 'node 18', '--tier', 'ltm'])).toContain('Node 18 is not supported any more');
    expect(shop.repo.git('branch', '--list', 'kairos/*')).toBe('');
  });

  it('a branch that was deleted was refused', () => {
    const shop = dreamt();
    shop.repo.git('branch', '-D', shop.review().branch);
    expect(shop.kairos(['status']).err).toMatch(/settled: dream \S+ was closed: its branch was deleted \(\d+ rejected\)/);
    expect(shop.ok(['dream', '--now'])).toContain('nothing to propose');
  });

  it('an accepted dream is taken back whole, and later work stays', () => {
    const shop = dreamt();
    const { dream } = shop.review();
    shop.ok(['review', '--accept']);
    shop.repo.commit('Later work', { 'src/later.js': 'later\n' });
    getBusy(shop);
    const before = shop.theirs();
    expect(shop.ok(['dream', 'undo', dream])).toMatch(new RegExp(`took back \\d+ claims of dream ${dream}: commit [0-9a-f]{12} on main`));
    expect(shop.theirs()).toBe(before);
    expect(shop.ok(['topics'])).toContain('no topics yet');
    expect(existsSync(join(shop.root, 'src/later.js'))).toBe(true);
    expect(shop.kairos(['dream', 'undo', dream]).code).not.toBe(0);
  });
});

describe('where a claim comes from', () => {
  it("is told from the journal, and in a clone without one from the dream's report, word for word", () => {
    const shop = dreamt();
    const id = claimAbout(shop.review(), 'Node 18');
    shop.ok(['review', '--accept']);
    const told = shop.ok(['blame', `^${id}`]);
    expect(told).toMatch(
      /Drop support for Node 18[^]*evidence[^]*logs\/2026\/03\/2026-03-02\.md:\d+\n +[0-9a-f]{12} main: Drop support for Node 18 \(package\.json[^]*git show [0-9a-f]{12}/,
    );
    const root = join(shop.root, '../clone');
    shop.repo.git('clone', '-q', shop.root, root);
    const there = placeAt(shop.repo, root).ok(['blame', id]);
    expect(there.replace(/dreams\/\S+/, 'SOURCE')).toBe(told.replace(/logs\/\S+/, 'SOURCE'));
    const entry = /\^([a-z0-9]{10}) 2026/.exec(told)?.[1] ?? '';
    expect(shop.ok(['blame', entry])).toMatch(new RegExp(`cited by topics/\\S+ \\^${id}`));
    expect(shop.ok(['show', id])).toContain('Drop support for Node 18');
  });
});
