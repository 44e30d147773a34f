/** Which entries state something, and what: notes, claims, and the subjects of commits. Read once for an index, when it is first compared. Pure. */
import { inTwoForms } from '../../base/two-forms.js';
import { COMMIT_KINDS, readCommitText } from '../../memory/commit-text.js';
import { saidIn, type Said } from '../../wording/relation.js';
import { docOf, type LexicalIndex } from '../lexical/lexical-index.js';
import { undatedText } from '../text/document.js';

export interface Statement {
  /** Read when it is compared: most subjects have too little in common with any other. */
  said(): Said;
  /** A subject is a line of many, and says little. */
  readonly isCommit: boolean;
  /** Of a topic. */
  readonly isClaim: boolean;
  /** Code states nothing. */
  readonly isCode: boolean;
  readonly atMs: number;
  readonly text: string;
  readonly words: ReadonlySet<string>;
}

/** True for an entry that may state something; turns of a conversation lean on each other. */
export function isStatement(index: LexicalIndex, slot: number): boolean {
  if (index.turn[slot] === 1) return false;
  const kind = index.kinds[index.kind[slot] as number] ?? '';
  return kind === 'note' || kind === 'claim' || kind === 'commit' || kind === 'amend';
}

const statements = new WeakMap<LexicalIndex, Map<number, Statement>>();

/** What an entry states. */
export function statementOf(index: LexicalIndex, slot: number): Statement {
  let bySlot = statements.get(index);
  if (!bySlot || bySlot.size >= KEPT_MOST) statements.set(index, (bySlot = new Map()));
  let statement = bySlot.get(slot);
  if (statement === undefined) bySlot.set(slot, (statement = read(index, slot)));
  return statement;
}

/** As many as are met again within a few questions. */
const KEPT_MOST = 2000;

/** Numbers of issues and of pull requests are no values, and the type of a commit is no thing. */
const ASIDE = /^[a-z]{2,12}(?:\([^)]*\))?!?:\s|(?:\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|refs?|see)\s+)?(?:\(?#\d+\)?|GH-\d+)/gi;

const CODE_SIGN = /[(){}[\]=;<>]/g;
/** Prose has such a sign more rarely than once in so many characters. */
const CODE_SIGN_EACH = 25;
const WORD = inTwoForms(String.raw`[\p{L}\p{N}]{2,}`, 'gu');

function read(index: LexicalIndex, slot: number): Statement {
  const { text: whole, tier, kind, atMs, ours } = docOf(index, slot);
  const isCommit = ours && COMMIT_KINDS.has(kind);
  const text = isCommit ? (readCommitText(whole)?.subject ?? whole).replace(ASIDE, ' ') : tier === 'ltm' ? undatedText(whole) : whole;
  const isCode = (text.match(CODE_SIGN)?.length ?? 0) * CODE_SIGN_EACH > text.length;
  let said: Said | undefined;
  return {
    said: () => (said ??= saidIn(text)),
    isCommit,
    isClaim: tier === 'ltm',
    isCode,
    atMs,
    text,
    words: new Set(text.toLowerCase().match(WORD(text.toLowerCase()))),
  };
}
