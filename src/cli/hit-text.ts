/** Formats a hit of recall for a terminal and as JSON. Pure. */
import { isoTime, utcDay } from '../dates/day.js';
import type { Hit } from '../desk/ask.js';
import { harmless } from '../base/harmless-text.js';
import { plural, type Palette } from './print.js';

const INDENT = ' '.repeat(11);
const LINES_MAX = 5;
/** The channels in the order in which the score is computed, then the changes by the order of hits. */
const CHANNELS = ['words', 'meaning', 'who', 'when', 'weight', 'recency'];
const DECIMALS = 1000;

export function hitJson(hit: Hit): unknown {
  return isDated(hit) ? { ...hit, at: isoTime(hit.atMs) } : hit;
}

/** The lines of one hit. */
export function hitText(hit: Hit, palette: Palette, explain: boolean): string[] {
  const [first = '', ...rest] = harmless(hit.text)
    .split('\n')
    .filter((line, n) => n === 0 || line.trim() !== '');
  const day = isDated(hit) ? utcDay(hit.atMs) : 'undated   ';
  const lines = [`${palette.dim(day)} ${hit.supersededBy ? palette.strike(first) : palette.bold(first)}`];
  const shown = rest.slice(0, LINES_MAX - 1);
  for (const line of shown) lines.push(`${INDENT}${line}`);
  if (rest.length > shown.length)
    lines.push(palette.dim(`${INDENT}... ${plural(rest.length - shown.length, 'more line')}: kairos show ^${hit.id}`));
  if (hit.supersededBy)
    lines.push(palette.yellow(`${INDENT}superseded by ^${hit.supersededBy.id}: ${harmless(hit.supersededBy.text).split('\n')[0]}`));
  lines.push(palette.dim(`${INDENT}${harmless(whereOf(hit).join('  '))}`));
  if (explain) lines.push(palette.dim(`${INDENT}${scoreText(hit)}`));
  return lines;
}

function whereOf({ id, source, tier, origin, copies, archived, via }: Hit): string[] {
  return [
    `^${id}`,
    source,
    tier,
    ...(origin === 'user' || origin === 'repo' ? [] : [origin]),
    ...(copies === undefined ? [] : [`×${copies}`]),
    ...(archived ? ['archived'] : []),
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
