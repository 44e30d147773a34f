/**
 * The tree of the base as a witness: its paths and the words of its files. It reads git's objects and nothing of the work tree, fetches nothing, and says only
 * what stands there; what follows for a claim is decided elsewhere.
 */
import { MEMORY } from '../../base/memory-paths.js';
import { plural } from '../../base/plural.js';
import type { Workspace } from '../../base/workspace.js';
import type { ObjectId } from '../../world/git-refs.js';
import type { TreeFile } from '../../world/git-tree.js';
import type { World } from '../../world/world.js';
import { notOurs, type Attribute } from './attributes.js';
import { isPinning, pinnedIn, type Pinned } from './pinned.js';
import { readDocuments, type Documents } from './documents.js';
import { factsIn } from './manifests.js';
import type { SlotFact } from './slots.js';
import { portions } from './portions.js';
import { TESTIFIES_MOST_BYTES, testifyingIn, type Testifying } from './testifying.js';
import { keepWords, keptWords } from './word-cache.js';
import { vocabularyOf, wordsIn, wordsOf, type Vocabulary } from './words.js';

export interface TreeWitness {
  /** False where too much of the tree is not in this clone: then it says nothing of any claim. */
  readonly speaks: boolean;
  /** False where words are unknown, because a file is not in this clone: what is not seen may stand there. */
  readonly isWhole: boolean;
  /** True where the file stands at this path, or its whole folder was moved; also for files that do not testify. */
  stands(path: string): boolean;
  /** True where the name of a thing, a file or a folder stands in a path or in a file that testifies. */
  sees(name: string): boolean;
  /** True where an identifier stands whole in a file that testifies: `half_close` and `halfClose`, but not where only `http1_half_closed` does. */
  holds(identifier: string): boolean;
  /** A file that testifies, at exactly this path. */
  file(
    path: string,
  ): { readonly blob: ObjectId; /** Undefined where they are not known. */ readonly words: TreeFileWords | undefined } | undefined;
  /** True for a file that stands at this path and does not testify, or is not here: nothing is known of its words. */
  isMissing(path: string): boolean;
  /** The path that a text means by the name of a file; undefined where none ends so, or several do. */
  pathNamed(name: string): string | undefined;
  /** What its manifests state. */
  readonly facts: readonly SlotFact[];
  /** The versions at which its manifests hold dependencies. */
  readonly pinned: Pinned;
  /** What its documents say of how one works on it. */
  readonly documents: Documents;
  /** For the report, where the tree is no witness. */
  readonly silence?: string;
}

/** The words of one file. */
export interface TreeFileWords {
  sees(name: string): boolean;
}

/** Of so many files that are not here the witness is silent. */
const MISSING_MOST = 0.01;

type Disk = Pick<World, 'files' | 'git'>;

/**
 * @param listed every file of the base's tree, as `readTree` lists it. @param witnesses those of them that testify.
 * @throws what reading git's objects throws.
 */
export async function readTreeWitness(
  world: Disk,
  ws: Workspace,
  listed: readonly TreeFile[],
  { files: witnesses }: Testifying,
): Promise<TreeWitness> {
  const files = listed.filter(({ path }) => !path.startsWith(`${MEMORY.root}/`));
  const wanted = new Set(witnesses.map(({ id }) => id));
  const words = await keptWords(world, ws.treeWords, wanted);
  const unread = new Map(witnesses.flatMap(({ id, size }) => (size === undefined || words.has(id) ? [] : [[id, size]])));
  for (const ids of portions(unread)) for (const [id, bytes] of await world.git.readBlobs(ids)) words.set(id, wordsOf(bytes));
  if (unread.size > 0) await keepWords(world, ws.treeWords, words);
  const missing = witnesses.filter(({ id }) => !words.has(id));
  const speaks = missing.length <= witnesses.length * MISSING_MOST;
  return {
    speaks,
    isWhole: missing.length === 0,
    stands: standing(files.map(({ path }) => path)),
    ...seeing(witnesses, words),
    ...filesIn(files, witnesses, words),
    facts: await factsIn(world, files),
    pinned: await pinnedBy(world, files),
    documents: await readDocuments(world, files),
    ...(!speaks && {
      silence: `the tree is no witness of what holds: ${plural(missing.length, 'file')} of ${witnesses.length} ${missing.length === 1 ? 'is' : 'are'} not in this clone, and nothing is fetched`,
    }),
  };
}

/** Which of the files of a tree testify. @param listed as `readTree` lists them. @throws what reading git's objects throws. */
export async function testifyingAmong(world: Pick<World, 'git'>, listed: readonly TreeFile[]): Promise<Testifying> {
  const files = listed.filter(({ path }) => !path.startsWith(`${MEMORY.root}/`));
  return testifyingIn(files, await attributesIn(world, files));
}

async function attributesIn({ git }: Pick<World, 'git'>, files: readonly TreeFile[]): Promise<Attribute> {
  const found = files.filter(
    ({ path, size }) => /(?:^|\/)\.gitattributes$/.test(path) && size !== undefined && size <= TESTIFIES_MOST_BYTES,
  );
  const blobs = await git.readBlobs(found.map(({ id }) => id));
  const decoder = new TextDecoder();
  return notOurs(new Map(found.map(({ path, id }) => [path, decoder.decode(blobs.get(id))])));
}

async function pinnedBy({ git }: Disk, files: readonly TreeFile[]): Promise<Pinned> {
  const blobs = await git.readBlobs(files.filter(isPinning).map(({ id }) => id));
  const decoder = new TextDecoder();
  return pinnedIn([...blobs.values()].map((bytes) => decoder.decode(bytes)));
}

/** `lib/view.js` of the time stands as `src/lib/view.js`: one of both paths ends in the other, with its folder. */
function standing(paths: readonly string[]): (path: string) => boolean {
  const all = new Set(paths);
  let ends: Set<string> | undefined;
  return (path) => {
    if (all.has(path)) return true;
    ends ??= new Set(paths.flatMap(endsOf));
    return ends.has(path) || endsOf(path).some((end) => all.has(end));
  };
}

/** The path without its first folder, without the next, and so on down to the last folder. */
function endsOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1, -1).map((_, at) => parts.slice(at + 1).join('/'));
}

function seeing(witnesses: readonly TreeFile[], words: ReadonlyMap<ObjectId, readonly string[]>): Pick<TreeWitness, 'sees' | 'holds'> {
  let vocabulary: Vocabulary | undefined;
  const all = (): Vocabulary => (vocabulary ??= vocabularyOf(allWords(witnesses, words)));
  const paths = witnesses.map(({ path }) => `/${path.toLowerCase()}/`);
  return {
    sees: (name) => {
      const bare = name.toLowerCase().replace(/^[./]+|\/+$/g, '');
      if (bare.includes('/') && paths.some((path) => path.includes(`/${bare}/`))) return true;
      return wordsIn(name).every((word) => all().has(word));
    },
    holds: (identifier) => wordsIn(identifier).every((word) => all().hasWhole(word)),
  };
}

function filesIn(
  files: readonly TreeFile[],
  witnesses: readonly TreeFile[],
  words: ReadonlyMap<ObjectId, readonly string[]>,
): Pick<TreeWitness, 'file' | 'isMissing' | 'pathNamed'> {
  const [all, byPath] = [new Set(files.map(({ path }) => path)), new Map(witnesses.map((file) => [file.path, file]))];
  return {
    file: (path) => {
      const file = byPath.get(path);
      const own = file && words.get(file.id);
      return file && { blob: file.id, words: own && seeing([file], words) };
    },
    isMissing: (path) => all.has(path) && !byPath.has(path),
    pathNamed: (name) => {
      if (byPath.has(name)) return name;
      const ends = [...byPath.keys()].filter((path) => path.endsWith(`/${name}`));
      return ends.length === 1 ? ends[0] : undefined;
    },
  };
}

function allWords(witnesses: readonly TreeFile[], words: ReadonlyMap<ObjectId, readonly string[]>): Set<string> {
  const all = new Set<string>();
  for (const { path, id } of witnesses) {
    for (const word of wordsIn(path)) all.add(word);
    for (const word of words.get(id) ?? []) all.add(word);
  }
  return all;
}
