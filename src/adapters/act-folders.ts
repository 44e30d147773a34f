/**
 * The port of act folders on the user's own git. The repository of an act is laid out by hand, so that no template, remote or setting of the person's
 * comes into it; git runs there with this configuration alone. The sandbox lets no command write it (`act/sandbox`).
 */
import { existsSync, mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { KairosError } from '../base/errors.js';
import { checkObjectId } from '../base/git-objects.js';
import { branchRef, GIT_REFS } from '../base/refs.js';
import type { ActFolders, ActMachine } from '../world/act-folders.js';
import type { Repository } from '../world/git.js';
import { codeOf } from './files-guard.js';
import { gitRunner, type Runner } from './git/runner.js';
import type { Environment } from './surroundings.js';

const BRANCH = branchRef('act');
/** Variables that a command of an act has of the person's. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ'];
/** Sockets, temporary files of others, disks. */
const SYSTEM = ['/tmp', '/var/tmp', '/run', '/var/run', '/dev/shm', '/mnt', '/media'];
const PLAIN_GIT = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
/** Of a fetch: objects are checked, and the file protocol is let through, which the runner forbids. */
const FETCHING = ['protocol.file.allow=always', 'transfer.fsckObjects=true', 'fetch.recurseSubmodules=false', 'core.fsync=committed'];

/** @param userHome the folder of our settings, which acts may not see. */
export function realActFolders(repository: Repository, userHome: string, env: Environment): ActFolders {
  const { root, gitDir, commonDir } = repository;
  const at = (folder: string): Runner => gitRunner(folder, { ...passedOn(env), ...PLAIN_GIT }, { pinned: true });
  const here = gitRunner(root, env);
  const identity = (name: string, email: string, atMs: number): { name: string; email: string; date: string } => ({
    name,
    email,
    date: `@${Math.floor(atMs / 1000)} +0000`,
  });
  return {
    make: async (folder, base) => {
      layOut(folder, commonDir, checkObjectId(base));
      const git = at(folder);
      await git.run(['update-ref', BRANCH, base]);
      await git.run(['read-tree', '--reset', '-u', base]);
    },
    commit: async (folder, base, { name, email, atMs }, message) => {
      const git = at(folder);
      await git.run(['add', '--all']);
      const tree = checkObjectId((await git.text(['write-tree'])).trim());
      const changed = await git.text(['diff-tree', '-r', '-z', '--name-only', '--no-renames', base, tree]);
      const paths = changed.split('\0').filter((path) => path !== '');
      if (paths.length === 0) return undefined;
      const who = identity(name, email, atMs);
      const made = await git.text(['commit-tree', '-p', base, '-F', '-', tree], { input: message, by: { author: who, committer: who } });
      const commit = checkObjectId(made.trim());
      await git.run(['update-ref', BRANCH, commit]);
      return { commit, paths };
    },
    fetch: async (folder, commit) => {
      const words = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--no-auto-maintenance'];
      await here.run([...words, folder, BRANCH], { config: FETCHING });
      await here.run(['rev-parse', '--verify', '--quiet', `${checkObjectId(commit)}^{commit}`]);
    },
    patch: async (from, to) =>
      here.text(['diff-tree', '-p', '-r', '--no-ext-diff', '--no-textconv', '--stat', checkObjectId(from), checkObjectId(to)]),
    machine: () => machineOf(env, [gitDir, commonDir, userHome], commonDir),
  };
}

function passedOn(env: Environment): Record<string, string> {
  return Object.fromEntries(PASSED_ON.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const])));
}

function machineOf(env: Environment, own: readonly string[], commonDir: string): ActMachine {
  const hidden = [...SYSTEM, tmpdir(), env['HOME'] ?? '', ...own].flatMap(realFolder).filter((path) => path !== '/');
  return {
    hasSandbox: process.platform === 'linux',
    hidden: [...new Set(hidden)],
    objects: objectFolders(`${commonDir}/objects`).flatMap(realFolder),
    env: passedOn(env),
  };
}

function realFolder(path: string): string[] {
  return path !== '' && existsSync(path) && statSync(path).isDirectory() ? [realpathSync(path)] : [];
}

/** A folder of objects and those that it borrows from, as git follows them: five deep. */
function objectFolders(folder: string, depth = 0): string[] {
  const list = `${folder}/info/alternates`;
  if (depth > 5 || !existsSync(list)) return [folder];
  const lines = readFileSync(list, 'utf8').split('\n');
  const others = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => resolve(folder, line));
  return [folder, ...others.flatMap((other) => objectFolders(other, depth + 1))];
}

function layOut(folder: string, commonDir: string, base: string): void {
  const git = `${folder}/.git`;
  const isLong = base.length === 64;
  const format = isLong ? '\trepositoryformatversion = 1\n' : '\trepositoryformatversion = 0\n';
  try {
    for (const path of ['objects/info', 'objects/pack', GIT_REFS.branches, GIT_REFS.tags, 'info'])
      mkdirSync(`${git}/${path}`, { recursive: true });
    writeFileSync(`${git}/HEAD`, `ref: ${BRANCH}\n`);
    writeFileSync(
      `${git}/config`,
      `[core]\n${format}\tbare = false\n\tfilemode = true\n${isLong ? '[extensions]\n\tobjectformat = sha256\n' : ''}`,
    );
    writeFileSync(`${git}/objects/info/alternates`, `${realpathSync(`${commonDir}/objects`)}\n`);
    // Where the history ends in a shallow clone, it ends here as well.
    if (existsSync(`${commonDir}/shallow`)) writeFileSync(`${git}/shallow`, readFileSync(`${commonDir}/shallow`));
  } catch (cause) {
    const code = codeOf(cause) === 'ENOSPC' ? 'disk-full' : 'not-writable';
    throw new KairosError(code, `the folder of the act cannot be made: ${cause instanceof Error ? cause.message : ''}`, { cause });
  }
}
