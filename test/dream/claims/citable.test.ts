import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { citableMessages, citedIn } from '../../../src/dream/claims/citable.js';
import { commitEntry, noteEntry, reachableOf } from '../entries.js';

describe('what is cited', () => {
  const entries = [
    noteEntry('The integration tests need Redis on port 6380', { at: '2026-03-04T10:00:00Z' }),
    ...Array.from({ length: 6 }, (_, day) =>
      commitEntry({ subject: `Change number ${day}`, sha: `${day % 4}`.repeat(12), at: `2026-03-0${9 - day}T10:00:00Z` }),
    ),
  ];
  const messages = citableMessages(entries, reachableOf(entries));

  it('is found by entry and by commit, each message once, oldest first, as by looking at every message', () => {
    const ids = fc.subarray([...messages.map(({ entry }) => entry.id), 'unknown000'], { minLength: 0 });
    const commits = fc.subarray([...new Set(messages.flatMap(({ commit }) => commit ?? [])), 'ffffffffffff'], { minLength: 0 });
    fc.assert(
      fc.property(ids, commits, (cited, by) => {
        const looked = messages.filter(({ entry, commit }) => cited.includes(entry.id) || (commit !== undefined && by.includes(commit)));
        expect(citedIn(messages)([...cited, ...cited], by)).toEqual(looked);
      }),
    );
  });

  it('never takes the id of an entry for a commit', () => {
    const [message] = messages;
    expect(citedIn(messages)([], [message?.entry.id ?? ''])).toEqual([]);
    expect(citedIn(messages)(['333333333333'], [])).toEqual([]);
  });
});
