/**
 * What of that which a commit brought still stands in the tree of the base: which of its lines are found in a file of it, wherever that is now. It reads git's
 * objects and fetches nothing, and says only what stands; what follows for a claim is decided elsewhere.
 */
import { shortId } from '../../base/git-objects.js';
import type { AddedLines } from '../../world/git-history.js';
import type { ObjectId } from '../../world/git-refs.js';
import type { TreeFile } from '../../world/git-tree.js';
import type { World } from '../../world/world.js';
import { portions } from './portions.js';
import { isWitness, TESTIFIES_MOST_BYTES, type Testifying } from './testifying.js';

/** A line that a commit brought. */
export interface BroughtLine {
  readonly line: string;
  readonly stands: boolean;
}

/** Twelve digits of a commit -> the lines that it brought, as far as they tell something; those of which nothing can be told are left out. */
export type Surviving = ReadonlyMap<string, readonly BroughtLine[]>;

/** So much of a tree is read in all: what is left unread of a larger one could hold any line. */
const READ_MOST_BYTES = 96 * 1024 * 1024;
/** A shorter line, or one of fewer words, stands anywhere. */
const LINE = { characters: 16, words: 3 } as const;
/** A line that stands in more places may be another one. */
const PLACES_MOST = 1;

/** @throws what reading git's objects throws. */
export async function readSurviving({ git }: Pick<World, 'git'>, commits: readonly ObjectId[], tree: Testifying): Promise<Surviving> {
  const brought = new Map<ObjectId, ReadonlySet<string>>();
  for (const [id, files] of await git.addedLines(commits, { mostBytes: TESTIFIES_MOST_BYTES })) {
    const lines = linesOf(files.filter(({ path }) => isWitness(path, tree.isNotOurs) && !tree.large.has(path)));
    if (lines.size > 0) brought.set(id, lines);
  }
  const places = await placesOf(git, new Set([...brought.values()].flatMap((lines) => [...lines])), tree.files);
  if (places === undefined) return new Map();
  return new Map(
    [...brought].flatMap(([id, lines]) => {
      const own = [...lines].filter((line) => (places.get(line) ?? 0) <= PLACES_MOST);
      return own.length === 0 ? [] : [[shortId(id), own.map((line) => ({ line, stands: places.has(line) }))] as const];
    }),
  );
}

function linesOf(files: readonly AddedLines[]): Set<string> {
  return new Set(files.flatMap(({ lines }) => lines.map(bare)).filter((line) => line.length >= LINE.characters && WORDS.test(line)));
}

const WORDS = new RegExp(`(?:[\\p{L}\\p{N}_]+[^\\p{L}\\p{N}_]+){${LINE.words - 1}}[\\p{L}\\p{N}_]`, 'u');

/** A line as it is compared: what it is indented by, and how its words are set apart, says nothing. */
function bare(line: string): string {
  return line.trim().replace(/\s+/g, ' ');
}

/** In how many places of the tree each of the lines stands; undefined where not all of the tree can be read. */
async function placesOf(
  git: World['git'],
  wanted: ReadonlySet<string>,
  files: readonly TreeFile[],
): Promise<ReadonlyMap<string, number> | undefined> {
  const places = new Map<string, number>();
  if (wanted.size === 0) return places;
  if (files.some(({ size }) => size === undefined) || files.reduce((sum, { size = 0 }) => sum + size, 0) > READ_MOST_BYTES)
    return undefined;
  const sizes = new Map(files.map(({ id, size = 0 }) => [id, size]));
  // The same text in two files stands in two places.
  const copies = new Map<ObjectId, number>();
  for (const { id } of files) copies.set(id, (copies.get(id) ?? 0) + 1);
  const decoder = new TextDecoder();
  for (const ids of portions(sizes)) {
    const blobs = await git.readBlobs(ids);
    if (blobs.size < ids.length) return undefined;
    for (const [id, bytes] of blobs)
      for (const line of decoder.decode(bytes).split('\n')) {
        const one = bare(line);
        if (wanted.has(one)) places.set(one, (places.get(one) ?? 0) + (copies.get(id) ?? 1));
      }
  }
  return places;
}
