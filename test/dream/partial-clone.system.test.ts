/** A clone that lacks blobs: the dream fetches none of them, proposes what it knows, and says that the tree was no witness. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openWorld } from '../../src/compose.js';
import { runDream } from '../../src/dream/dream.js';
import { appendEntries } from '../../src/memory/append.js';
import { realRepo, type RealRepo } from '../real-repo.js';
import { CONFIG, view } from './setting.js';

const made: RealRepo[] = [];
afterEach(() => {
  for (const repo of made.splice(0)) repo.cleanup();
});

function objectFiles(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String).toSorted() : [];
}

describe('a dream in a clone without blobs', () => {
  it.each(['blob:none', 'blob:limit=1k'])('of %s fetches nothing', async (filter) => {
    const repo = realRepo();
    made.push(repo);
    repo.commit('Begin', {
      'a.ts': 'vitest\n',
      'b.ts': `mocha\n${'x'.repeat(2000)}`,
      '.mailmap': 'Ann <a@x> <b@x>\n',
      '.gitattributes': '* text=auto\n',
    });
    repo.git('config', 'uploadpack.allowFilter', 'true');
    const root = join(dirname(repo.root), 'partial');
    repo.git('clone', '--quiet', '--no-checkout', `--filter=${filter}`, `file://${repo.root}`, root);
    const { world, ws } = await openWorld({ cwd: root, env: repo.env });
    await appendEntries(world, ws, view, [
      { kind: 'note', actor: 'user', atMs: world.clock.now() - 1000, text: 'We always deploy from main.' },
    ]);
    const before = objectFiles(join(root, '.git/objects/pack'));
    const files = await world.git.readTree((await world.git.head()).commit ?? '', ['']);
    expect(files.map(({ path, size }) => [path, size !== undefined])).toEqual(
      ['.gitattributes', '.mailmap', 'a.ts', 'b.ts'].map((path) => [path, filter !== 'blob:none' && path !== 'b.ts']),
    );
    const { outcome, notes } = await runDream(world, ws, CONFIG, { view, now: true });
    expect(outcome).toBe('proposed');
    expect(notes?.join('\n')).toMatch(
      /the tree is no witness of what holds: \d files? of 4 (?:is|are) not in this clone, and nothing is fetched/,
    );
    expect(objectFiles(join(root, '.git/objects/pack'))).toEqual(before);
    rmSync(root, { recursive: true, force: true });
  });
});
