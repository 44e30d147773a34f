import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reversalsAmong, type Told } from '../../src/memory/reversals.js';

const sha = (place: number): string => `${String.fromCharCode(97 + (place % 6))}${String(place).padStart(11, '1')}`;

/** Commits by key, oldest first: a subject, or a subject and a body. `<n>` in them is the id of the n-th. */
function history(...messages: readonly (string | readonly [string, string])[]): Told[] {
  return messages.map((message, place) => {
    const [subject, body] = typeof message === 'string' ? [message, ''] : message;
    const named = (text: string): string => text.replace(/<(\d+)>/g, (_, n: string) => sha(Number(n)));
    return { key: String(place), commits: [sha(place)], subject: named(subject), body: named(body) };
  });
}

/** The places of what stands, idle reversals aside: what there is to tell. */
function standing(commits: readonly Told[]): string {
  const { endedBy, idle } = reversalsAmong(commits);
  return commits
    .filter(({ key }) => !endedBy.has(key) && !idle.has(key))
    .map(({ key }) => key)
    .join(' ');
}

const X = 'Drop support for Node 16';
const reverts = (n: number): string => `This reverts commit <${n}>.`;

describe('what stands at the end', () => {
  it.each([
    ['a revert by id', [X, ['Undo that', reverts(0)]], '1'],
    ['a revert by subject', [X, `Revert "${X}"`], '1'],
    ['a revert by the id in its subject', [X, ['Backed out changeset <0>', 'It breaks the plugin.']], '1'],
    ['a revert by subject behind numbers', [`${X} (#12)`, `Revert "${X} (#12)" (#15)`], '1'],
    ['a revert of a squash, by the title of its pull request', [`${X} (#12)`, `Revert "${X}" (#15)`], '1'],
    ['a revert of a Conventional Commit, without its type', [`feat!: ${X}`, `revert: ${X}`], '1'],
    ['a reapply as git writes it', [X, [`Revert "${X}"`, reverts(0)], [`Reapply "${X}"`, reverts(1)]], '0'],
    ['a reapply by subject', [X, `Revert "${X}"`, `Reapply "${X}"`], '0'],
    ['a reland by subject', [X, `Revert "${X}"`, `Reland "${X}" (#20)`], '0'],
    ['a reland that names the first by id', [X, [`Revert "${X}"`, reverts(0)], ['Second attempt', 'This relands commit <0>.']], '0'],
    ['a revert of a revert by id', [X, ['r', reverts(0)], ['rr', reverts(1)]], '0'],
    ['a revert of a revert by subject', [X, `Revert "${X}"`, `Revert "Revert "${X}""`], '0'],
    ['a chain of three by id', [X, ['r', reverts(0)], ['rr', reverts(1)], ['rrr', reverts(2)]], '1'],
    ['a chain of three by subject', [X, `Revert "${X}"`, `Revert "Revert "${X}""`, `Revert "Revert "Revert "${X}"""`], '1'],
    ['a revert of a reapply', [X, `Revert "${X}"`, `Reapply "${X}"`, `Revert "Reapply "${X}""`], '1'],
    ['a chain of four', [X, ['r', reverts(0)], ['rr', reverts(1)], ['rrr', reverts(2)], ['rrrr', reverts(3)]], '0'],
    ['a chain of five', [X, ['1', reverts(0)], ['2', reverts(1)], ['3', reverts(2)], ['4', reverts(3)], ['5', reverts(4)]], '1'],
    ['the first reverted anew by its id', [X, [`Revert "${X}"`, reverts(0)], [`Reapply "${X}"`, reverts(1)], ['No', reverts(0)]], '1 3'],
    ['the first reverted anew by its subject', [X, `Revert "${X}"`, `Reapply "${X}"`, `Revert "${X}"`], '1 3'],
    ['said again in the same words', [X, `Revert "${X}"`, `${X} (#40)`], '2'],
    ['said again, and reverted again', [X, `Revert "${X}"`, X, `Revert "${X}"`], '1 3'],
    ['two of one subject: nobody knows which', ['wip', 'wip', 'Revert "wip"'], '0 1 2'],
    ['the number of a merge request', [`${X} (!45)`, ['Undo that', 'This reverts merge request !45']], '1'],
    [
      'the number below the message of a merge',
      [
        ['Merge branch', 'See merge request acme/shop!45'],
        ['No', 'This reverts merge request acme/shop!45.'],
      ],
      '1',
    ],
    ['the number of a pull request elsewhere', [`${X} (#45)`, ['Undo that', 'Reverts acme/shop#45']], '1'],
    ['the number alone in the subject', [`${X} (#45)`, 'Revert #45 (#46)'], '1'],
    ['the number with its kind', [`Merged PR 45: ${X}`, 'Roll back PR 45'], '1'],
    ['a pull request by its address', [`${X} (#45)`, ['No', 'Reverts https://forge.example/acme/shop/pull/45']], '1'],
    ['a merge of a pull request', ['Merge pull request #45 from a/b', ['No', 'Backs out pull request #45.']], '1'],
    ['a number brought again', [`${X} (#45)`, ['No (#46)', 'Reverts #45'], ['Yes (#47)', 'Reverts #46']], '0'],
    ['a reland by number', [`${X} (#45)`, ['No (#46)', 'Reverts #45'], ['Yes', 'Relands #45']], '0'],
    ['a number that is not taken back', [`${X} (#45)`, ['Keep it', 'We do not revert #45 here.']], '0 1'],
    ['the number of what took something back', [`${X} (#45)`, ['Try anew', 'An earlier try was reverted in #45.']], '0 1'],
    ['a number that is not brought again', [`${X} (#45)`, ['No (#46)', 'Reverts #45'], ['Wait (#47)', "This doesn't reland #45."]], '1 2'],
    ['a number that nothing came with', [X, ['Undo that', 'Reverts #45']], '0 1'],
    ['another one between', [X, 'Use a pool', `Revert "${X}"`], '1 2'],
    ['a subject that nobody had', ['Use a pool', 'Restore the backup', 'Undo the change'], '0 1 2'],
    ['several by id', ['a', 'b', ['Undo both', 'This reverts commits <0> and <1>.']], '2'],
    ['an id of another branch, and the subject', [X, [`Revert "${X}"`, 'This reverts commit 0123456789ab.']], '1'],
  ] as [string, (string | [string, string])[], string][])('%s', (_what, messages, stands) => {
    expect(standing(history(...messages))).toBe(stands);
  });

  it('is the first or its revert after any number of reverts of reverts', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('id', 'subject', 'git'), { maxLength: 12 }), (ways) => {
        const messages: (string | [string, string])[] = [X];
        const subjects = [X];
        for (const [n, way] of ways.entries()) {
          const before = subjects[n] ?? '';
          const reapplies = way === 'git' && before.startsWith('Revert "');
          const subject = reapplies ? `Reapply ${before.slice('Revert '.length)}` : `Revert "${before}"`;
          subjects.push(subject);
          messages.push(way === 'subject' ? subject : [subject, reverts(n)]);
        }
        expect(standing(history(...messages))).toBe(ways.length % 2 === 0 ? '0' : '1');
      }),
    );
  });

  it('is told of what ended the rest', () => {
    const { endedBy, turns } = reversalsAmong(history(X, ['r', reverts(0)], ['rr', reverts(1)], ['rrr', reverts(2)]));
    expect([...endedBy]).toEqual([
      ['0', '1'],
      ['2', '3'],
    ]);
    expect(turns.get('3')).toEqual(['2']);
  });
});
