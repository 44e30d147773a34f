import { describe, expect, it } from 'vitest';
import { decide } from '../../src/dream/review/accept.js';
import { runDream, type DreamResult } from '../../src/dream/dream.js';
import { readReview } from '../../src/dream/review/review.js';
import { undoDream } from '../../src/dream/review/undo.js';
import { appendEntries } from '../../src/memory/store.js';
import { CONFIG, view, virtualSetting, type VirtualSetting } from './setting.js';

const AT_MS = Date.UTC(2026, 10, 20, 9);

async function note(setting: VirtualSetting, text: string, minutes = 0): Promise<void> {
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
