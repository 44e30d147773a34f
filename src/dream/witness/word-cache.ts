/**
 * The words of blobs, kept by blob id in one derived file of the git directory (FORMAT.md), so that a dream reads only the files that changed. A line that is
 * no line of ours is passed over, and what it held is read again.
 */
import type { ObjectId } from '../../world/git-refs.js';
import type { World } from '../../world/world.js';
import { sha256 } from '../../base/hash.js';

const HEAD = 'kairos words 1';
/** More is read anew each time: so much text takes longer to load than to find out. */
const KEPT_MOST_CHARACTERS = 64 * 1024 * 1024;

export type WordsByBlob = ReadonlyMap<ObjectId, readonly string[]>;

/** What is kept of these blobs. A file that was cut short, or written by anything else, holds nothing. */
export async function keptWords(
  { files }: Pick<World, 'files'>,
  path: string,
  wanted: ReadonlySet<ObjectId>,
): Promise<Map<ObjectId, readonly string[]>> {
  const kept = new Map<ObjectId, readonly string[]>();
  const text = await files.read(path);
  const [head, digest, ...lines] = text?.split('\n') ?? [];
  if (head !== HEAD || digest !== sha256(lines.join('\n'))) return kept;
  for (const line of lines) {
    const [id = '', ...words] = line.split(' ');
    if (wanted.has(id)) kept.set(id, words);
  }
  return kept;
}

/** Keeps the words of these blobs and of no others. Where that cannot be written, the next dream reads the files again. */
export async function keepWords({ files }: Pick<World, 'files'>, path: string, words: WordsByBlob): Promise<void> {
  const lines = [...words].map(([id, found]) => [id, ...found].join(' ')).toSorted();
  const text = lines.map((line) => `${line}\n`).join('');
  if (text.length > KEPT_MOST_CHARACTERS) return;
  await files.write(path, `${HEAD}\n${sha256(text)}\n${text}`).catch(() => undefined);
}
