import { describe, expect, it } from 'vitest';
import { featuresOf } from '../../src/activation/features.js';
import { FLAGS } from '../../src/config/feature-flags.js';
import { parseConfig } from '../config/parse-config.js';

const unbuilt = FLAGS.filter(({ isBuilt }) => !isBuilt);

describe('feature flags', () => {
  it('are all on that are built, unless somebody switches one off', () => {
    const { flags, refused } = featuresOf({});
    for (const { flag, isBuilt } of FLAGS) expect(flags[flag]).toEqual({ on: isBuilt, from: isBuilt ? 'default' : 'not built' });
    expect(refused).toEqual([]);
  });

  it("are switched by the user's settings, then by the environment, then by a policy", () => {
    expect(featuresOf({ KAIROS: 'off' }).flags.KAIROS).toEqual({ on: false, from: 'settings' });
    expect(featuresOf({ KAIROS: 'off' }, 'KAIROS').flags.KAIROS).toEqual({ on: true, from: 'environment' });
    expect(featuresOf({ KAIROS: 'on' }, 'all', ['KAIROS']).flags.KAIROS).toEqual({ on: false, from: 'policy' });
  });

  it.each(['-KAIROS', 'KAIROS=off', 'none', 'all,-KAIROS', ' KAIROS=on , KAIROS=off '])('%j switches KAIROS off', (variable) => {
    expect(featuresOf({}, variable)).toMatchObject({ flags: { KAIROS: { on: false, from: 'environment' } }, refused: [] });
  });

  it.each(unbuilt)('$flag is refused by its name, since its tool is not built', (row) => {
    const { flags, refused } = featuresOf({}, row.flag);
    expect(flags[row.flag].on).toBe(false);
    expect(refused).toEqual([`${row.flag}: ${row.tool} is not built in this version`]);
    const { problems } = parseConfig(undefined, `features:\n  ${row.flag}: on\n`);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain(`features.${row.flag}`);
    expect(problems[0]?.message).toContain(`${row.tool} is not built in this version`);
    expect(parseConfig(undefined, `features:\n  ${row.flag}: off\n`).problems).toEqual([]);
  });

  it.each(['KAIROZ', 'KAIROS=maybe', '-KAIROS=on', '='])('%j is refused and changes nothing', (variable) => {
    const { flags, refused } = featuresOf({}, variable);
    expect(refused).toHaveLength(1);
    expect(flags).toEqual(featuresOf({}).flags);
  });
});

describe("the agent's settings", () => {
  it.each([
    ['assistant: true\n', true],
    ['assistant: "true"\n', true],
    ['assistant: false\n', false],
    ['assistant: yes please\n', false],
    ['', false],
  ])('of the user: %j', (text, assistant) => {
    expect(parseConfig(undefined, text).config.assistant).toBe(assistant);
  });

  it.each(['assistant: true', 'brief: true', 'features: { KAIROS: on }'])('are refused in the file of a repository: %s', (line) => {
    const { config, problems } = parseConfig(`format: 1\n${line}\n`);
    expect(problems.map(({ code }) => code)).toEqual(['grants-power']);
    expect(config).toMatchObject({ assistant: false, brief: false, features: {} });
  });
});
