import { expect, it } from 'vitest';
import { examine } from '../../src/desk/doctor.js';
import { recallState } from '../../src/desk/recall-state.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { virtualClone, type VirtualWorld } from '../../src/replay/virtual-world.js';
import type { Embedders } from '../../src/world/embedders.js';

/** A server that answers nobody: whoever asks waits until they give up. */
const choose: Embedders['choose'] = async (signal) => {
  await new Promise<void>((resolve) => {
    if (signal?.aborted === true) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
  return { wanted: 'ollama', problem: 'no answer' };
};

it.each([
  ['status', async (world: VirtualWorld, ws, signal) => (await recallState(world, ws, PLAIN_VIEW, signal)).actual],
  ['doctor', async (world, ws, signal) => (await examine(world, ws, [], signal)).find(({ what }) => what === 'embedder')?.state],
] as [string, (...at: [...Awaited<ReturnType<typeof asked>>, AbortSignal?]) => Promise<unknown>][])(
  '%s waits three seconds for the server of an embedder, or until Ctrl+C',
  async (_name, ask) => {
    const [world, ws] = await asked();
    const begunAtMs = world.clock.now();
    expect(['none', 'note']).toContain(await ask(world, ws));
    expect(world.clock.now() - begunAtMs).toBe(3_000);
    expect(['none', 'note']).toContain(await ask(world, ws, AbortSignal.abort()));
    expect(world.clock.now() - begunAtMs).toBe(3_000);
  },
);

async function asked(): Promise<[VirtualWorld, Awaited<ReturnType<typeof virtualClone>>['ws']]> {
  const { world, ws } = await virtualClone();
  return [{ ...world, embedders: { ...world.embedders, choose } }, ws];
}
