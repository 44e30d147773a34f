/** Transcripts of Claude Code with the built program: `kairos observe` and the daemon read on in them, in the same memory however large they are. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, openSync, closeSync, writeSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { scribe, SESSION } from '../sessions/transcript.js';
import { BIN, place, until, type Place } from './kairos.js';

let here: Place;
let folder: string;
beforeEach(() => {
  here = place({ init: true });
  folder = join(here.repo.env['HOME'] ?? '', '.claude/projects', here.root.replace(/[^A-Za-z0-9]/g, '-'));
  mkdirSync(folder, { recursive: true });
  here.ok(['observe']);
});
afterEach(() => here.repo.cleanup());

interface Written {
  readonly written: readonly { readonly kind: string; readonly text: string }[];
}
const observe = (env: Record<string, string> = {}): string[] =>
  here.json<Written>(['observe'], { env }).written.map(({ kind, text }) => `${kind} ${text.split('\n', 1)[0]}`);

describe('transcripts', () => {
  test('are noted by `kairos observe`, counted by the gates, found by recall, and never noted twice', () => {
    const { person } = scribe({ cwd: here.root, beginMs: Date.now() - 60_000 });
    writeFileSync(join(folder, `${SESSION}.jsonl`), person('We always deploy from the main branch, never by hand.'));
    expect(observe()).toEqual([`session start ${SESSION}`, 'prompt We always deploy from the main branch, never by hand.']);
    expect(observe()).toEqual([]);
    appendFileSync(join(folder, `${SESSION}.jsonl`), person('Keep the port at 6380.'));
    expect(observe()).toEqual(['prompt Keep the port at 6380.']);
    expect(here.ok(['gates'])).toContain('1 of 5 sessions');
    const [hit] = here.json<{ hits: { kind: string; text: string; origin: string }[] }>(['recall', 'how do we deploy']).hits;
    expect(hit).toMatchObject({ kind: 'prompt', origin: 'user', text: expect.stringContaining(`session ${SESSION}`) });
  });

  test('are read where CLAUDE_CONFIG_DIR says', () => {
    const other = join(dirname(here.root), 'other/projects', here.root.replace(/[^A-Za-z0-9]/g, '-'));
    mkdirSync(other, { recursive: true });
    writeFileSync(
      join(other, `${SESSION}.jsonl`),
      scribe({ cwd: here.root, beginMs: Date.now() - 60_000 }).person('Use tabs in the Makefile.'),
    );
    expect(observe()).toEqual([]);
    expect(observe({ CLAUDE_CONFIG_DIR: join(dirname(here.root), 'other') })).toContain('prompt Use tabs in the Makefile.');
  });

  test('are noted by the daemon', async () => {
    writeFileSync(
      join(folder, `${SESSION}.jsonl`),
      scribe({ cwd: here.root, beginMs: Date.now() - 60_000 }).person('Use tabs in the Makefile.'),
    );
    here.ok(['run', '--once']);
    expect(here.ok(['recall', 'tabs in the Makefile'])).toContain('Use tabs in the Makefile.');
  });

  test('of a linked work tree are of this repository', () => {
    const tree = join(dirname(here.root), 'feature');
    here.repo.git('worktree', 'add', '-q', tree);
    const other = join(dirname(folder), tree.replace(/[^A-Za-z0-9]/g, '-'));
    mkdirSync(other, { recursive: true });
    writeFileSync(join(other, 'x.jsonl'), scribe({ cwd: tree, session: 'in-feature' }).person('Use tabs in the Makefile.'));
    expect(observe()).toContain('prompt Use tabs in the Makefile.');
  });

  test('take no more memory for being large', async () => {
    const { person, result } = scribe({ cwd: here.root, beginMs: Date.now() - 60_000 });
    const path = join(folder, `${SESSION}.jsonl`);
    const fd = openSync(path, 'a');
    writeSync(fd, person('Read all of the large files.'));
    const block = result('u', 'x'.repeat(200_000)).repeat(20);
    for (let n = 0; n < 25; n++) writeSync(fd, block);
    writeSync(fd, person('Stop reading large files.'));
    closeSync(fd);
    // The file of 100 MB would not fit in this heap, nor its lines.
    const printed = execFileSync(process.execPath, ['--max-old-space-size=64', BIN, 'observe'], {
      cwd: here.root,
      env: here.repo.env,
      encoding: 'utf8',
    });
    expect(printed).toContain('Stop reading large files.');
    await until('the record says so', () => observe().length === 0);
  });
});
