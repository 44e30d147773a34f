/** Reads long-term memory as it lies in the work tree: topics and MEMORY.md. It writes nothing and follows no symbolic link. */
import { compareText } from '../base/order.js';
import { isTopicSlug, type Workspace } from '../base/workspace.js';
import type { FileKind } from '../world/files.js';
import type { World } from '../world/world.js';
import type { Problem } from './entry.js';
import type { LogView } from './log-view.js';
import { isRealFolder, linkProblem } from './no-links.js';
import { TOPIC_LIMIT_BYTES } from './topic-bullet.js';
import type { Topic } from './topic.js';

type Disk = Pick<World, 'files'>;

const MEMORY_LIMIT_BYTES = 1024 * 1024;

/** The topics on disk, sorted by slug. Files that cannot be topics (a link, a bad name, over 256 KB) are problems and are not read. */
export async function readTopics(world: Disk, ws: Workspace, view: LogView): Promise<{ topics: Topic[]; problems: Problem[] }> {
  const problems: Problem[] = [];
  const topics: Topic[] = [];
  if (!(await isRealFolder(world, ws, '', problems)) || !(await isRealFolder(world, ws, 'topics', problems))) return { topics, problems };
  const files = (await world.files.list(ws.topics)).filter(({ name }) => name.endsWith('.md'));
  // remark takes longer to load than the rest of the program, so it is loaded only if there are topics.
  const { parseTopic } = files.length > 0 ? await import('./topic.js') : { parseTopic: undefined };
  for (const { name, kind } of files) {
    const path = `topics/${name}`;
    const refusal = refuseTopic(name, kind, (await world.files.stat(`${ws.topics}/${name}`))?.sizeBytes ?? 0);
    const text = refusal ? undefined : (view.overlay.get(path) ?? (await world.files.read(`${ws.topics}/${name}`)));
    if (refusal) problems.push({ path, line: 0, message: refusal });
    if (text === undefined || !parseTopic) continue;
    const unlike = await unlikeText(world, `${ws.topics}/${name}`, text);
    if (unlike) problems.push({ path, ...unlike });
    // Text in UTF-16 would read as a topic without claims.
    if (text.includes('\0')) continue;
    const parsed = parseTopic(text, path);
    topics.push(parsed.topic);
    problems.push(...parsed.problems);
  }
  return { topics: topics.toSorted((a, b) => compareText(a.slug, b.slug)), problems };
}

/** The text of MEMORY.md; undefined if there is none, or if it may not be read (then a problem says why). */
export async function readMemoryIndex(world: Disk, ws: Workspace): Promise<{ text: string | undefined; problems: Problem[] }> {
  const problems: Problem[] = [];
  const path = 'MEMORY.md';
  if (!(await isRealFolder(world, ws, '', problems))) return { text: undefined, problems };
  const stat = await world.files.stat(ws.memoryIndex);
  if (!stat) return { text: undefined, problems };
  if (stat.kind !== 'file') problems.push(stat.kind === 'link' ? linkProblem(path) : { path, line: 0, message: 'is not a file' });
  else if (stat.sizeBytes > MEMORY_LIMIT_BYTES) problems.push({ path, line: 0, message: tooLarge(stat.sizeBytes, MEMORY_LIMIT_BYTES) });
  return { text: problems.length > 0 ? undefined : await world.files.read(ws.memoryIndex), problems };
}

/** Where the text is no UTF-8. A topic with a few such bytes is read all the same, one with NUL bytes is not. */
async function unlikeText(world: Disk, path: string, text: string): Promise<Pick<Problem, 'line' | 'message'> | undefined> {
  const at = (place: number): number => text.slice(0, place).split('\n').length;
  const nul = text.indexOf('\0');
  if (nul >= 0) return { line: at(nul), message: 'holds NUL bytes, as text in UTF-16 does; the topic is not read' };
  const odd = text.indexOf('\uFFFD');
  if (odd < 0 || isUtf8(await world.files.readBytes(path))) return undefined;
  return { line: at(odd), message: 'holds bytes that are not UTF-8; they are read as \uFFFD' };
}

/** True also for a text that holds U+FFFD itself. */
function isUtf8(bytes: Uint8Array | undefined): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function refuseTopic(name: string, kind: FileKind, sizeBytes: number): string | undefined {
  if (kind === 'link') return 'is a symbolic link and is not followed';
  if (kind !== 'file') return 'is not a file';
  if (!isTopicSlug(name.slice(0, -3))) return 'is not a topic\'s name: lower-case letters, digits, ".", "_" and "-", 80 at most';
  return sizeBytes > TOPIC_LIMIT_BYTES ? tooLarge(sizeBytes, TOPIC_LIMIT_BYTES) : undefined;
}

function tooLarge(sizeBytes: number, limitBytes: number): string {
  return `${sizeBytes} bytes are over the limit of ${limitBytes}; it is not read`;
}
