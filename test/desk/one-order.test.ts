/** Whoever reads does the chores before reading in the order of the table: a command, a server, the daemon. */
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { trust } from '../../src/activation/trust.js';
import { REFS } from '../../src/base/refs.js';
import type { Workspace } from '../../src/base/workspace.js';
import { CHORES } from '../../src/daemon/chores.js';
import { runHere } from '../../src/desk/run.js';
import { prepare } from '../../src/desk/prepare.js';
import { commitJournal } from '../../src/journal/commit.js';
import { appendEntries } from '../../src/memory/append.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import type { VirtualWorld } from '../../src/replay/virtual-world.js';
import { kairosClone } from '../kairos-clone.js';
import { connectedClient } from '../mcp/connected-client.js';

/** Each function that a chore is done with tells its name when it is called. */
const { done, telling } = vi.hoisted(() => {
  // Threads share their modules between test files: what another file has loaded would tell nothing.
  vi.resetModules();
  const called: string[] = [];
  const tells =
    (chore: string, ...names: string[]) =>
    async (load: () => Promise<unknown>): Promise<Record<string, unknown>> => {
      const real = (await load()) as Record<string, (...given: unknown[]) => unknown>;
      const told = names.map((name) => [
        name,
        (...given: unknown[]): unknown => {
          called.push(chore);
          return real[name]?.(...given);
        },
      ]);
      return { ...real, ...Object.fromEntries(told) };
    };
  return { done: called, telling: tells };
});
vi.mock(import('../../src/journal/restore.js'), telling('restore', 'restore') as never);
vi.mock(import('../../src/journal/commit.js'), telling('keepEdits', 'commitIfPossible') as never);
vi.mock(import('../../src/journal/peers.js'), telling('refreshPeers', 'refreshPeers') as never);
vi.mock(import('../../src/dream/review/finish-accept.js'), telling('finishAccept', 'finishAccept', 'finishLanded') as never);
vi.mock(import('../../src/dream/review/settle.js'), telling('settle', 'settle') as never);
vi.mock(import('../../src/observe/observe.js'), telling('observe', 'observe') as never);

/** Gives every chore something to do: an edit by hand that nothing else holds, an accept that was cut short, an open dream, a trusted folder. */
async function makeAllDue(world: VirtualWorld, ws: Workspace): Promise<void> {
  await trust(world, ws);
  const [entry] = await appendEntries(world, ws, PLAIN_VIEW, [{ kind: 'note', actor: 'user', atMs: world.clock.now(), text: 'noted' }]);
  await commitJournal(world, ws, PLAIN_VIEW, { minIntervalMs: 0 });
  await world.files.append(`${ws.kairos}/${entry?.source.path}`, '- 10:00 by hand ^by-hand-1\n');
  world.files.lay({ [ws.acceptIntent]: 'cut short' });
  const { commit } = await world.git.head();
  await world.git.updateRefs([{ ref: REFS.openDream, old: undefined, new: commit }]);
}

beforeEach(() => void done.splice(0));
afterAll(() => vi.resetModules());

it.each([
  [
    'a command',
    async () => {
      const { world, ws } = await kairosClone();
      await makeAllDue(world, ws);
      return async () => prepare(world, ws, { git: true, kairos: true, look: true });
    },
  ],
  [
    'a server',
    async () => {
      const { world, ws, call } = await connectedClient();
      await makeAllDue(world, ws);
      return async () => call('memory_recall', { query: 'anything' });
    },
  ],
  [
    'the daemon',
    async () => {
      const { world, ws } = await kairosClone();
      await makeAllDue(world, ws);
      return async () => runHere(world, ws, { once: true, stop: new AbortController().signal, print: () => undefined });
    },
  ],
])('%s does all the chores, in one order', async (_who, opened) => {
  const read = await opened();
  done.splice(0);
  await read();
  expect([...new Set(done)]).toEqual(Object.keys(CHORES));
});
