/** Logs for a test that lays them down as they are: their lines also go to the tail, as if kairos had written them. */
import { dayOfPath, type Workspace } from '../src/base/workspace.js';

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
