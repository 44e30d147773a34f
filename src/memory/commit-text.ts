/**
 * Writes and reads the text of a commit's entry; no other code knows its grammar. Pure. The room observe decides what of a message is written;
 * commit-text-paths.ts has the paths at the end of the first line.
 *
 *     3f2a91c04d11 main: fix parser crash on empty front matter (src/parse.ts +4 -1)
 *     The scanner read past the end.
 *     replaces b7e23ec29af2
 */
import { shortId } from '../base/git-objects.js';
import { plural } from '../base/plural.js';
import type { ChangedPath } from '../world/git-history.js';
import type { Kind } from './kinds.js';
import { formatPathsTail, readPathsTail, type PathsTail } from './commit-text-paths.js';

/** The kinds of entries that have such a text. */
export const COMMIT_KINDS: ReadonlySet<string> = new Set(['commit', 'merge', 'amend'] satisfies Kind[]);

interface CommitWords {
  /** Twelve digits of the full object id. */
  readonly commit: string;
  /** '' if none is written. */
  readonly branch: string;
  /** Without the changed paths in parentheses. */
  readonly subject: string;
  /** The further lines, without those that kairos adds. */
  readonly body: string;
  /** Twelve digits of the commit that it replaced. Valid for the kind `amend` only, since any author may end a message in such a line. */
  readonly replaces?: string;
  /** How many invisible characters the message had; absent for none. They are not in subject and body. */
  readonly invisible?: number;
  /** True if no branch or tag reached it any more when it was observed. */
  readonly lost?: boolean;
}

/** The input of `formatCommitText`: a subject on one line, and all changed paths. */
export interface CommitParts extends CommitWords {
  readonly paths: readonly ChangedPath[];
}

/** The result of `readCommitText`: of many paths only the three that are named. */
export interface CommitText extends CommitWords, PathsTail {}

const HEAD = /^([0-9a-f]{12,64}) (?:([^\s:]+): )?/;
const REPLACES = /(?:^|\n)replaces ([0-9a-f]{12,64})$/;
const INVISIBLE = /(?:^|\n)([1-9]\d{0,5}) invisible characters? (?:was|were) removed$/;
const MOST_COUNTED = 999_999;
const LOST = 'no branch or tag held it any more when it was seen';

/** The text of the entry. `readCommitText` gives the same parts back, except for names of more than 160 characters and more than three paths. */
export function formatCommitText(parts: CommitParts): string {
  return linesOf(parts, formatPathsTail(parts.subject, parts.paths));
}

/** The index, the chunks and a dream ask for the parts of the same entries, one after the other. */
const KEPT_CHARACTERS = 256 * 1024;
const lately = new Map<string, CommitText | undefined>();
let characters = 0;

/** The parts of a commit's text; undefined for a text that is not a commit's. The result is shared and must not be changed. */
export function readCommitText(text: string): CommitText | undefined {
  const known = lately.get(text);
  if (known !== undefined || lately.has(text)) return known;
  const read = partsOf(text);
  characters += text.length;
  if (characters > KEPT_CHARACTERS) {
    lately.clear();
    characters = text.length;
  }
  lately.set(text, read);
  return read;
}

function partsOf(text: string): CommitText | undefined {
  const head = HEAD.exec(text);
  if (!head) return undefined;
  const newline = text.indexOf('\n');
  const tail = readPathsTail(text.slice(head[0].length, newline === -1 ? undefined : newline));
  let body = newline === -1 ? '' : text.slice(newline + 1);
  const lost = body === LOST || body.endsWith(`\n${LOST}`);
  if (lost) body = body.slice(0, -LOST.length).replace(/\n$/, '');
  const replaces = REPLACES.exec(body);
  if (replaces) body = body.slice(0, replaces.index);
  const invisible = INVISIBLE.exec(body);
  if (invisible) body = body.slice(0, invisible.index);
  return {
    commit: shortId(head[1] as string),
    branch: head[2] ?? '',
    ...tail,
    body,
    ...(replaces ? { replaces: shortId(replaces[1] as string) } : {}),
    ...(invisible ? { invisible: Number(invisible[1]) } : {}),
    ...(lost ? { lost } : {}),
  };
}

/** The text for the word index: names unescaped, and without the counts of lines. */
export function commitWords(read: CommitText): string {
  const names = read.changes.map(({ path, from }) => (from === undefined ? path : `${from} -> ${path}`));
  const { invisible: _said, ...words } = read;
  return linesOf(words, names.length === 0 ? '' : ` (${names.join(', ')})`);
}

/** What a commit's text says behind id and branch; any other text whole. */
export function withoutCommitHead(text: string): string {
  return text.slice(HEAD.exec(text)?.[0].length ?? 0);
}

function linesOf({ commit, branch, subject, body, invisible = 0, replaces, lost }: CommitWords, tail: string): string {
  const lines = [`${commit} ${branch === '' ? '' : `${branch}: `}${subject}${tail}`];
  if (body !== '') lines.push(body);
  if (invisible > 0)
    lines.push(`${plural(Math.min(invisible, MOST_COUNTED), 'invisible character was', 'invisible characters were')} removed`);
  if (replaces !== undefined) lines.push(`replaces ${replaces}`);
  if (lost === true) lines.push(LOST);
  return lines.join('\n');
}
