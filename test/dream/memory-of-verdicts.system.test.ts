import { describe, expect, it } from 'vitest';
import { decide } from '../../src/dream/review/accept.js';
import { runDream, type DreamResult } from '../../src/dream/dream.js';
import { readReview } from '../../src/dream/review/review.js';
import { undoDream } from '../../src/dream/review/undo.js';
import { appendEntries } from '../../src/memory/append.js';
import { CONFIG, view, virtualSetting, type VirtualSetting } from './setting.js';

const AT_MS = Date.UTC(2026, 10, 20, 9);

async function note(setting: VirtualSetting, text: string, minutes = 0): Promise<void> {
  const { clock } = setting.world;
  // What is dated ahead of the clock stays out of dreams.
  clock.set(Math.max(clock.now(), AT_MS + minutes * 60_000));
  await appendEntries(setting.world, setting.ws, view, [{ kind: 'note', actor: 'user', atMs: AT_MS + minutes * 60_000, text }]);
}

/** A dream with the consolidation that kairos ships. */
function dream(setting: VirtualSetting): Promise<DreamResult> {
  return runDream(setting.world, setting.ws, CONFIG, { view, now: true });
}

async function proposed(setting: VirtualSetting): Promise<(string | undefined)[]> {
  return (await readReview(setting.world))?.items.map(({ text }) => text) ?? [];
}

describe('what was decided', () => {
  it('rejected is not proposed again, also when it is said in other words; something else is', async () => {
    const setting = await virtualSetting({ 'README.md': 'x\n' });
    await note(setting, 'The integration tests need Redis on port 6380.');
    expect(await dream(setting)).toMatchObject({ outcome: 'proposed' });
    expect(await proposed(setting)).toEqual(['The integration tests need Redis on port 6380.']);
    await decide(setting.world, setting.ws, view, CONFIG, { reject: 'all' });
    expect(await dream(setting)).toMatchObject({ outcome: 'nothing', dropped: { rejected: 1 } });
    await note(setting, 'Integration tests require Redis on port 6380.', 1);
    expect(await dream(setting)).toMatchObject({ outcome: 'nothing' });
    await note(setting, 'The integration tests need Redis on port 7000 since the move.', 2);
    expect(await dream(setting)).toMatchObject({ outcome: 'proposed' });
  });

  it('rejected stays so on a clone that has the report and no journal', async () => {
    const setting = await virtualSetting({ 'README.md': 'x\n' });
    await note(setting, 'The integration tests need Redis on port 6380.');
    await note(setting, 'Releases are cut from the branch main on Fridays.', 1);
    await dream(setting);
    const [first, second] = (await readReview(setting.world))?.items ?? [];
    await decide(setting.world, setting.ws, view, CONFIG, { accept: [first?.id ?? ''] });
    await decide(setting.world, setting.ws, view, CONFIG, { reject: [second?.id ?? ''] });
    await setting.world.files.remove(setting.ws.logs);
    await note(setting, second?.text ?? '', 5);
    expect(await dream(setting)).toMatchObject({ outcome: 'nothing', dropped: { rejected: 1 } });
  });

  const SAID = 'The integration tests need Redis on port 6380';
  const ENDS = ['.', '!', ' (2026-11-20).', ' (2026-11-20)!', '! (2026-11-20).'];
  const PAIRS = ENDS.flatMap((first, at) => [1, 2, 3].map((further) => [first, ENDS[(at + further) % ENDS.length] as string] as const));
  it.each(PAIRS)(
    'rejected with %j at its end stays so when it is said again with %j, also where only the report is left',
    async (first, again) => {
      const setting = await virtualSetting({ 'README.md': 'x\n' });
      await note(setting, `${SAID}${first}`);
      await note(setting, 'Releases are cut from the branch main on Fridays.', 1);
      await dream(setting);
      const items = (await readReview(setting.world))?.items ?? [];
      const rejected = items.find(({ text }) => text?.startsWith(SAID))?.id ?? '';
      await decide(setting.world, setting.ws, view, CONFIG, {
        reject: [rejected],
        accept: items.flatMap(({ id }) => (id === rejected ? [] : [id])),
      });
      await note(setting, `${SAID}${again}`, 24 * 60);
      const here = await dream(setting);
      expect(here.outcome).toBe('nothing');
      expect(here.dropped?.rejected).toBeGreaterThan(0);
      await setting.world.files.remove(setting.ws.logs);
      await note(setting, `${SAID}${again}`, 48 * 60);
      expect(await dream(setting)).toMatchObject({ outcome: 'nothing', dropped: { rejected: 1, known: 0 } });
    },
  );

  it.each([...ENDS, '?', ' (2026-11-20)?'])(
    'what a topic says with %j at its end is known when somebody notes it with another mark',
    async (end) => {
      const topic = `# Tests\n\n- ${SAID}${end} ^aaaaaaaaaa\n`;
      const setting = await virtualSetting({ 'README.md': 'x\n', '.kairos/topics/tests.md': topic });
      for (const [minute, again] of ENDS.entries()) await note(setting, `${SAID}${again}`, minute);
      const result = await dream(setting);
      expect(result.outcome).toBe('nothing');
      expect(result.dropped?.known).toBeGreaterThan(0);
    },
  );

  it('accepted is known, and undone is not proposed again', async () => {
    const setting = await virtualSetting({ 'README.md': 'x\n' });
    await note(setting, 'The integration tests need Redis on port 6380.');
    const first = await dream(setting);
    await decide(setting.world, setting.ws, view, CONFIG, { accept: 'all' });
    expect(await dream(setting)).toMatchObject({ outcome: 'nothing', dropped: { known: 1 } });
    await undoDream(setting.world, setting.ws, view, CONFIG, first.proposed?.id ?? '');
    expect(await dream(setting)).toMatchObject({ outcome: 'nothing', dropped: { rejected: 1 } });
  });
});
