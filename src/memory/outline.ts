/**
 * The outline of the logs: which entries stand where, and the texts of those that recall does not find (sessions, dreams, verdicts). Who counts, or looks for
 * one id, needs no more, and a log that did not change is not read for it. It writes one derived file, which may be deleted.
 *
 *     outline 2 <tab> the stand of the logs, or nothing <tab> number of characters in the other lines
 *     2026/11/2026-11-20.md <tab> stamp <tab> "racy" or nothing <tab> number of bullets <tab> kind:id:time ... <tab> JSON of the entries with texts
 */
import { dayStartMs } from '../dates/day.js';
import { dayOfPath, type Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { parsedLog } from './parsed-logs.js';
import type { Entry } from './entry.js';
import { kindRow } from './kinds.js';
import { RACY_MS, standOfLogs, type LogsStand } from './logs-stand.js';
import type { LogView } from './log-view.js';
import { listLogs, readForgotten, readLog, type LogPlace } from './read-logs.js';

/** An entry as far as the outline knows it. The text of one that recall finds is ''. */
export type Mark = Pick<Entry, 'id' | 'kind' | 'actor' | 'ours' | 'atMs' | 'text'>;

export interface Outline {
  /** Lines that begin a bullet, in all logs. */
  readonly bullets: number;
  readonly days: number;
  /** All entries, as `readEntries` gives them. Undefined where only their texts can tell what is one entry and what two. */
  marks(): readonly Mark[] | undefined;
  /** The days that have an entry with this id. */
  daysWith(id: string): readonly string[];
}

type Disk = Pick<World, 'files' | 'clock'>;

const HEAD = 'outline 2';
const TIME_BASE = 36;
const BULLETS = /^[-*+] /gm;

/** One log. The last two parts stay as they were written until somebody asks for entries. */
interface Row {
  readonly place: Pick<LogPlace, 'path' | 'day'>;
  readonly bullets: number;
  readonly found: string;
  readonly told: string;
}

/** Reads the outline; of logs that did not change since it was last saved, from there. @throws KairosError `damaged` for a writer file that cannot be read. */
export async function readOutline(world: Disk, ws: Workspace, view: LogView): Promise<Outline> {
  const before = ws.hasGit ? await world.files.read(ws.outlineFile) : undefined;
  const stand = ws.hasGit ? await standOfLogs(world, ws, view) : undefined;
  if (before !== undefined && stand && isUnder(stand, before)) return outlineIn(world, ws, before);
  const { places } = await listLogs(world, ws, view);
  const known = linesOf(before);
  const lines: string[] = [];
  const rows: Row[] = [];
  let isNew = false;
  for (const place of places) {
    const { path, stat } = place;
    let line = stat && known.get(path);
    if (line?.startsWith(`${path}\t${stat?.stamp}\t\t`) !== true) {
      const text = await readLog(world, ws, view, path);
      if (text === undefined) continue;
      const isRacy = stat !== undefined && stat.mtimeMs + RACY_MS > world.clock.now();
      line = lineOf(place, text, isRacy);
      isNew ||= line !== known.get(path);
    }
    if (stat) lines.push(line);
    rows.push(rowOf(place, line));
  }
  const settled = stand?.isSettled === true ? stand : undefined;
  const isEmpty = lines.length === 0 && known.size === 0;
  if ((isNew || lines.length !== known.size || settled) && ws.hasGit && !isEmpty) await keep(world, ws, settled, lines);
  return outlineOf(rows, await readForgotten(world, ws));
}

async function keep(world: Disk, ws: Workspace, stand: LogsStand | undefined, lines: readonly string[]): Promise<void> {
  const body = lines.map((line) => `${line}\n`).join('');
  await world.files.write(ws.outlineFile, `${HEAD}\t${stand?.text ?? ''}\t${body.length}\n${body}`).catch(() => undefined);
}

/** True for a whole outline that was saved when the logs stood so. */
function isUnder({ text }: LogsStand, outline: string): boolean {
  const end = outline.indexOf('\n');
  return outline.slice(0, end) === `${HEAD}\t${text}\t${outline.length - end - 1}`;
}

function outlineOf(rows: readonly Row[], forgotten: ReadonlySet<string>): Outline {
  return {
    bullets: rows.reduce((sum, row) => sum + row.bullets, 0),
    days: new Set(rows.map(({ place }) => place.day)).size,
    marks: () => marksOf(rows, forgotten),
    daysWith: (id) => rows.flatMap((row) => (hasId(row, id) ? [row.place.day] : [])),
  };
}

function hasId({ found, told }: Pick<Row, 'found' | 'told'>, id: string): boolean {
  return found.includes(`:${id}:`) || told.includes(`"id":"${id}"`);
}

/** The outline that was saved under the present stand. Of its thousands of lines those are read that somebody asks for. */
async function outlineIn(world: Disk, ws: Workspace, text: string): Promise<Outline> {
  const forgotten = await readForgotten(world, ws);
  let whole: Outline | undefined;
  const all = (): Outline =>
    (whole ??= outlineOf(
      [...linesOf(text)].map(([path, line]) => rowOf({ path, day: dayOfPath(path) ?? '' }, line)),
      forgotten,
    ));
  return {
    get bullets() {
      return all().bullets;
    },
    get days() {
      return all().days;
    },
    marks: () => all().marks(),
    daysWith: (id) => {
      const days: string[] = [];
      for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1)) {
        const line = text.slice(text.lastIndexOf('\n', at) + 1, text.indexOf('\n', at));
        const path = line.slice(0, line.indexOf('\t'));
        if (!hasId(rowOf({ path, day: '' }, line), id)) continue;
        days.push(dayOfPath(path) ?? '');
        at = text.indexOf('\n', at);
      }
      return days;
    },
  };
}

function linesOf(text: string | undefined): Map<string, string> {
  const [head = '', ...lines] = text?.split('\n') ?? [];
  const [format, , length] = head.split('\t');
  if (format !== HEAD || Number(length) !== (text?.length ?? 0) - head.length - 1) return new Map();
  return new Map(lines.filter((line) => line !== '').map((line) => [line.slice(0, line.indexOf('\t')), line]));
}

function lineOf(place: LogPlace, text: string, isRacy: boolean): string {
  const dayMs = dayStartMs(place.day) ?? 0;
  const found: string[] = [];
  const told: Entry[] = [];
  for (const entry of parsedLog(text, place).entries) {
    const { id, kind, actor, ours, atMs } = entry;
    // A lenient bullet is of the kind "bullet", which a line in our form may name as well.
    const isFound = ours ? kindRow(kind, actor).indexed && kind !== 'bullet' : kind === 'bullet';
    if (isFound) found.push(`${kind}:${id}:${(atMs - dayMs).toString(TIME_BASE)}`);
    else told.push(entry);
  }
  const bullets = text.match(BULLETS)?.length ?? 0;
  const marks = told.map(({ id, kind, actor, ours, atMs, text: said }) => ({ id, kind, actor, ours, atMs, text: said }));
  return [place.path, place.stat?.stamp ?? '', isRacy ? 'racy' : '', bullets, found.join(' '), JSON.stringify(marks)].join('\t');
}

function rowOf(place: Row['place'], line: string): Row {
  const [, , , bullets, found = '', told = '[]'] = line.split('\t');
  return { place, bullets: Number(bullets), found, told };
}

function marksOf(rows: readonly Row[], forgotten: ReadonlySet<string>): readonly Mark[] | undefined {
  const marks = new Map<string, Mark>();
  for (const { place, found, told } of rows) {
    const toldMarks = toldIn(told);
    if (!toldMarks) return undefined;
    for (const mark of [...foundIn(place, found), ...toldMarks]) {
      if (forgotten.has(mark.id)) continue;
      const first = marks.get(mark.id);
      if (!first) marks.set(mark.id, mark);
      else if (!first.ours || !mark.ours) return undefined;
    }
  }
  return [...marks.values()].toSorted((a, b) => a.atMs - b.atMs);
}

function foundIn({ day }: Row['place'], found: string): Mark[] {
  if (found === '') return [];
  const dayMs = dayStartMs(day) ?? 0;
  return found.split(' ').map((token) => {
    const [kind = '', id = '', time = ''] = token.split(':');
    return { id, kind, actor: undefined, ours: kind !== 'bullet', atMs: dayMs + parseInt(time, TIME_BASE), text: '' };
  });
}

/** Undefined for a file that something else damaged. */
function toldIn(told: string): Mark[] | undefined {
  try {
    return told === '[]' ? [] : (JSON.parse(told) as Mark[]);
  } catch {
    return undefined;
  }
}
