/**
 * Which files below `peers/` are copies that kairos made of other writers' journals. They lie in the work tree, where anybody may lay others, so each has a line
 * in the git directory. It decides nothing about a text, and makes no copy.
 *
 *     <writer>/2026/11/2026-11-20.md <tab> stamp of the file <tab> 24 digits of SHA-256 of its bytes
 */
import { sha256 } from '../base/hash.js';
import { byText } from '../base/order.js';
import type { Workspace } from '../base/workspace.js';
import type { FileStat } from '../world/files.js';
import type { World } from '../world/world.js';

type Disk = Pick<World, 'files'>;

/** What is known of a copy. */
export interface CopyMark {
  readonly stamp: string;
  readonly digest: string;
}

/** By path below `peers`. */
export type PeerWitness = Map<string, CopyMark>;

/** What kairos noted of its copies; empty where it made none. */
export async function readPeerWitness({ files }: Disk, ws: Workspace): Promise<PeerWitness> {
  const witness: PeerWitness = new Map();
  for (const line of ((await files.read(ws.peerWitness)) ?? '').split('\n')) {
    const [path, stamp, digest] = line.split('\t');
    if (path !== undefined && stamp !== undefined && digest !== undefined) witness.set(path, { stamp, digest });
  }
  return witness;
}

/** Writes it whole, in the order of paths. */
export async function writePeerWitness({ files }: Disk, ws: Workspace, witness: PeerWitness): Promise<void> {
  const lines = [...witness].toSorted(byText(([path]) => path)).map(([path, { stamp, digest }]) => `${path}\t${stamp}\t${digest}\n`);
  await files.write(ws.peerWitness, lines.join(''));
}

/** The mark of a copy with these bytes. */
export function markOf({ stamp }: Pick<FileStat, 'stamp'>, bytes: Uint8Array): CopyMark {
  return { stamp, digest: digestOf(bytes) };
}

/**
 * True for a copy of ours as it was made. Where only its stamp is another (it was moved, or two processes made it at once), its bytes decide.
 * @param path below `peers`. @param stat what stands there, where that is known.
 */
export async function isOurCopy({ files }: Disk, ws: Workspace, witness: PeerWitness, path: string, stat?: FileStat): Promise<boolean> {
  const mark = witness.get(path);
  if (!mark) return false;
  const stands = stat ?? (await files.stat(`${ws.peers}/${path}`));
  if (stands?.kind !== 'file') return false;
  if (stands.stamp === mark.stamp) return true;
  const bytes = await files.readBytes(`${ws.peers}/${path}`);
  return bytes !== undefined && digestOf(bytes) === mark.digest;
}

function digestOf(bytes: Uint8Array): string {
  return sha256(bytes).slice(0, 24);
}
