/** `kairos demo`: the whole arc, and nothing left behind. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { emptyFolder, placeAt } from './kairos.js';
import { realRepo } from '../real-repo.js';

const folder = emptyFolder();
const tmp = join(folder.root, 'tmp');
mkdirSync(tmp);
const env = { ...folder.env, TMPDIR: tmp };
const outside = realRepo({ init: false });
const here = placeAt({ ...outside, env }, folder.root);
afterAll(() => {
  folder.dispose();
  outside.cleanup();
});

const SHOWN = [
  'init --yes',
  'recall "why are sessions in redis"',
  'note "',
  'dream --now',
  'review',
  'review --accept',
  'topics',
  'run --once',
  'recall "node 18"',
  'recall "mail queue"',
];

describe('kairos demo', () => {
  it('shows each command as typed, in the order of the story, and leaves nothing', () => {
    const { code, out, err } = here.kairos(['demo']);
    expect(code).toBe(0);
    // What each answer was made from; nothing else is told.
    expect(err.replace(/^words only: nothing is embedded yet .*\n/gm, '')).toBe('');
    const typed = out.split('\n').filter((line) => line.startsWith('$ kairos '));
    expect(typed).toHaveLength(SHOWN.length);
    for (const [at, start] of SHOWN.entries()) expect(typed[at]).toMatch(new RegExp(`^\\$ kairos ${start}`));
    expect(out).toMatch(/\+ Keep sessions in Redis instead of memory/);
    expect(out).toMatch(/accepted +4 claims/);
    expect(out).toMatch(/ltm$/m);
    expect(readdirSync(tmp)).toEqual([]);
    expect(readdirSync(folder.root)).toEqual(['tmp']);
  });

  it('leaves nothing when it is stopped in the middle', async () => {
    const demo = here.start(['demo']);
    await demo.said('$ kairos init');
    demo.child.kill('SIGINT');
    expect(await demo.ended()).toBe(130);
    expect(readdirSync(tmp)).toEqual([]);
    expect(demo.output()).not.toMatch(/^\s+at /m);
  });
});
