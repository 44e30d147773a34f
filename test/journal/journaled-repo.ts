/** A real repository with kairos, and a clock that tests move. Shared by the journal's tests on real git. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findRepository, openGit } from '../../src/adapters/git.js';
import { realFiles } from '../../src/adapters/files.js';
import { realProcesses } from '../../src/adapters/processes.js';
import { realRandom } from '../../src/adapters/random.js';
import { commitJournal, type JournalCommit } from '../../src/journal/commit.js';
import { journalTips } from '../../src/journal/journal-tree.js';
import { restore, type Restoration } from '../../src/journal/restore.js';
import type { Entry } from '../../src/memory/entry.js';
import { listTails } from '../../src/journal/tails.js';
import { appendEntries } from '../../src/memory/append.js';
import { knownWriter } from '../../src/memory/writer.js';
import { readEntries } from '../../src/memory/read-logs.js';
import { virtualEmbedders } from '../../src/replay/virtual-embedders.js';
import { virtualFiles } from '../../src/replay/virtual-files.js';
import { virtualPolicies } from '../../src/replay/virtual-policies.js';
import { virtualRepository, type VirtualRepository } from '../../src/replay/virtual-repository.js';
import { virtualWorld, type VirtualWorld } from '../../src/replay/virtual-world.js';
import { dayPath, IGNORED_NAMES, workspaceOf, type Workspace } from '../../src/base/workspace.js';
import type { Clock } from '../../src/world/clock.js';
import type { World } from '../../src/world/world.js';
import { realRepo, type RealRepo } from '../real-repo.js';

/** 2026-11-20T12:00:00Z */
export const NOON_MS = Date.UTC(2026, 10, 20, 12);
export const TODAY = '2026-11-20';
const MINUTE_MS = 60_000;

export interface HandClock extends Clock {
  advance(ms: number): void;
}

export interface Tree {
  readonly world: World;
  readonly ws: Workspace;
  readonly clock: HandClock;
  /** Appends a note a minute later than the last, as any command would. */
  note(text: string): Promise<Entry>;
  commit(minIntervalMs?: number): Promise<JournalCommit>;
  restore(): Promise<Restoration>;
  /** Texts of the notes that a reader finds after a restore, in order. */
  readable(): Promise<string[]>;
  /** A file below `.kairos`; undefined if there is none. */
  live(path?: string): string | undefined;
  put(path: string, content: string | Uint8Array): void;
  remove(path: string): void;
  /** A file of the journal's tip. */
  committed(path?: string): Promise<string | undefined>;
  /** Tail files, generations first. */
  tails(): Promise<string[]>;
}

export interface JournaledRepo extends Tree {
  readonly repo: RealRepo;
  /** Adds a linked work tree on a new branch, with kairos working in it. */
  linked(branch: string): Promise<Tree>;
}

export const LOG = `logs/${dayPath(TODAY)}`;

export function handClock(startMs = NOON_MS): HandClock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance: (ms) => void (nowMs += ms),
    sleep: async (ms) => void (nowMs += ms),
  };
}

/** A repository whose first commit has a source file and `.kairos/.gitignore`, as `kairos init` leaves it. */
export async function journaledRepo(options: { sha256?: boolean } = {}): Promise<JournaledRepo> {
  const repo = realRepo(options);
  const ignored = IGNORED_NAMES.map((name) => `/${name}\n`).join('');
  repo.commit('before kairos', { 'src/a.ts': 'a\n' });
  repo.git('branch', 'old');
  repo.commit('kairos init', { '.kairos/.gitignore': ignored, '.kairos/MEMORY.md': '# Memory\n' });
  writeFileSync(join(repo.root, '.git/info/exclude'), IGNORED_NAMES.map((name) => `.kairos/${name}\n`).join(''));
  const clock = handClock();
  return {
    repo,
    ...(await treeAt(repo, repo.root, clock)),
    linked: async (branch) => {
      const root = join(dirname(repo.root), branch);
      repo.git('worktree', 'add', '-q', '-b', branch, root);
      return treeAt(repo, root, clock);
    },
  };
}

/** The same in memory: quick, for what git does not decide. Only one work tree. */
export async function virtualGround(): Promise<Tree & { readonly volume: VirtualWorld['volume']; readonly repository: VirtualRepository }> {
  const repository = await virtualRepository();
  const { volume, git } = repository;
  const base = virtualWorld({ git });
  const world = { ...base, files: virtualFiles(volume, base.clock) };
  await repository.commit('kairos init', { '.kairos/MEMORY.md': '# Memory\n' });
  const tree = treeOn(world, workspaceOf(repository.repository, '/home/.config/kairos'), base.clock, {
    read: (path) => (volume.existsSync(path) ? volume.readFileSync(path, 'utf8') : undefined),
    write: (path, content) => {
      volume.mkdirSync(dirname(path), { recursive: true });
      // As an editor does it, and so that even an equally long text is seen to be another file.
      volume.writeFileSync(`${path}~`, content);
      volume.renameSync(`${path}~`, path);
    },
    remove: (path) => volume.rmSync(path, { recursive: true, force: true }),
  });
  return { ...tree, volume, repository };
}

async function treeAt(repo: RealRepo, root: string, clock: HandClock): Promise<Tree> {
  const repository = await findRepository(root, repo.env);
  if (!repository) throw new Error(`no repository at ${root}`);
  const ws = workspaceOf(repository, join(dirname(repo.root), 'home/.config/kairos'));
  const world: World = {
    clock,
    random: realRandom(),
    files: realFiles([root, repository.commonDir]),
    git: openGit(repository, { env: repo.env }),
    processes: realProcesses(),
    log: { info: () => undefined, warn: () => undefined },
    embedders: virtualEmbedders(),
    policies: virtualPolicies(),
  };
  return treeOn(world, ws, clock, {
    read: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
    write: (path, content) => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    },
    remove: (path) => rmSync(path, { recursive: true, force: true }),
  });
}

interface Disk {
  read(path: string): string | undefined;
  write(path: string, content: string | Uint8Array): void;
  remove(path: string): void;
}

function treeOn(world: World, ws: Workspace, clock: HandClock, disk: Disk): Tree {
  const at = (path: string): string => `${ws.kairos}/${path}`;
  return {
    world,
    ws,
    clock,
    note: async (text) => {
      clock.advance(MINUTE_MS);
      const { view } = await restore(world, ws);
      const [entry] = await appendEntries(world, ws, view, [{ kind: 'note', actor: 'user', atMs: clock.now(), text }]);
      if (!entry) throw new Error(`"${text}" was not written`);
      return entry;
    },
    commit: async (minIntervalMs = 0) => commitJournal(world, ws, (await restore(world, ws)).view, { minIntervalMs }),
    restore: () => restore(world, ws),
    readable: async () => {
      const { view } = await restore(world, ws);
      return (await readEntries(world, ws, view)).entries.map((entry) => entry.text);
    },
    live: (path = LOG) => disk.read(at(path)),
    put: (path, content) => disk.write(at(path), content),
    remove: (path) => disk.remove(at(path)),
    committed: async (path = LOG) => {
      const writer = await knownWriter(world, ws);
      const tip = writer === undefined ? undefined : (await journalTips(world.git)).get(writer);
      const [file] = tip === undefined ? [] : await world.git.readTree(tip, [path]);
      const bytes = file && (await world.git.readBlobs([file.id])).get(file.id);
      return bytes && new TextDecoder().decode(bytes);
    },
    tails: async () => {
      const writer = (await knownWriter(world, ws)) ?? '';
      return (await listTails(world.files, ws, writer)).map((tail) => tail.path);
    },
  };
}
