import { describe, expect, it } from 'vitest';
import { sealLogs } from '../../src/journal/seal.js';
import { standingOf, verifyJournal } from '../../src/journal/verify.js';
import { journalTips } from '../../src/journal/journal-tree.js';
import { dayPath } from '../../src/base/workspace.js';
import { LOG, virtualGround } from './journaled-repo.js';

const A = '- 10:00:00.000Z note@user alpha ^aaaaaaaaa1\n';
const B = '- 11:00:00.000Z note@user beta ^bbbbbbbbb1\n';

describe('what was committed', () => {
  it.each([
    ['intact', A + B, [], A + B, '2 lines'],
    ['intact', A, [B], A + B, '1 line'],
    ['missing', A + B, [], undefined, 'the file is gone; the journal holds 2 lines of it'],
    ['shortened', A + B, [], A, 'it ends after 1 line; the journal holds 2'],
    ['shortened', A, [B], A, 'it lacks what stands in the tail (1), first ^bbbbbbbbb1'],
    [
      'edited',
      A + B,
      [],
      A + B.replace('beta', 'BETA'),
      'line 2 is "- 11:00:00.000Z note@user BETA ^bbbbbbbbb1", the journal has "- 11:00:00.000Z note@user beta ^bbbbbbbbb1"',
    ],
    ['edited', A + B, [], `new\n${A}${B}`, 'line 1 is "new", the journal has "- 10:00:00.000Z note@user alpha ^aaaaaaaaa1"'],
  ] as const)('is %s', (status, committed, tails, live, detail) => {
    expect(standingOf(committed, tails, live)).toEqual({ status, detail });
  });

  it('shows only the place of a difference in a long line', () => {
    const { detail } = standingOf(`${'x'.repeat(500)}a${'y'.repeat(500)}\n`, [], `${'x'.repeat(500)}b${'y'.repeat(500)}\n`);
    expect(detail).toContain(`"...${'x'.repeat(30)}b${'y'.repeat(29)}..."`);
    expect(detail.length).toBeLessThan(200);
  });

  it('is told day by day', async () => {
    const g = await virtualGround();
    expect(await verifyJournal(g.world, g.ws, { hidden: new Set(), overlay: new Map() })).toEqual([]);
    await g.note('one');
    g.clock.advance(86_400_000);
    await g.note('two');
    await g.commit();
    const { view } = await g.restore();
    const next = `logs/${dayPath('2026-11-21')}`;
    expect(await verifyJournal(g.world, g.ws, view)).toEqual([
      { path: LOG, status: 'intact', detail: '1 line' },
      { path: next, status: 'intact', detail: '1 line' },
    ]);
    g.put(LOG, (g.live() as string).replace('one', 'ONE'));
    g.remove(next);
    const found = await verifyJournal(g.world, g.ws, view);
    expect(found.map((finding) => [finding.path, finding.status])).toEqual([
      [LOG, 'edited'],
      [next, 'missing'],
    ]);
    const tracked = await verifyJournal(g.world, g.ws, { ...view, hidden: new Set([`.kairos/${LOG}`]) });
    expect(tracked[0]).toEqual({ path: LOG, status: 'missing', detail: 'git tracks this path here; the journal is shown in its place' });
  });
});

describe('log seal', () => {
  it('takes the live bytes for the truth, drops the copy, and keeps the old text in the history', async () => {
    const g = await virtualGround();
    await g.note('one');
    await g.note('two');
    const { commit: old } = await g.commit();
    g.put(LOG, (g.live() as string).replace('one', 'ONE'));
    await g.commit();
    const { view } = await g.restore();
    expect(await sealLogs(g.world, g.ws, view)).toEqual([LOG]);
    expect([await g.committed(), await g.committed(LOG.replace('logs', 'edited')), (await g.restore()).edited]).toEqual([
      g.live(),
      undefined,
      [],
    ]);
    expect((await verifyJournal(g.world, g.ws, view)).map((finding) => finding.status)).toEqual(['intact']);
    expect(await sealLogs(g.world, g.ws, view)).toEqual([]);
    expect(await g.commit()).toEqual({ files: 0, skipped: 'nothing' });
    const [tip] = (await journalTips(g.world.git)).values();
    expect(await g.world.git.between([tip ?? ''], [])).toContain(old);
    g.remove('logs');
    expect(await g.readable()).toEqual(['ONE', 'two']);
  });

  it('puts lines of ours back first: a deleted one cannot be sealed away', async () => {
    const g = await virtualGround();
    await g.note('one');
    await g.note('two');
    await g.commit();
    g.put(LOG, `# mine\n${(g.live() as string).split('\n')[1]}\n`);
    await sealLogs(g.world, g.ws, { hidden: new Set(), overlay: new Map() });
    expect(await g.readable()).toEqual(['one', 'two']);
    expect(await g.committed()).toMatch(/^# mine\n.*two.*\n.*one.*\n$/);
  });
});
