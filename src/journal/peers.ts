/**
 * Writes the journals of all other writers that this clone knows (linked work trees, fetched clones) as plain files below `peers/`, for readers.
 * They are derived from refs and tails; files of a ref that is gone stay. It never writes our own logs.
 */
import { isUnwritable } from '../base/errors.js';
import { jsonFile } from '../base/json.js';
import { knownWriter } from '../memory/writer.js';
import { readForgotten } from '../memory/read-logs.js';
import { isHidden, type LogView } from '../memory/log-view.js';
import { markOf, readPeerWitness, writePeerWitness, type PeerWitness } from '../memory/peer-witness.js';
import { dayOfPath, dayPath, type Workspace } from '../base/workspace.js';
import type { ObjectId } from '../world/git-refs.js';
import type { World } from '../world/world.js';
import { bytesOf, byteTextOf } from './bytes.js';
import { blobTexts, EMPTY_TREE, journalTips, journalTree, journalWriters, type JournalTree } from './journal-tree.js';
import { reconcile } from './reconcile.js';
import { listTails, readTails, tailKey, type Tail } from './tails.js';

/** The file `.from` of a peer: what its files were made from. */
interface From {
  readonly tip: ObjectId | '';
  /** By day. */
  readonly blobs: Readonly<Record<string, string>>;
  readonly tails: Readonly<Record<string, string>>;
}

type PeerWorld = Pick<World, 'files' | 'git'>;

/**
 * Brings `peers/` up to date and returns how many files were written. Costs one git process where nothing changed. On a read-only or full disk
 * it stops without an error, and readers keep the older files.
 * @throws KairosError `bad-path` where a symbolic link is in the way.
 */
export async function refreshPeers(world: PeerWorld, ws: Workspace, view: LogView): Promise<number> {
  if (!ws.hasGit || isHidden(view, 'peers')) return 0;
  const own = await knownWriter(world, ws);
  const tips = await journalTips(world.git);
  let written = 0;
  for (const writer of await journalWriters(world, ws, tips)) {
    if (writer === own || isHidden(view, `peers/${writer}/.from`)) continue;
    try {
      written += await refreshPeer(world, ws, view, writer, tips.get(writer));
    } catch (error) {
      if (!isUnwritable(error)) throw error;
      return written;
    }
  }
  return written;
}

/** What the journals of all writers but `own` hold of these days, from refs and tails alone. A day that none of them has is left out. */
export async function saidElsewhere(
  world: PeerWorld,
  ws: Workspace,
  own: string | undefined,
  days: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const said = new Map<string, string>();
  const tips = await journalTips(world.git);
  for (const writer of await journalWriters(world, ws, tips)) {
    if (writer === own) continue;
    const texts = await textsOf(world, ws, writer, await journalTree(world.git, tips.get(writer)), days);
    for (const [day, text] of texts) said.set(day, `${said.get(day) ?? ''}\n${text}`);
  }
  return said;
}

async function refreshPeer(world: PeerWorld, ws: Workspace, view: LogView, writer: string, tip: ObjectId | undefined): Promise<number> {
  const fromPath = `${ws.peers}/${writer}/.from`;
  const before = parseFrom(await world.files.read(fromPath));
  const tails = await listTails(world.files, ws, writer);
  const tailKeys = keysOfTails(tails);
  const witness = await readPeerWitness(world, ws);
  const foreign = await unmarked(world, ws, writer, witness);
  const isSame = before?.tip === (tip ?? '') && JSON.stringify(before.tails) === JSON.stringify(tailKeys);
  // What stands beside the days of the journal is no copy, and is left to the person.
  if (isSame && ![...foreign].some((day) => before?.blobs[day] !== undefined || before?.tails[day] !== undefined)) return 0;

  const tree = tip === undefined ? EMPTY_TREE : await journalTree(world.git, tip);
  const blobKeys = keysOfBlobs(tree);
  const days = [...new Set([...Object.keys(blobKeys), ...Object.keys(tailKeys)])].sort();
  const changed = days.filter((day) => before?.blobs[day] !== blobKeys[day] || before?.tails[day] !== tailKeys[day] || foreign.has(day));
  const texts = await textsOf(
    world,
    ws,
    writer,
    tree,
    changed.filter((day) => !isHidden(view, `peers/${writer}/${dayPath(day)}`)),
  );
  let written = 0;
  for (const [day, text] of texts) {
    const path = `${ws.peers}/${writer}/${dayPath(day)}`;
    const present = await world.files.readBytes(path);
    const bytes = bytesOf(text);
    if (!present || byteTextOf(present) !== text) {
      await world.files.write(path, bytes);
      written += 1;
    }
    const stat = await world.files.stat(path);
    if (stat) witness.set(`${writer}/${dayPath(day)}`, markOf(stat, bytes));
  }
  if (texts.size > 0) await writePeerWitness(world, ws, witness);
  const from: From = { blobs: blobKeys, tails: tailKeys, tip: tip ?? '' };
  await world.files.write(fromPath, jsonFile(from));
  return written;
}

/** The days of a writer's files that stand otherwise than they were made, or were never made. */
async function unmarked(world: PeerWorld, ws: Workspace, writer: string, witness: PeerWitness): Promise<ReadonlySet<string>> {
  const days = new Set<string>();
  for (const [path, { stamp }] of await world.files.stats(`${ws.peers}/${writer}`)) {
    const day = dayOfPath(path);
    if (day !== undefined && witness.get(`${writer}/${path}`)?.stamp !== stamp) days.add(day);
  }
  return days;
}

/** The texts that readers in that writer's work tree see: the edited version where there is one, else the committed one, and the tail. */
async function textsOf(
  world: PeerWorld,
  ws: Workspace,
  writer: string,
  tree: JournalTree,
  days: readonly string[],
): Promise<Map<string, string>> {
  const blobs = await blobTexts(
    world.git,
    days.flatMap((day) => [tree.logs.get(day), tree.edited.get(day)].filter((id) => id !== undefined)),
  );
  const tailTexts = await readTails(world.files, ws, writer, new Set(days));
  const forgotten = await readForgotten(world, ws);
  const blobOf = (id: ObjectId | undefined): string | undefined => (id === undefined ? undefined : blobs.get(id));
  const texts = new Map<string, string>();
  for (const day of days) {
    const logId = tree.logs.get(day);
    const committed = blobOf(logId);
    // The copy that was made while it could be read says more.
    if (logId !== undefined && committed === undefined) continue;
    const { wanted, disowned } = reconcile({
      committed,
      edited: blobOf(tree.edited.get(day)),
      tails: tailTexts.get(day) ?? [],
      live: undefined,
      forgotten,
    });
    if (wanted !== undefined) texts.set(day, disowned ?? wanted);
  }
  return texts;
}

function keysOfTails(tails: readonly Tail[]): Record<string, string> {
  const keys: Record<string, string> = {};
  for (const tail of tails) keys[tail.day] = `${keys[tail.day] ?? ''} ${tailKey(tail)}`;
  return keys;
}

function keysOfBlobs(tree: JournalTree): Record<string, string> {
  const days = [...new Set([...tree.logs.keys(), ...tree.edited.keys()])].sort();
  return Object.fromEntries(days.map((day) => [day, `${tree.logs.get(day) ?? ''} ${tree.edited.get(day) ?? ''}`]));
}

/** Undefined for anything that is not of this form; the files are then made anew. */
function parseFrom(text: string | undefined): From | undefined {
  try {
    const from = JSON.parse(text ?? '') as Partial<From> | null;
    return from && typeof from.tip === 'string' && from.blobs && from.tails ? (from as From) : undefined;
  } catch {
    return undefined;
  }
}
