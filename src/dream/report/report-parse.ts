/** Reads a dream's report back, also one that a person edited or a merge changed, and notes verdicts in it by splices. Never throws on bad text. Pure. */
import { parseTime } from '../../dates/day.js';
import { parse } from 'yaml';
import { memo } from '../../base/memo.js';
import { isObjectId, shortId } from '../../base/git-objects.js';
import { ID } from '../../base/ids.js';
import type { Problem } from '../../memory/entry.js';
import { ORIGINS, type Origin } from '../../memory/kinds.js';
import { aboutIn, slotIn, type About } from '../../memory/topic-anchors.js';
import { isTopicSlug } from '../../base/workspace.js';
import { MARKINGS } from '../reading/agent-orders.js';
import { CANDIDATE_TYPES, claimOf, claimSince, type Candidate, type CandidateType, type Evidence } from './candidate.js';
import { oneLine, piecesOf, spansOf, unescapeProse, type Piece } from './markdown-quote.js';
import { inReviewOrder, markText, REPORT_FORMAT, REPORT_STATES, type Mark, type Report, type ReportState } from './report.js';
import { claimHash, DECISIONS, type Decision } from './verdict.js';

const FRONT = /^\uFEFF?---\r?\n([^]*?)\r?\n---\r?(?:\n|$)/;
const BLOCK = new RegExp(`^## ([a-z]+) in (\\S+) \`\\^(${ID})\`(?: target \`\\^(${ID})\`)?$`);
const EVIDENCE = /^Evidence (`.*`) (\d{4}-\d{2}-\d{2}T[\d:.]+Z) (`.*`) from ([a-z]+)(?:, commit `([0-9a-f]{12,64})`)?:$/;
const INVISIBLE = /^([1-9]\d{0,8}) invisible characters? (?:was|were) removed from this source\.$/;
const RENEWS = new RegExp(`^renews: \\^(${ID}) (about: .*)$`);
const VERDICT_LINE = /^- verdict: (?:pending|([a-z]+) (\d{4}-\d{2}-\d{2}))$/;

interface ParsedReport {
  readonly report: Report | undefined;
  readonly problems: readonly Problem[];
}

/** Of all reports that are kept: whoever decides on an open dream reads its report and those of the dreams before it several times. */
const KEPT_CHARACTERS = 256 * 1024;
const parsed = memo<ParsedReport>(KEPT_CHARACTERS);

/**
 * The report in `text`, or undefined where it is none (or a newer format); damaged blocks are left out and reported. The result is shared and must not be
 * changed.
 */
export function parseReport(text: string, path = ''): ParsedReport {
  return parsed(`${path}\n${text}`, text, () => parsedAnew(text, path));
}

function parsedAnew(text: string, path: string): ParsedReport {
  const problems: Problem[] = [];
  const report = (line: number, message: string): void => void problems.push({ path, line: line + 1, message });
  const front = frontMatter(text);
  if (!front) {
    report(0, 'this is not a dream report: its front matter is missing or damaged');
    return { report: undefined, problems };
  }
  if (front['format'] !== String(REPORT_FORMAT)) {
    report(0, `this report has format ${front['format'] ?? 'none'}; this kairos reads ${REPORT_FORMAT}`);
    return { report: undefined, problems };
  }
  if (!isObjectId(front['commit'] ?? '')) {
    report(0, 'this report does not say for which commit it was made');
    return { report: undefined, problems };
  }
  const { blocks, notes } = sectionsOf(text);
  const candidates: Candidate[] = [];
  const marks = new Map<string, Mark>();
  for (const block of blocks) {
    const parsed = parseBlock(block);
    if (typeof parsed === 'string') {
      report(block[0]?.line ?? 0, parsed);
      continue;
    }
    if (candidates.some((candidate) => candidate.id === parsed.candidate.id)) {
      report(block[0]?.line ?? 0, `^${parsed.candidate.id} stands in this report twice`);
      continue;
    }
    candidates.push(parsed.candidate);
    if (parsed.mark) marks.set(parsed.candidate.id, parsed.mark);
  }
  const { dream = '', date = '', branch = '', base = '', commit: baseCommit = '', state, waiting = '' } = front;
  const more = /^[1-9]\d{0,5}$/.test(waiting) ? { waiting: Number(waiting) } : {};
  return {
    report: { dream, date, branch, base, baseCommit, state: stateOf(state), candidates: inReviewOrder(candidates), marks, notes, ...more },
    problems,
  };
}

function stateOf(text: string | undefined): ReportState {
  return REPORT_STATES.find((state) => state === text) ?? 'proposed';
}

function frontMatter(text: string): Record<string, string> | undefined {
  const yaml = FRONT.exec(text)?.[1];
  if (yaml === undefined) return undefined;
  try {
    const value: unknown = parse(yaml, { schema: 'failsafe', maxAliasCount: 0 });
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const fields = Object.fromEntries(Object.entries(value).filter((field): field is [string, string] => typeof field[1] === 'string'));
    return /^[a-z0-9-]{1,32}$/.test(fields['dream'] ?? '') ? fields : undefined;
  } catch {
    return undefined;
  }
}

/** Everything from one block heading to the next heading of the second level. */
function sectionsOf(text: string): { blocks: Piece[][]; notes: string[] } {
  const blocks: Piece[][] = [];
  const notes: string[] = [];
  let section: 'none' | 'block' | 'notes' = 'none';
  for (const piece of piecesOf(text)) {
    if (piece.kind === 'line' && piece.text.startsWith('## ')) {
      section = BLOCK.test(piece.text) ? 'block' : piece.text === '## Notes' ? 'notes' : 'none';
      if (section === 'block') blocks.push([]);
    }
    if (section === 'block') blocks.at(-1)?.push(piece);
    if (section === 'notes' && piece.kind === 'line' && piece.text.startsWith('- ')) notes.push(unescapeProse(piece.text.slice(2)));
  }
  return { blocks, notes };
}

/** A candidate, or what is wrong with the block. */
function parseBlock(pieces: readonly Piece[]): { candidate: Candidate; mark: Mark | undefined } | string {
  const heading = BLOCK.exec(pieces[0]?.kind === 'line' ? pieces[0].text : '');
  const [, type, topic = '', id = '', target] = heading ?? [];
  if (!isType(type)) return `a dream proposes no "${oneLine(type ?? '')}"`;
  if (!isTopicSlug(topic)) return `"${oneLine(topic)}" is no name of a topic`;
  const diff = pieces.find((piece) => piece.kind === 'fence' && piece.info === 'diff');
  if (diff?.kind !== 'fence' || !diff.closed) return `^${id} has lost its diff`;
  const { before, after } = sides(diff.text);
  if (before === undefined && after === undefined) return `the diff of ^${id} is empty`;
  const line = (prefix: string): string | undefined => {
    const found = pieces.find((piece) => piece.kind === 'line' && piece.text.startsWith(prefix));
    return found?.text.slice(prefix.length);
  };
  const [topicTitle = topic, topicDescription = ''] = spansOf(line('- topic: ') ?? '');
  const date = /^\d{4}-\d{2}-\d{2}/.exec(line('- date: ') ?? '')?.[0] ?? '';
  const said = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after: claimSince(after, date) }) };
  const markings = (line('- marked: ') ?? '').split(', ');
  const marked = MARKINGS.filter((marking) => markings.includes(marking));
  const candidate: Candidate = {
    id,
    type,
    topic,
    topicTitle,
    topicDescription,
    ...(target === undefined ? {} : { target }),
    ...said,
    date,
    evidence: evidenceOf(pieces),
    reason: unescapeProse(line('Why: ') ?? ''),
    claimHash: claimHash(claimOf(said)),
    ...(marked.length === 0 ? {} : { marked }),
    ...anchorsIn(pieces),
  };
  const [, decision, on = ''] = VERDICT_LINE.exec(`- verdict: ${line('- verdict: ') ?? ''}`) ?? [];
  return { candidate, mark: isDecision(decision) ? { decision, on } : undefined };
}

function anchorsIn(pieces: readonly Piece[]): Pick<Candidate, 'slot' | 'about' | 'renews'> {
  const lines = pieces.flatMap((piece) => (piece.kind === 'line' && piece.text.startsWith('- ') ? [piece.text.slice(2)] : []));
  const slot = lines.map(slotIn).find((name) => name !== undefined);
  const about = lines.flatMap(aboutIn);
  const renewed = new Map<string, About[]>();
  for (const line of lines) {
    const [, id = '', one = ''] = RENEWS.exec(line) ?? [];
    if (id !== '') renewed.set(id, [...(renewed.get(id) ?? []), ...aboutIn(one)]);
  }
  return {
    ...(slot === undefined ? {} : { slot }),
    ...(about.length === 0 ? {} : { about }),
    ...(renewed.size === 0 ? {} : { renews: [...renewed].map(([id, lineup]) => ({ id, about: lineup })) }),
  };
}

function sides(diff: string): { before: string | undefined; after: string | undefined } {
  const side = (sign: string): string | undefined => {
    const lines = diff.split('\n').filter((line) => line.startsWith(`${sign} `) || line === sign);
    return lines.length === 0 ? undefined : lines.map((line) => line.slice(2)).join('\n');
  };
  return { before: side('-'), after: side('+') };
}

/** Each evidence line with the fence that follows it; a line without a fence is none. */
function evidenceOf(pieces: readonly Piece[]): Evidence[] {
  const evidence: Evidence[] = [];
  let head: RegExpExecArray | undefined;
  for (const piece of pieces) {
    if (piece.kind === 'line') {
      const last = evidence.at(-1);
      const invisible = INVISIBLE.exec(piece.text);
      if (last && invisible) evidence[evidence.length - 1] = { ...last, invisible: Number(invisible[1]) };
      if (piece.text.trim() !== '') head = EVIDENCE.exec(piece.text) ?? undefined;
      continue;
    }
    const [, idSpan = '', at = '', kindSpan = '', origin = '', commit] = head ?? [];
    const atMs = parseTime(at);
    if (piece.info !== 'text' || !piece.closed || !isOrigin(origin) || atMs === undefined) continue;
    const [kind = '', ...actor] = (spansOf(kindSpan)[0] ?? '').split('@');
    evidence.push({
      id: (spansOf(idSpan)[0] ?? '').replace(/^\^/, ''),
      atMs,
      kind,
      ...(actor.length === 0 ? {} : { actor: actor.join('@') }),
      origin,
      text: piece.text,
      ...(commit === undefined ? {} : { commit: shortId(commit) }),
      ...(commit === undefined || commit.length <= 12 ? {} : { commitId: commit }),
    });
    head = undefined;
  }
  return evidence;
}

/** The report with these marks (undefined: undecided) and this state written into it; every other byte stays as it was. */
export function noteMarks(text: string, marks: ReadonlyMap<string, Mark | undefined>, state: ReportState): string {
  const lines = text.split('\n');
  let id = '';
  for (const piece of piecesOf(text)) {
    if (piece.kind !== 'line') continue;
    if (piece.text.startsWith('## ')) id = BLOCK.exec(piece.text)?.[3] ?? '';
    if (marks.has(id) && VERDICT_LINE.test(piece.text))
      lines[piece.line] = `- verdict: ${markText(marks.get(id))}${lines[piece.line]?.endsWith('\r') ? '\r' : ''}`;
  }
  return lines.join('\n').replace(FRONT, (front) => front.replace(/^state: [a-z]+/m, `state: ${state}`));
}

function isType(text: string | undefined): text is CandidateType {
  return CANDIDATE_TYPES.some((type) => type === text);
}

function isDecision(text: string | undefined): text is Decision {
  return DECISIONS.some((decision) => decision === text);
}

function isOrigin(text: string): text is Origin {
  return ORIGINS.some((origin) => origin === text);
}
