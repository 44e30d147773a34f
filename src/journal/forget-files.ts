/**
 * The steps of a forget on files: tails, logs, copies of peers, the record of questions, and what is made from logs, in all work trees of a clone. Each may
 * be done again. It touches no ref.
 */
import { jsonFile, parseObject } from '../base/json.js';
import type { Workspace } from '../base/workspace.js';
import { isHidden, isTrackedIn, type LogView } from '../memory/log-view.js';
import { isOurCopy, markOf, readPeerWitness, writePeerWitness } from '../memory/peer-witness.js';
import type { World } from '../world/world.js';
import { bytesOf, byteTextOf } from './bytes.js';
import { without, type Target } from './forget-target.js';
import { APPENDED_MS, listTails, setTailsAside } from './tails.js';

/** What a message says that said nothing else. */
const FORGOTTEN = '(forgotten)';

/** Rewrites the tail files of a writer; the caller holds the journal's lock. Returns their paths. */
export async function rewriteTails(world: World, ws: Workspace, writer: string, target: Target): Promise<string[]> {
  const stands = async (): Promise<string[]> => {
    const found: string[] = [];
    for (const tail of await listTails(world.files, ws, writer))
      if ((await strippedOf(world, tail.path, target)) !== undefined) found.push(tail.path);
    return found;
  };
  const folder = `${ws.tails}/${writer}`;
  for (const { name } of await world.files.list(folder)) await removeTorn(world, `${folder}/${name}`, target);
  if ((await stands()).length === 0) return [];
  await setTailsAside(world, ws, writer);
  await world.clock.sleep(APPENDED_MS);
  const rewritten = await stands();
  for (const path of rewritten) await rewrite(world, path, target);
  return rewritten;
}

/**
 * Rewrites live logs, copies of peers and the record of questions in all work trees of this clone, and removes what is made from them: indexes of words,
 * outlines, what was noted of the file of tasks, what a dream had in work, and the vectors (of this work tree excepted).
 */
export async function rewriteWorktrees(
  world: World,
  ws: Workspace,
  view: Pick<LogView, 'hidden'>,
  target: Target,
  id: string,
): Promise<string[]> {
  const others = ws.hasGit ? (await world.git.worktrees()).map((tree) => tree.root) : [];
  const rewritten: string[] = [];
  for (const root of [...new Set([ws.root, ...others])].sort()) {
    const isHere = root === ws.root;
    const isTracked = (folder: string): boolean => isHere && isTrackedIn(view, folder);
    for (const folder of ['logs', 'peers']) {
      for (const name of await world.files.walk(`${root}/.kairos/${folder}`)) {
        const path = `${root}/.kairos/${folder}/${name}`;
        if (isHere && isHidden(view, `${folder}/${name}`)) continue;
        if (!name.endsWith('.md')) await removeTorn(world, path, target);
        else if (isHere && folder === 'peers' ? await rewriteCopy(world, ws, name, target) : await rewrite(world, path, target))
          rewritten.push(path);
      }
    }
    if (!isTracked('state')) rewritten.push(...(await forgetState(world, root, id)));
    if (!isTracked('index')) await world.files.remove(`${root}/.kairos/index/lexical`);
    // In this work tree the caller removes the vectors whose text is gone; in another one it is not known which these are, so all go.
    if (!isHere) await world.files.remove(`${root}/.kairos/index/vectors`);
  }
  // What was noted of the file of tasks may say it; it is noted anew from that file.
  const made = await Promise.all([ws.lexicalHead, ws.tasksRead].map((file) => inGitDirs(world, ws, file)));
  for (const path of [...(await outlineFiles(world, ws)), ...made.flat()]) await world.files.remove(path);
  if (ws.hasGit) rewritten.push(...(await forgetMessages(world, ws, id)));
  await syncRemovals(world, ws, [ws.root, ...others]);
  return rewritten;
}

/** What the daemon and the agent keep in a work tree of what they did. */
async function forgetState(world: Pick<World, 'files'>, root: string, id: string): Promise<string[]> {
  const usage = `${root}/.kairos/state/usage.jsonl`;
  const uses = (await forgetUses(world, usage, id)) ? [usage] : [];
  const rewritten = [...uses, ...(await forgetOutput(world, root, id)), ...(await forgetTurns(world, root, id))];
  await removeRuns(world, `${root}/.kairos/state/dreams`, id);
  return rewritten;
}

/** What was removed, now or before, comes back with no loss of power. */
async function syncRemovals(world: Pick<World, 'files'>, ws: Workspace, roots: readonly string[]): Promise<void> {
  const made = roots.flatMap((root) =>
    ['logs', 'peers', 'state', 'state/dreams', 'state/sessions', 'index'].map((name) => `${root}/.kairos/${name}`),
  );
  const heads = ws.hasGit ? await inGitDirs(world, ws, ws.lexicalHead) : [];
  const own = heads.map((path) => path.slice(0, path.lastIndexOf('/')));
  const tails = ws.hasGit ? (await world.files.list(ws.tails)).map(({ name }) => `${ws.tails}/${name}`) : [];
  const sent = ws.hasGit ? [ws.outbox, `${ws.outbox}/tmp`] : [];
  for (const folder of new Set([...made, ...own, ...tails, ...sent])) await world.files.syncFolder(folder);
}

/** The outlines and tallies of the logs of all work trees of this clone, and what a killed write left of them; they hold texts of entries. */
export async function outlineFiles(world: Pick<World, 'files'>, ws: Workspace): Promise<string[]> {
  const found: string[] = [];
  for (const path of [...(await inGitDirs(world, ws, ws.outlineFile)), ...(await inGitDirs(world, ws, ws.tallyFile))]) {
    const folder = path.slice(0, path.lastIndexOf('/'));
    const isOfIt = (file: string): boolean => file === path || (file.startsWith(`${path}.`) && file.endsWith('.tmp'));
    for (const { name } of await world.files.list(folder)) if (isOfIt(`${folder}/${name}`)) found.push(`${folder}/${name}`);
  }
  return found;
}

/** A file of the git directory, in those of all work trees of this clone. */
async function inGitDirs(world: Pick<World, 'files'>, ws: Workspace, file: string): Promise<string[]> {
  const linked = await world.files.list(`${ws.commonDir}/worktrees`);
  const inside = file.slice(ws.gitDir.length);
  return [ws.commonDir, ...linked.map(({ name }) => `${ws.commonDir}/worktrees/${name}`)].map((gitDir) => `${gitDir}${inside}`);
}

/** Removes what a dream had in work, where that looked at the entry. */
async function removeRuns(world: Pick<World, 'files'>, folder: string, id: string): Promise<void> {
  for (const name of await world.files.walk(folder)) {
    const [run, file] = name.split('/');
    if (file !== undefined && (await world.files.read(`${folder}/${name}`))?.includes(`"${id}"`))
      await world.files.remove(`${folder}/${run}`);
  }
}

/** What a write that was killed left beside a file. */
async function removeTorn(world: Pick<World, 'files'>, path: string, target: Target): Promise<void> {
  if (!path.endsWith('.tmp')) return;
  const bytes = await world.files.readBytes(path);
  if (bytes && byteTextOf(bytes).includes(target.needle)) await world.files.remove(path);
}

/** The output of a detached daemon, and older parts of it. */
export function outputFiles(root: string): string[] {
  return ['', '.1', '.2', '.3'].map((age) => `${root}/.kairos/state/daemon.log${age}`);
}

/** Takes the lines out of the daemon's output that quote the entry. In place, since the daemon has it open. */
async function forgetOutput(world: Pick<World, 'files'>, root: string, id: string): Promise<string[]> {
  const rewritten: string[] = [];
  for (const path of outputFiles(root)) {
    const lines = (await world.files.read(path))?.split('\n') ?? [];
    const kept = lines.filter((line) => !line.includes(`^${id}`));
    if (kept.length === lines.length) continue;
    await world.files.overwrite(path, kept.join('\n'));
    rewritten.push(path);
  }
  return rewritten;
}

/** The files of the agent's sessions. */
export async function sessionFiles(world: Pick<World, 'files'>, root: string): Promise<string[]> {
  const folder = `${root}/.kairos/state/sessions`;
  return (await world.files.walk(folder)).map((name) => `${folder}/${name}`);
}

/** Takes the turns out of the agent's sessions in which the entry was quoted; a line is a whole turn. */
async function forgetTurns(world: Pick<World, 'files'>, root: string, id: string): Promise<string[]> {
  const rewritten: string[] = [];
  for (const path of await sessionFiles(world, root)) {
    const lines = (await world.files.read(path))?.split('\n') ?? [];
    const kept = lines.filter((line) => !line.includes(`^${id}`) && !line.includes(`"${id}`));
    if (kept.length === lines.length) continue;
    await world.files.write(path, kept.join('\n'));
    rewritten.push(path);
  }
  return rewritten;
}

/** The messages that the agent sent to the person. */
export async function messageFiles(world: Pick<World, 'files'>, { outbox }: Workspace): Promise<string[]> {
  return (await world.files.walk(outbox)).filter((name) => !name.endsWith('.read')).map((name) => `${outbox}/${name}`);
}

/** Takes the lines out of the agent's messages that quote the entry, and all words of one that rests on it and does not say in which line. Its key stays told. */
async function forgetMessages(world: Pick<World, 'files'>, ws: Workspace, id: string): Promise<string[]> {
  const rewritten: string[] = [];
  for (const path of await messageFiles(world, ws)) {
    const content = await world.files.read(path);
    const { text, refs, ...rest } = parseObject(content) ?? {};
    // What a killed write left is no message, and may hold the words without the id.
    if (typeof text !== 'string') await world.files.remove(path);
    else {
      const lines = text.split('\n');
      const kept = lines.filter((line) => !line.includes(`^${id}`));
      const others = Array.isArray(refs) ? refs.filter((ref) => ref !== id) : [];
      const isResting = Array.isArray(refs) && others.length < refs.length;
      if (kept.length === lines.length && !isResting) continue;
      const left = kept.length === 0 || kept.length === lines.length ? FORGOTTEN : kept.join('\n');
      await world.files.write(path, jsonFile({ ...rest, text: left, refs: others }));
    }
    rewritten.push(path);
  }
  return rewritten;
}

/** Takes the questions out of the record that this entry answered: they say what stood in it. */
async function forgetUses(world: Pick<World, 'files'>, path: string, id: string): Promise<boolean> {
  const text = await world.files.read(path);
  const lines = text?.split('\n') ?? [];
  const kept = lines.filter((line) => !line.includes(`"${id}"`));
  if (kept.length === lines.length) return false;
  await world.files.write(path, kept.join('\n'));
  return true;
}

async function rewrite(world: Pick<World, 'files'>, path: string, target: Target): Promise<boolean> {
  const text = await strippedOf(world, path, target);
  if (text !== undefined) await world.files.write(path, bytesOf(text));
  return text !== undefined;
}

/** As `rewrite`, for a copy of another writer's log, which stays one: its journal may be gone. @param name below `peers`. */
async function rewriteCopy(world: Pick<World, 'files'>, ws: Workspace, name: string, target: Target): Promise<boolean> {
  const path = `${ws.peers}/${name}`;
  const witness = ws.hasGit ? await readPeerWitness(world, ws) : new Map<string, never>();
  const wasOurs = await isOurCopy(world, ws, witness, name);
  const text = await strippedOf(world, path, target);
  if (text === undefined) return false;
  const bytes = bytesOf(text);
  await world.files.write(path, bytes);
  const stat = await world.files.stat(path);
  if (wasOurs && stat) await writePeerWitness(world, ws, new Map([...witness, [name, markOf(stat, bytes)]]));
  return true;
}

/** The file's text without the entry; undefined if the file does not hold it. */
async function strippedOf(world: Pick<World, 'files'>, path: string, target: Target): Promise<string | undefined> {
  const bytes = await world.files.readBytes(path);
  const text = bytes && byteTextOf(bytes);
  const rest = text === undefined ? undefined : without(text, target);
  return rest === text ? undefined : rest;
}
