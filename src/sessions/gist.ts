/**
 * The gist of a session: what was asked, which files were changed, which commands failed and which of them passed later, what a person decided, what was left.
 * It is folded turn by turn, so that a long session is never read twice. Pure, and without a model; its texts must come without secrets.
 */
import { DECISIONS, RULE } from '../dream/reading/cues.js';
import { passagesOf, statementsOf } from '../wording/sentence.js';
import type { LineHead, Turn } from './transcript-line.js';

/** Something that was tried and failed. */
export interface Failed {
  readonly tool: string;
  readonly what: string;
  readonly said: string;
  /** How often it failed in this session, one after the other. */
  readonly times: number;
}

export interface Gist {
  readonly session: string;
  /** Who gave the prompts: a person, or a model (sub-agents, our own worker). */
  readonly by: 'person' | 'model';
  readonly branch: string;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  /** Prompts of the whole session. */
  readonly inputs: number;
  /** Failures of the whole session that were noted. */
  readonly failures: number;
  /** The first request of the session. */
  readonly about: string;
  /** Where the part of the transcript begins that is in no summary yet, in bytes. What follows is of this part. */
  readonly from: number;
  readonly asked: readonly string[];
  readonly moreAsked: number;
  readonly files: readonly string[];
  readonly moreFiles: number;
  readonly mended: readonly string[];
  readonly decided: readonly string[];
  /** These outlive a summary. */
  readonly failing: readonly Failed[];
  readonly open: readonly string[];
  readonly isAnswered: boolean;
  /** Calls without an answer yet. */
  readonly calls: readonly Call[];
}

interface Call {
  readonly use: string;
  readonly tool: string;
  readonly what: string;
}

const ASKED_MOST = 6;
const FILES_MOST = 20;
const LISTED_MOST = 8;
const CALLS_MOST = 40;
const ASKED_CHARACTERS = 300;
const LINE_CHARACTERS = 200;

/** A session of which nothing is known but its first line. */
export function emptyGist({ session, branch, atMs }: LineHead, by: Gist['by'], from: number): Gist {
  return {
    session,
    by,
    branch: branch ?? '',
    firstAtMs: atMs,
    lastAtMs: atMs,
    inputs: 0,
    failures: 0,
    about: '',
    from,
    ...NOTHING,
    failing: [],
    open: [],
    isAnswered: true,
    calls: [],
  };
}

const NOTHING = { asked: [], moreAsked: 0, files: [], moreFiles: 0, mended: [], decided: [] } as const;

/** The gist after one more turn. */
export function withTurn(gist: Gist, head: LineHead, turn: Turn): Gist {
  const at = { ...gist, lastAtMs: Math.max(gist.lastAtMs, head.atMs), branch: head.branch ?? gist.branch };
  switch (turn.is) {
    case 'said':
      return turn.by === 'model' ? { ...at, isAnswered: true } : withAsked(at, turn.text);
    case 'called': {
      const calls = [...at.calls, { use: turn.use, tool: turn.tool, what: shortened(turn.what, LINE_CHARACTERS) }].slice(-CALLS_MOST);
      return turn.file === undefined ? { ...at, calls } : { ...withFile(at, turn.file), calls };
    }
    case 'answered':
      return withAnswer(at, turn);
    case 'tasks':
      return { ...at, open: turn.open.slice(0, LISTED_MOST).map((task) => shortened(task, LINE_CHARACTERS)) };
  }
}

/** The call that a result answers; undefined where it was made too long ago. */
export function callOf(gist: Gist, use: string): Call | undefined {
  return gist.calls.find((call) => call.use === use);
}

/** The gist of what comes behind a summary. @param to where the summary ends, in bytes. */
export function afterSummary(gist: Gist, to: number): Gist {
  return { ...gist, ...NOTHING, from: to };
}

/** True if a summary would say something. */
export function isTelling({ asked, files, mended }: Gist): boolean {
  return asked.length + files.length + mended.length > 0;
}

function withAsked(gist: Gist, text: string): Gist {
  // The first request says what a session is about; of the others the newest count.
  const asked = [...gist.asked, shortened(oneLine(text), ASKED_CHARACTERS)];
  const kept = asked.length <= ASKED_MOST ? asked : [asked[0] as string, ...asked.slice(-(ASKED_MOST - 1))];
  return {
    ...gist,
    inputs: gist.inputs + 1,
    about: gist.about === '' ? (asked.at(-1) as string) : gist.about,
    asked: kept,
    moreAsked: gist.moreAsked + asked.length - kept.length,
    decided: [...new Set([...gist.decided, ...decisionsIn(text)])].slice(-LISTED_MOST),
    isAnswered: false,
  };
}

/** Sentences that decide something or state a rule, as they were said. */
function decisionsIn(text: string): string[] {
  return passagesOf(text)
    .flatMap((passage) => statementsOf(passage.text))
    .filter((said) => !said.endsWith('?') && said.length <= ASKED_CHARACTERS)
    .filter((said) => RULE.test(said) || DECISIONS.some(({ kind, pattern }) => kind !== 'undone' && pattern.test(said)));
}

function withFile(gist: Gist, file: string): Gist {
  if (gist.files.includes(file)) return gist;
  if (gist.files.length < FILES_MOST) return { ...gist, files: [...gist.files, file] };
  return { ...gist, moreFiles: gist.moreFiles + 1 };
}

function withAnswer(gist: Gist, { use, failed, text }: Extract<Turn, { is: 'answered' }>): Gist {
  const call = callOf(gist, use);
  if (!call) return gist;
  const { tool, what } = call;
  const before = gist.failing.find((one) => one.tool === tool && one.what === what);
  const failing = gist.failing.filter((one) => one !== before);
  const calls = gist.calls.filter((one) => one !== call);
  if (failed) {
    const said = shortened(oneLine(text), LINE_CHARACTERS);
    const now = [...failing, { tool, what, said, times: (before?.times ?? 0) + 1 }].slice(-LISTED_MOST);
    return { ...gist, calls, failing: now, failures: gist.failures + 1 };
  }
  if (!before) return { ...gist, calls };
  return { ...gist, calls, failing, mended: [...new Set([...gist.mended, what])].slice(-LISTED_MOST) };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** At most so many characters, the last one `…` where something was cut. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
