/**
 * Formats the daemon's output: each event as a line with columns for people, or as one JSON object a line for programs. Pure; the commands
 * print it.
 */
import { grouped } from '../base/plural.js';
import { shortId } from '../base/git-objects.js';
import { isoTime } from '../dates/day.js';
import { coverageOf, type RecallState } from '../desk/recall-state.js';
import type { Line } from '../desk/run.js';
import type { Status } from '../desk/status.js';
import type { WarmProcess } from '../desk/door/leave-behind.js';
import { harmless } from '../base/harmless-text.js';
import { amountText, isUsedUp } from './amount-text.js';
import { nextStep } from './next-step.js';
import { agoText, clip, type Palette, plural } from './print.js';

const WHAT_COLUMNS = 9;
const INDENT = ' '.repeat(8 + 2 + WHAT_COLUMNS + 2);
const NEXT_TICK = 'next tick';
/** If fewer columns than this are left for the text, the column "next" is left out. */
const TEXT_COLUMNS_MIN = 30;

export interface LineStyle {
  readonly palette: Palette;
  /** Columns of the terminal; undefined where the output is a file: nothing is cut then. */
  readonly columns: number | undefined;
}

/** `14:03:22  observed   3 commits on main: fix parser crash -> logs/2026/11/2026-11-20.md   next tick 14:07:52` */
export function lineText(line: Line, { palette, columns }: LineStyle): string {
  const colour = line.tone === 'warn' ? palette.yellow : line.tone === 'good' ? palette.green : palette.dim;
  const where = line.where === undefined || line.where === '' ? '' : ` -> ${oneLine(line.where)}`;
  // At a terminal the line stays while nothing happens, and its time is past after a tick that told nothing.
  const isStale = columns !== undefined && line.next?.does === NEXT_TICK;
  const next = line.next && !isStale ? `${line.next.does}${line.next.atMs === undefined ? '' : ` ${clockText(line.next.atMs)}`}` : '';
  const text = oneLine(line.text);
  const head = `${palette.dim(clockText(line.atMs))}  ${colour(line.what.padEnd(WHAT_COLUMNS))}  `;
  // A file is kept: a forget finds there what was quoted.
  const ids = (line.ids ?? []).map((id) => ` ^${id}`).join('');
  if (columns === undefined) return `${head}${text}${where}${ids}${next === '' ? '' : `   ${next}`}`;
  const room = columns - INDENT.length - where.length;
  const withNext = room - next.length - 3;
  const hasNext = next !== '' && withNext >= Math.min(TEXT_COLUMNS_MIN, text.length);
  const hasWhere = room >= Math.min(TEXT_COLUMNS_MIN, text.length);
  const width = hasNext ? withNext : hasWhere ? room : room + where.length;
  const shown = clip(text, width);
  return `${head}${shown}${hasNext || hasWhere ? palette.cyan(where) : ''}${hasNext ? `   ${palette.dim(next)}` : ''}`;
}

/** The same event for programs. */
export function lineJson({ atMs, what, text, where, next, ids }: Line): object {
  return {
    at: isoTime(atMs),
    ...(ids === undefined ? {} : { ids: ids.map((id) => `^${id}`) }),
    ...(next ? { next: next.does } : {}),
    ...(next?.atMs === undefined ? {} : { nextAt: isoTime(next.atMs) }),
    text,
    what,
    ...(where === undefined ? {} : { where }),
  };
}

/** The first lines of `kairos run`: the work tree, what its memory holds, and what comes next. */
export function headerText(status: Status, place: { root: string; hooks: string; tickSeconds: number }, { palette }: LineStyle): string[] {
  const { memory } = status;
  const row = (name: string, text: string): string => `${palette.dim(name.padEnd(8))}  ${text}`;
  const gates = status.gates.map(({ name, open }) => (open ? palette.green(`${name} open`) : `${name} closed`)).join(', ');
  return [
    `${palette.bold('kairos')}    ${oneLine(place.root)}${status.branch === undefined ? '' : ` on ${palette.cyan(harmless(status.branch))}`}`,
    row(
      'memory',
      `${plural(memory.entries, 'entry', 'entries')} in ${plural(memory.days, 'day')}, ${plural(memory.topics, 'topic')}${status.writer === undefined ? '' : `; writer ${status.writer}`}${memory.entries === 0 ? palette.dim('; "kairos observe --all" reads the history') : ''}`,
    ),
    row('wakes', `every ${place.tickSeconds} s, and when something changes${place.hooks === '' ? '' : `; ${place.hooks}`}`),
    row('dream', `${gates}${status.openDream === undefined ? '' : `; ${palette.yellow(harmless(status.openDream))} awaits review`}`),
    row('agent', agentText(status, palette)),
    '',
  ];
}

/** `kairos status` for people. */
export function statusText(status: Status, recall: RecallState, hooks: string, nowMs: number, { palette }: LineStyle): string[] {
  const row = (name: string, text: string): string => `${palette.dim(name.padEnd(8))}  ${text}`;
  const rows = [row('daemon', daemonText(status, nowMs, palette))];
  const presence = status.daemon.is === 'running' ? status.daemon.presence : undefined;
  if (presence) {
    const { counts, nextTickAtMs, mood, dreaming } = presence.beat;
    rows.push(
      row(
        'looked',
        `${agoText(presence.heartbeatAtMs, nowMs)}${nextTickAtMs === undefined ? '' : `, next tick ${clockText(nextTickAtMs)}`}${mood === 'running' ? '' : `; ${palette.yellow(mood)}`}${dreaming ? '; dreaming' : ''}`,
      ),
    );
    rows.push(
      row(
        'did',
        `${plural(counts.ticks, 'tick')}, ${plural(counts.entries, 'entry', 'entries')}, ${plural(counts.journalCommits, 'journal commit')}, ${plural(counts.dreams, 'dream')}, ${plural(counts.failures, 'failure')}`,
      ),
    );
  }
  if (status.paused) {
    const since = status.paused.sinceMs === undefined ? '' : ` ${agoText(status.paused.sinceMs, nowMs)}`;
    rows.push(
      row(
        'paused',
        palette.yellow(
          `${status.paused.by === 'file' ? '.kairos/PAUSED was seen' : 'by "kairos pause"'}${since}${status.paused.fileStands ? '; the file is still there' : ''}`,
        ),
      ),
    );
  }
  const queue = queueText(status.queue, palette);
  if (queue !== '') rows.push(row('queue', queue));
  if (status.jobs) rows.push(row('jobs', jobsText(status.jobs, nowMs)));
  if (status.focus) rows.push(row('focus', `${status.focus.is}: ${status.focus.why}`));
  if (status.tasks) rows.push(row('tasks', tasksText(status.tasks, palette)));
  if (status.budget) rows.push(row('budget', budgetText(status.budget, palette)));
  const { memory } = status;
  rows.push(
    row('memory', `${plural(memory.entries, 'entry', 'entries')} in ${plural(memory.days, 'day')}, ${plural(memory.topics, 'topic')}`),
  );
  rows.push(row('window', windowText(memory)));
  if (status.history !== undefined) rows.push(row('history', palette.yellow(historyText(status.history))));
  rows.push(
    row(
      'journal',
      status.journal === undefined
        ? 'not committed yet'
        : `commit ${shortId(status.journal.commit)}, ${agoText(status.journal.atMs, nowMs)}${status.writer === undefined ? '' : `, writer ${status.writer}`}`,
    ),
  );
  rows.push(...recallText(recall, palette).map((text, n) => row(n === 0 ? 'recall' : '', text)));
  (status.warm ?? []).forEach((warm, n) => rows.push(row(n === 0 ? 'warm' : '', warmText(warm, nowMs))));
  for (const gate of status.gates)
    rows.push(
      row('gate', `${gate.name.padEnd(8)}  ${gate.open ? palette.green('open  ') : 'closed'}  ${palette.dim(harmless(gate.detail))}`),
    );
  if (status.openDream !== undefined) rows.push(row('dream', `${palette.yellow(harmless(status.openDream))} awaits "kairos review"`));
  if (hooks !== '') rows.push(row('hooks', hooks));
  rows.push(row('trust', status.trusted ? 'trusted' : palette.yellow('not trusted; "kairos trust" lets the daemon work here')));
  rows.push(row('agent', agentText(status, palette)));
  rows.push(row('next', nextStep(status, recall.coverage.entries)));
  return rows;
}

/** What the agent's next turn begins with, and what its sessions hold. */
function windowText({ window, sessions }: Status['memory']): string {
  if (sessions.sessions === 0) return 'empty: the agent has taken no turn';
  const now = window.turns === 0 ? 'empty' : `${plural(window.turns, 'turn')}, ${kilobytes(window.bytes)}`;
  const strange = window.strange === undefined ? '' : `; ${plural(window.strange, 'line')} without a seal of this clone left out`;
  return `${now}; ${plural(sessions.sessions, 'session')} of the agent, ${kilobytes(sessions.bytes)}${strange}`;
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} KB`;
}

/** What models used of their budget. */
function budgetText({ hour, day }: NonNullable<Status['budget']>, palette: Palette): string {
  const text = `${amountText(hour)} in the last hour; ${amountText(day)} in the last day`;
  return isUsedUp(hour) || isUsedUp(day) ? palette.yellow(`${text}: used up`) : text;
}

/** The tasks, in one line. */
function tasksText({ approved, others, problems, whyNone }: NonNullable<Status['tasks']>, palette: Palette): string {
  const parts = [
    `${approved} approved`,
    ...(others === 0 ? [] : [palette.yellow(`${others} new or changed`)]),
    ...(problems === 0 ? [] : [palette.yellow(plural(problems, 'problem'))]),
  ];
  const none = whyNone === undefined ? '' : palette.yellow(`; none runs: ${harmless(whyNone)}`);
  return `${parts.join(', ')}${none}${palette.dim('; "kairos task list" shows them')}`;
}

/** The jobs that run, in one line. */
function jobsText(jobs: NonNullable<Status['jobs']>, nowMs: number): string {
  const each = jobs.map(({ id, tool, startedAtMs, place }) => `${id} (${harmless(tool)}, begun ${agoText(startedAtMs, nowMs)}, ${place})`);
  return `${plural(jobs.length, 'tool')} ${jobs.length === 1 ? 'runs' : 'run'}: ${each.join(', ')}; "kairos jobs" shows more`;
}

/** What was read of a history whose reading did not come to its end. */
function historyText({ done, total, since }: NonNullable<Status['history']>): string {
  return `${grouped(done)} of ${plural(total, 'commit')} read; "kairos observe ${since === undefined ? '--all' : `--after ${harmless(since)}`}" goes on`;
}

/** How recall searches; a second line says why the embedder is not the one that was asked for. */
function recallText(recall: RecallState, palette: Palette): string[] {
  const { wanted, actual, model, problem, embeddingPid } = recall;
  const by = model === undefined ? '' : palette.dim(`; ${actual === 'ollama' ? 'Ollama, ' : ''}${harmless(model.name)}`);
  const now = embeddingPid === undefined ? '' : palette.green(`; process ${embeddingPid} embeds now`);
  const first = `${coverageOf(recall)}${by}${now}`;
  return problem === undefined ? [first] : [first, palette.yellow(`${wanted} is wanted: ${harmless(problem)}`)];
}

const WARM = { left: 'left behind by a question', mcp: '"kairos mcp" of a client', index: 'the process that embeds' } as const;

/** A process that answers questions quickly. */
function warmText({ pid, kind, openedAtMs, bytes }: WarmProcess, nowMs: number): string {
  const size = bytes === undefined ? '' : `, ${Math.round(bytes / 1024 ** 2)} MB`;
  return `process ${pid} answers questions: ${WARM[kind]} ${agoText(openedAtMs, nowMs)}${size}`;
}

const AT = {
  thinking: 'in a turn',
  asleep: 'asleep',
  blocked: 'its model cannot be asked',
  held: 'holds still until you say something',
  waiting: '',
};

/** What the agent of a running daemon is at; '' where it waits, or has no model. */
function atText(daemon: Status['daemon']): string {
  const agent = daemon.is === 'running' ? daemon.presence?.beat.agent : undefined;
  if (!agent || agent.is === 'waiting') return '';
  const until = agent.untilMs === undefined ? '' : ` until ${clockText(agent.untilMs)}`;
  return `; ${AT[agent.is]}${until}${agent.why === undefined || agent.why === '' ? '' : `: ${oneLine(agent.why)}`}`;
}

/** Whether the agent is active and what it is at, or which layer holds it back. */
export function agentText({ rights, daemon }: Pick<Status, 'rights' | 'daemon'>, palette: Palette): string {
  const { active, closed, on } = rights;
  if (active) return `${palette.green('active')}${atText(daemon)}`;
  if (closed === undefined) return 'takes no turns of its own';
  const why = `layer ${closed.layer} is closed; ${palette.dim('"kairos activate --explain" says why')}`;
  return on.includes('proactive') ? `proactive${atText(daemon)}; not your assistant: ${why}` : `takes no turns of its own: ${why}`;
}

/** What waits for the daemon; '' if nothing does. */
function queueText({ sealed, unsealed, refused }: Status['queue'], palette: Palette): string {
  const parts = [
    ...(sealed > 0 ? [`${plural(sealed, 'message')} of yours ${sealed === 1 ? 'waits' : 'wait'}`] : []),
    ...(unsealed > 0 ? [palette.yellow(`${plural(unsealed, 'file')} without a seal, read as external`)] : []),
    ...(refused > 0 ? [`${refused} refused as too long`] : []),
  ];
  return parts.join('; ');
}

function daemonText({ daemon }: Status, nowMs: number, palette: Palette): string {
  switch (daemon.is) {
    case 'running':
      return palette.green(
        `running, process ${daemon.pid}${daemon.presence ? `, since ${agoText(daemon.presence.startedAtMs, nowMs)}` : ''}`,
      );
    case 'died':
      return palette.red(
        `not running: process ${daemon.presence.identity.pid} ended without saying so; its last heartbeat was ${agoText(daemon.presence.heartbeatAtMs, nowMs)}`,
      );
    case 'absent':
      return 'not running; "kairos run" starts it';
  }
}

/** HH:MM:SS in the zone of the reader. */
export function clockText(atMs: number): string {
  const time = new Date(atMs);
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

function oneLine(text: string): string {
  return harmless(text)
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\t/g, ' ');
}
