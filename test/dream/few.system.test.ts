import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/config.js';
import { runDream, type DreamResult } from '../../src/dream/dream.js';
import { prune } from '../../src/dream/edit/prune.js';
import { parseReport } from '../../src/dream/report/report-parse.js';
import { decide } from '../../src/dream/review/accept.js';
import { readReview } from '../../src/dream/review/review.js';
import { proposedText } from '../../src/desk/review.js';
import { added, CONFIG, FIRST_FILES, proposing, view, virtualSetting, type VirtualSetting } from './setting.js';
import { TESTS_TOPIC, TOPIC_PATH } from './tests-topic.js';

const MANY = Array.from({ length: 60 }, (_, n) => added(`Claim ${n} is so, and nothing else.`, `topic-${n % 4}`));
/** A memory that no dream has told anything. */
const NEW = { ...FIRST_FILES, [TOPIC_PATH]: '# Tests\n\n- Ann wrote this. ^aaaaaaaaaa\n' };

const dream = ({ world, ws }: VirtualSetting, config: Config = CONFIG): Promise<DreamResult> =>
  runDream(world, ws, config, { view, now: true, consolidate: proposing(...MANY) });

describe('a dream proposes few claims', () => {
  it('forty at first, fifteen later, and says how many wait until none does', async () => {
    const setting = await virtualSetting(NEW);
    const { world, ws } = setting;
    const seen: string[] = [];
    for (const [count, waiting] of [
      [40, 20],
      [15, 5],
      [5, undefined],
    ] as const) {
      const result = await dream(setting);
      expect(result).toMatchObject({ outcome: 'proposed', proposed: { counts: { add: count } } });
      expect(result.waiting).toBe(waiting);
      const more = waiting === undefined ? '' : `; ${waiting} more wait: dream again`;
      expect(result.detail).toBe(
        `${count} added on ${result.proposed?.branch} for main${more === '' ? '' : `${more} once these are decided`}`,
      );
      const review = await readReview(world);
      expect(review && proposedText(review)).toBe(`${count} added${more}`);
      const text = (await setting.at(`refs/heads/${result.proposed?.branch}`, result.proposed?.reportPath ?? '')) ?? '';
      expect(parseReport(text).report?.waiting).toBe(waiting);
      await expect(dream(setting)).rejects.toMatchObject({
        message: expect.stringContaining(
          waiting === undefined ? 'awaits review on ' : `; ${waiting} more wait: dream again once it is decided`,
        ) as string,
      });
      seen.push(...(review?.items.map(({ id }) => id) ?? []));
      const decided = await decide(world, ws, view, CONFIG, { accept: 'all' });
      expect(decided).toMatchObject({ closed: true, left: 0 });
      expect(decided.waiting).toBe(waiting);
    }
    expect(seen).toHaveLength(MANY.length);
    expect(new Set(seen)).toEqual(new Set(MANY.map(({ id }) => id)));
    expect(await dream(setting)).toMatchObject({ outcome: 'nothing' });
  });

  it.each([
    ['no dream told anything', NEW, {}, 40],
    ['a dream told something', FIRST_FILES, {}, 15],
    ['the settings say another', NEW, { first: 7 }, 7],
    ['the settings say another', FIRST_FILES, { later: 3 }, 3],
  ])('where %s: %#', async (_what, files, change, count) => {
    const setting = await virtualSetting(files);
    const { proposed } = await dream(setting, { ...CONFIG, dream: { ...CONFIG.dream, ...change } });
    expect(proposed?.counts.add).toBe(count);
  });

  it('is the first again as long as nothing is decided', async () => {
    const setting = await virtualSetting(NEW);
    await dream(setting);
    const { proposed } = await runDream(setting.world, setting.ws, CONFIG, { view, replace: true, consolidate: proposing(...MANY) });
    expect(proposed?.counts.add).toBe(40);
    await decide(setting.world, setting.ws, view, CONFIG, { reject: 'all' });
    expect((await dream(setting)).proposed?.counts.add).toBe(15);
  });
});

describe('the best of what is proposed', () => {
  const FILES = new Map([[TOPIC_PATH, TESTS_TOPIC]]);
  const ids = MANY.map(({ id }) => id);

  it('comes first by the ranking, whatever the order of the candidates', () => {
    const ranking = ids.toReversed();
    const { candidates, waiting, files } = prune(FILES, MANY, { most: 3, ranking });
    expect(new Set(candidates.map(({ id }) => id))).toEqual(new Set(ranking.slice(0, 3)));
    expect(waiting).toBe(57);
    expect([...files.values()].join('').match(/Claim \d+ is so/g)).toHaveLength(6);
  });

  it('gives no place to what could never stand', () => {
    const uncited = { ...MANY[0]!, evidence: [] };
    const { candidates, waiting, notes } = prune(FILES, [uncited, ...MANY.slice(1, 5)], { most: 2, ranking: ids });
    expect(new Set(candidates.map(({ id }) => id))).toEqual(new Set([ids[1], ids[2]]));
    expect(waiting).toBe(2);
    expect(notes).toEqual([expect.stringContaining('it cites nothing') as string]);
  });
});
