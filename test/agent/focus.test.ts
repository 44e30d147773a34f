import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AWAY_AFTER_MS, focusOf, type FocusSigns } from '../../src/agent/focus.js';
import { notePrompt, noteTerminal, readFocus } from '../../src/agent/read-focus.js';
import { reportsIn } from '../../src/cli/terminal-reports.js';
import { MINUTE_MS } from '../../src/dates/units.js';
import { anotherProcess, kairosClone } from '../kairos-clone.js';

const NOW = 1_795_183_200_000;
const [LATE, LONG_AGO] = [NOW - MINUTE_MS, NOW - AWAY_AFTER_MS];

describe('the focus', () => {
  it.each<[FocusSigns, string]>([
    [{}, 'unknown'],
    [{ terminal: true }, 'focused'],
    [{ terminal: false }, 'unfocused'],
    [{ promptMs: LATE }, 'focused'],
    [{ promptMs: LONG_AGO }, 'unfocused'],
    [{ typedMs: LATE }, 'focused'],
    [{ typedMs: LONG_AGO }, 'unfocused'],
    // In this clone counts more than another terminal, and that more than keys typed who knows where.
    [{ terminal: false, promptMs: LATE }, 'focused'],
    [{ terminal: false, typedMs: LATE }, 'unfocused'],
    [{ terminal: true, promptMs: LONG_AGO, typedMs: LONG_AGO }, 'focused'],
    // The clock was set back.
    [{ promptMs: NOW + 1 }, 'unfocused'],
  ])('of %j is %s', (signs, expected) => {
    expect(focusOf(signs, NOW).is).toBe(expected);
  });

  it('is unknown only where nothing tells, and becomes no less focused by a later sign', () => {
    const sign = fc.option(fc.integer({ min: NOW - 2 * AWAY_AFTER_MS, max: NOW }), { nil: undefined });
    const signs = fc.record({ terminal: fc.option(fc.boolean(), { nil: undefined }), promptMs: sign, typedMs: sign });
    fc.assert(
      fc.property(signs, (given) => {
        const some = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as FocusSigns;
        const { is } = focusOf(some, NOW);
        expect(is === 'unknown').toBe(Object.keys(some).length === 0);
        if (is === 'focused') expect(focusOf({ ...some, promptMs: NOW }, NOW).is).toBe('focused');
      }),
      { seed: 17 },
    );
  });

  it('is read from what the terminal and the hooks leave, and a killed run leaves nothing that counts', async () => {
    const at = await kairosClone();
    const { world, ws } = at;
    expect(await readFocus(world, ws)).toMatchObject({ is: 'unknown' });
    const run = anotherProcess(at);
    await noteTerminal(run, ws, false);
    expect(await readFocus(world, ws)).toMatchObject({ is: 'unfocused' });
    await noteTerminal(run, ws, true);
    expect(await readFocus(world, ws)).toMatchObject({ is: 'focused', why: 'the terminal of kairos run has the focus' });
    world.processes.terminate(run.processes.self().pid);
    expect(await readFocus(world, ws)).toMatchObject({ is: 'unknown' });
    await noteTerminal(run, ws, undefined);
    expect(await world.files.stat(ws.terminalFile)).toBeUndefined();
    await notePrompt(world, ws);
    expect(await readFocus(world, ws)).toMatchObject({ is: 'focused' });
    await world.clock.sleep(AWAY_AFTER_MS);
    expect(await readFocus(world, ws)).toMatchObject({ is: 'unfocused' });
    const typing = { ...world, processes: { ...world.processes, typedAtMs: async () => world.clock.now() } };
    expect(await readFocus(typing, ws)).toMatchObject({ is: 'focused', why: expect.stringContaining('typed') as string });
  });
});

describe('what a terminal sends', () => {
  it.each([
    ['\u001b[I', ['focused']],
    ['\u001b[O\u001b[I', ['unfocused', 'focused']],
    ['\u001b', ['escape']],
    ['\u0003', ['SIGINT']],
    ['ab\u001b[O\u0003', ['unfocused', 'SIGINT']],
    ['\u001a\u001c', ['stop', 'SIGQUIT']],
    // Keys that begin with Esc, and plain ones, are nothing.
    ['\u001b[A', []],
    ['\u001bx', []],
    ['hello', []],
  ])('%j is %j', (input, expected) => {
    expect(reportsIn(input)).toEqual(expected);
  });
});
