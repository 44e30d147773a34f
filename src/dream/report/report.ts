/**
 * The report of a dream: what it proposes and why, with its evidence quoted, as Markdown. It is the candidate file and the body of a pull
 * request at once, so one text serves the reviewer and the parser (report-parse.ts). Pure; it never invents a word about the evidence.
 */
import { shortId } from '../../base/git-objects.js';
import { plural } from '../../base/plural.js';
import { compareText } from '../../base/order.js';
import { isoTime } from '../../dates/day.js';
import { stringify } from 'yaml';
import { aboutText } from '../../memory/topic-anchors.js';
import type { Candidate, CandidateType, Evidence } from './candidate.js';
import { escapeProse, fenced, oneLine, plainText, span } from './markdown-quote.js';
import type { Decision } from './verdict.js';

export const REPORT_FORMAT = 1;

/** proposed: nothing landed yet. partial: some of it landed, the dream is still open. decided: every claim has its verdict. */
export const REPORT_STATES = ['proposed', 'partial', 'decided'] as const;
export type ReportState = (typeof REPORT_STATES)[number];

export interface Mark {
  readonly decision: Decision;
  /** YYYY-MM-DD */
  readonly on: string;
}

export interface Report {
  /** Id of the dream. */
  readonly dream: string;
  /** YYYY-MM-DD, the UTC day on which it was dreamt. */
  readonly date: string;
  /** Short name of the branch that holds the proposal. */
  readonly branch: string;
  /** Short name of the base branch, and its tip when the dream was made. */
  readonly base: string;
  readonly baseCommit: string;
  readonly state: ReportState;
  readonly candidates: readonly Candidate[];
  /** By candidate id; no mark = undecided. */
  readonly marks: ReadonlyMap<string, Mark>;
  readonly notes: readonly string[];
  /** How many more claims the dream had, which wait for the next; absent for none. */
  readonly waiting?: number;
}

/** "79 more wait: dream again". */
export function waitingText(count: number): string {
  return `${count} more ${count === 1 ? 'waits' : 'wait'}: dream again`;
}

/** Reviewers see what goes away before what comes. */
const ORDER: Readonly<Record<CandidateType, number>> = { remove: 0, supersede: 1, merge: 2, update: 3, add: 4 };

/** Deletions first, then by topic and id. */
export function inReviewOrder(candidates: readonly Candidate[]): Candidate[] {
  return candidates.toSorted((a, b) => ORDER[a.type] - ORDER[b.type] || compareText(a.topic, b.topic) || compareText(a.id, b.id));
}

export type Counts = Readonly<Record<CandidateType, number>>;

/** How many candidates there are of each type. */
export function countsOf(candidates: readonly Candidate[]): Counts {
  const counts = { remove: 0, supersede: 0, merge: 0, update: 0, add: 0 };
  for (const candidate of candidates) counts[candidate.type] += 1;
  return counts;
}

const COUNTED: readonly (readonly [CandidateType, string])[] = [
  ['remove', 'removed'],
  ['supersede', 'superseded'],
  ['merge', 'merged'],
  ['update', 'updated'],
  ['add', 'added'],
];

/** "1 removed, 2 superseded, 9 added": deletions first, nothing that is zero. */
export function countsLine(counts: Counts): string {
  const said = COUNTED.filter(([type]) => counts[type] > 0).map(([type, word]) => `${counts[type]} ${word}`);
  return said.length === 0 ? 'nothing' : said.join(', ');
}

/** The text of a report. `parseReport` gives back what went in. */
export function renderReport(report: Report): string {
  const ordered = inReviewOrder(report.candidates);
  const counts = countsOf(ordered);
  const front = {
    format: String(REPORT_FORMAT),
    dream: report.dream,
    date: report.date,
    branch: report.branch,
    base: report.base,
    commit: report.baseCommit,
    state: report.state,
    counts: Object.fromEntries(COUNTED.map(([type]) => [type, String(counts[type])])),
    ...(report.waiting === undefined ? {} : { waiting: String(report.waiting) }),
  };
  const topics = new Set(ordered.map((candidate) => candidate.topic)).size;
  const parts = [
    `---\n${stringify(front, { schema: 'failsafe', lineWidth: 0 })}---\n`,
    `# Dream ${report.dream} of ${report.date}\n`,
    `Proposed for ${span(report.base)} at \`${shortId(report.baseCommit)}\`: ${countsLine(counts)}, in ${plural(topics, 'topic')}${report.waiting === undefined ? '' : `; ${waitingText(report.waiting)} once these are decided`}.\n` +
      'Look at it with `kairos review`, or edit this branch and merge it like any other.\n',
    ...ordered.map((candidate) => renderBlock(candidate, report.marks.get(candidate.id))),
  ];
  if (report.notes.length > 0) parts.push(`## Notes\n\n${report.notes.map((note) => `- ${escapeProse(note)}\n`).join('')}`);
  return parts.join('\n');
}

function renderBlock(candidate: Candidate, mark: Mark | undefined): string {
  const { before, after } = candidate;
  const diff = [
    ...(before === undefined
      ? []
      : plainText(before)
          .split('\n')
          .map((line) => `- ${line}`)),
    ...(after === undefined
      ? []
      : plainText(after)
          .split('\n')
          .map((line) => `+ ${line}`)),
  ];
  const target = candidate.target === undefined ? '' : ` target \`^${candidate.target}\``;
  return [
    `## ${candidate.type} in ${candidate.topic} \`^${candidate.id}\`${target}\n`,
    fenced(diff.join('\n'), 'diff'),
    `Why: ${escapeProse(candidate.reason)}\n`,
    `- topic: ${span(candidate.topicTitle)} ${span(candidate.topicDescription)}\n- date: ${candidate.date}\n- verdict: ${markText(mark)}\n${candidate.marked === undefined ? '' : `- marked: ${candidate.marked.join(', ')}\n`}${anchorLines(candidate)}`,
    ...candidate.evidence.map(renderEvidence),
  ].join('\n');
}

function anchorLines({ slot, about = [], renews = [] }: Candidate): string {
  const renewed = renews.flatMap(({ id, about: lines }) => lines.map((one) => `renews: ^${id} ${aboutText(one)}`));
  return [...(slot === undefined ? [] : [`slot: ${slot}`]), ...about.map(aboutText), ...renewed].map((line) => `- ${line}\n`).join('');
}

/** A mark as the report spells it: `accepted 2026-11-20`, or `pending` without one. */
export function markText(mark: Mark | undefined): string {
  return mark === undefined ? 'pending' : `${mark.decision} ${mark.on}`;
}

/** What a reviewer is told of a source that had more in it than can be seen. */
export function invisibleText(count: number): string {
  return `${plural(count, 'invisible character was', 'invisible characters were')} removed from this source`;
}

/** id, time, kind, origin, commit: then the text, word for word. */
function renderEvidence(evidence: Evidence): string {
  const kind = evidence.actor === undefined ? evidence.kind : `${evidence.kind}@${evidence.actor}`;
  const commit = evidence.commitId ?? evidence.commit;
  const said = `Evidence ${span(`^${evidence.id}`)} ${isoTime(evidence.atMs)} ${span(kind)} from ${evidence.origin}`;
  const quoted = `${said}${commit === undefined ? '' : `, commit \`${oneLine(commit)}\``}:\n\n${fenced(plainText(evidence.text), 'text')}`;
  return evidence.invisible === undefined ? quoted : `${quoted}\n${invisibleText(evidence.invisible)}.\n`;
}
