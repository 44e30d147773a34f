/** Answers what the person told the daemon, without a model: with what memory holds on it, word for word, or with the word that it holds nothing. It only reads. */
import { harmless } from '../base/harmless-text.js';
import type { Workspace } from '../base/workspace.js';
import type { Config } from '../config/config.js';
import { utcDay } from '../dates/day.js';
import { markingsIn } from '../dream/reading/agent-orders.js';
import type { LogView } from '../memory/log-view.js';
import { readSessionLine } from '../memory/session-line.js';
import type { Hit } from '../recall/hits.js';
import { questionOf } from '../recall/question/question.js';
import { recall } from '../recall/recall.js';
import { chosenHits } from '../sessions/shown-hits.js';
import type { World } from '../world/world.js';
import type { Outgoing } from './message.js';

/** A message of the person's, and the id of its entry. */
export interface Said {
  readonly text: string;
  readonly entry: string;
}

/** Some hits are passed over. */
const ASKED = 12;
const QUESTION_CHARACTERS = 1_000;
const HIT_CHARACTERS = 240;
const SAID_CHARACTERS = 80;
/** Of what a task asks more is quoted: it is told by the answer alone. */
const TASK_CHARACTERS = 600;
/** Before the words of a task stands its name, which asks nothing. */
const TASK_HEAD = /^\[task [a-z0-9-]+\] /;

/**
 * The answer to a message. By words alone, so that it comes at once: no model is loaded for it. What is not sure enough to be shown unasked is no answer.
 * @throws KairosError as `recall`.
 */
export async function answerTo(
  world: Pick<World, 'files' | 'clock' | 'embedders'>,
  ws: Workspace,
  view: LogView,
  { recall: settings }: Pick<Config, 'recall'>,
  said: Said,
): Promise<Outgoing> {
  const question = questionOf(said.text.replace(TASK_HEAD, '').slice(0, QUESTION_CHARACTERS), { limit: ASKED });
  const { hits } = await recall(world, ws, view, question, { settings, wordsOnly: true });
  // What the person said before is no answer to what they say now.
  const others = hits.filter(({ kind, id }) => kind !== 'message' && id !== said.entry);
  const isMarked = ({ text }: Hit): boolean => markingsIn(text).length > 0;
  return answerOf(said, chosenHits(others, { session: '', shown: new Set(), byMeaning: false, isMarked }));
}

/** The message that answers. Pure. */
export function answerOf({ text, entry }: Said, hits: readonly Hit[]): Outgoing {
  const to = `to "${line(text, TASK_HEAD.test(text) ? TASK_CHARACTERS : SAID_CHARACTERS)}" (^${entry})`;
  const rows = hits.map(
    (hit) => `- ${hit.atMs > 0 ? `${utcDay(hit.atMs)} ` : ''}${line(readSessionLine(hit.text).text, HIT_CHARACTERS)} (^${hit.id})`,
  );
  return {
    kind: 'normal',
    key: `answer ${entry}`,
    text:
      rows.length === 0
        ? `${to}: noted. The memory holds nothing that answers it surely; "kairos recall" asks more widely.`
        : [`${to}: noted. The memory holds:`, ...rows].join('\n'),
    refs: [entry, ...hits.map(({ id }) => id)],
  };
}

function line(text: string, most: number): string {
  const one = harmless(text).replace(/\s+/g, ' ').trim();
  return one.length <= most ? one : `${one.slice(0, most - 1)}…`;
}
