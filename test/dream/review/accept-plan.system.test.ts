/** The plan of an accept: made of values alone, without a repository. What carrying it out does is tried in accept.system.test.ts. */
import { describe, expect, it } from 'vitest';
import { reportPath } from '../../../src/base/memory-paths.js';
import { REFS } from '../../../src/base/refs.js';
import type { OpenDream } from '../../../src/dream/branch/open-dream.js';

import { prune } from '../../../src/dream/edit/prune.js';
import { parseReport } from '../../../src/dream/report/report-parse.js';
import { renderReport, type Mark, type Report } from '../../../src/dream/report/report.js';
import type { MemoryFiles } from '../../../src/dream/tree/memory-files.js';
import { planAccept, type AcceptPlan, type Situation } from '../../../src/dream/review/accept-plan.js';
import { itemsOf } from '../../../src/dream/review/candidate-state.js';
import type { Decisions } from '../../../src/dream/review/wish.js';
import { CONFIG, FLAKY, MEMORY, REDIS, RELEASE } from '../setting.js';
import { TESTS_TOPIC, TOPIC_PATH } from '../tests-topic.js';

const [BASE, TIP] = ['1'.repeat(40), '2'.repeat(40)];
const BRANCH = 'refs/heads/kairos/dream/2026-11-20-abc123';
const RELEASES_PATH = '.kairos/topics/releases.md';
const AT_MS = Date.UTC(2026, 10, 20, 12);
const BEFORE: MemoryFiles = new Map([
  [TOPIC_PATH, TESTS_TOPIC],
  ['.kairos/MEMORY.md', MEMORY],
]);

function dreamOf(change: Partial<OpenDream> = {}): OpenDream {
  const { candidates, files } = prune(BEFORE, [REDIS, FLAKY, RELEASE]);
  const report: Report = {
    dream: 'abc123',
    date: '2026-11-20',
    branch: 'kairos/dream/2026-11-20-abc123',
    base: 'main',
    baseCommit: BASE,
    state: 'proposed',
    candidates,
    marks: new Map(),
    notes: [],
  };
  const path = reportPath(report);
  const reportText = renderReport(report);
  return {
    id: 'abc123',
    report,
    reportText,
    reportPath: path,
    branchRef: BRANCH,
    isLocal: true,
    tip: TIP,
    openCommit: TIP,
    snapshot: BASE,
    before: BEFORE,
    after: new Map(files).set(path, reportText),
    ...change,
  };
}

function situationOf(change: Partial<Situation> = {}): Situation {
  const dream = change.dream ?? dreamOf();
  return {
    dream,
    base: { name: 'main', ref: 'refs/heads/main', tip: BASE, isHere: true },
    baseFiles: BEFORE,
    laid: new Map(),
    edits: new Map(),
    landedMarks: undefined,
    items: itemsOf(dream, change.landedMarks ?? new Map(), change.verdicts ?? []),
    verdicts: [],
    budgetBytes: CONFIG.memory.budgetBytes,
    foreign: [],
    checkedOutAt: undefined,
    forgotten: new Set(),
    atMs: AT_MS,
    ...change,
  };
}

function plan(decisions: Decisions, change: Partial<Situation> = {}): AcceptPlan {
  return planAccept(situationOf(change), decisions);
}

const verdictsOf = ({ landing }: AcceptPlan): string[] => landing.verdicts.map((v) => `${v.decision} ${v.candidateId}`).toSorted();
const reportIn = ({ landing }: AcceptPlan): Report | undefined => parseReport(landing.commit?.files.get(dreamOf().reportPath) ?? '').report;

describe('a plan', () => {
  it('to accept all lands topics, index and report, closes the dream, and leaves its branch alone', () => {
    const made = plan({ accept: 'all' });
    const { landing, outcome } = made;
    expect(outcome).toMatchObject({
      dream: 'abc123',
      base: 'main',
      accepted: [REDIS, FLAKY, RELEASE],
      conflicts: [],
      left: 0,
      closed: true,
    });
    expect([...(landing.commit?.files.keys() ?? [])].toSorted()).toEqual(
      ['.kairos/MEMORY.md', dreamOf().reportPath, TOPIC_PATH, RELEASES_PATH].toSorted(),
    );
    expect(landing.commit?.files.get(TOPIC_PATH)).toBe(dreamOf().after.get(TOPIC_PATH));
    expect(landing.commit?.message).toBe(
      'Accept 3 claims: They need Redis on port 6380; The login test is flaky…\n\n- integration-tests: They need Redis on port 6380.\n- integration-tests: The login test is flaky on Mondays.\n- releases: Releases are cut from main.\n\nKairos-Dream: abc123\n',
    );
    expect(landing.commit?.before).toBe(BEFORE);
    expect(reportIn(made)).toMatchObject({
      state: 'decided',
      marks: new Map([REDIS, FLAKY, RELEASE].map(({ id }) => [id, { decision: 'accepted', on: '2026-11-20' }])),
    });
    expect(landing.refs).toEqual([
      { ref: REFS.openDream, old: TIP, new: undefined },
      { ref: BRANCH, old: TIP, new: undefined },
    ]);
    expect(landing).not.toHaveProperty('rewrite');
    expect(verdictsOf(made)).toEqual([REDIS, FLAKY, RELEASE].map(({ id }) => `accepted ${id}`).toSorted());
  });

  it('to accept some joins the branch to what lands, with the rest, so that merging it does not conflict', () => {
    const made = plan({ accept: [FLAKY.id] });
    expect(made.outcome).toMatchObject({ accepted: [FLAKY], left: 2, closed: false });
    expect(made.landing).toMatchObject({ refs: [] });
    const { isOnLanded, commit, refs } = made.landing.rewrite ?? {};
    expect([isOnLanded, commit?.mergeParents, refs?.map(({ ref, new: next }) => [ref, next])]).toEqual([
      true,
      [TIP],
      [
        [BRANCH, '#0'],
        [REFS.openDream, '#0'],
      ],
    ]);
    const rest = new Map(commit?.changes.map(({ path, content }) => [path, content]));
    expect(rest.get(TOPIC_PATH)).toContain('Redis');
    expect(rest.get(TOPIC_PATH)).toContain('flaky');
    expect(rest.has(RELEASES_PATH)).toBe(true);
    expect(made.landing.commit?.files.get(TOPIC_PATH)).not.toContain('Redis');
    expect(made.landing.commit?.files.has(RELEASES_PATH)).toBe(false);
    expect(reportIn(made)?.state).toBe('partial');
  });

  it('to reject all lands nothing, and to reject some takes them out of the branch', () => {
    const all = plan({ reject: 'all' });
    expect(all.landing).not.toHaveProperty('commit');
    expect(all.landing).not.toHaveProperty('rewrite');
    expect(all.landing.refs).toHaveLength(2);
    expect(all.outcome).toMatchObject({ rejected: [REDIS, FLAKY, RELEASE], closed: true });
    const some = plan({ reject: [RELEASE.id] });
    expect(some.landing).not.toHaveProperty('commit');
    expect(some.landing.rewrite?.refs.map(({ ref, old }) => [ref, old])).toEqual([
      [BRANCH, TIP],
      [REFS.openDream, TIP],
    ]);
    const changes = new Map(some.landing.rewrite?.commit.changes.map(({ path, content }) => [path, content]));
    expect(changes.has(RELEASES_PATH)).toBe(true);
    expect(changes.get(RELEASES_PATH)).toBeUndefined();
    expect(changes.get(dreamOf().reportPath)).toContain(`verdict: rejected 2026-11-20`);
    expect(changes.has(TOPIC_PATH)).toBe(false);
    expect(some.landing.rewrite?.commit).toMatchObject({ parent: TIP, author: { atMs: AT_MS } });
  });

  it('moves our own ref with the branch only where we alone wrote there, and never a branch that was fetched', () => {
    const theirs = plan({ reject: [RELEASE.id] }, { dream: dreamOf({ tip: '3'.repeat(40) }) });
    expect(theirs.landing.rewrite?.refs.map(({ ref }) => ref)).toEqual([BRANCH]);
    const fetched = dreamOf({ isLocal: false, branchRef: BRANCH.replace('heads', 'remotes/origin'), openCommit: undefined });
    expect(plan({ reject: [RELEASE.id] }, { dream: fetched }).landing).not.toHaveProperty('rewrite');
    expect(plan({ reject: 'all' }, { dream: fetched }).landing.refs).toEqual([]);
  });

  it('to edit rewords the bullet there and on the branch, and keeps its date and evidence', () => {
    const { landing, outcome } = plan({ edits: new Map([[REDIS.id, ' They need\n Redis 7! ']]) });
    expect(outcome).toMatchObject({ edited: [REDIS], accepted: [], left: 2 });
    const line = `- They need Redis 7! (2026-11-20). ^${REDIS.id}\n  evidence: (^k81m2pp0zd)\n`;
    expect(landing.commit?.files.get(TOPIC_PATH)).toContain(line);
    expect(landing.rewrite?.commit.changes.find(({ path }) => path === TOPIC_PATH)?.content).toContain(line);
  });

  it('puts back to review what clashes with a hand edit, and carries the edit', () => {
    const edited = TESTS_TOPIC.replace('port 6379', 'port 7000');
    const { landing, outcome } = plan({ accept: 'all' }, { edits: new Map([[TOPIC_PATH, edited]]) });
    expect(outcome).toMatchObject({ closed: false, left: 1, accepted: [FLAKY, RELEASE], carried: [TOPIC_PATH] });
    expect(outcome.conflicts.map(({ id }) => id)).toEqual([REDIS.id]);
    expect(landing.commit?.carried).toEqual(new Map([[TOPIC_PATH, edited]]));
    expect(landing.commit?.files.get(TOPIC_PATH)).toContain('port 7000');
    expect(landing.refs).toEqual([]);
  });

  it('marks the report on the base also where the last decision is a rejection, and notes no verdict twice', () => {
    const dream = dreamOf();
    const landedMarks = new Map<string, Mark>([[FLAKY.id, { decision: 'accepted', on: '2026-11-19' }]]);
    const made = plan({ reject: 'all' }, { dream, landedMarks });
    expect(reportIn(made)?.marks.get(FLAKY.id)).toEqual({ decision: 'accepted', on: '2026-11-19' });
    expect(reportIn(made)?.marks.get(REDIS.id)).toEqual({ decision: 'rejected', on: '2026-11-20' });
    expect(made.landing.commit?.message).toMatch(/^Close dream abc123: 2 claims rejected\n/);
    // The verdict of the mark is not in the journal: a kill came between, or another clone decided.
    expect(verdictsOf(made)).toEqual([`accepted ${FLAKY.id}`, `rejected ${REDIS.id}`, `rejected ${RELEASE.id}`].toSorted());
    const [noted] = made.landing.verdicts.filter(({ candidateId }) => candidateId === FLAKY.id);
    expect(verdictsOf(plan({ reject: 'all' }, { dream, landedMarks, verdicts: noted ? [noted] : [] }))).toHaveLength(2);
  });
});

describe('no plan is made', () => {
  it.each([
    [{}, 'usage', /nothing to decide/],
    [{ accept: ['zzzzzzzzzz'] }, 'not-found', /proposes no \^zzzzzzzzzz/],
    [{ accept: [FLAKY.id], reject: [FLAKY.id] }, 'usage', /at once/],
  ] satisfies [Decisions, string, RegExp][])('for the wish %j', (decisions, code, message) => {
    expect(() => plan(decisions)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) as string }));
  });

  it('that decides again what is decided', () => {
    const landedMarks = new Map<string, Mark>([[FLAKY.id, { decision: 'accepted', on: '2026-11-19' }]]);
    expect(() => plan({ reject: [FLAKY.id] }, { landedMarks })).toThrow(`^${FLAKY.id} is accepted already`);
  });

  it('that loses what a person committed on the branch outside of memory; a decision that keeps the branch may be planned', () => {
    const foreign = ['src/a.ts'];
    for (const decisions of [{ accept: [FLAKY.id] }, { reject: 'all' as const }])
      expect(() => plan(decisions, { foreign })).toThrow(expect.objectContaining({ code: 'foreign-commit' }));
    expect(plan({ reject: [FLAKY.id] }, { foreign }).outcome.left).toBe(2);
  });

  it('that moves the branch of the dream while it is checked out; one that leaves it alone may be', () => {
    const checkedOutAt = '/elsewhere';
    for (const decisions of [{ accept: 'all' as const }, { reject: [FLAKY.id] }, { edits: new Map([[REDIS.id, 'Other words.']]) }])
      expect(() => plan(decisions, { checkedOutAt })).toThrow(expect.objectContaining({ code: 'work-tree-in-the-way' }));
    expect(plan({ accept: [FLAKY.id] }, { checkedOutAt }).outcome.accepted).toEqual([FLAKY]);
  });
});
