/** `kairos replay --bisect`, typed: the dream or the hand edit that lost something, by an id or by a probe. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idIn, place, type Place } from './kairos.js';

let shop: Place;
let claim: string;
let good: string;
let topic: string;
beforeAll(() => {
  shop = place({ init: true });
  shop.ok(['dream', '--now']);
  shop.ok(['review', '--accept']);
  claim = idIn(shop.ok(['topics', 'redis']));
  shop.ok(['probe', 'add', 'where do sessions live', '--expect', `^${claim}`]);
  shop.repo.git('add', '.kairos');
  shop.repo.git('commit', '-q', '-m', 'Ask');
  good = shop.repo.git('rev-parse', 'HEAD');
  topic = shop.repo.git('grep', '-l', claim, '--', '.kairos/topics');
  shop.repo.commit('Work', { 'a.txt': 'a\n' });
  const text = readFileSync(join(shop.root, topic), 'utf8');
  shop.repo.commit('Tidy up', { [topic]: text.replace(new RegExp(`- [^\\n]*\\^${claim}\\n(?: {2}[^\\n]*\\n)*`), '') });
  shop.repo.commit('More work', { 'b.txt': 'b\n' });
});
afterAll(() => shop.repo.cleanup());

describe('kairos replay --bisect', () => {
  it('names the commit, who made it and what it changed, for an id and for a probe that began to fail', () => {
    const tidied = shop.repo.git('rev-parse', 'HEAD~1').slice(0, 12);
    const out = shop.ok(['replay', '--bisect', `${good}..HEAD`, '--lost', `^${claim}`]);
    expect(out).toMatch(new RegExp(`\\^${claim} is gone; it said: [^]*${tidied} .* edit by hand by Ann: Tidy up\\n +${topic}`));
    expect(shop.ok(['replay', '--bisect', `${good}..`])).toMatch(new RegExp(`where do sessions live[^]*${tidied} `));
    expect(shop.json(['replay', '--bisect', `${good}..HEAD`])).toMatchObject({
      found: { maker: { is: 'hand' }, subject: 'Tidy up', paths: [topic] },
    });
  });

  it('ends with 1 where nothing was lost, and with 2 where it is asked wrongly', () => {
    const { code, out } = shop.kairos(['replay', '--bisect', `${good}..HEAD~2`]);
    expect([code, out]).toEqual([1, expect.stringContaining('nothing that was asked about was changed or lost')]);
    for (const args of [
      ['--lost', `^${claim}`],
      ['--bisect', 'HEAD'],
      ['--bisect', `HEAD..${good}`],
      ['--bisect', `${good}..HEAD`, '--own'],
    ])
      expect(shop.kairos(['replay', ...args])).toMatchObject({ code: 2, err: expect.stringContaining('hint: ') });
  });
});
