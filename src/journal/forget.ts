/**
 * Deletes an entry: from the journals of all writers of this clone, their tails, the live logs and the copies of peers. Nothing else deletes
 * entries. It must not rewrite the user's own history: it only reports where tracked files still mention the entry.
 */
import { KairosError } from '../base/errors.js';
import { isAnyId } from '../base/ids.js';
import { logBlocks, parseDailyLog } from '../memory/daily-log.js';
import { readForgotten, readLogs } from '../memory/read-logs.js';
import type { LogView } from '../memory/log-view.js';
import type { Workspace } from '../base/workspace.js';
import type { ObjectId } from '../world/git-refs.js';
import type { FileChange } from '../world/git-write.js';
import type { World } from '../world/world.js';
import { bytesOf, byteTextOf } from './bytes.js';
import { inspectCheckout, refuseLinks } from './checkout.js';
import { rewriteTails, rewriteWorktrees } from './forget-files.js';
import { quotesOf, trackedLeft, type Quote } from './forgotten-left.js';
import { forgetIntents, removeForgetIntent, writeForgetIntent, type ForgetIntent } from './forget-intent.js';
import { targetOf, without, type Target } from './forget-target.js';
import { signer } from '../base/signer.js';
import { busyJournal, withJournalLock } from './journal-lock.js';
import { journalRef } from '../base/refs.js';
import { blobTexts, JOURNAL_PATHS, journalTips, journalWriters, TASKS, textsOfChain } from './journal-tree.js';
import { readTails } from './tails.js';

export interface Forgotten {
  /** Journals whose ref was rewritten: a new root commit, the old chain dropped. */
  readonly journals: readonly string[];
  /** Files that were rewritten: logs, tails, copies of peers. Absolute, sorted. */
  readonly files: readonly string[];
  /** Mentions of the id in files that are part of the user's history. Paths below `.kairos`; lines from 1. */
  readonly remains: readonly Pick<Quote, 'path' | 'line'>[];
  /** Where it stands in logs and the like that git tracks here, or in a repository among them. Once they are ours again, the next command takes it out. */
  readonly tracked: readonly Pick<Quote, 'path' | 'line'>[];
  /** For people: what remains to be done. */
  readonly note: string;
}

const PATIENCE_MS = 10_000;
/** The same where the command came for something else. */
const FINISHING_MS = 2_000;

/**
 * Forgets the entry with this id (or, for a bullet without one, with this derived address). An id that was forgotten is forgotten again wherever it still
 * stands. The vectors of this work tree are marked as stale; the caller removes them.
 * @throws KairosError `not-found` if no log or journal holds it, `lock-held` while another process writes a journal, `bad-path` for linked logs,
 * `damaged` if a journal cannot be read, `ref-moved`. After an error the next command goes on with it: finished steps stay done.
 */
export async function forgetEntry(world: World, ws: Workspace, view: LogView, id: string): Promise<Forgotten> {
  if (!isAnyId(id))
    throw new KairosError('not-found', `"${id}" is no id`, { hint: 'ids are letters, digits and "-"; find it with "kairos recall"' });
  await refuseLinks(world, ws, view);
  const { text, found } = await textOf(world, ws, view, id);
  const intent: ForgetIntent = { id, ...(text !== undefined && { text }) };
  if (!found && !(await readForgotten(world, ws)).has(id) && !(await standsInAny(world, ws, targetOf(intent)))) {
    throw new KairosError('not-found', `no entry ^${id} stands in any log or journal`, {
      hint: 'find it with "kairos recall" or "kairos log"',
    });
  }
  if (ws.hasGit) await writeForgetIntent(world, ws, intent);
  const { journals, files } = await carryOut(world, ws, view, intent, PATIENCE_MS);
  return {
    journals,
    files: files.sort(),
    remains: (await quotesOf(world, ws, new Set([id]))).map(placeOf),
    tracked: (await trackedLeft(world, ws, view, intent)).map(placeOf),
    note: noteOf(journals.length),
  };
}

/**
 * Finishes forgets that a kill or an error cut short, in all work trees of the clone. Returns the ids that were finished. It never throws for an obstacle:
 * that is a warning, and the next command tries again; readers leave the entry out meanwhile.
 */
export async function finishForgets(world: World, ws: Workspace): Promise<readonly string[]> {
  const finished: string[] = [];
  for (const intent of await forgetIntents(world, ws)) {
    try {
      const view = await inspectCheckout(world, ws);
      await refuseLinks(world, ws, view);
      await carryOut(world, ws, view, intent, FINISHING_MS);
      finished.push(intent.id);
    } catch (error) {
      if (!(error instanceof KairosError)) throw error;
      // Another command holds the lock: it probably forgets just now.
      if (error.code !== 'lock-held') world.log.warn(`the forget of ^${intent.id} waits to be finished: ${error.message}`);
    }
  }
  return finished;
}

/** The steps of a forget. Each may be done again, by several processes at once, too. */
async function carryOut(
  world: World,
  ws: Workspace,
  view: Pick<LogView, 'hidden'>,
  intent: ForgetIntent,
  patienceMs: number,
): Promise<{ journals: string[]; files: string[] }> {
  const target = targetOf(intent);
  const journals: string[] = [];
  const files: string[] = [];
  // The id is listed first, so that no process that runs meanwhile restores the entry.
  if (ws.hasGit && !(await readForgotten(world, ws)).has(intent.id))
    await world.files.append(ws.forgotten, `${intent.id}\n`, { synced: true });
  for (const writer of ws.hasGit ? await journalWriters(world, ws, await journalTips(world.git)) : []) {
    const done = await withJournalLock(world, ws, writer, patienceMs, async (held) => {
      await held.check();
      if (await rewriteJournal(world, writer, target)) journals.push(writer);
      files.push(...(await rewriteTails(world, ws, writer, target)));
      return true;
    });
    if (!done) throw busyJournal(writer);
  }
  files.push(...(await rewriteWorktrees(world, ws, view, target, intent.id)));
  if (ws.hasGit) {
    await world.files.write(ws.staleVectors, '');
    await removeForgetIntent(world, ws, intent);
  }
  return { journals, files };
}

/** Whether a log holds it, and the text of the bullet where that has no id. */
async function textOf(world: World, ws: Workspace, view: LogView, id: string): Promise<{ text?: string; found: boolean }> {
  for (const log of await readLogs(world, ws, view)) {
    const entry = parseDailyLog(log.text, log).entries.find((one) => one.id === id);
    if (!entry) continue;
    if (entry.defined) return { found: true };
    const text = logBlocks(byteTextOf(new TextEncoder().encode(log.text)))
      .find((block) => block.line === entry.source.line)
      ?.text.trimEnd();
    return { ...(text && { text }), found: true };
  }
  return { found: false };
}

async function standsInAny(world: World, ws: Workspace, target: Target): Promise<boolean> {
  if (!ws.hasGit) return false;
  const tips = await journalTips(world.git);
  for (const writer of await journalWriters(world, ws, tips)) {
    for (const texts of (await readTails(world.files, ws, writer)).values()) {
      if (texts.some((text) => without(text, target) !== text)) return true;
    }
    const tip = tips.get(writer);
    if (tip !== undefined && (await standsInChain(world, tip, target)) === true) return true;
  }
  return false;
}

/** Whether any commit of the chain holds it; 'unknown' if a text cannot be read. */
async function standsInChain(world: Pick<World, 'git'>, tip: ObjectId, target: Target): Promise<boolean | 'unknown'> {
  const { texts, isWhole } = await textsOfChain(world.git, tip);
  if (texts.some((text) => without(text, target) !== text)) return true;
  return isWhole ? false : 'unknown';
}

async function rewriteJournal(world: World, writer: string, target: Target): Promise<boolean> {
  const tip = (await journalTips(world.git)).get(writer);
  // What cannot be read may hold it: the new chain leaves that behind.
  if (tip === undefined || (await standsInChain(world, tip, target)) === false) return false;
  const files = await world.git.readTree(tip, JOURNAL_PATHS);
  const blobs = await blobTexts(
    world.git,
    files.map((file) => file.id),
  );
  const changes: FileChange[] = files.map((file) => {
    const text = blobs.get(file.id);
    if (text === undefined)
      throw new KairosError('damaged', `${file.path} of the journal of ${writer} cannot be read, so that the entry may stand in it`, {
        hint: '"kairos log seal" puts what stands in its place, then forget again',
      });
    return { path: file.path, content: bytesOf(file.path === TASKS ? text : without(text, target)) };
  });
  const message = 'kairos journal: forgot an entry, history begins anew\n';
  await world.git.commitChain(
    [{ message, author: await signer(world), parent: undefined, changes, fresh: true }],
    [{ ref: journalRef(writer), old: tip, new: '#0' }],
  );
  return true;
}

function placeOf({ path, line }: Quote): Pick<Quote, 'path' | 'line'> {
  return { path, line };
}

function noteOf(journals: number): string {
  if (journals === 0) return 'No journal held it yet.';
  return 'The journal begins anew without it. Its old objects leave this clone with "git gc --prune=now"; a clone that fetched them keeps its copy.';
}
