/** What lies on the virtual disk and in its git, read past the ports: no look counts as a call, and none changes anything. */
import { GIT_REFS, isOwnRef, journalRef, REFS } from '../../base/refs.js';
import { readReview, type Review } from '../../dream/review/review.js';
import type { ObjectId } from '../../world/git-refs.js';
import { virtualObjects, type VirtualObjects } from '../virtual-objects.js';
import type { Place, Stage } from './stage.js';

const known = new WeakMap<Place, VirtualObjects>();

export function objectsOf(place: Place): VirtualObjects {
  let objects = known.get(place);
  if (!objects) known.set(place, (objects = virtualObjects(place.repo.volume, place.repo.repository)));
  return objects;
}

/** The text of a file; '' where there is none. */
export function textAt({ repo }: Pick<Place, 'repo'>, path: string): string {
  return repo.volume.contentSync(path)?.toString('utf8') ?? '';
}

/** All files below a folder, without their bytes copied. */
export function filesBelow(
  { repo }: Pick<Place, 'repo'>,
  folder: string,
  passes: (path: string) => boolean = () => false,
): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  const walk = (at: string): void => {
    for (const { name, kind } of repo.volume.entriesSync(at)) {
      const path = `${at}/${name}`;
      if (passes(path)) continue;
      if (kind === 'directory') walk(path);
      const content = kind === 'file' ? repo.volume.contentSync(path) : undefined;
      if (content) found.set(path, content);
    }
  };
  walk(folder);
  return found;
}

/** The name of a work tree's journal; undefined before its first line. */
export function writerAt(place: Place): string | undefined {
  return textAt(place, place.ws.writerFile).trim() || undefined;
}

const decoder = new TextDecoder();
/** The bytes of a blob -> its text: they are asked for after each step. */
const texts = new WeakMap<Uint8Array, string>();

/** The text of a blob; '' for one that cannot be read. */
export function blobText(objects: VirtualObjects, id: ObjectId): string {
  const bytes = objects.blob(id);
  if (!bytes) return '';
  let text = texts.get(bytes);
  if (text === undefined) texts.set(bytes, (text = decoder.decode(bytes)));
  return text;
}

/** All that the journal of a work tree holds: its tails, and what its ref has. */
export function journalText(place: Place, writer: string): string {
  const parts = [...filesBelow(place, `${place.ws.tails}/${writer}`).values()].map(String);
  const objects = objectsOf(place);
  const tip = objects.refs.read(journalRef(writer));
  if (tip !== undefined) for (const { id } of objects.files(tip).values()) parts.push(blobText(objects, id));
  return parts.join('\n');
}

/** All live logs of a work tree. */
export function liveText(place: Place): string {
  return [...filesBelow(place, place.ws.logs).values()].map(String).join('\n');
}

/** Folders of the logs that are repositories of their own. */
export function nestedIn({ repo: { volume }, ws }: Place): string[] {
  const found: string[] = [];
  const walk = (at: string): void => {
    const entries = volume.entriesSync(at);
    if (entries.some(({ name }) => name === '.git')) found.push(at);
    else for (const { name, kind } of entries) if (kind === 'directory') walk(`${at}/${name}`);
  };
  if (volume.nodeSync(ws.logs) !== undefined) walk(ws.logs);
  return found;
}

/** True where the branch that is checked out, a repository among the logs, or a stash, keeps the logs of the work tree from being read and written. */
export function areLogsAway(place: Place): boolean {
  const { index, refs } = objectsOf(place);
  if ([...index.entries().keys()].some((path) => path.startsWith('.kairos/logs') || path === '.kairos')) return true;
  if (nestedIn(place).length > 0) return true;
  return refs.read(GIT_REFS.stash) !== undefined && place.repo.volume.nodeSync(place.ws.logs) === undefined;
}

/** The person's refs: all but those that kairos moves. */
export function personsRefs(place: Place): Map<string, ObjectId> {
  const { refs } = objectsOf(place);
  const names = refs.names().filter((name) => !isOwnRef(name));
  return new Map(names.flatMap((name) => [[name, refs.read(name) ?? '']]));
}

/** What of kairos lies in the refs: journals, the open dream and what is under way. */
export function ownRefs(place: Place): Map<string, ObjectId> {
  const { refs } = objectsOf(place);
  return new Map(refs.names().flatMap((name) => (isOwnRef(name) ? [[name, refs.read(name) ?? '']] : [])));
}

const reviews = new WeakMap<Place, { readonly refs: string; readonly review: Review | undefined }>();

/** What a reviewer would see, from the branch alone: read once for as long as the refs stay, since the objects behind them do not change. */
export async function reviewAt(stage: Stage, place: Place): Promise<Review | undefined> {
  if (stage.isDamaged) return readReview(place.world);
  const objects = objectsOf(place).refs;
  const refs = [stage.powerLosses, ...objects.names().map((name) => `${name} ${objects.read(name)}`)].join('\n');
  const known = reviews.get(place);
  if (known?.refs === refs) return known.review;
  const review = await readReview(place.world);
  reviews.set(place, { refs, review });
  return review;
}

export function openDreamAt(place: Place): ObjectId | undefined {
  return objectsOf(place).refs.read(REFS.openDream);
}

/** The places of one clone: they share refs, journals and what is forgotten. */
export function cloneOf(stage: Stage, place: Place): readonly Place[] {
  return [...stage.places.values()].filter(({ ws }) => ws.commonDir === place.ws.commonDir);
}

/** How often a text stands in another. */
export function countOf(text: string, part: string): number {
  return text.split(part).length - 1;
}
