/**
 * The changed paths at the end of the first line of a commit's entry: ` (src/a.ts +80 -20, b.ts +9 -1 and 4 more, +120 -33)`. The only code that
 * writes and reads them; commit-text-names.ts has the rules for names. Pure. The line is read from its end, because the subject before the paths
 * may hold any text.
 */
import { compareText } from '../base/order.js';
import type { ChangedPath } from '../world/git-history.js';
import { ARROW, CUT, formatName, nameBefore } from './commit-text-names.js';

const PATHS_SHOWN = 3;
/** Written behind a subject that ends like a list of paths, to say that there are none. */
const NO_PATHS = ' ()';

export interface CommitChange {
  /** From the repository's root. */
  readonly path: string;
  /** The former name of a renamed file. */
  readonly from?: string;
  /** Numbers of lines; 0 and 0 for a binary file. */
  readonly added: number;
  readonly deleted: number;
  /** Set if a name was cut: names that begin with `…` are only the ends of longer ones. */
  readonly cut?: true;
}

export interface PathsTail {
  readonly subject: string;
  readonly changes: readonly CommitChange[];
  /** The number of further paths, and the sums of lines of the whole commit. */
  readonly more: { readonly count: number; readonly added: number; readonly deleted: number } | undefined;
}

/**
 * The text behind a subject; of more than three paths the three most changed, then `and 4 more, +120 -33` with the sums of the whole commit. ''
 * for no paths.
 */
export function formatPathsTail(subject: string, paths: readonly ChangedPath[]): string {
  if (paths.length === 0) return readPathsTail(subject).subject === subject ? '' : NO_PATHS;
  const size = (path: ChangedPath): number => (path.added ?? 0) + (path.deleted ?? 0);
  const order = [...paths].sort((a, b) => size(b) - size(a) || compareText(a.path, b.path));
  const shown = order.slice(0, PATHS_SHOWN).map(formatChange).join(', ');
  if (order.length <= PATHS_SHOWN) return ` (${shown})`;
  const sum = (pick: (path: ChangedPath) => number | undefined): number => paths.reduce((total, path) => total + (pick(path) ?? 0), 0);
  return ` (${shown} and ${order.length - PATHS_SHOWN} more, +${sum((p) => p.added)} -${sum((p) => p.deleted)})`;
}

function formatChange({ path, from, added, deleted }: ChangedPath): string {
  const name = from === undefined ? formatName(path) : `${formatName(from)}${ARROW}${formatName(path)}`;
  return `${name} +${added ?? 0} -${deleted ?? 0}`;
}

// ---------------------------------------------------------------- reading

const MORE = / and (\d+) more, \+(\d+) -(\d+)$/;
const COUNTS = / \+(\d+) -(\d+)$/;
/** Only so many characters at the end of a line are searched for counts: neither pattern can be longer. */
const COUNTS_MOST = 80;

/** Splits the text behind the branch into subject and paths. Entries from before names were quoted are read as well as possible. */
export function readPathsTail(line: string): PathsTail {
  const none: PathsTail = { subject: line, changes: [], more: undefined };
  if (!line.endsWith(')')) return none;
  let bare = line;
  while (bare.endsWith(NO_PATHS)) bare = bare.slice(0, -NO_PATHS.length);
  const tail = itemsOf(bare);
  if (!tail) return none;
  if (bare !== line) return { ...none, subject: line.slice(0, -NO_PATHS.length) };
  return { subject: line.slice(0, tail.start), changes: tail.changes, more: tail.more };
}

interface Items extends Pick<PathsTail, 'changes' | 'more'> {
  /** The place of the blank before the parenthesis. */
  readonly start: number;
}

function itemsOf(line: string): Items | undefined {
  const close = line.length - 1;
  const said = MORE.exec(line.slice(Math.max(0, close - COUNTS_MOST), close));
  const end = close - (said?.[0].length ?? 0);
  const items = countsBefore(line, end) && (exactItems(line, end) ?? plainItems(line, end));
  if (!items) return undefined;
  return { ...items, more: said ? { count: Number(said[1]), added: Number(said[2]), deleted: Number(said[3]) } : undefined };
}

function countsBefore(line: string, end: number): RegExpExecArray | null {
  return COUNTS.exec(line.slice(Math.max(0, end - COUNTS_MOST), end));
}

/** Reads items in today's form, from the last to the first. */
function exactItems(line: string, close: number): Pick<Items, 'start' | 'changes'> | undefined {
  const changes: CommitChange[] = [];
  for (let end = close; ;) {
    const counts = countsBefore(line, end);
    const to = counts ? nameBefore(line, end - counts[0].length) : undefined;
    if (!counts || !to) return undefined;
    const isRenamed = line.endsWith(ARROW, to.start);
    const from = isRenamed ? nameBefore(line, to.start - ARROW.length) : undefined;
    if (isRenamed && !from) return undefined;
    const isCut = to.isCut || from?.isCut === true;
    changes.push({
      path: to.name,
      ...(from ? { from: from.name } : {}),
      added: Number(counts[1]),
      deleted: Number(counts[2]),
      ...(isCut ? { cut: true } : {}),
    });
    const { start } = from ?? to;
    if (line.endsWith(' (', start)) return { start: start - 2, changes: changes.reverse() };
    if (!line.endsWith(', ', start)) return undefined;
    end = start - 2;
  }
}

/** Reads items from before names were quoted: any text before the counts is the name. */
function plainItems(line: string, end: number): Pick<Items, 'start' | 'changes'> | undefined {
  const start = leftOver(line, end) ?? line.lastIndexOf(' (', end) + 1;
  if (start === 0) return undefined;
  const items = line.slice(start + 1, end).matchAll(/(\S.*?) \+(\d+) -(\d+)(?:, |$)/g);
  const changes = Array.from(items, ([, names = '', added, deleted]): CommitChange => {
    const arrow = names.lastIndexOf(ARROW);
    const [from, path] = arrow < 0 ? [undefined, names] : [names.slice(0, arrow), names.slice(arrow + ARROW.length)];
    const isCut = path.startsWith(CUT) || from?.startsWith(CUT) === true;
    return {
      path,
      ...(from === undefined ? {} : { from }),
      added: Number(added),
      deleted: Number(deleted),
      ...(isCut ? { cut: true } : {}),
    };
  });
  return changes.length === 0 ? undefined : { start: start - 1, changes };
}

/** The place of the last opening parenthesis behind a blank that is not closed before `end`. */
function leftOver(line: string, end: number): number | undefined {
  let depth = 0;
  for (let at = end - 1; at > 0; at--) {
    if (line[at] === ')') depth += 1;
    else if (line[at] !== '(') continue;
    else if (depth > 0) depth -= 1;
    else if (line[at - 1] === ' ') return at;
  }
  return undefined;
}
