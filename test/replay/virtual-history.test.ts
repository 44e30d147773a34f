/** The order and the reach of virtual histories, against the plain definition; and how much of a history a look costs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredCommit } from '../../src/replay/object-store.js';
import { ancestors, orderedBetween } from '../../src/replay/virtual-history.js';
import type { VirtualObjects } from '../../src/replay/virtual-objects.js';
import { kairosClone } from '../kairos-clone.js';

/** A history of commits that have those before them as parents, one a second, and the number of times that one was looked up. */
function historyOf(parents: readonly (readonly number[])[]): { objects: VirtualObjects; lookups: () => number } {
  let lookups = 0;
  const commits = new Map(
    parents.map((before, n): [string, StoredCommit] => [
      String(n),
      {
        id: String(n),
        tree: '',
        parents: before.map(String),
        author: { name: '', email: '', timestamp: 0 },
        committer: { timestamp: n },
        message: '',
      },
    ]),
  );
  const part: Pick<VirtualObjects, 'commit' | 'peel'> = {
    commit: (id) => {
      lookups += 1;
      return commits.get(id);
    },
    peel: (id) => id,
  };
  return { objects: part as VirtualObjects, lookups: () => lookups };
}

const history = fc
  .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 30 })
  .map((raw) => raw.map((before, n) => (n === 0 ? [] : [...new Set(before.map((one) => one % n))])));

describe('commits between', () => {
  it('are those that the tips lead to and the others do not, in the order of time', () => {
    fc.assert(
      fc.property(history, fc.array(fc.nat(40), { maxLength: 3 }), fc.array(fc.nat(40), { maxLength: 3 }), (parents, tips, not) => {
        const { objects } = historyOf(parents);
        const [from, without] = [tips.map(String), not.map(String)];
        const hidden = ancestors(objects, without);
        const wanted = [...ancestors(objects, from).keys()].filter((id) => !hidden.has(id)).toSorted((a, b) => Number(a) - Number(b));
        expect(orderedBetween(objects, from, without)).toEqual(wanted);
      }),
    );
  });

  it('cost nothing for the history below them', () => {
    const { objects, lookups } = historyOf(Array.from({ length: 5000 }, (_, n) => (n === 0 ? [] : [n - 1])));
    expect(orderedBetween(objects, ['4999'], ['4998'])).toEqual(['4999']);
    const before = lookups();
    expect(orderedBetween(objects, ['4999'], ['4997'])).toEqual(['4998', '4999']);
    expect(orderedBetween(objects, ['4998'], ['4999'])).toEqual([]);
    expect(lookups() - before).toBeLessThan(40);
  });
});

describe('a reflog that was read before', () => {
  it('has what was added, and is read anew when it was rewritten', async () => {
    const { world, repo } = await kairosClone();
    const path = '/repo/.git/logs/refs/heads/main';
    const messages = async (): Promise<string[]> => (await world.git.reflog('refs/heads/main')).map(({ message }) => message);
    const first = await messages();
    await repo.commit('second', { 'a.ts': 'a\n' });
    expect(await messages()).toEqual([...first, 'commit: second']);
    const lines = world.volume.readFileSync(path, 'utf8').split(/(?<=\n)/);
    world.volume.writeFileSync(path, `${lines.at(-1)}${lines[0]}`);
    expect(await messages()).toEqual(['commit: second', ...first]);
    world.volume.appendFileSync(path, lines[0]?.slice(0, 60) ?? '');
    expect(await messages()).toEqual(['commit: second', ...first]);
    world.volume.appendFileSync(path, lines[0]?.slice(60) ?? '');
    expect(await messages()).toEqual(['commit: second', ...first, ...first]);
  });
});
