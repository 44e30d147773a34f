/** The entries of acts in the journal: what one came to, and what the person decided. They are no evidence. Pure. */
import { plural } from '../base/plural.js';
import type { EntryDraft } from '../memory/entry.js';
import type { ActRecord } from './record.js';

/** What an act came to: its branch, or why there is none. @param became left out: it changed nothing. */
export function endDraft(record: ActRecord, became: ActRecord | undefined, atMs: number): EntryDraft {
  const { id, title, said, held = [] } = record;
  const paths = became?.change?.paths ?? [];
  const what =
    became === undefined
      ? 'nothing changed'
      : became.is === 'open'
        ? `branch ${became.branch}, ${plural(paths.length, 'file')} changed`
        : 'no branch was made';
  const holds = held.length === 0 ? 'no sandbox held it' : `the sandbox held ${held.join(', ')}`;
  return {
    kind: 'act',
    actor: 'model',
    atMs,
    text: `act ${id}: ${title}: ${became?.said ?? said ?? 'ended'}; ${what}; ${holds}`,
    key: `act ${id} end`,
  };
}

/** What the person decided. */
export function decisionDraft({ id, title }: ActRecord, decided: string, atMs: number): EntryDraft {
  return { kind: 'act', actor: 'model', atMs, text: `act ${id}: ${title}: ${decided}`, key: `act ${id} ${decided}` };
}
