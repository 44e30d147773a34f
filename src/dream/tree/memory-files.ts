/** Long-term memory as a map from path to text: as a commit has it, and as it lies in the work tree. Reads only; follows no link. */
import { KairosError } from '../../base/errors.js';
import type { Git } from '../../world/git.js';
import type { ObjectId } from '../../world/git-refs.js';
import type { TreeFile } from '../../world/git-tree.js';
import type { World } from '../../world/world.js';
import { belowKairos, isMemoryPath, MEMORY, slugOf } from '../../base/memory-paths.js';
import type { Workspace } from '../../base/workspace.js';
import type { Problem } from '../../memory/entry.js';
import { TOPIC_LIMIT_BYTES } from '../../memory/topic-bullet.js';
import { parseTopic, type Topic } from '../../memory/topic.js';

/** Paths from the root of the repository -> text. */
export type MemoryFiles = ReadonlyMap<string, string>;

/** The only paths that a dream's commits may hold. @throws KairosError `bad-path`, before anything is written. */
export function assertDreamPaths(paths: Iterable<string>): void {
  for (const path of paths) {
    if (!isMemoryPath(path))
      throw new KairosError('bad-path', `a dream may not write ${path}`, { hint: 'this is a defect of kairos; nothing was written' });
  }
}

/** Commits are immutable, so what one holds is read once. Few are ever asked for: the tip of a dream, what it stands on, the base. */
const READ_MOST = 8;
const readings = new WeakMap<Git, Map<ObjectId, Promise<MemoryAt>>>();

interface MemoryAt {
  readonly files: Map<string, string>;
  readonly problems: Problem[];
}

/** Memory at a commit. Links, files over the limit and text that is not UTF-8 are reported and left out: what cannot be read is not rewritten. */
export async function memoryAt(git: Git, commit: ObjectId): Promise<MemoryAt> {
  const known = readings.get(git) ?? new Map<ObjectId, Promise<MemoryAt>>();
  readings.set(git, known);
  const reading = known.get(commit) ?? readMemory(git, commit);
  known.delete(commit);
  known.set(commit, reading);
  for (const oldest of known.keys()) if (known.size > READ_MOST) known.delete(oldest);
  try {
    const { files, problems } = await reading;
    return { files: new Map(files), problems: [...problems] };
  } catch (error) {
    known.delete(commit);
    throw error;
  }
}

/** Reads memory at these commits with one reading of their texts, for `memoryAt` to give. Of no use but that it spares processes. */
export function readAhead(git: Git, commits: readonly ObjectId[]): void {
  const known = readings.get(git) ?? new Map<ObjectId, Promise<MemoryAt>>();
  readings.set(git, known);
  const unread = commits.filter((commit) => !known.has(commit));
  if (unread.length === 0) return;
  const reading = readMemories(git, unread);
  for (const [at, commit] of unread.entries()) {
    const one = reading.then((memories) => memories[at] as MemoryAt);
    known.set(commit, one);
    // Whoever asks for it is told; the next one reads again.
    one.catch(() => known.delete(commit));
  }
}

async function readMemory(git: Git, commit: ObjectId): Promise<MemoryAt> {
  const [memory] = await readMemories(git, [commit]);
  return memory as MemoryAt;
}

async function readMemories(git: Git, commits: readonly ObjectId[]): Promise<MemoryAt[]> {
  const trees: { readonly regular: readonly TreeFile[]; readonly problems: Problem[] }[] = [];
  for (const commit of commits) {
    const problems: Problem[] = [];
    const listed = (await git.readTree(commit, [MEMORY.index, MEMORY.dreams, MEMORY.topics])).filter(({ path }) => isMemoryPath(path));
    const regular = listed.filter(({ path, mode }) => {
      if (mode.startsWith('100')) return true;
      problems.push({ path: belowKairos(path), line: 0, message: 'is not a regular file and is not read' });
      return false;
    });
    trees.push({ regular, problems });
  }
  const blobs = await git.readBlobs([...new Set(trees.flatMap(({ regular }) => regular.map(({ id }) => id)))]);
  return trees.map(({ regular, problems }) => {
    const files = new Map<string, string>();
    for (const { path, id } of regular) {
      const bytes = blobs.get(id);
      const text = bytes && readable(bytes, path, problems);
      if (text !== undefined) files.set(path, text);
    }
    return { files, problems };
  });
}

/** Memory as it lies in the work tree; empty where `.kairos` is no folder. */
export async function liveMemory(world: Pick<World, 'files'>, ws: Workspace): Promise<{ files: Map<string, string>; problems: Problem[] }> {
  const problems: Problem[] = [];
  const files = new Map<string, string>();
  const isFolder = async (path: string): Promise<boolean> => (await world.files.stat(path))?.kind === 'directory';
  if (!(await isFolder(ws.kairos))) return { files, problems };
  const paths = [MEMORY.index as string];
  for (const [folder, path] of [
    [ws.dreams, MEMORY.dreams],
    [ws.topics, MEMORY.topics],
  ] as const) {
    if (await isFolder(folder))
      for (const { name, kind } of await world.files.list(folder)) if (kind === 'file') paths.push(`${path}/${name}`);
  }
  for (const path of paths.filter(isMemoryPath)) {
    const bytes = await world.files.readBytes(`${ws.root}/${path}`);
    const text = bytes && readable(bytes, path, problems);
    if (text !== undefined) files.set(path, text);
  }
  return { files, problems };
}

function readable(bytes: Uint8Array, path: string, problems: Problem[]): string | undefined {
  const relative = belowKairos(path);
  if (slugOf(path) !== undefined && bytes.length > TOPIC_LIMIT_BYTES) {
    problems.push({
      path: relative,
      line: 0,
      message: `has ${bytes.length} bytes, over the limit of ${TOPIC_LIMIT_BYTES}, and is not read`,
    });
    return undefined;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    problems.push({ path: relative, line: 0, message: 'is not UTF-8 and is not read' });
    return undefined;
  }
}

/** The topics among the files, sorted by slug. */
export function topicsIn(files: MemoryFiles): { topics: Topic[]; problems: Problem[] } {
  const topics: Topic[] = [];
  const problems: Problem[] = [];
  for (const path of [...files.keys()].toSorted()) {
    if (slugOf(path) === undefined) continue;
    const parsed = parseTopic(files.get(path) ?? '', belowKairos(path));
    topics.push(parsed.topic);
    problems.push(...parsed.problems);
  }
  return { topics, problems };
}

/** Whether git turns line ends into CRLF on checkout here, so that a live file says nothing by having them. */
export async function convertsLineEnds(git: Git): Promise<boolean> {
  return ['true', 'input'].includes((await git.config('core.autocrlf'))?.toLowerCase() ?? '');
}

/**
 * What a person changed by hand and has not committed: live files that differ from the commit's, with the live text. A file that is missing from the
 * work tree is no edit (sparse checkouts and `git clean` look the same), and line ends that git converts on checkout are none either.
 */
export function handEdits(committed: MemoryFiles, live: MemoryFiles, options: { readonly convertsLineEnds: boolean }): Map<string, string> {
  const edits = new Map<string, string>();
  for (const path of [...live.keys()].toSorted()) {
    const text = live.get(path) ?? '';
    const before = committed.get(path);
    const now = options.convertsLineEnds && !before?.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;
    if (now !== before) edits.set(path, now);
  }
  return edits;
}
