/** Numbers of the running system in lines for people. Pure. What is not recorded has no number. */
import type { Metrics } from '../desk/metrics.js';
import { agoText, plural } from './print.js';

const NOTHING_YET = 'not recorded yet';

/** A row for each number; one line where this clone has none. */
export function metricLines(metrics: Metrics | undefined, nowMs: number): string[] {
  if (!metrics) return ['no metrics here: this clone has no .kairos/state'];
  const { recalls, promotions, rejections, claims, dreamLag, cost, notRecorded } = metrics;
  const waiting = `${plural(dreamLag.entries, 'entry', 'entries')} that one could cite`;
  const rows = {
    recalls: recalls === undefined ? NOTHING_YET : `${recalls.perDay} a day (${recalls.count} in ${plural(recalls.days, 'day')})`,
    'hits cited': recalls === undefined ? NOTHING_YET : shareText(recalls.cited, recalls.found, 'entries and claims that were found'),
    promotions: promotions === undefined ? NOTHING_YET : `${promotions}, rejections ${rejections ?? 0}`,
    'never recalled': claims === undefined ? NOTHING_YET : shareText(claims.neverRecalled, claims.holding, 'claims that hold'),
    'dream lag':
      dreamLag.lastAtMs === undefined
        ? `no dream yet; ${waiting}`
        : `${waiting} since the last dream, ${agoText(dreamLag.lastAtMs, nowMs)}`,
    ...(cost && { cost: `${plural(cost.calls, 'call')} of language models in the last day, ${plural(cost.tokens, 'token')}` }),
    ...Object.fromEntries(Object.entries(notRecorded).map(([name, why]) => [name, `not recorded: ${why}`])),
  };
  const width = Math.max(...Object.keys(rows).map((name) => name.length));
  return ['metrics of this work tree', ...Object.entries(rows).map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)];
}

function shareText(part: number, whole: number, what: string): string {
  return whole === 0 ? NOTHING_YET : `${Math.round((100 * part) / whole)} % (${part} of ${whole} ${what})`;
}
