/** What a commit leaves where the disk is full: git is one that writes its temporary files, says what git says, and fails. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findRepository, openGit } from '../../src/adapters/git.js';
import type { Repository } from '../../src/world/git.js';
import { place, type Place } from '../e2e/kairos.js';

let shop: Place;
let folder: string;
beforeEach(() => {
  shop = place({ init: true });
  folder = mkdtempSync(join(tmpdir(), 'kairos-full-'));
});
afterEach(() => {
  shop.repo.cleanup();
  rmSync(folder, { recursive: true, force: true });
});

/** A path on which `git fast-import` fails as on a full disk, saying `words`, with shell code run beside it; all else is git. */
function fullDisk(words: string, beside = ':'): Record<string, string> {
  const real = (process.env['PATH'] ?? '').split(':').find((one) => existsSync(join(one, 'git')));
  const script = `#!/bin/sh
for word; do if [ "$word" = fast-import ]; then
  cat > /dev/null
  dir="${join(shop.root, '.git')}"
  mkdir -p "$dir/objects/pack" "$dir/objects/31"
  : > "$dir/fast_import_crash_77"; : > "$dir/objects/pack/tmp_pack_new"; : > "$dir/objects/pack/tmp_idx_new"; : > "$dir/objects/31/tmp_obj_new"
  (${beside}) > /dev/null 2>&1 &
  echo "${words}" >&2
  echo "fast-import: dumping crash report to .git/fast_import_crash_77" >&2
  exit 128
fi; done
exec "${join(real ?? '', 'git')}" "$@"
`;
  writeFileSync(join(folder, 'git'), script);
  chmodSync(join(folder, 'git'), 0o755);
  return { PATH: `${folder}:${process.env['PATH']}` };
}

function litter(): string[] {
  const objects = join(shop.root, '.git/objects');
  const below = ['pack', '31'].flatMap((name) => (existsSync(join(objects, name)) ? readdirSync(join(objects, name)) : []));
  return [...readdirSync(join(shop.root, '.git')), ...below].filter((name) => /^(tmp_|fast_import_crash)/.test(name)).sort();
}

it('a note is taken though the journal cannot be committed, and nothing that git left stays', () => {
  shop.ok(['note', 'The first note']);
  shop.ok(['run', '--once']);
  const day = shop.ok(['log', '--json']);
  const path = /logs\/\d{4}\/\d\d\/[\d-]+\.md/.exec(day)?.[0] ?? '';
  shop.repo.write(`.kairos/${path}`, '- 10:00 by hand: written with an editor\n');
  mkdirSync(join(shop.root, '.git/objects/pack'), { recursive: true });
  writeFileSync(join(shop.root, '.git/objects/pack/tmp_pack_theirs'), '');
  writeFileSync(join(shop.root, '.git/fast_import_crash_1'), 'of somebody else');
  const env = fullDisk('fatal: sha1 file write error. Out of diskspace');
  // The stamp of a file may lag, so what another git left has to be older than that.
  spinMs(50);
  const { code, err } = shop.kairos(['note', 'The second note'], { env });
  expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/^edits not committed yet: git fast-import/m) });
  expect(litter()).toEqual(['fast_import_crash_1', 'tmp_pack_theirs']);
  expect(shop.ok(['log'])).toMatch(/by hand[^]*The second note/);
});

it('a note is taken though the commit of the journal that is due cannot be made', () => {
  const later = new Date(Date.now() + 7_200_000).toISOString();
  const env = { ...fullDisk('fatal: sha1 file write error. Out of diskspace'), KAIROS_NOW: later };
  const { code, out, err } = shop.kairos(['note', 'The first note'], { env });
  expect({ code, out, err }).toEqual({
    code: 0,
    out: expect.stringMatching(/^noted \^/),
    err: expect.stringMatching(/^warning: journal not committed yet: git fast-import/m),
  });
  expect(litter()).toEqual([]);
});

it('an accept that cannot store a file leaves nothing behind either, and moves nothing', async () => {
  const repository = (await findRepository(shop.root, shop.repo.env)) as Repository;
  const old = shop.repo.git('rev-parse', 'HEAD');
  const author = { name: 'kairos', email: 'kairos@example.invalid', atMs: Date.UTC(2026, 10, 20, 12) };
  const change = { path: '.kairos/topics/x.md', content: 'x\n' };
  const [to = ''] = await openGit(repository, { env: shop.repo.env }).commitChain(
    [{ message: 'Dream', author, parent: old, changes: [change] }],
    [{ ref: 'refs/heads/kairos/dream/1', old: undefined, new: '#0' }],
  );
  const env = { ...shop.repo.env, ...fullDisk('fatal: write error: No space left on device') };
  const staged = [{ path: change.path, content: new TextEncoder().encode('x, carried\n') }];
  const moving = openGit(repository, { env }).advance({ ref: 'refs/heads/main', old, from: old, to, staged });
  await expect(moving).rejects.toMatchObject({ code: 'git-failed' });
  expect(litter()).toEqual([]);
  expect(shop.repo.git('rev-parse', 'HEAD')).toBe(old);
});

it('what another git goes on writing stays, also on a full disk', async () => {
  const writing = 'for n in 1 2 3 4 5 6 7 8; do sleep 0.05; echo more >> "$dir/objects/pack/tmp_pack_new"; done';
  const env = { ...shop.repo.env, ...fullDisk('fatal: No space left on device', writing) };
  const git = openGit((await findRepository(shop.root, env)) as Repository, { env });
  const author = { name: 'kairos', email: 'kairos@example.invalid', atMs: Date.UTC(2026, 10, 20, 12) };
  await expect(git.commitChain([{ message: 'x', author, parent: undefined, changes: [] }], [])).rejects.toMatchObject({
    code: 'git-failed',
  });
  expect(litter()).toEqual(['tmp_pack_new']);
});

it('what is unfinished stays where git failed for another reason: another git may be writing it', () => {
  shop.ok(['note', 'The first note']);
  const env = fullDisk('fatal: something else');
  expect(shop.kairos(['dream', '--now'], { env }).code).toBe(1);
  expect(litter()).toEqual(['tmp_idx_new', 'tmp_obj_new', 'tmp_pack_new']);
});

function spinMs(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
