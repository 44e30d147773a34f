/** How many git processes a command starts: a dream that awaits review, which is the normal state, costs nothing. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { idIn, place } from './kairos.js';
import { callsOf } from './killed.js';

const shop = place({ init: true });
afterAll(() => shop.repo.cleanup());
shop.ok(['observe', '--all']);
const id = idIn(shop.ok(['log']));
const STILL = join(shop.root, '.git/kairos/open-dream.json');

let noted = 0;
const MOST: readonly (readonly [string, () => readonly string[], number])[] = [
  ['recall', () => ['recall', '--words', 'redis'], 4],
  ['status', () => ['status'], 4],
  ['show', () => ['show', id], 4],
  ['log', () => ['log'], 4],
  ['gates', () => ['gates'], 4],
  ['topics', () => ['topics'], 4],
  ['review', () => ['review'], 6],
  // Last: the day that a note changed is compared with what was committed by the next command, which reads one blob for it.
  ['note', () => ['note', `Note ${(noted += 1)}`], 4],
];

function overMost(): string[] {
  for (const [, args] of MOST.slice(0, -1)) shop.ok(args());
  return MOST.flatMap(([name, args, most]) => {
    const calls = callsOf(shop, args());
    return calls > most ? [`${name} ${calls}`] : [];
  });
}

describe('git processes of a command', () => {
  it('are few without a dream', () => expect(overMost()).toEqual([]));

  it('are as few while a dream awaits review', () => {
    shop.ok(['dream', '--now']);
    expect(overMost()).toEqual([]);
    expect(existsSync(STILL)).toBe(true);
  });

  it('do not hang on the note that the dream is open: it may be deleted or be anything', () => {
    for (const spoil of [
      (): void => rmSync(STILL),
      (): void => writeFileSync(STILL, '[]'),
      (): void => writeFileSync(STILL, '{"format":1}'),
    ]) {
      const before = readFileSync(STILL, 'utf8');
      spoil();
      expect(shop.kairos(['topics']).err).toBe('');
      expect(readFileSync(STILL, 'utf8')).toBe(before);
    }
  });

  it('are as many as it takes once a branch moved: a merge, and the end of the branch, are noticed at once', () => {
    const branch = shop.repo.git('for-each-ref', '--format=%(refname:short)', 'refs/heads/kairos/').trim();
    const tip = shop.repo.git('rev-parse', branch);
    shop.repo.git('branch', '-m', branch, 'elsewhere');
    expect(shop.kairos(['topics']).err).toBe('');
    shop.repo.git('branch', '-m', 'elsewhere', branch);
    expect(shop.kairos(['topics']).err).toBe('');
    expect(shop.repo.git('rev-parse', branch)).toBe(tip);
    shop.repo.git('merge', '-q', '--no-ff', '-m', 'Take the dream', branch);
    expect(shop.kairos(['topics']).err).toMatch(/settled:.* was merged into main/);
    expect(shop.repo.tryGit(['rev-parse', '--verify', '-q', 'refs/kairos/dream/open']).code).not.toBe(0);
  });

  it('notices a branch that was deleted, too', () => {
    const late = place({ init: true });
    try {
      late.ok(['observe', '--all']);
      late.ok(['dream', '--now']);
      late.ok(['topics']);
      const branch = late.repo.git('for-each-ref', '--format=%(refname:short)', 'refs/heads/kairos/').trim();
      late.repo.git('branch', '-D', branch);
      expect(late.kairos(['topics']).err).toMatch(/settled:.* was closed/);
    } finally {
      late.repo.cleanup();
    }
  });
});
