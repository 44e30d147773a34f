/**
 * Numbers of the running system, beside the probes: what is asked, what of it is of use, and what becomes of dreams. All of it was recorded for other reasons,
 * in this work tree; a clone of CI has none of it, and gets no zeros. It only reads.
 */
import { spentOf } from '../agent/ledger/allowance.js';
import { readCharges } from '../agent/ledger/ledger.js';
import type { Workspace } from '../base/workspace.js';
import { DAY_MS } from '../dates/units.js';
import { lastConsolidated } from '../dream/gate/lock.js';
import { pressureOf } from '../dream/gate/pressure.js';
import { verdictsIn } from '../dream/report/verdict.js';
import type { LogView } from '../memory/log-view.js';
import { readEntries } from '../memory/read-logs.js';
import { readTopics } from '../memory/read-topics.js';
import { collectStrength } from '../memory/strength.js';
import { tallyOf } from '../memory/tally.js';
import { readUses } from '../recall/usage.js';
import type { World } from '../world/world.js';

export interface Metrics {
  /** Left out where no recall was recorded yet. */
  readonly recalls?: {
    readonly count: number;
    /** Days since the first that is on record; older ones may have been dropped. */
    readonly days: number;
    readonly perDay: number;
    /** Entries and claims that were found, each once, and how many of them a claim, a commit, a note or a verdict cites. */
    readonly found: number;
    readonly cited: number;
  };
  /** Claims of dreams that a person accepted or edited, and rejected; left out where nothing was decided. */
  readonly promotions?: number;
  readonly rejections?: number;
  /** Claims that hold, and how many of them no recall on record found; left out where there is no claim or no recall. */
  readonly claims?: { readonly holding: number; readonly neverRecalled: number };
  readonly dreamLag: {
    /** Entries since the last dream that one could cite. */
    readonly entries: number;
    /** When the last one was, in milliseconds since 1970; left out where there was none. */
    readonly lastAtMs?: number;
  };
  /** What language models used in the last day, by the ledger; left out where none was called. */
  readonly cost?: { readonly calls: number; readonly tokens: number };
  /** What was asked for and is recorded nowhere, with the reason. */
  readonly notRecorded: Readonly<Record<string, string>>;
}

/** The numbers; undefined where this work tree has no `state/`. @throws KairosError as reading logs. */
export async function readMetrics(world: World, ws: Workspace, view: LogView): Promise<Metrics | undefined> {
  if ((await world.files.stat(ws.state))?.kind !== 'directory') return undefined;
  const nowMs = world.clock.now();
  const uses = (await readUses(world, ws, view)) ?? [];
  const { entries } = await readEntries(world, ws, view);
  const { topics } = await readTopics(world, ws, view);
  const tally = tallyOf(entries);
  const { atMs: lastAtMs } = await lastConsolidated(world, ws, tally.told);
  const found = new Set(uses.flatMap(({ ids }) => ids));
  const holding = topics.flatMap(({ bullets }) => bullets.filter(({ struck }) => !struck).map(({ address }) => address));
  const { day } = spentOf((await readCharges(world, ws, nowMs - DAY_MS)).charges, nowMs);
  return {
    ...(uses.length > 0 && { recalls: recallsOf(uses, found, collectStrength(entries, topics), nowMs) }),
    ...decisionsOf(tally.told),
    ...(uses.length > 0 &&
      holding.length > 0 && { claims: { holding: holding.length, neverRecalled: holding.filter((id) => !found.has(id)).length } }),
    dreamLag: { entries: pressureOf(tally, lastAtMs ?? -Infinity, nowMs).entries, ...(lastAtMs !== undefined && { lastAtMs }) },
    ...(day.calls > 0 && { cost: { calls: day.calls, tokens: day.tokens } }),
    notRecorded: day.calls > 0 ? {} : { cost: 'no language model was called in the last day' },
  };
}

function recallsOf(
  uses: readonly { readonly atMs: number }[],
  found: ReadonlySet<string>,
  strength: ReturnType<typeof collectStrength>,
  nowMs: number,
): NonNullable<Metrics['recalls']> {
  const firstMs = uses.reduce((first, { atMs }) => Math.min(first, atMs), nowMs);
  const days = Math.max(1, Math.ceil((nowMs - firstMs) / DAY_MS));
  const cited = [...found].filter((id) => (strength.get(id)?.citedAtMs.length ?? 0) > 0).length;
  return { count: uses.length, days, perDay: Math.round((uses.length / days) * 10) / 10, found: found.size, cited };
}

/** Of each claim of a dream the last word counts. */
function decisionsOf(told: Parameters<typeof verdictsIn>[0]): Pick<Metrics, 'promotions' | 'rejections'> {
  const last = new Map(verdictsIn(told).map(({ dream, candidateId, decision }) => [`${dream} ${candidateId}`, decision]));
  if (last.size === 0) return {};
  const count = (...wanted: readonly string[]): number => [...last.values()].filter((decision) => wanted.includes(decision)).length;
  return { promotions: count('accepted', 'edited'), rejections: count('rejected') };
}
