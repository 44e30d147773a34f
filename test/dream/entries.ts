/** Makes entries as the observer and people write them, for tests of the dream. */
import { shortHash } from '../../src/base/hash.js';
import type { Entry } from '../../src/memory/entry.js';

let counter = 0;

export function commitEntry({
  subject,
  body = '',
  paths = 'src/a.ts +40 -12',
  at = '2026-03-01T10:00:00Z',
  sha,
  actor = 'ann',
  kind = 'commit',
}: {
  subject: string;
  body?: string;
  paths?: string;
  at?: string;
  sha?: string;
  actor?: string;
  kind?: string;
}): Entry {
  const commit = (sha ?? shortHash(['sha', String(counter++)], 12).replace(/[^0-9a-f]/g, '0')).padEnd(12, '0').slice(0, 12);
  const text = `${commit} main: ${subject}${paths === '' ? '' : ` (${paths})`}${body === '' ? '' : `\n${body}`}`;
  return {
    id: shortHash(['commit', commit]),
    defined: true,
    ours: true,
    kind,
    actor,
    atMs: Date.parse(at),
    text,
    source: { path: `logs/x.md`, line: 1, writer: 'w0000000' },
    origin: 'repo',
  };
}

interface NoteOptions {
  readonly at?: string;
  readonly kind?: string;
  readonly origin?: Entry['origin'];
}

export function noteEntry(text: string, { at = '2026-03-01T10:00:00Z', kind = 'note', origin = 'user' }: NoteOptions = {}): Entry {
  const isNote = kind === 'note';
  const source = { path: 'logs/x.md', line: 1, writer: 'w0000000' };
  return {
    id: shortHash(['note', text, at]),
    defined: true,
    ours: isNote,
    kind,
    actor: isNote ? 'user' : undefined,
    atMs: Date.parse(at),
    text,
    source,
    origin,
  };
}

/** Commits of entries, as the dream's input wants them. */
export function reachableOf(entries: readonly Entry[]): Set<string> {
  return new Set(entries.flatMap((e) => /^[0-9a-f]{12}/.exec(e.text)?.[0] ?? []));
}
