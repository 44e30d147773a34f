import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CASCADE, rightsOf, hasChosenBrief, mayBrief, type CascadeInput, type CascadeName } from '../../src/activation/cascade.js';
import { featuresOf, type Features } from '../../src/activation/features.js';
import { closedLayer, layersOf, type Reading } from '../../src/activation/layers.js';
import { FLAGS, type FeatureFlag } from '../../src/config/feature-flags.js';

const UNSET = { is: 'unset', why: '', off: [] } as const;
const OPEN: Reading = {
  features: featuresOf({}),
  assistant: true,
  isTrusted: true,
  isUnderUser: false,
  gate: UNSET,
  bypassesGate: false,
};
const closedOf = (reading: Partial<Reading>): string | undefined => closedLayer(layersOf({ ...OPEN, ...reading }))?.name;

/** All flags on, whatever is built yet, but for these. */
function flagsOn(...off: FeatureFlag[]): Features {
  const flags = Object.fromEntries(FLAGS.map(({ flag }) => [flag, { on: !off.includes(flag), from: 'default' }])) as Features['flags'];
  return { flags, refused: [] };
}

describe('the five layers', () => {
  it('are open, in their order, where nothing closes one', () => {
    expect(layersOf(OPEN).map(({ name, open }) => [name, open])).toEqual([
      ['features', true],
      ['assistant', true],
      ['trust', true],
      ['gate', true],
      ['active', true],
    ]);
  });

  it.each<[string, Partial<Reading>]>([
    ['features', { features: featuresOf({ KAIROS: 'off' }) }],
    ['assistant', { assistant: false }],
    ['assistant', { isUnderUser: true }],
    ['trust', { isTrusted: false }],
    ['gate', { gate: { is: 'closed', why: 'not before May', off: [] } }],
    ['gate', { gate: { is: 'unread', why: 'not asked', off: [] } }],
  ])('%s closes alone, and the result with it', (name, reading) => {
    const layers = layersOf({ ...OPEN, ...reading });
    expect(layers.filter(({ open }) => !open).map((layer) => layer.name)).toEqual([name, 'active']);
    expect(closedLayer(layers)?.todo).toBeDefined();
  });

  it('--assistant passes the gate by, and nothing else', () => {
    const gate = { is: 'closed', why: 'not before May', off: [] } as const;
    expect(closedOf({ gate, bypassesGate: true })).toBeUndefined();
    expect(closedOf({ gate, bypassesGate: true, assistant: false })).toBe('assistant');
    expect(closedOf({ isTrusted: false, bypassesGate: true })).toBe('trust');
  });

  it('name the first that is closed, and are active only where all are open', () => {
    const four = ['features', 'assistant', 'trust', 'gate'];
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), (opens) => {
        const layers = layersOf({
          ...OPEN,
          features: opens[0] === true ? OPEN.features : featuresOf({ KAIROS: 'off' }),
          assistant: opens[1] === true,
          isTrusted: opens[2] === true,
          gate: opens[3] === true ? UNSET : { is: 'closed', why: '', off: [] },
        });
        expect(closedLayer(layers)?.name).toBe(four[opens.indexOf(false)]);
        expect(layers.at(-1)?.open).toBe(!opens.includes(false));
      }),
      { seed: 17 },
    );
  });
});

describe('the cascade', () => {
  const ON: CascadeInput = { active: true, mayAct: true, features: flagsOn(), chosenBrief: false, wishesProactive: false };
  const isOn = (name: CascadeName, input: Partial<CascadeInput> = {}): boolean =>
    CASCADE.find((row) => row.name === name)?.isOn({ ...ON, ...input }) === true;

  it.each<[CascadeName, Partial<CascadeInput>]>([
    ['daily-log', { active: false }],
    ['brief', { active: false }],
    ['brief', { features: flagsOn('KAIROS_BRIEF') }],
    ['brief', { mayAct: false }],
    ['scheduler', { features: flagsOn('AGENT_TRIGGERS') }],
    ['scheduler', { mayAct: false }],
    ['auto-dream', { active: false }],
    ['auto-dream', { features: flagsOn('AGENT_TRIGGERS') }],
    ['fast-mode', { active: false }],
    ['worker-type', { active: false }],
    ['proactive', { active: false }],
    ['proactive', { features: flagsOn('PROACTIVE') }],
    ['proactive', { mayAct: false, wishesProactive: true }],
  ])('%s is on, and off with %j', (name, off) => {
    expect(isOn(name)).toBe(true);
    expect(isOn(name, off)).toBe(false);
  });

  it('sub-flags work with KAIROS off: PROACTIVE alone gives ticks and Sleep, and messages are chosen', () => {
    const off = { active: false, features: flagsOn('KAIROS', 'KAIROS_BRIEF', 'AGENT_TRIGGERS') };
    expect(isOn('proactive', { ...off, wishesProactive: true })).toBe(true);
    expect(isOn('brief', { active: false, features: flagsOn('KAIROS'), chosenBrief: true })).toBe(true);
    expect(isOn('scheduler', { active: false, features: flagsOn('KAIROS') })).toBe(true);
    expect(isOn('scheduler', { active: false })).toBe(true);
  });

  it('keeps what may be and what was chosen apart', () => {
    expect(mayBrief({ mayAct: true, features: flagsOn() })).toBe(true);
    expect(mayBrief({ mayAct: true, features: flagsOn('KAIROS_BRIEF') })).toBe(false);
    expect(hasChosenBrief({ active: false, chosenBrief: false })).toBe(false);
    expect(hasChosenBrief({ active: false, chosenBrief: true })).toBe(true);
    expect(hasChosenBrief({ active: true, chosenBrief: false })).toBe(true);
  });

  it('gives a session its rights, and names the layer that closed them', () => {
    const wishes = { chosenBrief: false, wishesProactive: false };
    expect(rightsOf(layersOf(OPEN), flagsOn('AGENT_TRIGGERS'), wishes)).toEqual({
      active: true,
      brief: { isEntitled: true, isChosen: true },
      on: ['daily-log', 'brief', 'fast-mode', 'worker-type', 'proactive'],
    });
    expect(rightsOf(layersOf({ ...OPEN, assistant: false }), flagsOn(), wishes)).toMatchObject({
      active: false,
      closed: { layer: 'assistant' },
      brief: { isEntitled: true, isChosen: false },
      on: ['scheduler'],
    });
  });

  it('stands in docs/agent.md as in the code', () => {
    const page = readFileSync(new URL('../../docs/agent.md', import.meta.url), 'utf8');
    for (const { name, on, off } of CASCADE) expect(page).toContain(`| \`${name}\` | ${on} | ${off} |`);
  });
});
