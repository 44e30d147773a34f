import { describe, expect, it } from 'vitest';
import { consolidate } from '../../../src/dream/claims/consolidate.js';
import type { Entry } from '../../../src/memory/entry.js';
import { commitEntry, reachableOf } from '../entries.js';

/** The claims of these commits as they are ranked. */
function ranked(...entries: readonly Entry[]): string[] {
  const filler = Array.from({ length: 400 }, (_, n) =>
    commitEntry({ subject: `Bump x to ${n}.0.1`, sha: `f${String(n).padStart(11, '0')}` }),
  );
  const all = [...entries, ...filler];
  const { candidates, ranking = [] } = consolidate({
    entries: all,
    reachable: reachableOf(all),
    topics: [],
    verdicts: [],
    nowMs: Date.UTC(2026, 10, 20),
  });
  return ranking.map((id) => candidates.find((candidate) => candidate.id === id)?.after ?? '');
}

const OLD = '2014-03-01T10:00:00Z';
const NEW = '2026-03-01T10:00:00Z';

describe('what comes first', () => {
  it.each([
    [
      'a reason',
      { subject: 'Replace Redis with PostgreSQL', body: 'One more server to watch is not worth it, because sessions are few.' },
      { subject: 'Replace Kafka with RabbitMQ' },
    ],
    ['what breaks', { subject: 'feat!: drop support for Node 18' }, { subject: 'Drop support for Python 2' }],
    [
      'what users read or set',
      { subject: 'Replace Redis with PostgreSQL', paths: 'src/a.ts +4 -1, README.md +2 -1' },
      { subject: 'Replace Kafka with RabbitMQ', paths: 'src/b.ts +4 -1' },
    ],
    [
      'a manifest',
      { subject: 'Replace Redis with PostgreSQL', paths: 'src/a.ts +4 -1, Cargo.toml +2 -1' },
      { subject: 'Replace Kafka with RabbitMQ', paths: 'src/b.ts +4 -1' },
    ],
    ['a rule', { subject: 'Never write sessions to the disk' }, { subject: 'Stop using Kafka' }],
    [
      'a thing with a name, before code',
      { subject: 'Replace Redis with PostgreSQL' },
      { subject: 'Replace for_line and for_wrap with generate_line' },
    ],
    [
      'a decision, before a step of the pipeline',
      { subject: 'Replace Redis with PostgreSQL' },
      { subject: "Rename 'Check is release' step to 'Check for release'" },
    ],
    [
      'a decision, before a refactoring with a reason',
      { subject: 'Drop support for Node 18' },
      { subject: 'Extract get_syntax_for_path() method', body: 'To make the code easier to refactor further, because it is long.' },
    ],
    [
      'a rule, before what a change makes of the code',
      { subject: 'Never write sessions to the disk' },
      { subject: 'Make error handler run always' },
    ],
    [
      'the default of an option that is named',
      { subject: 'Make the `strictLength` option default to true' },
      { subject: 'Make the lenient parser of lines default to true' },
    ],
    ['a rule, before style', { subject: 'Never write sessions to the disk' }, { subject: 'Always use nicer formatting for consistency' }],
  ] as const)('%s', (_what, first, second) => {
    const expected = first.subject.replace(/^feat!: d/, 'D');
    for (const [one, other] of [
      [OLD, NEW],
      [NEW, OLD],
    ] as const) {
      const order = ranked(
        commitEntry({ ...second, at: one, sha: 'b00000000001' }),
        commitEntry({ ...first, at: other, sha: 'a00000000001' }),
      );
      expect(order[0]).toContain(expected);
    }
  });

  it('what a later commit names by its id', () => {
    const one = commitEntry({ subject: 'Replace Kafka with RabbitMQ', sha: 'b1234567890a', at: OLD });
    const named = commitEntry({ subject: 'Replace Redis with PostgreSQL', sha: 'a1234567890b', at: OLD });
    const fix = commitEntry({ subject: 'Close the pool', body: 'The pool was left open since a123456.', at: NEW });
    expect(ranked(one, named, fix).find((claim) => claim.startsWith('Replace'))).toContain('Redis');
    expect(
      ranked(named, one, { ...fix, text: fix.text.replace('a123456', 'b123456') }).find((claim) => claim.startsWith('Replace')),
    ).toContain('Kafka');
  });
});
