/**
 * Fixtures for tests of the dream: a virtual clone (fast, for logic) or a real repository (for what git does), and claims to propose without a
 * journal that holds them.
 */
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from '../../src/config/config-shape.js';
import { parseConfig } from '../config/parse-config.js';
import { openWorld } from '../../src/compose.js';
import type { Candidate, Evidence } from '../../src/dream/report/candidate.js';
import { candidateId } from '../../src/dream/report/candidate.js';
import { runDream, type DreamOptions, type DreamResult } from '../../src/dream/dream.js';
import type { Consolidate } from '../../src/dream/pipeline.js';
import { claimHash } from '../../src/dream/report/verdict.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readEntries } from '../../src/memory/read-logs.js';
import type { Entry } from '../../src/memory/entry.js';
import { virtualClock, type VirtualClock } from '../../src/replay/virtual-clock.js';
import { virtualClone, VIRTUAL_START_MS, type VirtualWorld } from '../../src/replay/virtual-world.js';
import type { VirtualRepository } from '../../src/replay/virtual-repository.js';
import type { Workspace } from '../../src/base/workspace.js';
import type { CommandWorld } from '../../src/world/world.js';
import { realRepo, type RealRepo } from '../real-repo.js';
import { TESTS_TOPIC, TOPIC_PATH } from './tests-topic.js';

export const view = PLAIN_VIEW;
export const CONFIG: Config = parseConfig('format: 1\n').config;

export const MEMORY = '# Memory\n\nAnn wrote this.\n';

export function evidence(text: string, id = 'k81m2pp0zd'): Evidence {
  return { id, atMs: Date.UTC(2026, 10, 20, 9), kind: 'note', actor: 'user', origin: 'user', text };
}

export function added(claim: string, topic = 'integration-tests'): Candidate {
  return {
    id: candidateId(topic, claim),
    type: 'add',
    topic,
    topicTitle: topic,
    topicDescription: `About ${topic}`,
    after: claim,
    date: '2026-11-20',
    evidence: [evidence(claim)],
    reason: 'somebody noted it',
    claimHash: claimHash(claim),
  };
}

export function superseded(target: string, before: string, after: string | undefined, topic = 'integration-tests'): Candidate {
  const { after: _, ...rest } = added(after ?? before, topic);
  return {
    ...rest,
    id: after === undefined ? target : rest.id,
    type: 'supersede',
    target,
    before,
    ...(after === undefined ? {} : { after }),
  };
}

export const REDIS = superseded('aaaaaaaaaa', 'They use port 6379.', 'They need Redis on port 6380.');
export const FLAKY = added('The login test is flaky on Mondays.');
export const RELEASE = added('Releases are cut from main.', 'releases');

/** Proposes these, but what a verdict refused: the one habit of the real one that matters here. */
export function proposing(...candidates: readonly Candidate[]): Consolidate {
  return ({ entries }) => ({
    candidates,
    notes: [],
    dropped: { speculation: 0, rejected: 0, known: 0 },
    tally: {
      entries: entries.length,
      other: entries.length,
      undone: 0,
      noise: 0,
      silent: 0,
      foreign: 0,
      claims: 0,
      gone: 0,
      speculation: 0,
      repeated: 0,
      overruled: 0,
      known: 0,
      rejected: 0,
      stated: 0,
      unseen: 0,
      weak: 0,
      rewritten: 0,
      quota: 0,
    },
  });
}

export interface Setting {
  readonly world: CommandWorld & { readonly clock: VirtualClock };
  readonly ws: Workspace;
  dream(candidates: readonly Candidate[], options?: Partial<DreamOptions>): Promise<DreamResult>;
  read(path: string): string | undefined;
  write(path: string, text: string): void;
  /** Text of a file at a ref; undefined if there is none. */
  at(ref: string, path: string): Promise<string | undefined>;
  refs(): Promise<Record<string, string>>;
  log(): Promise<readonly Entry[]>;
}

function settingOf(world: Setting['world'], ws: Workspace, disk: Pick<Setting, 'read' | 'write'>): Setting {
  const git = world.git;
  return {
    world,
    ws,
    ...disk,
    dream: (candidates, options = {}) =>
      runDream(world, ws, CONFIG, { view, now: true, consolidate: proposing(...candidates), ...options }),
    async at(ref, path) {
      const commit = (await git.refs([ref])).find(({ name }) => name === ref)?.commit;
      const file = commit === undefined ? undefined : (await git.readTree(commit, [path])).find((one) => one.path === path);
      const blob = file && (await git.readBlobs([file.id])).get(file.id);
      return blob && new TextDecoder().decode(blob);
    },
    refs: async () =>
      Object.fromEntries((await git.refs(['refs/heads/', 'refs/kairos/dream/', 'refs/kairos/accept/'])).map(({ name, id }) => [name, id])),
    log: async () => (await readEntries(world, ws, view)).entries,
  };
}

export interface VirtualSetting extends Setting {
  readonly world: VirtualWorld;
  readonly repo: VirtualRepository;
}

export const FIRST_FILES = { 'README.md': 'x\n', [TOPIC_PATH]: TESTS_TOPIC, '.kairos/MEMORY.md': MEMORY };

/** A clone in memory with one topic on main. */
export async function virtualSetting(files: Record<string, string> = FIRST_FILES): Promise<VirtualSetting> {
  const { world, ws, repo } = await virtualClone();
  if (Object.keys(files).length > 0) await repo.commit('Begin', files);
  const path = (name: string): string => `${ws.root}/${name}`;
  const disk = {
    read: (name: string) => (world.volume.existsSync(path(name)) ? world.volume.readFileSync(path(name), 'utf8') : undefined),
    write: (name: string, text: string) => {
      world.volume.mkdirSync(dirname(path(name)), { recursive: true });
      world.volume.writeFileSync(path(name), text);
    },
  };
  return { ...settingOf(world, ws, disk), world, repo };
}

export interface RealSetting extends Setting {
  readonly repo: RealRepo;
}

/** The same in a real repository, with a clock that stands still. */
export async function realSetting(files: Record<string, string> = FIRST_FILES): Promise<RealSetting> {
  const repo = realRepo();
  repo.commit('Begin', files);
  repo.write('.git/info/exclude', '.kairos/logs/\n.kairos/state/\n.kairos/.locks/\n.kairos/.consolidate-lock\n');
  return { ...(await realSettingIn(repo, repo.root)), repo };
}

export async function realSettingIn(repo: RealRepo, root: string): Promise<Setting> {
  const { world, ws } = await openWorld({ cwd: root, env: repo.env });
  const path = (name: string): string => `${root}/${name}`;
  const disk = {
    read: (name: string) => {
      try {
        return readFileSync(path(name), 'utf8');
      } catch {
        return undefined;
      }
    },
    write: (name: string, text: string) => {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), text);
    },
  };
  return settingOf({ ...world, clock: virtualClock(VIRTUAL_START_MS) }, ws, disk);
}
