/** `kairos demo` shows all its steps and leaves no files. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { emptyFolder, placeAt, ROOT } from './kairos.js';
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

/** What differs from day to day: the day of a note and of a dream, and the ids made from it. */
function lasting(text: string): string {
  return text
    .replace(/kairos\/dream\/\d{4}-\d{2}-\d{2}-[a-z0-9]{6}/g, 'BRANCH')
    .replace(/noted \^[a-z0-9]{10} in \.kairos\/logs\/[\d/-]+\.md/g, 'NOTED')
    .replace(/^commit [0-9a-f]{12} on/gm, 'COMMIT on');
}

/** The lines that README.md shows as typed and printed; `...` stands for what is left out. */
function shownInReadme(): string[] {
  const fences = readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/^```\n(\$ kairos [^]*?)^```$/gm);
  return [...fences].flatMap(([, shown = '']) => shown.split('\n')).filter((line) => line !== '' && line !== '...');
}

describe('kairos demo', () => {
  it('shows each command as typed, in the order of the story, prints what README.md says, and leaves nothing', () => {
    const { code, out, err } = here.kairos(['demo']);
    expect(code).toBe(0);
    // What each answer was made from, and how far a dream is that takes long on this machine; nothing else is told.
    expect(err.replace(/^(?:words, and the meaning of the \d+ likeliest|dreaming over) .*\n/gm, '')).toBe('');
    const typed = out.split('\n').filter((line) => line.startsWith('$ kairos '));
    expect(typed).toHaveLength(SHOWN.length);
    for (const [at, start] of SHOWN.entries()) expect(typed[at]).toMatch(new RegExp(`^\\$ kairos ${start}`));
    expect(out).toMatch(/\+ Keep sessions in Redis instead of memory/);
    expect(out).toMatch(/accepted +4 claims/);
    expect(out).toMatch(/memory topics\//m);
    expect(readdirSync(tmp)).toEqual([]);
    expect(readdirSync(folder.root)).toEqual(['tmp']);
    const printed = new Set(lasting(`${out}${err}`).split('\n'));
    expect(shownInReadme().length).toBeGreaterThan(10);
    expect(shownInReadme().filter((line) => !printed.has(lasting(line)))).toEqual([]);
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
