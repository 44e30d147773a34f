import { expect, it } from 'vitest';
import { isTrusted } from '../../src/activation/trust.js';
import { planSetUp, setUp } from '../../src/desk/init.js';
import { virtualClone } from '../../src/replay/virtual-world.js';

const TEMPLATE = 'format: 1\n';

it('says what it will write before it writes, and then finds nothing to do', async () => {
  const { world, ws, repo } = await virtualClone();
  await repo.commit('begin', { 'README.md': '# it\n' });
  const before = world.files.snapshot();
  const plan = await planSetUp(world, ws, TEMPLATE, { wantsTrust: true });
  expect(plan.writes.map(({ label }) => label)).toContain('.kairos/config.yaml');
  expect(plan.trusts).toBe(true);
  expect(world.files.snapshot()).toEqual(before);
  await setUp(world, ws, plan);
  expect(await isTrusted(world, ws)).toBe(true);
  expect(await planSetUp(world, ws, TEMPLATE, { wantsTrust: true })).toMatchObject({ writes: [], trusts: false });
});

it('trusts nothing unless that is wanted, and sets up no folder of settings', async () => {
  const { world, ws } = await virtualClone();
  await setUp(world, ws, await planSetUp(world, ws, TEMPLATE, { wantsTrust: false }));
  expect(await isTrusted(world, ws)).toBe(false);
  await expect(planSetUp(world, { ...ws, root: ws.userHome }, TEMPLATE, { wantsTrust: false })).rejects.toMatchObject({ code: 'usage' });
});
