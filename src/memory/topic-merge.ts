/**
 * Merges two versions of a topic: bullets by their ids, other lines by position. Pure. A merge must not lose a bullet: it removes one only if one
 * side removed it and the other did not change it.
 */
import { compareText } from '../base/order.js';
import { addRelates, addSources } from './topic-edit.js';
import { eolOf } from './topic-layout.js';
import { parseTopic } from './topic.js';
import { bulletParts } from './topic-bullet.js';
import { isRelatesLine, mergedRelates } from './topic-relates.js';

/** A part that both sides changed differently. The merged text has ours, or theirs if we removed the bullet. Id '': lines between bullets. */
export interface TopicConflict {
  readonly id: string;
  readonly ours?: string;
  readonly theirs?: string;
  readonly base?: string;
}

/** A bullet with its lines, or one other line. */
interface Piece {
  /** The text with a final newline. */
  readonly raw: string;
  /** The text for comparing: equal newlines, no blanks at line ends. */
  readonly key: string;
  /** The id of a bullet, at its first place in the text. */
  readonly id?: string;
  readonly bullet: boolean;
}

/** With more cells in the alignment table, the middle of two versions counts as rewritten and is not aligned. */
const ALIGN_LIMIT = 16_000_000;

/**
 * Three-way merge. `ours` is the person's version: its lines, newlines and BOM stay. From `theirs` come all new or changed bullets, and other lines
 * where ours did not change the base. Relations of both sides are kept. `base` may be '' (both sides made the topic).
 * @throws KairosError `damaged`, `over-limit` if bullets cannot be added to ours, as `addSources`.
 */
export function mergeTopics(base: string, ours: string, theirs: string): { text: string; conflicts: TopicConflict[] } {
  if (base === theirs || ours === theirs) return { text: ours, conflicts: [] };
  if (base === ours) return { text: theirs, conflicts: [] };
  const merged = mergePieces(base, ours, theirs);
  const [was, mine, other, now] = [base, ours, theirs, merged.text].map((text) => parseTopic(text, '').topic.relates) as [
    readonly string[],
    readonly string[],
    readonly string[],
    readonly string[],
  ];
  const missing = mergedRelates(was, mine, other).filter((name) => !now.includes(name));
  return { text: addRelates(merged.text, missing), conflicts: merged.conflicts };
}

function mergePieces(base: string, ours: string, theirs: string): { text: string; conflicts: TopicConflict[] } {
  const eol = eolOf(ours);
  const [b, o] = [piecesOf(base, eol), piecesOf(ours, eol)];
  const t = piecesOf(theirs, eol).map((piece) => ({ ...piece, raw: piece.raw.replace(/\r?\n/g, eol) }));
  const bullets = mergeBullets(b, o, t);
  const lines = mergeLines(b, o, t);
  const conflicts = [...bullets.conflicts, ...lines.conflicts].toSorted((x, y) => compareText(x.id, y.id));
  const bom = ours.startsWith('\uFEFF') ? '\uFEFF' : '';
  for (const pieces of [lines.pieces, o]) {
    const text =
      bom +
      place(pieces, bullets.kept, [o, t])
        .map(({ raw }) => raw)
        .join('');
    if (holdsAll(text, bullets.kept)) return { text, conflicts };
  }
  // Our own text hides a bullet, for example behind an open fence: add the missing ones where they are read.
  const text = bom + o.map(({ raw }) => raw).join('');
  const there = idsOf(text);
  const missing = [...bullets.kept].filter(([id]) => !there.has(id)).map(([, piece]) => piece.raw);
  return { text: addSources(text, missing), conflicts };
}

function piecesOf(text: string, eol: string): Piece[] {
  const pieces: Piece[] = [];
  const seen = new Set<string>();
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const line = (raw: string): void => void pieces.push({ raw: raw.endsWith('\n') ? raw : raw + eol, key: keyOf(raw), bullet: false });
  const lines = (from: number, to: number): void => {
    for (const raw of text.slice(from, to).split(/(?<=\n)/)) if (raw !== '') line(raw);
  };
  let at = start;
  for (const bullet of parseTopic(text, '').topic.bullets) {
    if (bullet.start < at) continue;
    lines(at, bullet.start);
    const raw = text.slice(bullet.start, bullet.end);
    const first = bullet.id !== undefined && !seen.has(bullet.id);
    if (first) seen.add(bullet.id);
    pieces.push({
      raw: raw.endsWith('\n') ? raw : raw + eol,
      key: keyOf(raw),
      bullet: true,
      ...(first ? { id: bullet.id } : {}),
    });
    at = bullet.end;
  }
  lines(at, text.length);
  return pieces;
}

function keyOf(raw: string): string {
  return `${raw.replace(/[ \t]*\r?\n/g, '\n').replace(/\s+$/, '')}\n`;
}

/** The bullets after the merge, with their texts. */
function mergeBullets(
  b: readonly Piece[],
  o: readonly Piece[],
  t: readonly Piece[],
): { kept: Map<string, Piece>; conflicts: TopicConflict[] } {
  const [base, ours, theirs] = [byId(b), byId(o), byId(t)];
  const kept = new Map<string, Piece>();
  const conflicts: TopicConflict[] = [];
  for (const id of new Set([...ours.keys(), ...theirs.keys()])) {
    const [was, mine, other] = [base.get(id), ours.get(id), theirs.get(id)];
    const [same, oursLeft, theirsLeft] = [mine?.key === other?.key, mine?.key === was?.key, other?.key === was?.key];
    const choice = same || theirsLeft ? mine : oursLeft ? other : (mine ?? other);
    if (choice) kept.set(id, choice);
    if (same || oursLeft || theirsLeft) continue;
    conflicts.push({ id, ...(mine && { ours: mine.raw }), ...(other && { theirs: other.raw }), ...(was && { base: was.raw }) });
  }
  return { kept, conflicts };
}

function byId(pieces: readonly Piece[]): Map<string, Piece> {
  return new Map(pieces.flatMap((piece) => (piece.id === undefined ? [] : [[piece.id, piece] as const])));
}

/** Merges by position. Bullets with ids only mark places here; `mergeBullets` decides their texts. */
function mergeLines(b: readonly Piece[], o: readonly Piece[], t: readonly Piece[]): { pieces: Piece[]; conflicts: TopicConflict[] } {
  const [toOurs, toTheirs] = [align(b, o), align(b, t)];
  const pieces: Piece[] = [];
  const conflicts: TopicConflict[] = [];
  let [i, m, n] = [0, 0, 0];
  for (;;) {
    let next = i;
    while (next < b.length && ((toOurs[next] ?? -1) < 0 || (toTheirs[next] ?? -1) < 0)) next++;
    const [oEnd, tEnd] = next < b.length ? [toOurs[next] as number, toTheirs[next] as number] : [o.length, t.length];
    const region = mergeRegion(b.slice(i, next), o.slice(m, oEnd), t.slice(n, tEnd));
    pieces.push(...region.pieces);
    if (region.conflict) conflicts.push(region.conflict);
    if (next >= b.length) return { pieces, conflicts };
    pieces.push(o[oEnd] as Piece);
    [i, m, n] = [next + 1, oEnd + 1, tEnd + 1];
  }
}

function mergeRegion(
  b: readonly Piece[],
  o: readonly Piece[],
  t: readonly Piece[],
): { pieces: readonly Piece[]; conflict?: TopicConflict } {
  const [was, mine, other] = [wordsOf(b), wordsOf(o), wordsOf(t)];
  if (other === was || other === mine) return { pieces: o };
  if (mine === was) return { pieces: t };
  // Relations are merged by name afterwards, so their lines alone are no conflict.
  const [wasElse, mineElse, otherElse] = [b, o, t].map((pieces) =>
    wordsOf(pieces.filter(({ bullet, raw }) => bullet || !isRelatesLine(raw))),
  );
  if (otherElse === wasElse || otherElse === mineElse) return { pieces: o };
  if (mineElse === wasElse) return { pieces: t };
  const known = new Set([...b, ...o].map(({ key }) => key));
  const news = t.filter(({ key, id }) => id === undefined && !known.has(key) && key.trim() !== '');
  const bullets = news.filter(({ bullet }) => bullet);
  const conflict = { id: '', ours: mine, theirs: other, ...(was !== '' && { base: was }) };
  return { pieces: [...o, ...bullets], ...(news.length > bullets.length && { conflict }) };
}

/** The text of a region without the bullets that have ids. */
function wordsOf(pieces: readonly Piece[]): string {
  return pieces
    .filter(({ id }) => id === undefined)
    .map(({ key }) => key)
    .join('');
}

/** For each piece of `a` the index of its equal in `b`, or -1; by a longest common subsequence. */
function align(a: readonly Piece[], b: readonly Piece[]): number[] {
  const matches = Array.from(a, () => -1);
  const same = (i: number, j: number): boolean => (a[i]?.id ?? a[i]?.key) === (b[j]?.id ?? b[j]?.key) && a[i]?.id === b[j]?.id;
  let [start, aEnd, bEnd] = [0, a.length, b.length];
  while (start < aEnd && start < bEnd && same(start, start)) matches[start] = start++;
  while (aEnd > start && bEnd > start && same(aEnd - 1, bEnd - 1)) matches[--aEnd] = --bEnd;
  const width = bEnd - start + 1;
  if ((aEnd - start + 1) * width > ALIGN_LIMIT) return matches;
  const lengths = new Uint16Array((aEnd - start + 1) * width);
  for (let i = aEnd - 1; i >= start; i--) {
    for (let j = bEnd - 1; j >= start; j--) {
      const cell = (i - start) * width + (j - start);
      lengths[cell] = same(i, j)
        ? (lengths[cell + width + 1] as number) + 1
        : Math.max(lengths[cell + width] as number, lengths[cell + 1] as number);
    }
  }
  for (let i = start, j = start; i < aEnd && j < bEnd;) {
    const cell = (i - start) * width + (j - start);
    if (same(i, j)) matches[i++] = j++;
    else if ((lengths[cell + width] as number) >= (lengths[cell + 1] as number)) i++;
    else j++;
  }
  return matches;
}

/** The pieces with every kept bullet once and in its merged text: at its place, or behind the bullet that it follows in one of the versions. */
function place(pieces: readonly Piece[], kept: ReadonlyMap<string, Piece>, versions: readonly (readonly Piece[])[]): Piece[] {
  const placed = new Set<string>();
  const result: Piece[] = [];
  for (const piece of pieces) {
    if (piece.id === undefined) {
      result.push(piece);
      continue;
    }
    const decided = kept.get(piece.id);
    if (!decided || placed.has(piece.id)) continue;
    placed.add(piece.id);
    result.push(decided);
  }
  for (const version of versions) {
    let before: string | undefined;
    for (const { id } of version) {
      const piece = id === undefined ? undefined : kept.get(id);
      if (id === undefined || !piece) continue;
      if (!placed.has(id)) {
        const at = before === undefined ? lastBullet(result) : result.findIndex((other) => other.id === before);
        result.splice((at === -1 ? result.length - 1 : at) + 1, 0, fromColumnZero(piece));
        placed.add(id);
      }
      before = id;
    }
  }
  return result;
}

function lastBullet(pieces: readonly Piece[]): number {
  return pieces.findLastIndex(({ id }) => id !== undefined);
}

/** The piece as a bullet that begins in column 0: an indented or numbered one could become part of the bullet above it. */
function fromColumnZero(piece: Piece): Piece {
  const { lead } = bulletParts(piece.raw);
  if (lead === '- ') return piece;
  const rest = piece.raw.slice(lead.length).split(/(?<=\n)/);
  const raw = rest
    .map((line, at) => (at === 0 ? `- ${line}` : line.replace(new RegExp(`^ {0,${lead.length}}`), line.trim() === '' ? '' : '  ')))
    .join('');
  return { ...piece, raw };
}

function idsOf(text: string): Set<string> {
  return new Set(parseTopic(text, '').topic.bullets.flatMap(({ id }) => (id === undefined ? [] : [id])));
}

function holdsAll(text: string, kept: ReadonlyMap<string, Piece>): boolean {
  const ids = idsOf(text);
  return [...kept.keys()].every((id) => ids.has(id));
}
