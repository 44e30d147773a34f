/** Summarises new entries in few lines: the commits of one branch become one line. Pure. */
import { readCommitText, withoutCommitHead } from '../memory/commit-text.js';
import { plural } from '../base/plural.js';
import type { Entry } from '../memory/entry.js';
import type { Noted } from './event.js';

const WIDTH_MAX = 160;

/** Groups entries in the order in which they were written: commits by branch, every other entry alone. */
export function notedOf(entries: readonly Entry[]): Noted[] {
  const groups = new Map<string, { readonly branch: string | undefined; readonly entries: Entry[] }>();
  for (const entry of entries) {
    const branch = entry.kind === 'commit' ? readCommitText(entry.text)?.branch || undefined : undefined;
    const key = branch === undefined ? entry.id : `on ${branch}`;
    const group = groups.get(key) ?? { branch, entries: [] };
    group.entries.push(entry);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ branch, entries: some }) => {
    const last = some.at(-1) as Entry;
    return {
      text: shortened(branch === undefined ? alone(last) : onBranch(branch, some)),
      where: last.source.path,
      entries: some.length,
      ids: some.map(({ id }) => id),
    };
  });
}

/** Kinds whose text is clear without the name of the kind. */
const PLAIN_KINDS: ReadonlySet<string> = new Set(['head', 'message', 'note', 'stash']);

function onBranch(branch: string, entries: readonly Entry[]): string {
  const subjects = entries.map(({ text }) => readCommitText(text)?.subject ?? '');
  return entries.length === 1
    ? `${branch}: ${firstLine(withoutCommitHead(entries[0]?.text ?? ''))}`
    : `${plural(entries.length, 'commit')} on ${branch}: ${subjects.reverse().join(' | ')}`;
}

function alone(entry: Entry): string {
  return PLAIN_KINDS.has(entry.kind) ? firstLine(entry.text) : `${entry.kind} ${firstLine(entry.text)}`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function shortened(text: string): string {
  return text.length <= WIDTH_MAX ? text : `${text.slice(0, WIDTH_MAX - 1).trimEnd()}…`;
}
