/**
 * Whether a report quotes a commit, or a file of the base, with what it says. A report is text of the branch, and a true id beside words that nobody committed
 * would vouch for any claim. It reads git; what is not in this clone it leaves alone.
 */
import { shortId } from '../base/git-objects.js';
import { harmless } from '../base/harmless-text.js';
import type { Evidence } from '../dream/report/candidate.js';
import { COMMIT_KINDS, readCommitText } from '../memory/commit-text.js';
import { readImportText } from '../memory/import-text.js';
import { SECRET_RULE_NAMES } from '../observe/secret-names.js';
import type { Git } from '../world/git.js';
import type { ObjectId } from '../world/git-refs.js';

/** What kairos writes in the place of a secret. */
const SECRET = new RegExp(`\\[secret: (?:${SECRET_RULE_NAMES.join('|')})\\]`, 'g');
/** The mark of a text that was cut, with the word before it, of which a part may be gone. */
const CUT = /\S*\s*…\s*$/;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/** Quotations that their commit does not bear out, by the id of the entry. */
export interface Unsaid {
  /** They are said to be of this very commit. */
  readonly forged: ReadonlyMap<string, ObjectId>;
  /** They are of a commit that is said to have become this one, which says something else: a squash may. The entry has to be known otherwise. */
  readonly former: ReadonlySet<string>;
}

/**
 * The quotations with words that the commit beside them does not have, in their order: an entry leaves lines of a message out, and says nothing else.
 * @param onBase all commits of the base; a commit that is none of them is judged elsewhere.
 */
export async function unsaidQuotations(
  git: Pick<Git, 'commits'>,
  quoted: readonly Evidence[],
  onBase: readonly ObjectId[],
): Promise<Unsaid> {
  const wanted = quoted.filter(({ kind, commit }) => COMMIT_KINDS.has(kind) && commit !== undefined);
  const forged = new Map<string, ObjectId>();
  const former = new Set<string>();
  if (wanted.length === 0) return { forged, former };
  const byShort = new Map(onBase.map((id) => [shortId(id), id]));
  const ids = new Set(wanted.flatMap(({ commit = '' }) => byShort.get(commit) ?? []));
  const commits = new Map((await git.commits([...ids])).map((commit) => [shortId(commit.id), commit]));
  for (const { id, text, commit: cited = '' } of wanted) {
    const commit = commits.get(cited);
    const read = readCommitText(text);
    if (!commit || (read && isWithin(wordsIn(read), wordsIn(commit)))) continue;
    if (!read || read.commit === cited) forged.set(id, commit.id);
    else former.add(id);
  }
  return { forged, former };
}

/** So many former versions of a file are looked at. */
const VERSIONS_MOST = 200;
/** What an import of a decision record says in its second line, in its own words. */
const RECORD_LINE = /^decision record\b/;

/** What became of quotations of files that git tracked when they were imported, by the id of the entry. */
export interface FileQuotations {
  /** The file of the base has these words, or had them in a commit of it. */
  readonly said: ReadonlySet<string>;
  /** It has no such words and never had, as far as this clone goes back: the path. */
  readonly unsaid: ReadonlyMap<string, string>;
}

/**
 * Compares the imports that are quoted with their files. One whose file is in no commit here is in neither.
 * @param onBase all commits of the base, @param base its tip.
 */
export async function fileQuotations(
  git: Pick<Git, 'readTree' | 'readBlobs' | 'commitsTouching'>,
  quoted: readonly Evidence[],
  base: ObjectId,
  onBase: readonly ObjectId[],
): Promise<FileQuotations> {
  const said = new Set<string>();
  const unsaid = new Map<string, string>();
  for (const { id, kind, origin, text } of quoted) {
    const read = kind === 'import' && origin === 'repo' ? readImportText(text) : undefined;
    if (!read) continue;
    const lines = quotedLines(read.body);
    const holds = async (revision: ObjectId): Promise<boolean | undefined> => {
      const file = (await git.readTree(revision, [read.path])).find(({ path }) => path === read.path);
      const bytes = file && (await git.readBlobs([file.id], { passLarge: true })).get(file.id);
      if (!bytes) return undefined;
      const words = plainWords(new TextDecoder().decode(bytes));
      return lines.every((line) => isNear(line, words));
    };
    const now = await holds(base);
    if (now === true) said.add(id);
    else if (await heldOnce(git, read.path, onBase, holds)) said.add(id);
    else if (now === false) unsaid.set(id, read.path);
  }
  return { said, unsaid };
}

async function heldOnce(
  git: Pick<Git, 'commitsTouching'>,
  path: string,
  onBase: readonly ObjectId[],
  holds: (revision: ObjectId) => Promise<boolean | undefined>,
): Promise<boolean> {
  const touching = await git.commitsTouching([path]);
  for (const id of onBase.filter((one) => touching.has(one)).slice(-VERSIONS_MOST)) if ((await holds(id)) === true) return true;
  return false;
}

/** The words of each line; what stands for a secret or a cut parts a line. */
function quotedLines(body: string): string[][] {
  return body
    .split('\n')
    .filter((line) => !RECORD_LINE.test(line))
    .flatMap((line) => line.replace(SECRET, '\n').replace(CUT, '').split('\n'))
    .map(plainWords)
    .filter((words) => words.length > 0);
}

function plainWords(text: string): string[] {
  return harmless(text).match(WORD) ?? [];
}

/** True if the words stand in this order near each other: between them only what a link or a mark of Markdown has. */
function isNear(words: readonly string[], others: readonly string[]): boolean {
  const most = words.length * 2 + 20;
  return others.some((other, from) => other === words[0] && isWithin(words, others.slice(from, from + most)));
}

function wordsIn({ subject, body }: { readonly subject: string; readonly body: string }): string[] {
  const none = subject === '(no subject)' ? '' : subject;
  return [none, body].flatMap((text) => harmless(text).replace(SECRET, ' ').replace(CUT, '').match(WORD) ?? []);
}

/** True if the words stand among the others in the same order. */
function isWithin(words: readonly string[], others: readonly string[]): boolean {
  let at = 0;
  for (const other of others) if (at < words.length && words[at] === other) at += 1;
  return at === words.length;
}
