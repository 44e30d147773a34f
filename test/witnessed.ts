/** Logs for a test that lays them down as they are: their lines also go to the tail, as if kairos had written them. */
import { dayOfPath, type Workspace } from '../src/base/workspace.js';
import { markOf, readPeerWitness, writePeerWitness } from '../src/memory/peer-witness.js';
import type { World } from '../src/world/world.js';

const WRITER = 'testwrit';

/** @param files by path below `.kairos`. @returns all files by full path; in a plain folder there is no tail. */
export function withWitness(ws: Workspace, files: Readonly<Record<string, string>>): Record<string, string> {
  const laid: Record<string, string> = {};
  for (const [path, text] of Object.entries(files)) {
    laid[`${ws.kairos}/${path}`] = text;
    const day = path.startsWith('logs/') ? dayOfPath(path) : undefined;
    if (day === undefined || !ws.hasGit) continue;
    laid[`${ws.tails}/${WRITER}/${day}.md`] = text;
    laid[ws.writerFile] = `${WRITER}\n`;
  }
  return laid;
}

/** Lays down a copy of another writer's log as kairos makes it. @param path below `.kairos`. */
export async function layCopy(world: Pick<World, 'files'>, ws: Workspace, path: string, text: string): Promise<void> {
  const full = `${ws.kairos}/${path}`;
  await world.files.write(full, text);
  const stat = await world.files.stat(full);
  if (!stat) throw new Error(`${full} was not written`);
  const witness = await readPeerWitness(world, ws);
  witness.set(path.slice('peers/'.length), markOf(stat, new TextEncoder().encode(text)));
  await writePeerWitness(world, ws, witness);
}
