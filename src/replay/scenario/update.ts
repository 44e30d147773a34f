/** Writes into the text of a scenario what is there in place of what was expected, and nothing else; comments stay. Pure. */
import { LineCounter, parseAllDocuments } from 'yaml';
import type { Mismatch } from './mismatch.js';

export interface Change {
  /** Line and column of what was there: `12:9`. */
  readonly at: string;
  readonly from: string;
  readonly to: string;
}

/** The text with the fixes of all mismatches that have one, and each change. The last are made first, so that the numbers in a list keep their meaning. */
export function updated(text: string, mismatches: readonly Mismatch[]): { readonly text: string; readonly changes: readonly Change[] } {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines });
  const documents = 'empty' in parsed ? [] : parsed;
  const seen = new Set<string>();
  const changes: Change[] = [];
  for (const { fix } of mismatches.toReversed()) {
    if (!fix || seen.has(fix.way.join('\0'))) continue;
    seen.add(fix.way.join('\0'));
    const [number, ...way] = fix.way;
    const document = documents[Number(number)];
    if (!document) continue;
    const before: unknown = document.getIn(way, true);
    const { line, col } = lines.linePos(startOf(before));
    const from = plain(document.getIn(way));
    if (fix.value === undefined) document.deleteIn(way);
    else document.setIn(way, document.createNode(fix.value));
    changes.unshift({ at: `${line}:${col}`, from, to: fix.value === undefined ? 'nothing' : plain(fix.value) });
  }
  return { text: changes.length === 0 ? text : documents.map((one) => one.toString({ lineWidth: 0 })).join(''), changes };
}

function startOf(node: unknown): number {
  const { range } = (node ?? {}) as { readonly range?: readonly number[] };
  return range?.[0] ?? 0;
}

function plain(value: unknown): string {
  return JSON.stringify((value as { toJSON?: () => unknown } | undefined)?.toJSON?.() ?? value) ?? 'nothing';
}
