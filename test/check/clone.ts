/** A clone in memory with one topic on main, and a report, for the tests of what CI asks of a memory. */
import { reportPath } from '../../src/base/memory-paths.js';
import type { Workspace } from '../../src/base/workspace.js';
import { candidateId, type Candidate, type Evidence } from '../../src/dream/report/candidate.js';
import { renderReport, type Report } from '../../src/dream/report/report.js';
import { claimHash } from '../../src/dream/report/verdict.js';
import type { VirtualRepository } from '../../src/replay/virtual-repository.js';
import { virtualClone, type VirtualWorld } from '../../src/replay/virtual-world.js';
import { loadLazyModules } from '../../src/replay/scenario/lazy-modules.js';
import { TESTS_TOPIC, TOPIC_PATH } from '../dream/tests-topic.js';

export interface Clone {
  readonly world: VirtualWorld;
  readonly ws: Workspace;
  readonly repo: VirtualRepository;
  read(path: string): string | undefined;
  write(path: string, text: string): void;
}

/** A clone whose first commit has these files. */
export async function cloneWith(files: Readonly<Record<string, string>> = { [TOPIC_PATH]: TESTS_TOPIC }): Promise<Clone> {
  await loadLazyModules();
  const { world, ws, repo } = await virtualClone();
  await repo.commit('Begin', files);
  return {
    world,
    ws,
    repo,
    read: (path) => (world.volume.existsSync(`${ws.root}/${path}`) ? world.volume.readFileSync(`${ws.root}/${path}`, 'utf8') : undefined),
    write: (path, text) => world.files.lay({ [`${ws.root}/${path}`]: text }),
  };
}

/** The path and the text of a report that adds one claim, on this evidence. */
export function reportOf(claim: string, evidence: readonly Evidence[], part: Partial<Report> = {}): [path: string, text: string] {
  const topic = 'integration-tests';
  const candidate: Candidate = {
    id: candidateId(topic, claim),
    type: 'add',
    topic,
    topicTitle: 'Integration tests',
    topicDescription: '',
    after: claim,
    date: '2026-11-20',
    evidence,
    reason: 'somebody noted it',
    claimHash: claimHash(claim),
  };
  const report: Report = {
    dream: '4mk2q0',
    date: '2026-11-21',
    branch: 'kairos/dream/2026-11-21-4mk2q0',
    base: 'main',
    baseCommit: '9'.repeat(40),
    state: 'proposed',
    candidates: [candidate],
    marks: new Map(),
    notes: [],
    ...part,
  };
  return [reportPath(report), renderReport(report)];
}

/** A note as a report quotes it. */
export function noteSaying(text: string, id = 'k81m2pp0zd'): Evidence {
  return { id, atMs: Date.UTC(2026, 10, 20, 9), kind: 'note', actor: 'user', origin: 'user', text };
}
