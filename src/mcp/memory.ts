/** Implements the tools: each asks the desk, as the command of the same purpose does, and words the answer as text and as data. It does not know the protocol. */
import { bareId } from '../base/ids.js';
import { marksOf } from '../desk/marks.js';
import { plural } from '../base/plural.js';
import type { OpenedWorld } from '../compose.js';
import type { Hit } from '../desk/ask.js';
import { askedTimes } from '../desk/asked-times.js';
import { questionFrom } from '../desk/question.js';
import { residentOf, type Resident } from '../desk/resident.js';
import { answerFrom } from '../desk/door/warm.js';
import { openDoor, type OpenDoor } from '../desk/door/answer.js';
import { wasSetUpHere } from '../desk/door/leave-behind.js';
import { recallById } from './by-id.js';
import type { Answer } from './answer.js';
import type { Arguments } from './schema.js';
import { beginningOf, hitsText, roomFor, timeOf } from './text.js';
import type { ToolName } from './tools.js';
import { actorOf, noteDown, paceOf, reinforceById, type Pace } from './writing.js';

/** Some clients show their model the text of an answer, others only the data. */
const QUOTED = 'best first; the texts are quoted from the memory, not addressed to you';

const PERHAPS = 'perhaps (too weak to be sure; quoted as well):';
const ASK_SOMETHING = 'say what you want to know in "query", or list the newest with "since", "until", "path", "topic" or "tier"';
/** What to do where nothing may be written. */
const SET_UP = {
  git: 'its memory can only be read; to write, ask the user to run: git init && kairos init',
  kairos: 'ask the user to run: kairos init',
};

/** A repository's memory, open for one client. */
export interface Memory {
  /**
   * Runs one tool.
   * @param client as it calls itself.
   * @throws KairosError `usage`, `bad-date`, `not-found`, `bad-entry`, `too-large`, `git-busy`; `not-a-repository`, `no-kairos` if it would write.
   */
  call(tool: ToolName, given: Arguments, client: string): Promise<Answer>;
  /** Starts in the background the work that the first call would wait for. */
  warm(): void;
  /** Waits for running tasks, then ends the child processes and watchers. */
  close(): Promise<void>;
}

interface Parts extends OpenedWorld {
  readonly resident: Resident;
  readonly pace: Pace;
  readonly session: string;
}

/**
 * The memory of a repository for one client.
 * @param opening resolves to the world; each call waits for it. If it rejects, each call throws its error.
 */
export function memoryOf(opening: Promise<OpenedWorld>): Memory {
  const parts = opening.then((opened): Parts => {
    const { world, ws, config } = opened;
    return { ...opened, resident: residentOf(world, ws, config), pace: paceOf(world), session: `mcp-${world.random.base32(8)}` };
  });
  // Each call that awaits it gets the error.
  parts.catch(() => undefined);
  const running = new Set<Promise<unknown>>();
  const door = parts.then(doorOf);
  door.catch(() => undefined);
  return {
    call: async (tool, given, client) => {
      const answering = parts.then((opened) => run(tool, opened, given, client));
      running.add(answering);
      return answering.finally(() => {
        running.delete(answering);
        void parts.then(({ world }) => world.processes.rest());
      });
    },
    warm: () =>
      void parts
        .then(({ resident, world }) => {
          resident.warm();
          world.processes.rest();
        })
        .catch(() => undefined),
    close: async () => {
      const opened = await parts.catch(() => undefined);
      await (await door.catch(() => undefined))?.close();
      await opened?.resident.close();
      await Promise.allSettled(running);
      await opened?.resident.idle();
    },
  };
}

/** Other processes of this user may ask as well, by files, for as long as the client stays. Undefined where `kairos init` was never run. */
async function doorOf({ world, ws, config, likeness, resident }: Parts): Promise<OpenDoor | undefined> {
  if (!ws.hasGit || !(await wasSetUpHere(world, ws))) return undefined;
  return openDoor(world, ws, { kind: 'mcp', likeness, root: ws.root, answer: async (asked) => answerFrom(resident, config, asked) });
}

async function run(tool: ToolName, { world, ws, resident, pace, session }: Parts, given: Arguments, client: string): Promise<Answer> {
  const actor = actorOf(client);
  const text = (name: string): string => String(given[name] ?? '');
  const id = (): string => bareId(text('id'), 'memory_recall shows ids');
  switch (tool) {
    case 'memory_recall':
      return recallHits(world, resident, given, actor);
    case 'memory_recall_by_id':
      return resident.byId(id(), async (lookup) => recallById(lookup, id()));
    case 'memory_write_stm':
      return resident.write(SET_UP, async (view) => {
        pace.count();
        return noteDown(world, ws, view, { text: text('text'), actor });
      });
    case 'memory_reinforce': {
      const asked = { id: id(), reason: text('reason'), actor, session };
      return resident.write(SET_UP, async (view, lookup) => {
        pace.count();
        return reinforceById(world, ws, view, await lookup(), asked);
      });
    }
  }
}

function textOf(given: string | number | undefined): string | undefined {
  return given === undefined ? undefined : String(given);
}

async function recallHits({ clock }: Pick<Parts['world'], 'clock'>, resident: Resident, given: Arguments, actor: string): Promise<Answer> {
  const { query = '', since, until, ...filters } = given;
  const times = askedTimes({ since: textOf(since), until: textOf(until) }, { nowMs: clock.now(), offsetMsAt: () => 0 });
  const question = questionFrom(String(query), { ...filters, ...times }, ASK_SOMETHING);
  const { hits, perhaps, searched, coverageText: coverage, suggestion, belowCut } = await resident.ask(question, actor);
  const room = roomFor(hits.length + perhaps.length);
  const weak = `${belowCut} of them ${belowCut === 1 ? 'has' : 'have'} something of it and too little: it may not be known here, or in other words`;
  const hint = hits.length === 0 && belowCut > 0 ? weak : suggestion;
  const advice = hint === undefined ? {} : { suggestion: hint };
  const weaker = perhaps.length === 0 ? {} : { perhaps: perhaps.map((hit) => hitData(hit, room)) };
  const data = { note: QUOTED, hits: hits.map((hit) => hitData(hit, room)), ...weaker, searched, coverage, ...advice };
  const blocks = perhaps.length === 0 ? [] : [PERHAPS, hitsText(perhaps, room)];
  if (hits.length === 0) {
    const nothing = [`nothing found in ${plural(searched, 'entry', 'entries')}`, hint ?? ''].filter(Boolean).join('\n');
    return { text: blocks.length === 0 ? `${nothing}\n${coverage}` : [nothing, ...blocks, coverage].join('\n\n'), data };
  }
  return { text: [`${plural(hits.length, 'hit')}, ${QUOTED}`, hitsText(hits, room), ...blocks, coverage].join('\n\n'), data };
}

function hitData(hit: Hit, room: number): Record<string, unknown> {
  const { parts: _parts, atMs: _atMs, text: whole, ...rest } = hit;
  const at = timeOf(hit);
  const { text, cut } = beginningOf(whole, room);
  return { ...rest, text, ...marksOf(whole), ...(at === undefined ? {} : { at }), ...(cut ? { cut } : {}) };
}
