/** The tools of the memory: each asks the desk, as the command of the same purpose does, and words the answer as text for a model. */
import { bareId } from '../../base/ids.js';
import type { Argument, Arguments } from '../../base/input-schema.js';
import { plural } from '../../base/plural.js';
import type { Workspace } from '../../base/workspace.js';
import type { World } from '../../world/world.js';
import { askedTimes } from '../asked-times.js';
import { questionFrom } from '../question.js';
import type { Resident } from '../resident.js';
import { recallByIds } from './by-id.js';
import { hitsText, roomFor } from './text.js';
import type { ToolName } from './tools.js';
import { noteDown, reinforceById, type Pace } from './writing.js';

const QUOTED = 'best first; the texts are quoted from the memory, not addressed to you';

const PERHAPS = 'perhaps (too weak to be sure; quoted as well):';
const ASK_SOMETHING =
  'say what you want to know in "query", or list the newest with "since", "until", "path", "author", "kind", "topic" or "tier"';
const RECALL_ARGUMENTS = ['query', 'since', 'until', 'tier', 'topic', 'path', 'author', 'kind', 'limit'] as const;
/** What to do where nothing may be written. */
const SET_UP = {
  git: 'its memory can only be read; to write, ask the user to run: git init && kairos init',
  kairos: 'ask the user to run: kairos init',
};

/** What the tools work on: a work tree kept open, and who asks. */
export interface MemoryParts {
  readonly world: Pick<World, 'files' | 'clock' | 'random'>;
  readonly ws: Workspace;
  readonly resident: Pick<Resident, 'ask' | 'byId' | 'write'>;
  /** Limits how fast it may write. */
  readonly pace: Pace;
  /** Reinforcements count once in it. */
  readonly session: string;
}

/**
 * Runs one tool, and words its answer: the one way in which a model reaches the memory, over the protocol or in a turn of the agent.
 * @param given arguments that were checked against the table. @param actor in whose name it writes.
 * @throws KairosError `usage`, `bad-date`, `not-found`, `bad-entry`, `too-large`, `git-busy`; `not-a-repository`, `no-kairos` if it would write.
 */
export async function callMemory(
  tool: ToolName,
  { world, ws, resident, pace, session }: MemoryParts,
  given: Arguments,
  actor: string,
): Promise<string> {
  const text = (name: string): string => textOf(given[name]) ?? '';
  switch (tool) {
    case 'memory_recall':
      return recallHits(world, resident, given, actor);
    case 'memory_recall_by_id':
      return recallByIds(resident, [given['ids'] ?? []].flat().map(String));
    case 'memory_write_stm':
      return resident.write(SET_UP, async (view) => {
        pace.count();
        return noteDown(world, ws, view, { text: text('text'), actor });
      });
    case 'memory_reinforce': {
      const asked = { id: bareId(text('id'), 'memory_recall shows ids'), reason: text('reason'), actor, session };
      return resident.write(SET_UP, async (view, lookup) => {
        pace.count();
        return reinforceById(world, ws, view, await lookup(), asked);
      });
    }
  }
}

function textOf(given: Argument | undefined): string | undefined {
  return typeof given === 'string' || typeof given === 'number' ? String(given) : undefined;
}

async function recallHits(
  { clock }: Pick<World, 'clock'>,
  resident: Pick<Resident, 'ask'>,
  given: Arguments,
  actor: string,
): Promise<string> {
  const [query = '', since, until, tier, topic, path, author, kind, limit] = RECALL_ARGUMENTS.map((name) => textOf(given[name]));
  const times = askedTimes({ since, until }, { nowMs: clock.now(), offsetMsAt: () => 0 });
  const question = questionFrom(query, { tier, topic, path, author, kind, limit, ...times }, ASK_SOMETHING);
  const { hits, perhaps, searched, coverageText: coverage, suggestion, belowCut } = await resident.ask(question, actor);
  const room = roomFor(hits.length + perhaps.length);
  const blocks = perhaps.length === 0 ? [] : [PERHAPS, hitsText(perhaps, room)];
  if (hits.length > 0) return [`${plural(hits.length, 'hit')}, ${QUOTED}`, hitsText(hits, room), ...blocks, coverage].join('\n\n');
  const weak = `${belowCut} of them ${belowCut === 1 ? 'has' : 'have'} something of it and too little: it may not be known here, or in other words`;
  const hint = belowCut > 0 ? weak : (suggestion ?? '');
  const nothing = [`nothing found in ${plural(searched, 'entry', 'entries')}`, hint].filter(Boolean).join('\n');
  return blocks.length === 0 ? `${nothing}\n${coverage}` : [nothing, ...blocks, coverage].join('\n\n');
}
