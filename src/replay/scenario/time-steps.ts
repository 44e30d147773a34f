/** The steps in which time passes, the clock is set, or the machine dies. */
import { KairosError } from '../../base/errors.js';
import { acquire, isHeld, lockHeld } from '../../base/lock.js';
import { journalRef } from '../../base/refs.js';
import { momentOf } from '../../dates/zone.js';
import { knownWriter } from '../../memory/writer.js';
import type { VirtualVolume } from '../virtual-volume.js';
import type { Step, StepOf } from './scenario.js';
import { crashMachine, type Place, type Stage } from './stage.js';

type Acts = { readonly [V in Step['verb']]?: (stage: Stage, place: Place, args: StepOf<V>['args']) => Promise<void> };

export const TIME_STEPS = {
  at: async (stage, _place, text) => {
    const { clock } = stage.world;
    const atMs = typedMoment(stage, text);
    if (atMs < clock.now()) throw new KairosError('bad-date', `${text} is past already`, { hint: 'a step "clock" sets the clock back' });
    await clock.sleep(atMs - clock.now());
  },
  advance: async (stage, _place, ms) => stage.world.clock.sleep(ms),
  clock: async (stage, _place, { set, back = 0, ahead = 0 }) => {
    const { clock } = stage.world;
    clock.set(set === undefined ? clock.now() - back + ahead : typedMoment(stage, set));
  },
  crash: async (stage, _place, { power = false, ...order }) => {
    const { clock } = stage.world;
    const die = (): void => crashMachine(stage, `crash ${clock.now()}`);
    if (order.before === undefined && order.after === undefined && order.call === undefined) return die();
    stage.ledger.order = { ...order, seen: 0 };
    stage.ledger.crashed = () => (power ? die() : undefined);
  },
  fail: async (stage, _place, order) => void (stage.ledger.failing = { ...order, seen: 0 }),
  disk: async (stage, _place, what) => void (stage.ledger.isFull = what === 'full'),
  slow: async (stage, _place, { by, times = 1 }) => void (stage.slow = { byMs: by, times }),
  hold: async (stage, place, what) => {
    for (const held of stage.held.splice(0)) await held.release();
    if (what === 'nothing') return;
    const { ws } = place;
    const world = { ...place.world, processes: place.world.processes.another() };
    const writer = (await knownWriter(world, ws)) ?? '';
    const [folder, name] = {
      dream: [ws.locks, 'dream'],
      daemon: [ws.daemonLocks, 'daemon'],
      journal: [ws.journalLocks, `journal-${writer}`],
    }[what] as [string, string];
    const got = await acquire(world, folder, name);
    if (!isHeld(got)) throw lockHeld(name, got.heldBy);
    stage.held.push(got);
  },
  damage: async (stage, place, typed) => {
    const { volume } = place.repo;
    const id = await blobNamed(place, typed);
    const path = `${place.ws.commonDir}/objects/${id.slice(0, 2)}/${id.slice(2)}`;
    const bytes = volume.contentSync(path);
    if (!bytes) throw new KairosError('not-found', `there is no object ${id}`);
    stage.damaged.set(path, stage.damaged.get(path) ?? bytes);
    laid(volume, path, bytes.subarray(0, bytes.length >> 1));
  },
  mend: async (stage) => {
    for (const [path, bytes] of stage.damaged) laid(stage.world.volume, path, bytes);
    stage.damaged.clear();
  },
} satisfies Acts;

/** Bytes that lie on the disk: a loss of power neither mends nor damages an object again. */
function laid(volume: VirtualVolume, path: string, bytes: Uint8Array): void {
  volume.writeFileSync(path, bytes);
  volume.fsyncSync(path);
}

/** The blob that `REVISION:PATH` names; of the journal of this work tree where it says `journal`: its newest day. @throws KairosError `not-found`. */
async function blobNamed({ world, ws, repo }: Place, typed: string): Promise<string> {
  const writer = typed === 'journal' ? await knownWriter(world, ws) : undefined;
  const [revision = '', path = 'logs'] = typed === 'journal' ? [writer === undefined ? '' : journalRef(writer)] : typed.split(':');
  const commit = await repo.git.resolve(revision);
  const file = commit === undefined ? undefined : (await repo.git.readTree(commit, [path])).at(-1);
  if (!file) throw new KairosError('not-found', `there is no file "${typed}"`);
  return file.id;
}

function typedMoment(stage: Stage, text: string): number {
  const atMs = momentOf(text, stage.offsetMsAt);
  if (atMs === undefined) throw new KairosError('bad-date', `"${text}" is no time`, { hint: 'write 2026-11-20 14:30' });
  return atMs;
}
