/** Parses a commit's entry as a message: subject, passages, paths. What of it is worth telling is decided elsewhere. Pure. */
import { harmless, invisibleIn } from '../../base/harmless-text.js';
import { COMMIT_KINDS, readCommitText, type CommitText } from '../../memory/commit-text.js';
import type { Entry } from '../../memory/entry.js';
import { readImportText } from '../../memory/import-text.js';
import { readSessionLine } from '../../memory/session-line.js';
import { revertedIn, withoutRevertSentence } from '../../memory/reverted.js';
import { cleanSentence, passagesOf, type Passage } from '../../wording/sentence.js';

/** What a person told the project in one commit or note. */
export interface Message {
  /** Its text without what nobody sees: nothing else is read, quoted or claimed. */
  readonly entry: Entry;
  /** How many invisible characters were removed from the text. */
  readonly invisible: number;
  /** Twelve digits; undefined for notes. */
  readonly commit: string | undefined;
  /** Cleaned: no type prefix, no pull request number. */
  readonly subject: string;
  /** `ci` of `fix(ci): ...` or `ci: ...`; undefined where there is none. */
  readonly scope: string | undefined;
  /** The scope as it was written before the subject (`net/http`, `API`); '' where there is none. */
  readonly label: string;
  /** `feat`, `fix` ...; '' where there is none. */
  readonly type: string;
  readonly breaking: boolean;
  readonly passages: readonly Passage[];
  readonly paths: readonly string[];
  /** Lines added and deleted, as far as the entry tells. */
  readonly lines: number;
  /** Number of changed paths. */
  readonly pathCount: number;
  /** Object ids, of seven digits or more, of the commits that it says to revert. */
  readonly reverts: readonly string[];
  /** Words that mean a chore elsewhere and are what this project is about, in lower case; left out: none. */
  readonly own?: ReadonlySet<string>;
  /** One of the messages that a squash lists: it has the paths of all, and says nothing of how many are its own. */
  readonly isListed?: true;
}

const CONVENTIONAL =
  /^(revert|feat|fix|chore|docs?|style|refactor|perf|test|tests|build|ci|deps?|security|improvement|impr|feature)(?:\(([^)]*)\))?(!)?:\s+/i;
const AREA_PREFIX = /^(@?[a-z][\w./-]{1,24}(?:,\s?[a-z][\w./-]{1,24})?)(!)?:\s+(?=\S)/i;
/** `[API] `, `[4.1.x] `: only the first says what it is about. */
const BRACKET_PREFIX = /^\[([A-Za-z][\w ./-]{0,24})\](?:\s*[:-]?\s+(?=\S)|(?=\[))/;
/** What says where to read on, and nothing of what was done: tickets of all houses, branches of a backport, marks for the pipeline. */
const TICKET_PREFIX = new RegExp(
  '^(?:' +
    [
      '\\[?(?!(?:UTF|UCS|SHA|MD|ISO|RFC|CVE|GHSA|AES|RSA|TLS|HTTP|PEP|ES|EC|IPV|BASE|WIN|PHP)-)[A-Z][A-Z0-9]+-\\d+\\]?',
      '\\[?(?:(?:gh|bpo|[Ii]ssue|[Pp][Rr]|[Bb]ug)[ -]?)?#?\\d+\\]?(?=\\s*[:-])',
      '\\[v?\\d+(?:\\.[\\dx]+)*\\]',
      '\\[(?:ci skip|skip ci|no ci)\\]',
      '(?:[Ff]ixe[sd]|[Rr]efs|[Cc]lose[sd]) #\\d+(?:,? #\\d+)*(?=\\s+--)',
    ].join('|') +
    ')\\s*(?::|--?|\\|)?\\s+(?=\\S)',
);
const EMOJI_PREFIX = /^(?:(?:\p{Extended_Pictographic}[\uFE0F\u200D]*)+|:[a-z0-9_+-]+:)\s*(?=\S)/u;
/** Emoji that stand for a type of change (gitmoji.dev). */
const EMOJI_TYPES: readonly (readonly [RegExp, string])[] = [
  [/^(?:🐛|🚑|🩹|:bug:|:ambulance:|:adhesive_bandage:)/u, 'fix'],
  [/^(?:⬆|⬇|📌|➕|➖|:arrow_(?:up|down):|:pushpin:|:heavy_(?:plus|minus)_sign:)/u, 'deps'],
  [/^(?:🔖|:bookmark:)/u, 'release'],
  [/^(?:🎨|💄|🚨|:art:|:lipstick:|:rotating_light:)/u, 'style'],
  [/^(?:🚧|:construction:)/u, 'wip'],
  [/^(?:⏪|:rewind:)/u, 'revert'],
];
/** `[FIXED] ...`, `bugfix: ...` */
const MENDING = /^(?:bug ?|hot ?)?fix(?:ed|es)?$/i;
const LABELS_MOST = 4;
/** As services of review name a revert, by a number of their own. */
const NUMBERED_REVERT =
  /^(?:This reverts (?:commit|CL|(?:merge|pull) request|[PM]R)|Reverts(?: (?:merge|pull) request| [PM]R)?) [\w./@#!-]*[\w/@#-](?:[.,;](?=\s|$)|$)\s*/i;

/** @returns undefined for entries that are not messages: events, sessions, bullets without words. */
export function messageOf(written: Entry): Message | undefined {
  const entry = { ...written, text: harmless(written.text) };
  const invisible = invisibleIn(written.text);
  if (COMMIT_KINDS.has(entry.kind)) return commitMessage(entry, invisible);
  const words = wordsOf(entry);
  if (words === undefined) return undefined;
  return {
    entry,
    invisible,
    commit: undefined,
    subject: '',
    scope: undefined,
    label: '',
    type: '',
    breaking: false,
    passages: passagesOf(words.replace(/^\*\*[^*]+:\*\*\s*/, '')),
    paths: [],
    lines: 0,
    pathCount: 0,
    reverts: [],
  };
}

/** What somebody said in an entry without a commit; undefined for what is no message. */
function wordsOf({ kind, ours, text }: Entry): string | undefined {
  if (kind === 'prompt') return readSessionLine(text).text;
  if (kind === 'import' && ours) return readImportText(text)?.body ?? text;
  return kind === 'note' || kind === 'bullet' ? text : undefined;
}

function commitMessage(entry: Entry, invisible: number): Message | undefined {
  const read = readCommitText(entry.text);
  if (!read) return undefined;
  const { commit, body } = read;
  const { subject, scope, label, type, breaking } = splitSubject(read.subject);
  // The sentence by which a tool names what is reverted says nothing that the subject does not say.
  const passages = passagesOf(body)
    .map((p) => ({ ...p, text: withoutRevertSentence(p.text).replace(NUMBERED_REVERT, '') }))
    .filter((p) => p.text !== '');
  return {
    entry,
    invisible: invisible + (read.invisible ?? 0),
    commit,
    subject,
    scope,
    label,
    type,
    breaking: breaking || passages.some((p) => p.form === 'breaking'),
    passages,
    ...extentOf(read),
    reverts: revertedIn(body),
  };
}

/** The subject without what stands before it: its type, its labels, marks of tickets. */
export function splitSubject(raw: string): { subject: string; scope: string | undefined; label: string; type: string; breaking: boolean } {
  let rest = raw.trim();
  let type = '';
  let breaking = false;
  const labels: string[] = [];
  for (let tries = 0; tries < 2 * LABELS_MOST; tries++) {
    const mark = EMOJI_PREFIX.exec(rest) ?? TICKET_PREFIX.exec(rest);
    if (mark) {
      type ||= EMOJI_TYPES.find(([pattern]) => pattern.test(rest))?.[1] ?? '';
      rest = rest.slice(mark[0].length);
      continue;
    }
    const conventional = type === '' && labels.length === 0 ? CONVENTIONAL.exec(rest) : null;
    if (conventional) {
      type = (conventional[1] ?? '').toLowerCase();
      if (conventional[2]) labels.push(conventional[2]);
      breaking = conventional[3] === '!';
      rest = rest.slice(conventional[0].length);
      // What a revert took back keeps its own prefix.
      if (labels.length > 0 || type === 'revert') break;
      continue;
    }
    const area = BRACKET_PREFIX.exec(rest) ?? AREA_PREFIX.exec(rest);
    if (!area || labels.length >= LABELS_MOST || /^(?:revert|reason|note)$/i.test(area[1] ?? '')) break;
    breaking ||= area[2] === '!';
    if (MENDING.test(area[1] ?? '')) type ||= 'fix';
    labels.push(area[1] ?? '');
    // A name in code is part of what is said; the name of a folder is only where.
    if (/[a-z][A-Z]|[.()#$]/.test(area[1] ?? '')) break;
    rest = rest.slice(area[0].length);
  }
  const label = labels.filter((l) => !rest.startsWith(`${l}:`)).join(': ');
  return { subject: cleanSentence(rest), scope: labels[0]?.toLowerCase(), label, type, breaking };
}

/** Of a name that was cut short nobody can say which path it is. */
function extentOf({ changes, more }: CommitText): { paths: string[]; lines: number; pathCount: number } {
  const lines = more ? more.added + more.deleted : changes.reduce((sum, { added, deleted }) => sum + added + deleted, 0);
  const paths = changes.filter(({ cut }) => cut !== true).map(({ path }) => path);
  return { paths, lines, pathCount: changes.length + (more?.count ?? 0) };
}

const DOC_PATH =
  /(?:^|\/)(?:docs?|documentation|website|site)\/|\.(?:md|mdx|rst|adoc|txt|html)$|(?:^|\/)(?:README|LICEN[CS]E|AUTHORS)(?:-[^/.]+)?$/i;
const TEST_PATH =
  /(?:^|\/)(?:tests?|__tests__|spec|specs|fixtures?|testdata|__fixtures__|benchmarks?)\/|[._-](?:test|spec)\.\w+$|_test\.\w+$/i;
const EXAMPLE_PATH = /(?:^|\/)(?:examples?|demos?|samples?|playground)\//i;

/** Where a message's changes stand, if all of them stand in one kind of place. */
export function onlyIn(message: Message): 'docs' | 'tests' | 'examples' | undefined {
  const { paths } = message;
  if (paths.length === 0) return undefined;
  if (paths.every((p) => EXAMPLE_PATH.test(p))) return 'examples';
  if (paths.every((p) => TEST_PATH.test(p))) return 'tests';
  return paths.every((p) => DOC_PATH.test(p)) ? 'docs' : undefined;
}
