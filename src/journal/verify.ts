/** Verifies the journal: each committed text must be a byte prefix of its live log. It reads every day and writes nothing. */
import { shortId } from '../base/git-objects.js';
import { plural } from '../base/plural.js';
import { knownWriter } from '../memory/writer.js';
import { LOG_LIMIT_BYTES } from '../memory/read-logs.js';
import { isHidden, type LogView } from '../memory/log-view.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { byteTextOf, lineCount, readableOf } from './bytes.js';
import { blobTexts, journalTips, journalTree, logPath } from './journal-tree.js';
import { missingBlocks } from './reconcile.js';
import { liveDays } from './compare-days.js';
import { readTails } from './tails.js';

export type Standing = 'intact' | 'edited' | 'missing' | 'shortened';

export interface Finding {
  /** Below `.kairos`. */
  readonly path: string;
  readonly status: Standing;
  /** Where and how it differs, for people. */
  readonly detail: string;
  /** The way out, where it is not that of the status. */
  readonly hint?: string;
}

const EXCERPT = 60;

/**
 * Compares every day of this work tree's journal, and every line of its tail, with the live logs; sorted by path. [] where nothing was
 * committed yet. Call it before `restore`, which repairs what this finds.
 * @throws KairosError `damaged` for a writer file that cannot be read.
 */
export async function verifyJournal(world: Pick<World, 'files' | 'git'>, ws: Workspace, view: LogView): Promise<readonly Finding[]> {
  const writer = await knownWriter(world, ws);
  if (!ws.hasGit || writer === undefined) return [];
  const tree = await journalTree(world.git, (await journalTips(world.git)).get(writer));
  const blobs = await blobTexts(world.git, tree.logs.values());
  const live = new Map<string, string>();
  const large = new Map<string, number>();
  for (const day of await liveDays(world, ws)) {
    if (isHidden(view, logPath(day))) continue;
    const sizeBytes = (await world.files.stat(`${ws.kairos}/${logPath(day)}`))?.sizeBytes ?? 0;
    if (sizeBytes > LOG_LIMIT_BYTES) large.set(day, sizeBytes);
    const bytes = large.has(day) ? undefined : await world.files.readBytes(`${ws.kairos}/${logPath(day)}`);
    if (bytes) live.set(day, byteTextOf(bytes));
  }
  const tails = await readTails(world.files, ws, writer);
  const findings: Finding[] = [];
  for (const day of [...new Set([...tree.logs.keys(), ...tails.keys(), ...large.keys()])].sort()) {
    const path = logPath(day);
    const id = tree.logs.get(day);
    const committed = id === undefined ? '' : blobs.get(id);
    if (large.has(day))
      findings.push({
        path,
        status: 'edited',
        detail: `it has ${large.get(day)} bytes, over the limit of ${LOG_LIMIT_BYTES}, and is neither read nor committed`,
        hint: `take the long line out of .kairos/${path}; no line of the journal is lost`,
      });
    else if (committed === undefined)
      findings.push({
        path,
        status: 'missing',
        detail: `the journal's blob ${id === undefined ? '' : shortId(id)} cannot be read`,
        hint: 'kairos log seal puts what stands in its place',
      });
    else if (isHidden(view, path))
      findings.push({ path, status: 'missing', detail: 'git tracks this path here; the journal is shown in its place' });
    else findings.push({ path, ...standingOf(committed, tails.get(day) ?? [], live.get(day)) });
  }
  return findings;
}

/** Compares one live text with the committed text and the tail. All byte text. Pure. */
export function standingOf(committed: string, tails: readonly string[], live: string | undefined): Omit<Finding, 'path'> {
  if (live === undefined)
    return { status: 'missing', detail: `the file is gone; the journal holds ${plural(lineCount(committed), 'line')} of it` };
  if (committed.startsWith(live) && live !== committed) {
    return { status: 'shortened', detail: `it ends after ${plural(lineCount(live), 'line')}; the journal holds ${lineCount(committed)}` };
  }
  if (!live.startsWith(committed)) {
    const at = firstDifference(committed, live);
    const line = lineCount(committed.slice(0, at).replace(/[^\n]*$/, '')) + 1;
    return { status: 'edited', detail: `line ${line} is ${excerpt(live, at)}, the journal has ${excerpt(committed, at)}` };
  }
  const missing = tails.flatMap((tail) => missingBlocks(tail, live));
  if (missing.length === 0) return { status: 'intact', detail: plural(lineCount(committed), 'line') };
  return { status: 'shortened', detail: `it lacks what stands in the tail (${missing.length}), first ^${missing[0]?.id}` };
}

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at;
}

/** The line around the position `at`, quoted, cut to 60 characters. */
function excerpt(text: string, at: number): string {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', start);
  const line = readableOf(text.slice(start, end === -1 ? undefined : end));
  const from = Math.max(0, Math.min(at - start - EXCERPT / 2, line.length - EXCERPT));
  return JSON.stringify(`${from > 0 ? '...' : ''}${line.slice(from, from + EXCERPT)}${from + EXCERPT < line.length ? '...' : ''}`);
}
