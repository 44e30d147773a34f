/** Failure signatures: failures that recur, such as repeated fixes of one file. The report lists them; they never become claims. Pure. */
import { DAY_MS } from '../../dates/units.js';
import { compareText } from '../../base/order.js';
import type { Message } from '../reading/message.js';
import { isNoise } from '../reading/noise.js';
import { stemsOf } from '../../wording/words.js';

const FLAKY = /\b(?:flak(?:y|iness|ey)|intermittent(?:ly)?|unstable|non-?deterministic|sporadic(?:ally)?|race condition)\b/i;
const FIX_OF_FIX =
  /\bfix(?:es|ed|ing)? (?:the |a |my |for )?(?:previous|last|earlier|broken|bad) (?:fix|commit|change|patch)|\bfix(?:es|ed)? .{0,30}\bfix\b|\b(?:really|properly|actually|finally) fix|\bfix .{2,60}\bagain\b|\bsecond attempt|\bfollow-?up fix/i;
const LISTED_MOST = 5;

/** Lines for the report, most telling first; each cites its commits by twelve digits. */
export function signaturesOf(messages: readonly Message[]): string[] {
  const commits = messages.filter((m) => m.commit !== undefined && !isNoise(m));
  return [...repeatedReverts(commits), ...fixesOfFixes(commits), ...hotFixes(commits), ...flaky(commits)];
}

function cite(list: readonly Message[]): string {
  const shown = list.slice(-LISTED_MOST).map((m) => m.commit);
  return `${shown.join(', ')}${list.length > LISTED_MOST ? ` and ${list.length - LISTED_MOST} more` : ''}`;
}

function repeatedReverts(commits: readonly Message[]): string[] {
  const reverts = commits.filter((m) => m.type === 'revert' || /^revert/i.test(m.subject));
  const groups = new Map<string, Message[]>();
  for (const message of reverts) {
    const key = stemsOf(message.subject.replace(/\brevert\w*\b:?/gi, ' ')).join(' ');
    groups.set(key, [...(groups.get(key) ?? []), message]);
  }
  return [...groups]
    .filter(([, list]) => list.length >= 2)
    .map(([, list]) => `Reverted ${list.length} times: ${list[0]?.subject} (${cite(list)})`);
}

function fixesOfFixes(commits: readonly Message[]): string[] {
  const found = commits.filter((m) => FIX_OF_FIX.test(m.subject));
  return found.length >= 2 ? [`${found.length} commits mend an earlier fix (${cite(found)})`] : [];
}

/** The same file fixed three times within three days. */
function hotFixes(commits: readonly Message[]): string[] {
  const byPath = new Map<string, Message[]>();
  for (const message of commits) {
    if (message.type !== 'fix' && !/^fix/i.test(message.subject)) continue;
    for (const path of message.paths) byPath.set(path, [...(byPath.get(path) ?? []), message]);
  }
  const rows: { path: string; list: Message[] }[] = [];
  for (const [path, list] of byPath) {
    if (/(?:lock|\.md|package\.json|CHANGELOG)/.test(path)) continue;
    const burst = list.filter((m, i) => {
      const third = list[i + 2];
      return third !== undefined && third.entry.atMs - m.entry.atMs <= 3 * DAY_MS;
    });
    if (burst.length > 0) rows.push({ path, list });
  }
  return rows
    .toSorted((a, b) => b.list.length - a.list.length || compareText(a.path, b.path))
    .slice(0, 3)
    .map(({ path, list }) => `${path} was fixed ${list.length} times, three of them within three days (${cite(list)})`);
}

function flaky(commits: readonly Message[]): string[] {
  const found = commits.filter((m) => FLAKY.test(m.subject));
  return found.length >= 2 ? [`${found.length} commits speak of flaky behaviour (${cite(found)})`] : [];
}
