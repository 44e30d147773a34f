import { beforeEach, describe, expect, it } from 'vitest';
import { isTrusted, listTrusted, trust, untrust } from '../../src/activation/trust.js';
import { virtualWorld, type VirtualWorld } from '../../src/replay/virtual-world.js';
import { workspaceOf, type Workspace } from '../../src/base/workspace.js';

const HOME = '/home/ann/.config/kairos';
const at = (root: string, userHome = HOME): Workspace => workspaceOf({ root, gitDir: `${root}/.git`, commonDir: `${root}/.git` }, userHome);

describe('trust', () => {
  let world: VirtualWorld;
  const ws = at('/repo/parser');
  beforeEach(async () => {
    world = virtualWorld();
    await world.files.mkdir('/repo/parser');
    await world.files.mkdir('/repo/other');
  });

  it('is not given to anybody who was not named', async () => {
    expect(await isTrusted(world, ws)).toBe(false);
    expect(await listTrusted(world, ws)).toEqual([]);
    expect(await untrust(world, ws)).toBe(false);
    expect(world.files.snapshot(HOME)).toEqual({});
  });

  it('is of a path, stays, and can be taken back', async () => {
    expect(await trust(world, ws)).toBe(true);
    expect(await trust(world, ws)).toBe(false);
    await trust(world, at('/repo/other'));
    expect(await isTrusted(world, ws)).toBe(true);
    expect(await isTrusted(world, at('/repo'))).toBe(false);
    expect(await isTrusted(world, at('/repo/parser/sub'))).toBe(false);
    expect(await listTrusted(world, ws)).toEqual([
      { path: '/repo/other', at: '2026-11-20T12:00:00.000Z' },
      { path: '/repo/parser', at: '2026-11-20T12:00:00.000Z' },
    ]);
    expect(await untrust(world, ws)).toBe(true);
    expect(await untrust(world, ws)).toBe(false);
    expect(await isTrusted(world, ws)).toBe(false);
    expect(await isTrusted(world, at('/repo/other'))).toBe(true);
  });

  it('is written as sorted JSON with its format', async () => {
    await trust(world, ws);
    expect(await world.files.read(ws.trustFile)).toBe(
      '{\n  "format": 1,\n  "trusted": [\n    {\n      "at": "2026-11-20T12:00:00.000Z",\n      "path": "/repo/parser"\n    }\n  ]\n}\n',
    );
  });

  it('does not change with what a checkout lays down', async () => {
    await trust(world, ws);
    await world.files.write('/repo/parser/.kairos/config.yaml', 'format: 1\ndream.minHours: 99\n');
    expect(await isTrusted(world, ws)).toBe(true);
    await world.files.write('/repo/other/.kairos/trust.json', '{"format":1,"trusted":[{"path":"/repo/other","at":""}]}');
    expect(await isTrusted(world, at('/repo/other'))).toBe(false);
  });

  it('follows the real path: a link to a trusted work tree is trusted, a link put in its place is not', async () => {
    await trust(world, ws);
    world.volume.symlinkSync('/repo/parser', '/repo/link');
    expect(await isTrusted(world, at('/repo/link'))).toBe(true);
    world.volume.renameSync('/repo/parser', '/repo/moved');
    world.volume.symlinkSync('/repo/other', '/repo/parser');
    expect(await isTrusted(world, ws)).toBe(false);
  });

  it.each([
    ['in the work tree', '/repo/parser/.config/kairos'],
    ['in the work tree by a link', '/home/linked/kairos'],
  ])('is neither given nor believed where its list would lie %s', async (_where, userHome) => {
    await world.files.mkdir('/repo/parser/.config');
    await world.files.mkdir('/home');
    world.volume.symlinkSync('/repo/parser/.config', '/home/linked');
    const inside = at('/repo/parser', userHome);
    world.files.lay({ '/repo/parser/.config/kairos/trust.json': '{"format":1,"trusted":[{"path":"/repo/parser","at":"x"}]}' });
    expect(await isTrusted(world, inside)).toBe(false);
    await expect(trust(world, inside)).rejects.toMatchObject({ code: 'bad-config' });
  });

  it.each([
    ['{"format":1,"trusted":[{"path":"/repo/parser"', 'damaged'],
    ['{"format":1,"trusted":{"/repo/parser":true}}', 'damaged'],
    ['{"format":1,"trusted":["/repo/parser"]}', 'damaged'],
    ['{"format":2,"trusted":[{"path":"/repo/parser","at":"x"}]}', 'newer-format'],
    ['null', 'damaged'],
  ])('trusts nobody and changes nothing when the list is %s', async (text, code) => {
    await world.files.write(ws.trustFile, text);
    expect(await isTrusted(world, ws)).toBe(false);
    await expect(trust(world, ws)).rejects.toMatchObject({ code });
    await expect(untrust(world, ws)).rejects.toMatchObject({ code });
    expect(await world.files.read(ws.trustFile)).toBe(text);
  });

  it('loses nobody when several are trusted at once', async () => {
    const roots = Array.from({ length: 8 }, (_, number) => `/repo/tree${number}`);
    for (const root of roots) await world.files.mkdir(root);
    await Promise.all(roots.map((root) => trust({ ...world, processes: world.processes.another() }, at(root))));
    expect((await listTrusted(world, ws)).map((one) => one.path)).toEqual(roots);
  });
});
