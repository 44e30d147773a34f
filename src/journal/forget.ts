/**
 * Deletes an entry: from the journals of all writers of this clone, their tails, the live logs and the copies of peers. Nothing else deletes
 * entries. It must not rewrite the user's own history: it only reports where tracked files still mention the entry.
 */
import { KairosError } from '../base/errors.js';
import { isAnyId, mentionOf } from '../base/ids.js';
import { logBlocks, parseDailyLog, type LogBlock } from '../memory/daily-log.js';
import { readForgotten, readLogs } from '../memory/read-logs.js';
import { isHidden, type LogView } from '../memory/log-view.js';
import type { Workspace } from '../base/workspace.js';
import type { ObjectId } from '../world/git-refs.js';
import type { FileChange } from '../world/git-write.js';
import type { World } from '../world/world.js';
import { bytesOf, byteTextOf } from './bytes.js';
import { refuseLinks } from './checkout.js';
import { journalAuthor } from './commit.js';
import { busyJournal, withJournalLock } from './journal-lock.js';
import { journalRef } from '../base/refs.js';
import { blobTexts, isWriter, journalTips, TASKS } from './journal-tree.js';
import { withoutBlocks } from './reconcile.js';
import { listTails, readTails, setTailsAside } from './tails.js';

export interface Forgotten {
  /** Journals whose ref was rewritten: a new root commit, the old chain dropped. */
  readonly journals: readonly string[];
  /** Files that were rewritten: logs, tails, copies of peers. Absolute, sorted. */
  readonly files: readonly string[];
  /** Mentions of the id in files that are part of the user's history. Paths below `.kairos`; lines from 1. */
  readonly remains: readonly { readonly path: string; readonly line: number }[];
  /** For people: what remains to be done. */
  readonly note: string;
}

/** The blocks to delete: a test, and a text that occurs in every file with such a block, so that other files need not be parsed. */
interface Target {
  readonly needle: string;
  drop(block: LogBlock): boolean;
}

const PATIENCE_MS = 10_000;
/** After this time an appender that opened the tail before it was renamed has written its line. */
const SETTLE_MS = 40;
const TREE_PATHS = ['logs', 'edited', TASKS];

/**
 * Forgets the entry with this id (or, for a bullet without one, with this derived address). The caller removes the vectors of this work tree
 * (`forgetVectors` of recall).
 * @throws KairosError `not-found` if no log or journal holds it, `lock-held` while another process writes a journal, `bad-path` for linked logs,
 * `damaged` if a journal cannot be read, `ref-moved`. After an error it may be called again: finished steps stay done.
 */
export async function forgetEntry(world: World, ws: Workspace, view: LogView, id: string): Promise<Forgotten> {
  if (!isAnyId(id))
    throw new KairosError('not-found', `"${id}" is no id`, { hint: 'ids are letters, digits and "-"; find it with "kairos recall"' });
  await refuseLinks(world, ws, view);
  const target = await targetOf(world, ws, view, id);
  const writers = ws.hasGit ? await writersOf(world, ws) : [];
  const known = await readForgotten(world, ws);
  if (!target.found && !known.has(id) && !(await standsInAny(world, ws, writers, target))) {
    throw new KairosError('not-found', `no entry ^${id} stands in any log or journal`, {
      hint: 'find it with "kairos recall" or "kairos log"',
    });
  }
  // The id is listed first, so that no process that runs meanwhile restores the entry.
  if (ws.hasGit && !known.has(id)) await world.files.append(ws.forgotten, `${id}\n`, { synced: true });

  const journals: string[] = [];
  const files: string[] = [];
  for (const writer of writers) {
    const done = await withJournalLock(world, ws, writer, PATIENCE_MS, async (held) => {
      await held.check();
      if (await rewriteJournal(world, writer, target)) journals.push(writer);
      files.push(...(await rewriteTails(world, ws, writer, target)));
      return true;
    });
    if (!done) throw busyJournal(writer);
  }
  files.push(...(await rewriteWorktrees(world, ws, view, target)));
  return { journals, files: files.sort(), remains: await remainsOf(world, ws, id), note: noteOf(journals.length) };
}

/** Blocks with the id; where the id is a derived address, blocks with the same text as the bullet there. */
async function targetOf(world: World, ws: Workspace, view: LogView, id: string): Promise<Target & { found: boolean }> {
  const byId = { needle: `^${id}`, drop: (block: LogBlock): boolean => block.id === id };
  for (const log of await readLogs(world, ws, view)) {
    const entry = parseDailyLog(log.text, log).entries.find((one) => one.id === id);
    if (!entry) continue;
    if (entry.defined) return { ...byId, found: true };
    const text =
      logBlocks(byteTextOf(new TextEncoder().encode(log.text)))
        .find((block) => block.line === entry.source.line)
        ?.text.trimEnd() ?? '';
    return { needle: text, drop: (block) => block.id === undefined && block.text.trimEnd() === text, found: true };
  }
  return { ...byId, found: false };
}

async function writersOf(world: Pick<World, 'files' | 'git'>, ws: Workspace): Promise<readonly string[]> {
  const tips = await journalTips(world.git);
  const withTails = (await world.files.list(ws.tails)).filter((entry) => entry.kind === 'directory' && isWriter(entry.name));
  return [...new Set([...tips.keys(), ...withTails.map((entry) => entry.name)])].sort();
}

async function standsInAny(world: World, ws: Workspace, writers: readonly string[], target: Target): Promise<boolean> {
  const tips = await journalTips(world.git);
  for (const writer of writers) {
    for (const texts of (await readTails(world.files, ws, writer)).values()) {
      if (texts.some((text) => without(text, target) !== text)) return true;
    }
    const tip = tips.get(writer);
    if (tip !== undefined && (await standsInChain(world, tip, target)) === true) return true;
  }
  return false;
}

/**
 * Whether any commit of the chain holds it; 'unknown' if a text cannot be read. Only the tip and the parents of commits that removed lines are read:
 * the rest lies within them.
 */
async function standsInChain(world: Pick<World, 'git'>, tip: ObjectId, target: Target): Promise<boolean | 'unknown'> {
  const ids = (await world.git.readTree(tip, TREE_PATHS)).map((file) => file.id);
  for (const commit of await world.git.commits(await world.git.between([tip], []))) {
    const shrunk = commit.paths
      .filter((change) => change.deleted === undefined || change.deleted > 0)
      .map((change) => change.from ?? change.path);
    const [parent] = commit.parents;
    if (parent !== undefined && shrunk.length > 0) ids.push(...(await world.git.readTree(parent, shrunk)).map((file) => file.id));
  }
  const texts = await blobTexts(world.git, ids);
  if ([...texts.values()].some((text) => without(text, target) !== text)) return true;
  return ids.every((id) => texts.has(id)) ? false : 'unknown';
}

async function rewriteJournal(world: World, writer: string, target: Target): Promise<boolean> {
  const tip = (await journalTips(world.git)).get(writer);
  // What cannot be read may hold it: the new chain leaves that behind.
  if (tip === undefined || (await standsInChain(world, tip, target)) === false) return false;
  const files = await world.git.readTree(tip, TREE_PATHS);
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
    [{ message, author: await journalAuthor(world), parent: undefined, changes, fresh: true }],
    [{ ref: journalRef(writer), old: tip, new: '#0' }],
  );
  return true;
}

async function rewriteTails(world: World, ws: Workspace, writer: string, target: Target): Promise<string[]> {
  const stands = async (): Promise<string[]> => {
    const found: string[] = [];
    for (const tail of await listTails(world.files, ws, writer))
      if ((await strippedOf(world, tail.path, target)) !== undefined) found.push(tail.path);
    return found;
  };
  if ((await stands()).length === 0) return [];
  await setTailsAside(world, ws, writer);
  await world.clock.sleep(SETTLE_MS);
  const rewritten = await stands();
  for (const path of rewritten) await rewrite(world, path, target);
  return rewritten;
}

/** Rewrites live logs and copies of peers in all work trees of this clone, and removes their search indexes (the vectors of this one excepted). */
async function rewriteWorktrees(world: World, ws: Workspace, view: LogView, target: Target): Promise<string[]> {
  const others = ws.hasGit ? (await world.git.worktrees()).map((tree) => tree.root) : [];
  const rewritten: string[] = [];
  for (const root of [...new Set([ws.root, ...others])].sort()) {
    const isHere = root === ws.root;
    for (const folder of ['logs', 'peers']) {
      for (const name of await world.files.walk(`${root}/.kairos/${folder}`)) {
        const path = `${root}/.kairos/${folder}/${name}`;
        if (!name.endsWith('.md') || (isHere && isHidden(view, `${folder}/${name}`))) continue;
        if (await rewrite(world, path, target)) rewritten.push(path);
      }
    }
    const tracked = isHere && [...view.hidden].some((path) => path.startsWith('.kairos/index'));
    if (!tracked) await world.files.remove(`${root}/.kairos/index/lexical`);
    // In this work tree the caller removes the vectors whose text is gone; in another one it is not known which these are, so all go.
    if (!isHere) await world.files.remove(`${root}/.kairos/index/vectors`);
  }
  return rewritten;
}

async function rewrite(world: Pick<World, 'files'>, path: string, target: Target): Promise<boolean> {
  const text = await strippedOf(world, path, target);
  if (text !== undefined) await world.files.write(path, bytesOf(text));
  return text !== undefined;
}

/** The file's text without the entry; undefined if the file does not hold it. */
async function strippedOf(world: Pick<World, 'files'>, path: string, target: Target): Promise<string | undefined> {
  const bytes = await world.files.readBytes(path);
  const text = bytes && byteTextOf(bytes);
  const rest = text === undefined ? undefined : without(text, target);
  return rest === text ? undefined : rest;
}

function without(text: string, target: Target): string {
  return text.includes(target.needle) ? withoutBlocks(text, target.drop) : text;
}

async function remainsOf(world: Pick<World, 'files'>, ws: Workspace, id: string): Promise<{ path: string; line: number }[]> {
  const paths = ['MEMORY.md'];
  for (const folder of ['dreams', 'scenarios', 'topics'])
    paths.push(...(await world.files.walk(`${ws.kairos}/${folder}`)).map((name) => `${folder}/${name}`));
  const mention = mentionOf(id);
  const remains: { path: string; line: number }[] = [];
  for (const path of paths) {
    const lines = ((await world.files.read(`${ws.kairos}/${path}`)) ?? '').split('\n');
    lines.forEach((line, at) => {
      if (mention.test(line)) remains.push({ path, line: at + 1 });
    });
  }
  return remains;
}

function noteOf(journals: number): string {
  if (journals === 0) return 'No journal held it yet.';
  return 'The journal begins anew without it. Its old objects leave this clone with "git gc --prune=now"; a clone that fetched them keeps its copy.';
}
