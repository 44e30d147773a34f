/**
 * Finds the commit that took in others by a squash: it came later, on another branch, changes what they change, and names them in its message, or they
 * left with their branch. Pure.
 */
import { readCommitText, type CommitText } from '../../memory/commit-text.js';
import type { Doc } from '../text/document.js';

/** A commit among the hits. */
export interface Step {
  readonly doc: Doc;
  /** Twelve digits: what it is now, after rebases. */
  readonly now: string;
  /** True where nothing holds it any more. */
  readonly isDropped: boolean;
}

interface Read<T> {
  readonly step: T;
  readonly read: CommitText;
  /** Lines of the message below its subject, as they are compared. */
  readonly lines: ReadonlySet<string>;
}

/**
 * Each step that was taken in -> the commit that stayed, which took it in, maybe by way of others.
 * @param further commits that may have taken some in, and are themselves of no interest.
 */
export function takenIn<T extends Step>(steps: readonly T[], further: readonly T[]): Map<T, T> {
  const all = steps.flatMap(readStep);
  const squashes = [...all, ...further.flatMap(readStep)]
    .filter(({ step }) => !step.isDropped)
    .toSorted((a, b) => a.step.doc.atMs - b.step.doc.atMs);
  const by = new Map<T, T>();
  for (const one of all) {
    const named = squashes.find((other) => isLater(one, other) && changesIt(one, other) && names(other, one));
    const found = named ?? (one.step.isDropped ? squashes.find((other) => isLater(one, other) && changesIt(one, other)) : undefined);
    if (found) by.set(one.step, found.step);
  }
  for (const [step, first] of by) {
    let last = first;
    for (let next = by.get(last); next !== undefined && next !== first; next = by.get(last)) last = next;
    by.set(step, last);
  }
  return by;
}

function readStep<T extends Step>(step: T): Read<T>[] {
  const read = step.doc.kind === 'merge' ? undefined : readCommitText(step.doc.text);
  return read ? [{ step, read, lines: new Set(read.body.split('\n').map(plainLine)) }] : [];
}

function isLater<T extends Step>({ step, read }: Read<T>, other: Read<T>): boolean {
  return step !== other.step && step.doc.atMs <= other.step.doc.atMs && (step.isDropped || read.branch !== other.read.branch);
}

/** Of a commit with many paths three are named; then one in common is enough. */
function changesIt<T extends Step>({ read }: Read<T>, { read: squash }: Read<T>): boolean {
  const theirs = new Set(squash.changes.flatMap(({ path, from }) => (from === undefined ? [path] : [path, from])));
  const mine = read.changes.map(({ path }) => path);
  return squash.more === undefined ? mine.length > 0 && mine.every((path) => theirs.has(path)) : mine.some((path) => theirs.has(path));
}

/** `* subject` of a forge, `commit <id>` and the indented subject of git. */
function names<T extends Step>({ lines }: Read<T>, { step, read }: Read<T>): boolean {
  return (
    lines.has(plainLine(read.subject)) || [read.commit, step.now].some((id) => [...lines].some((line) => line.startsWith(`commit ${id}`)))
  );
}

function plainLine(line: string): string {
  return line
    .replace(/^\s*(?:[*+-]\s+)?/, '')
    .replace(/\s*\((?:#|!)\d+\)\s*$/, '')
    .trimEnd();
}
