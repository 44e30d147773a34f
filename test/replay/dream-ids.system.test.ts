/** The ids of what a dream and the journal commit in memory are those that git, and isomorphic-git, compute from the same files, parents, names and times. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as iso from 'isomorphic-git';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { volumeFs } from '../../src/replay/virtual-volume-fs.js';
import { virtualVolume } from '../../src/replay/virtual-volume.js';
import { hermeticEnv } from '../real-repo.js';
import { liveDay } from './lived-day.js';

interface Inputs {
  readonly id: string;
  readonly files: readonly { readonly path: string; readonly mode: string; readonly bytes: Uint8Array }[];
  readonly parents: readonly string[];
  readonly name: string;
  readonly email: string;
  readonly seconds: number;
  readonly message: string;
}

describe('commits of dreams and of the journal', () => {
  let root: string;
  let commits: readonly Inputs[];
  const git = (args: readonly string[], options: { input?: string | Uint8Array; env?: Record<string, string> } = {}): string =>
    execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      input: options.input ?? '',
      env: { ...hermeticEnv(root), ...options.env },
    }).replace(/\n$/, '');

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'kairos-ids-'));
    const { at } = await liveDay();
    const { world } = at;
    for (const path of await world.files.walk('/repo')) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), world.volume.readFileSync(`/repo/${path}`));
    }
    const tips = (await world.git.refs(['refs/'])).filter(({ name }) => /kairos/.test(name)).flatMap(({ commit }) => commit ?? []);
    const main = (await world.git.head()).commit ?? '';
    commits = await Promise.all(
      (await world.git.between(tips, [main])).map(async (id): Promise<Inputs> => {
        const [commit] = await world.git.commits([id]);
        const tree = await world.git.readTree(id, ['']);
        const blobs = await world.git.readBlobs(tree.map((file) => file.id));
        return {
          id,
          files: tree.map((file) => ({ path: file.path, mode: file.mode, bytes: blobs.get(file.id) ?? new Uint8Array() })),
          parents: commit?.parents ?? [],
          name: commit?.authorName ?? '',
          email: commit?.authorEmail ?? '',
          seconds: Math.floor((commit?.committedAtMs ?? 0) / 1000),
          message: git(['log', '-1', '--format=%B', id]).trimEnd(),
        };
      }),
    );
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('are those that git makes', () => {
    expect(commits.length).toBeGreaterThan(3);
    for (const { id, files, parents, name, email, seconds, message } of commits) {
      const index = { GIT_INDEX_FILE: join(root, `index-${id}`) };
      git(['read-tree', '--empty'], { env: index });
      const rows = files.map(({ path, mode, bytes }) => `${mode} ${git(['hash-object', '-w', '--stdin'], { input: bytes })}\t${path}\n`);
      git(['update-index', '--index-info'], { input: rows.join(''), env: index });
      const when = `${seconds} +0000`;
      const env = {
        GIT_AUTHOR_NAME: name,
        GIT_AUTHOR_EMAIL: email,
        GIT_AUTHOR_DATE: when,
        GIT_COMMITTER_NAME: name,
        GIT_COMMITTER_EMAIL: email,
        GIT_COMMITTER_DATE: when,
      };
      const tree = git(['write-tree'], { env: index });
      expect(git(['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])], { input: `${message}\n`, env })).toBe(id);
    }
  });

  it('are those that isomorphic-git makes', async () => {
    const at = { fs: volumeFs(virtualVolume()), dir: '/r', gitdir: '/r/.git' };
    await at.fs.promises.mkdir('/r');
    await iso.init(at);
    for (const { id, files, parents, name, email, seconds, message } of commits) {
      const signature = { name, email, timestamp: seconds, timezoneOffset: 0 };
      const tree = await treeOf(at, files, '');
      const commit = { message: `${message}\n`, tree, parent: [...parents], author: signature, committer: signature };
      expect(await iso.writeCommit({ ...at, commit })).toBe(id);
    }
  });
});

async function treeOf(
  at: { fs: ReturnType<typeof volumeFs>; dir: string; gitdir: string },
  files: Inputs['files'],
  folder: string,
): Promise<string> {
  const inside = files.filter(({ path }) => path.startsWith(folder));
  const names = [...new Set(inside.map(({ path }) => path.slice(folder.length).split('/')[0] ?? ''))];
  const tree: iso.TreeEntry[] = [];
  for (const name of names) {
    const file = inside.find(({ path }) => path === `${folder}${name}`);
    if (file) tree.push({ path: name, mode: file.mode, type: 'blob', oid: await iso.writeBlob({ ...at, blob: file.bytes }) });
    else tree.push({ path: name, mode: '040000', type: 'tree', oid: await treeOf(at, files, `${folder}${name}/`) });
  }
  return iso.writeTree({ ...at, tree });
}
