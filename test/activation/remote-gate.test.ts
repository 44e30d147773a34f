import { beforeEach, describe, expect, it } from 'vitest';
import { MACHINE_POLICY, readGate } from '../../src/activation/remote-gate.js';
import { readActivation, wishesOf } from '../../src/activation/read-activation.js';
import { FLAGS } from '../../src/config/feature-flags.js';
import { readPolicy } from '../../src/config/policy-file.js';
import { HOUR_MS } from '../../src/dates/units.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

const ADDRESS = 'https://policy.example/kairos.yaml';
let at: KairosClone;
beforeEach(async () => {
  at = await kairosClone();
});
const gate = (named?: string, mayAsk = true): ReturnType<typeof readGate> => readGate(at.world, at.ws, named, mayAsk);

describe('the remote gate', () => {
  it('is unset where no organisation has a policy', async () => {
    expect(await gate()).toEqual({ is: 'unset', why: '', off: [] });
    expect(await gate('')).toMatchObject({ is: 'unset' });
  });

  it.each([
    ['allow: true\n', 'open'],
    ['format: 1\nallow: true\nreason: "tried until May"\n', 'open'],
    ['allow: false\n', 'closed'],
    ['', 'closed'],
    ['allow: perhaps\n', 'closed'],
    ['allow: [true]\n', 'closed'],
    ['format: 2\nallow: true\n', 'closed'],
    ['allow: true\nalow: true\n', 'closed'],
    ['not a mapping', 'closed'],
    [': : :', 'closed'],
  ])('a policy of the machine that says %j makes it %s', async (text, is) => {
    at.world.policies.lay(MACHINE_POLICY, text);
    expect(await gate()).toMatchObject({ is });
  });

  it.each([
    ['/etc/org/absent.yaml', 'is not there'],
    [ADDRESS, 'could not be read: nobody answers there'],
    ['policy.yaml', 'could not be read'],
  ])('is closed where KAIROS_POLICY names what cannot be read: %s', async (named, why) => {
    const found = await gate(named);
    expect(found.is).toBe('closed');
    expect(found.why).toContain(why);
  });

  it('names an address without the password in it', async () => {
    const address = 'https://me:hunter2@policy.example/kairos.yaml';
    for (const mayAsk of [true, false]) expect((await gate(address, mayAsk)).why).toMatch(/^https:\/\/policy\.example\/kairos\.yaml /);
    at.world.policies.lay(address, 'allow: true\n');
    expect(await gate(address)).toEqual({ is: 'open', why: 'https://policy.example/kairos.yaml allows it', off: [] });
    expect((await gate('https://policy.example/other.yaml?token=hunter2&v=1')).why).toMatch(
      /^https:\/\/policy\.example\/other\.yaml\?\.\.\. /,
    );
  });

  it("lets both close it: the machine's and the one that is named", async () => {
    at.world.policies.lay(MACHINE_POLICY, 'allow: false\nreason: not here\n');
    at.world.policies.lay(ADDRESS, 'allow: true\n');
    expect(await gate(ADDRESS)).toMatchObject({ is: 'closed', why: `${MACHINE_POLICY} does not allow it: not here` });
    at.world.policies.lay(MACHINE_POLICY, { is: 'failed', why: 'permission denied' });
    expect(await gate(ADDRESS)).toMatchObject({ is: 'closed' });
  });

  it('keeps the answer of a server for an hour, and no failure at all', async () => {
    const { world } = at;
    const asked = (): number => world.policies.asked.filter((source) => source === ADDRESS).length;
    expect(await gate(ADDRESS)).toMatchObject({ is: 'closed' });
    world.policies.lay(ADDRESS, 'allow: true\n');
    expect(await gate(ADDRESS)).toMatchObject({ is: 'open' });
    expect(asked()).toBe(2);
    world.policies.lay(ADDRESS, { is: 'failed', why: 'away' });
    expect(await gate(ADDRESS)).toMatchObject({ is: 'open' });
    expect(asked()).toBe(2);
    await world.clock.sleep(HOUR_MS);
    expect(await gate(ADDRESS)).toMatchObject({ is: 'closed' });
    expect(await gate('https://another.example/')).toMatchObject({ is: 'closed' });
  });

  it('asks no server for those who only look', async () => {
    at.world.policies.lay(ADDRESS, 'allow: true\n');
    expect(await gate(ADDRESS, false)).toMatchObject({ is: 'unread' });
    expect(at.world.policies.asked).not.toContain(ADDRESS);
    await gate(ADDRESS);
    expect(await gate(ADDRESS, false)).toMatchObject({ is: 'open' });
  });

  it('a cached answer that somebody dated ahead is not believed', async () => {
    at.world.policies.lay(ADDRESS, 'allow: true\n');
    await gate(ADDRESS);
    const kept = (await at.world.files.read(at.ws.policyCache)) ?? '';
    at.world.files.lay({ [at.ws.policyCache]: kept.replace(/"at":"\d{4}/, '"at":"2099') });
    at.world.policies.lay(ADDRESS, 'allow: false\n');
    expect(await gate(ADDRESS)).toMatchObject({ is: 'closed' });
  });

  it.each(FLAGS.flatMap(({ flag }) => ['off', 'false', '"off"'].map((written) => [flag, written] as const)))(
    'reads %s: %s as a flag that is off',
    async (flag, written) => {
      expect(await readPolicy(`format: 1\nallow: true\nfeatures:\n  ${flag}: ${written}\n`)).toEqual({
        allows: true,
        reason: '',
        off: [flag],
      });
      expect(await readPolicy(`allow: true\nfeatures: { ${flag}: ${written} }\n`)).toMatchObject({ allows: true, off: [flag] });
    },
  );

  it.each(FLAGS.flatMap(({ flag }) => ['on', 'true'].map((written) => [flag, written] as const)))(
    'reads %s: %s as a flag that it leaves as it is',
    async (flag, written) => {
      expect(await readPolicy(`allow: true\nfeatures:\n  ${flag}: ${written}\n`)).toEqual({ allows: true, reason: '', off: [] });
    },
  );

  it.each([
    ['features:\n  KAIROZ: off', 'there is no flag "KAIROZ"'],
    ['features:\n  KAIROZ: on', 'there is no flag "KAIROZ"'],
    ['features:\n  kairos: off', 'there is no flag "kairos"'],
    ['features:\n  KAIROS: maybe', 'features.KAIROS: maybe is not on or off'],
    ['features:\n  KAIROS: 0', 'features.KAIROS: 0 is not on or off'],
    ['feature:\n  KAIROS: off', 'there is no key "feature.KAIROS"'],
  ])('does not allow with %j, and says what is wrong by its name', async (line, why) => {
    const policy = await readPolicy(`allow: true\n${line}\n  PROACTIVE: off\n`);
    expect(policy).toMatchObject({ allows: false, reason: expect.stringContaining(why) as string });
    // What it did say plainly holds all the same.
    if (line.startsWith('features')) expect(policy.off).toEqual(['PROACTIVE']);
  });

  it('switches flags off, and can switch none on', async () => {
    expect((await readPolicy('allow: true\nfeatures: { KAIROS: off, PROACTIVE: on }\n')).off).toEqual(['KAIROS']);
    at.world.policies.lay(MACHINE_POLICY, 'allow: true\nfeatures: { KAIROS: off }\n');
    const { layers } = await readActivation(at.world, at.ws, wishesOf({ KAIROS_FEATURES: 'KAIROS' }), { mayAsk: true });
    expect(layers[0]).toMatchObject({ open: false, why: 'KAIROS is off (policy)' });
  });
});

describe('the wishes of an environment', () => {
  it.each([
    [{}, false],
    [{ KAIROS_PROACTIVE: '1' }, true],
    [{ CLAUDE_CODE_PROACTIVE: 'true' }, true],
    [{ KAIROS_PROACTIVE: '0' }, false],
    [{ KAIROS_PROACTIVE: '' }, false],
  ])('%j', (env, proactive) => {
    expect(wishesOf(env).proactive).toBe(proactive);
  });

  it('are given by flags, too', () => {
    expect(wishesOf({ KAIROS_FEATURES: '-KAIROS', KAIROS_POLICY: '/p' }, { assistant: true, proactive: true })).toEqual({
      features: '-KAIROS',
      policy: '/p',
      assistant: true,
      proactive: true,
    });
  });
});
