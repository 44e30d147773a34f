/** Where a secret stands in a text, and how overlapping findings become one. Pure; it knows no kind of secret. */
import { compareText } from '../base/order.js';

export interface Finding {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

/** Merges overlapping findings, named after the one that begins first (of those the longest, of those not `assignment`). */
export function merged(findings: readonly Finding[]): Finding[] {
  const out: Finding[] = [];
  const rank = ({ name }: Finding): number => (name === 'assignment' ? 1 : 0);
  for (const finding of [...findings].sort(
    (a, b) => a.start - b.start || b.end - a.end || rank(a) - rank(b) || compareText(a.name, b.name),
  )) {
    const last = out.at(-1);
    if (last !== undefined && finding.start < last.end) out[out.length - 1] = { ...last, end: Math.max(last.end, finding.end) };
    else if (finding.end > finding.start) out.push(finding);
  }
  return out;
}
