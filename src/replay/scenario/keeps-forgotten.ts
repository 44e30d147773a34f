/** What was forgotten stays forgotten in every place that is kairos's own: logs, tails, journals, copies, indexes, records. */
import { journalRef, REFS } from '../../base/refs.js';
import type { Place } from './stage.js';
import { blobText, cloneOf, filesBelow, nestedIn, objectsOf, textAt } from './on-disk.js';
import type { Broken, Keeper } from './invariant.js';

/** What may hold a text. */
interface Holder {
  includes(text: string): boolean;
}

interface Forgotten {
  readonly clone: string;
  readonly id: string;
  readonly text: string;
}

export function forgottenKeeper(): Keeper {
  const forgotten: Forgotten[] = [];
  return {
    after: ({ stage, happened, isCalm, place: here }) => {
      for (const { place: name, id, text, isDone } of happened.forgotten.splice(0)) {
        const place = stage.places.get(name);
        // One that was cut short counts from when it was written down that it is to be forgotten.
        if (place && (isDone || isBegun(place, id))) forgotten.push({ clone: place.ws.commonDir, id, text });
      }
      if (!isCalm || forgotten.length === 0) return [];
      const mine = forgotten.filter(({ clone }) => clone === here.ws.commonDir);
      if (mine.length === 0) return [];
      const clone = cloneOf(stage, here);
      const places = ownPlaces(clone);
      const words = personsWords(clone);
      return mine.flatMap(({ id, text }): Broken[] => {
        // What the person's topics say is found by the index as well.
        const isSaid = words.includes(text);
        const where = places.find(([name, content]) => content.includes(text) && !(isSaid && isIndex(clone, name)));
        return where
          ? [{ invariant: 'forgotten', what: `^${id} was forgotten and stands in ${where[0]}`, expected: 'nowhere', actual: text }]
          : [];
      });
    },
  };
}

function isBegun(place: Place, id: string): boolean {
  return (
    textAt(place, place.ws.forgotten).includes(id) ||
    [...filesBelow(place, place.ws.forgetIntents).values()].some((one) => one.includes(id))
  );
}

/** What topics and MEMORY.md of the work trees say. */
function personsWords(places: readonly Place[]): string {
  return places
    .flatMap((place) => [textAt(place, place.ws.memoryIndex), ...[...filesBelow(place, place.ws.topics)].map(([, content]) => content)])
    .join('\n');
}

function isIndex(places: readonly Place[], path: string): boolean {
  return places.some(({ ws }) => path.startsWith(`${ws.lexicalIndex}/`));
}

/** All that is kairos's own in a clone, by the name of its place: what the person's branches hold is the person's, and so are files that git tracks here, and a repository among the logs. */
function ownPlaces(places: readonly Place[]): (readonly [string, Holder])[] {
  const found: (readonly [string, Holder])[] = [];
  for (const place of places) {
    const { kairos, gitFolder, topics, dreams, memoryIndex } = place.ws;
    const tracked = objectsOf(place).index.entries();
    const nested = new Set(nestedIn(place));
    const isTracked = (path: string): boolean => tracked.has(path.slice(place.ws.root.length + 1)) || nested.has(path);
    const isPersons = (path: string): boolean => path === topics || path === dreams || path === memoryIndex || isTracked(path);
    found.push(...filesBelow(place, kairos, isPersons), ...filesBelow(place, gitFolder));
  }
  const [first] = places;
  if (!first) return found;
  if (first.ws.commonFolder !== first.ws.gitFolder) found.push(...filesBelow(first, first.ws.commonFolder));
  const objects = objectsOf(first);
  for (const name of objects.refs.names().filter((ref) => ref.startsWith(REFS.journals))) {
    const tip = objects.refs.read(name);
    if (tip === undefined) continue;
    for (const [path, { id }] of objects.files(tip))
      found.push([`${journalRef(name.slice(REFS.journals.length))}:${path}`, blobText(objects, id)]);
  }
  return found;
}
