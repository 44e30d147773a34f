/** Formats a hit of recall for a terminal and as JSON. Pure. */
import { isoTime, utcDay } from '../dates/day.js';
import type { Hit } from '../desk/ask.js';
import { harmless } from '../base/harmless-text.js';
import { ageText, plural, wrapped, type Palette } from './print.js';

const INDENT = ' '.repeat(11);
const LINES_MAX = 5;
/** So many commits that a squash took in are named. */
const TOOK_MOST = 3;
/** What people call the tiers. */
const TIERS = { stm: 'journal', ltm: 'memory' } as const;
/** The channels in the order in which the score is computed, then the changes by the order of hits. */
const CHANNELS = ['words', 'meaning', 'who', 'when', 'weight', 'recency'];
const DECIMALS = 1000;

export function hitJson(hit: Hit): unknown {
  return isDated(hit) ? { ...hit, at: isoTime(hit.atMs) } : hit;
}

export interface Shown {
  readonly palette: Palette;
  /** Of the terminal; no line is longer but for a word that is. */
  readonly columns: number;
  /** For the age of a hit. */
  readonly nowMs: number;
  readonly explain: boolean;
}

/** The lines of one hit: its day and text, what took its place, then its id, age, author, tier and source. */
export function hitText(hit: Hit, { palette, columns, nowMs, explain }: Shown): string[] {
  const room = columns - INDENT.length;
  const [first = '', ...rest] = harmless(hit.text)
    .split('\n')
    .filter((line, n) => n === 0 || line.trim() !== '');
  const day = isDated(hit) ? utcDay(hit.atMs) : 'undated   ';
  const style = hit.supersededBy ? palette.strike : palette.bold;
  const [head = '', ...more] = wrapped(first, room);
  const lines = [`${palette.dim(day)} ${style(head)}`, ...more.map((line) => `${INDENT}${style(line)}`)];
  const say = (text: string, colour: (line: string) => string): void => {
    for (const line of folded(text, room)) lines.push(colour(`${INDENT}${line}`));
  };
  const shown = rest.slice(0, LINES_MAX - 1);
  for (const line of shown) say(line, (text) => text);
  if (rest.length > shown.length) say(`... ${plural(rest.length - shown.length, 'more line')}: kairos show ${hit.id}`, palette.dim);
  if (hit.supersededBy) say(`superseded by ^${hit.supersededBy.id}: ${harmless(hit.supersededBy.text).split('\n')[0]}`, palette.yellow);
  if (hit.suspect) say(`suspect: ${hit.suspect.map(harmless).join(', ')} changed since`, palette.yellow);
  for (const { id, text, atMs } of hit.seeAlso ?? [])
    say(`see also ^${id}${atMs === 0 ? '' : ` of ${utcDay(atMs)}`}: ${harmless(text).split('\n')[0]}`, palette.yellow);
  for (const { id, text } of (hit.took ?? []).slice(0, TOOK_MOST)) say(`took in ^${id}: ${harmless(text).split('\n')[0]}`, palette.dim);
  if (hit.took && hit.took.length > TOOK_MOST) say(`... and ${hit.took.length - TOOK_MOST} more`, palette.dim);
  for (const line of joined(whereOf(hit, nowMs).map(harmless), room)) lines.push(palette.dim(`${INDENT}${line}`));
  if (explain) say(scoreText(hit), palette.dim);
  return lines;
}

/** A line in lines of so many columns; one that is short enough keeps its blanks. */
function folded(line: string, room: number): string[] {
  return line.length <= room ? [line] : wrapped(line, room);
}

/** Parts in as few lines as the columns allow, two blanks between them. */
function joined(parts: readonly string[], room: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 2 + part.length <= room) lines[lines.length - 1] = `${last}  ${part}`;
    else lines.push(part);
  }
  return lines;
}

function whereOf(hit: Hit, nowMs: number): string[] {
  const { id, source, tier, origin, copies, via, actor } = hit;
  const age = isDated(hit) ? ageText(hit.atMs, nowMs) : '';
  const author = actor === undefined ? '' : `by ${actor}`;
  return [
    `^${id}`,
    ...[age, author].filter((part) => part !== ''),
    `${TIERS[tier]} ${source}`,
    ...(origin === 'user' || origin === 'repo' ? [] : [`origin ${origin}`]),
    ...(hit.rebasedFrom === undefined ? [] : [`was ${hit.rebasedFrom}`]),
    ...(copies === undefined ? [] : [`said ${copies} times`]),
    ...(via === undefined ? [] : [`related to ${via}`]),
  ];
}

/** The day of a hit, if it has one: a bullet of a topic may be without a date. */
function isDated(hit: Hit): boolean {
  return hit.tier === 'stm' || hit.atMs !== 0;
}

/**
 * `score 0.712 = words 0.310 + meaning 0.350 + weight 0.052`. The parts are rounded so that what is shown adds up: each to the thousandth
 * below, and those that lost most of one get the thousandths that are left.
 */
export function scoreText({ score, parts }: Pick<Hit, 'score' | 'parts'>): string {
  const others = Object.keys(parts).filter((name) => !CHANNELS.includes(name));
  const names = [...CHANNELS.filter((name) => name in parts), ...others.toSorted()];
  const exact = names.map((name) => (parts[name] as number) * DECIMALS);
  const shown = exact.map(Math.floor);
  const total = Math.round(score * DECIMALS);
  const loss = exact.map((one) => one - Math.floor(one));
  const lost = names.map((_, n) => n).toSorted((a, b) => (loss[b] as number) - (loss[a] as number) || a - b);
  for (let left = total - shown.reduce((sum, one) => sum + one, 0), at = 0; left > 0 && at < lost.length; left -= 1, at += 1)
    shown[lost[at] as number] = (shown[lost[at] as number] as number) + 1;
  const terms = names.map((name, n) => ({ name, thousandths: shown[n] as number })).filter(({ thousandths }) => thousandths !== 0);
  const sum = terms.map(
    ({ name, thousandths }, n) =>
      `${n === 0 ? (thousandths < 0 ? '-' : '') : thousandths < 0 ? ' - ' : ' + '}${name} ${decimal(Math.abs(thousandths))}`,
  );
  return `score ${decimal(total)}${sum.length === 0 ? '' : ` = ${sum.join('')}`}`;
}

function decimal(thousandths: number): string {
  return (thousandths / DECIMALS).toFixed(3);
}
