/**
 * What an import comes to: which memories of the files are new, and which older ones they replace. Ids follow from place and text, so that the same file
 * gives the same entries everywhere and at any time. Pure.
 */
import { entryId, type Entry, type EntryDraft } from '../memory/entry.js';
import { formatImportText, readImportText, type ImportSource } from '../memory/import-text.js';
import type { ImportFile, ImportUnit } from './imported-file.js';

/** One memory of a file, without secrets. */
export interface ReadUnit extends ImportUnit {
  readonly file: ImportFile;
  readonly atMs: number;
  readonly actor: 'repo' | 'model' | undefined;
  /** How many secrets were replaced in it. */
  readonly secrets: number;
}

export interface PlannedImport {
  readonly unit: ReadUnit;
  readonly draft: EntryDraft & { readonly id: string };
  /** The entry that it replaces. */
  readonly inPlaceOf: string | undefined;
}

/** A memory that stands in its file no longer, and nothing in its place. */
export interface TakenOut {
  readonly path: string;
  readonly section: string | undefined;
  readonly inPlaceOf: string;
  readonly draft: EntryDraft & { readonly id: string };
}

/** A file whose memories are all known: that it has, or none, since it is gone. */
export interface WholeFile {
  readonly source: ImportSource;
  readonly shown: string;
  readonly by: ReadUnit['actor'];
  /** Since when it is as it is, at the latest. */
  readonly atMs: number;
}

export interface ImportPlan {
  readonly fresh: readonly PlannedImport[];
  readonly takenOut: readonly TakenOut[];
  /** How many memories stand in the journal already, or were forgotten. */
  readonly known: number;
}

/** Texts with so many of their words in common are the same rule, edited. */
const ALIKE = 0.3;

/** @param whole the files of which `units` has all that stands there. @param entries all of the journal. @param forgotten ids that must not come back. */
export function planImport(
  units: readonly ReadUnit[],
  whole: readonly WholeFile[],
  entries: readonly Entry[],
  forgotten: ReadonlySet<string>,
): ImportPlan {
  const before = importsIn(entries);
  const placed = units.map((unit) => ({ unit, ...idOf(unit, before.replacedBy) }));
  const current = new Set(placed.map(({ id }) => id));
  const isKnown = (id: string): boolean => before.ids.has(id) || forgotten.has(id);
  const seen = new Set<string>();
  const fresh = placed.filter(({ id }) => !isKnown(id) && !seen.has(id) && seen.add(id));
  const successors = successorsOf(placed);
  const leftAt = (path: string): Known[] =>
    (before.byPath.get(path) ?? []).filter(({ id }) => !current.has(id) && !before.replacedBy.has(id));
  const edits = editsOf(fresh, leftAt);
  const edited = new Set(edits.values());
  return {
    takenOut: whole.flatMap((file) =>
      leftAt(placeKey(file.source, file.shown))
        .filter(({ id }) => !edited.has(id))
        .map((known) => takenOutOf(file, known))
        .filter(({ draft }) => !isKnown(draft.id)),
    ),
    known: new Set(placed.map(({ id }) => id).filter(isKnown)).size,
    fresh: fresh.map(({ unit, id, after }) => {
      const inPlaceOf = edits.get(id) ?? (after !== undefined && before.takenOut.has(after) ? after : undefined);
      const supersededBy = unit.supersededBy === undefined ? undefined : successors(unit, unit.supersededBy);
      const text = formatImportText({
        body: unit.text,
        path: unit.file.shown,
        source: unit.file.source,
        ...(unit.section !== undefined && { section: unit.section }),
        ...(inPlaceOf !== undefined && { inPlaceOf }),
        ...(supersededBy !== undefined && { supersededBy }),
      });
      return {
        unit,
        inPlaceOf,
        draft: { kind: 'import', id, atMs: unit.atMs, text, ...(unit.actor !== undefined && { actor: unit.actor }) },
      };
    }),
  };
}

/** The places from which something was imported and stands, each once. */
export function placesIn(entries: readonly Entry[]): { readonly source: ImportSource; readonly path: string }[] {
  const places = new Map<string, { source: ImportSource; path: string }>();
  for (const { kind, ours, text } of entries) {
    const read = kind === 'import' && ours ? readImportText(text) : undefined;
    if (read && !read.isTakenOut) places.set(placeKey(read.source, read.path), { source: read.source, path: read.path });
  }
  return [...places.values()];
}

interface Known {
  readonly id: string;
  readonly body: string;
  readonly section: string | undefined;
}

interface Before {
  readonly ids: ReadonlySet<string>;
  /** Ids of those that tell that another was taken out. */
  readonly takenOut: ReadonlySet<string>;
  /** By source and path. */
  readonly byPath: ReadonlyMap<string, readonly Known[]>;
  readonly replacedBy: ReadonlyMap<string, string>;
}

function importsIn(entries: readonly Entry[]): Before {
  const byPath = new Map<string, Known[]>();
  const replacedBy = new Map<string, string>();
  const ids = new Set<string>();
  const takenOut = new Set<string>();
  for (const { id, kind, ours, text } of entries) {
    const read = kind === 'import' && ours ? readImportText(text) : undefined;
    if (!read) continue;
    ids.add(id);
    if (read.inPlaceOf !== undefined) replacedBy.set(read.inPlaceOf, id);
    if (read.isTakenOut) takenOut.add(id);
    const key = placeKey(read.source, read.path);
    if (!read.isTakenOut) byPath.set(key, [...(byPath.get(key) ?? []), { id, body: read.body, section: read.section }]);
  }
  return { ids, takenOut, byPath, replacedBy };
}

/** A text that stood there, was replaced and stands there again is another entry: the first one is no longer what holds. `after`: what had replaced it. */
function idOf({ file, text }: ReadUnit, replacedBy: ReadonlyMap<string, string>): { id: string; after?: string } {
  let key = [file.source, file.shown, text].join('\0');
  let after: string | undefined;
  for (;;) {
    const id = entryId('import', key);
    const by = replacedBy.get(id);
    if (by === undefined) return { id, ...(after !== undefined && { after }) };
    after = by;
    key += `\0${by}`;
  }
}

/** So much an entry quotes of what was taken out. */
const QUOTED_CHARACTERS = 300;

function takenOutOf({ source, shown, by, atMs }: WholeFile, { id, body, section }: Known): TakenOut {
  const text = formatImportText({
    body: `No longer in ${shown}: ${body.replace(/\s+/g, ' ').slice(0, QUOTED_CHARACTERS)}`,
    path: shown,
    source,
    isTakenOut: true,
    inPlaceOf: id,
    ...(section !== undefined && { section }),
  });
  const key = [source, shown, 'taken out', id].join('\0');
  const draft = { kind: 'import', id: entryId('import', key), atMs, text, ...(by !== undefined && { actor: by }) } as const;
  return { path: shown, section, inPlaceOf: id, draft };
}

function placeKey(source: string, path: string): string {
  return `${source}\0${path}`;
}

interface Placed {
  readonly unit: ReadUnit;
  readonly id: string;
}

/** New memory -> the older one of its file that it replaces: the only one of a file that is one memory, else the likest of those that no longer stand there. */
function editsOf(fresh: readonly Placed[], leftAt: (path: string) => readonly Known[]): Map<string, string> {
  const edits = new Map<string, string>();
  const byPath = new Map<string, Placed[]>();
  for (const placed of fresh) {
    const key = placeKey(placed.unit.file.source, placed.unit.file.shown);
    byPath.set(key, [...(byPath.get(key) ?? []), placed]);
  }
  for (const [path, news] of byPath) {
    const left = new Map(leftAt(path).map((known) => [known.id, known]));
    const pairs = news.flatMap(({ unit, id }) => [...left.values()].map((known) => ({ id, known, share: likeness(unit, known) })));
    const [only, first] = [left.size === 1 ? [...left.keys()][0] : undefined, news[0]];
    if (only !== undefined && first && news.length === 1 && isWhole(first.unit)) {
      edits.set(first.id, only);
      continue;
    }
    for (const { id, known, share } of pairs.toSorted((a, b) => b.share - a.share)) {
      if (share < ALIKE || edits.has(id) || !left.delete(known.id)) continue;
      edits.set(id, known.id);
    }
  }
  return edits;
}

function isWhole({ file, section }: ReadUnit): boolean {
  return section === undefined && file.source !== 'rule';
}

/** The share of words that two texts have in common; under the same headings they need fewer. */
function likeness({ text, section }: ReadUnit, known: Known): number {
  const [one, other] = [wordsOf(text), wordsOf(known.body)];
  const common = [...one].filter((word) => other.has(word)).length;
  const share = common / Math.max(1, one.size + other.size - common);
  return section === known.section ? share + ALIKE / 2 : share;
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
}

/** The entry of the record in the same folder that a status names by its file or by its number. */
function successorsOf(placed: readonly Placed[]): (unit: ReadUnit, named: string) => string | undefined {
  const byName = new Map<string, string>();
  for (const { unit, id } of placed) {
    const folder = unit.file.shown.slice(0, unit.file.shown.lastIndexOf('/') + 1);
    const name = unit.file.shown.slice(folder.length);
    const number = /^(?:adr[-_ ]?)?0*(\d{1,5})(?=[-_. ])/i.exec(name)?.[1];
    byName.set(`${folder}${name}`, id);
    if (number !== undefined) byName.set(`${folder}#${number}`, id);
  }
  return (unit, named) => {
    const folder = unit.file.shown.slice(0, unit.file.shown.lastIndexOf('/') + 1);
    return byName.get(`${folder}${named}`) ?? byName.get(`${folder}#${named.replace(/^0+(?=\d)/, '')}`);
  };
}
