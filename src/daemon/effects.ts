/**
 * The daemon's hands: each effect done with `world`, and what came of it as an event. It decides nothing; what fails is told, never
 * thrown.
 */
import { commitJournal } from '../journal/commit.js';
import { restore } from '../journal/restore.js';
import type { Held } from '../base/lock.js';
import { appendEntries, type LogView } from '../memory/store.js';
import { observe } from '../observe/observe.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { embed } from './jobs.js';
import { dream, type GateLook, lookAtGates, settle } from './jobs.js';
import type { Effect, Event, EventName, EventOf, Line } from './event.js';
import { hear, type Hearing } from './log-news.js';
import { notedOf } from './entry-lines.js';
import { isBranchs, writePresence } from './heartbeat.js';
import { receive } from './queue.js';
import { survey, whyGone } from './preflight.js';

/** What the effects share and change: never part of the reducer's state, because it is of this process only. */
export interface Hands {
  readonly world: World;
  readonly ws: Workspace;
  readonly lock: Held;
  readonly startedAtMs: number;
  readonly print: (line: Line) => void;
  /** Tells the loop of something that happened meanwhile. */
  readonly send: (event: Event) => void;
  /** Sets the one alarm of the loop; a later one replaces it. */
  readonly alarm: (atMs: number) => void;
  /** How logs may be read, once they were restored. */
  view: LogView | undefined;
  dream: { readonly stop: AbortController; readonly ended: Promise<void> } | undefined;
  embedding: { readonly stop: AbortController; readonly ended: Promise<void> } | undefined;
  gates: GateLook | undefined;
  hearing: Hearing;
}

/** Does one effect. The event, where there is one, is what came of it. */
export async function perform(effect: Effect, hands: Hands): Promise<Event | undefined> {
  try {
    return await act(effect, hands);
  } catch (error) {
    return at(hands, { type: 'effectFailed', what: effect.type, message: error instanceof Error ? error.message : String(error) });
  }
}

async function act(effect: Effect, hands: Hands): Promise<Event | undefined> {
  const { world, ws } = hands;
  switch (effect.type) {
    case 'survey':
      return at(hands, { type: 'surveyed', outlook: await survey(world, ws, hands.lock) });
    case 'restore': {
      const { view, restored, edited, unsaved, hostile } = await restore(world, ws);
      hands.view = view;
      // What a person wrote into a log stands nowhere else: it does not wait for the hour.
      if (unsaved.length > 0) await commitJournal(world, ws, view, { minIntervalMs: 0 });
      return at(hands, { type: 'restored', restored, edited, ...(hostile ? { hostile } : {}) });
    }
    case 'receive': {
      const { heard, hearing } = await hear(world, ws, viewOf(hands), hands.hearing);
      hands.hearing = hearing;
      return at(hands, { type: 'received', ...(await receive(world, ws, viewOf(hands))), heard });
    }
    case 'observe': {
      const { written, secretsReplaced } = await observe(world, ws, viewOf(hands));
      return at(hands, { type: 'observed', noted: notedOf(written), secretsReplaced });
    }
    case 'settleDream':
      return at(hands, { type: 'settled', lines: await settle(world, ws, viewOf(hands)) });
    case 'commitJournal':
      return at(hands, { type: 'journaled', ...(await commitJournal(world, ws, viewOf(hands), { minIntervalMs: effect.minIntervalMs })) });
    case 'checkGates':
      hands.gates = await lookAtGates(world, ws, viewOf(hands), hands.gates);
      return at(hands, { type: 'gatesChecked', open: hands.gates.open, gates: hands.gates.gates });
    case 'startDream':
      return startDream(hands);
    case 'stopDream':
      hands.dream?.stop.abort();
      return undefined;
    case 'startEmbedding':
      return startEmbedding(hands);
    case 'stopEmbedding':
      hands.embedding?.stop.abort();
      return undefined;
    case 'note':
      return note(effect.text, hands);
    case 'heartbeat':
      return beat(effect, hands);
    case 'sleepUntil':
      hands.alarm(effect.atMs);
      return undefined;
    case 'print':
      hands.print(effect.line);
      return undefined;
    case 'exit':
      return undefined;
  }
}

function startDream(hands: Hands): undefined {
  const stop = new AbortController();
  const ended = dream(hands.world, hands.ws, stop.signal, (line) => hands.send(at(hands, { type: 'dreamSaid', line }))).then(
    (result) => hands.send(at(hands, { type: 'dreamFinished', ...result })),
    (error: unknown) =>
      hands.send(at(hands, { type: 'dreamFinished', outcome: 'failed', detail: error instanceof Error ? error.message : String(error) })),
  );
  hands.dream = { stop, ended };
}

function startEmbedding(hands: Hands): undefined {
  const stop = new AbortController();
  const ended = embed(hands.world, hands.ws, stop.signal, (line) => hands.send(at(hands, { type: 'embeddingSaid', line }))).then(
    (result) => hands.send(at(hands, { type: 'embeddingFinished', ...result })),
    (error: unknown) => {
      const detail = error instanceof Error ? error.message : String(error);
      hands.send(at(hands, { type: 'embeddingFinished', outcome: 'failed', detail, embedded: 0, missing: 0 }));
    },
  );
  hands.embedding = { stop, ended };
}

async function note(text: string, hands: Hands): Promise<undefined> {
  const { world, ws } = hands;
  if (await whyGone(world, ws)) return;
  await appendEntries(world, ws, viewOf(hands), [
    { kind: 'daemon', atMs: world.clock.now(), text: `${text} (process ${world.processes.self().pid})` },
  ]);
}

async function beat(effect: Extract<Effect, { type: 'heartbeat' }>, { world, ws, lock, startedAtMs }: Hands): Promise<undefined> {
  if (await whyGone(world, ws)) return;
  await lock.heartbeat();
  if (await isBranchs(world, ws)) return;
  await writePresence(world.files, ws, {
    identity: world.processes.self(),
    startedAtMs,
    heartbeatAtMs: world.clock.now(),
    epoch: lock.epoch,
    beat: effect.beat,
  });
}

function viewOf({ view }: Hands): LogView {
  // The reducer asks for nothing that needs a view before `restore`; without one a hostile checkout's files would be read.
  if (!view) throw new Error('the logs were not restored yet');
  return view;
}

type Bare<One> = One extends Event ? Omit<One, 'atMs'> : never;

function at<Name extends EventName>(hands: Pick<Hands, 'world'>, event: Bare<EventOf<Name>>): Event {
  return { ...event, atMs: hands.world.clock.now() } as Event;
}
