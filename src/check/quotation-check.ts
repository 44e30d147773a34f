/**
 * Whether a report quotes a commit with what it says. A report is text of the branch, and a true id beside words that nobody committed would vouch for any
 * claim. It reads git; what is not in this clone it leaves alone.
 */
import { shortId } from '../base/git-objects.js';
import { harmless } from '../base/harmless-text.js';
import type { Evidence } from '../dream/report/candidate.js';
import { COMMIT_KINDS, readCommitText } from '../memory/commit-text.js';
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
