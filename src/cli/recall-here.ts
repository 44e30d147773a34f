/** Answers a question in this process: opens the memory for it, and leaves a process behind that answers the next one. */
import { ask, recordAnswer } from '../desk/ask.js';
import { leaveBehind } from '../desk/door/leave-behind.js';
import { askAt, CLIENT, type AnsweredHere, type AskedHere } from './ask-warm.js';
import type { Context } from './context.js';
import { sayFound } from './found-text.js';
import { openPlace, prepareHere } from './open-here.js';
import type { OpenedPlace, OpenNeeds } from './opened.js';
import { plural } from './print.js';

/** The answer; its `afterwards` must be awaited. @param mayAsk whether a warm process may be there that was not asked yet. @throws KairosError as `open` and `ask`. */
export async function recallHere(context: Context, asked: AskedHere, mayAsk: boolean): Promise<AnsweredHere> {
  const { question, wordsOnly, edges, isJson } = asked;
  const needs: OpenNeeds = { look: true, brief: true, quiet: isJson };
  const place = await openPlace(context, needs);
  const { world, ws, config } = place;
  try {
    const warm = mayAsk ? await askAt(context, place, asked) : undefined;
    if (warm) {
      sayFound(context, needs, warm.found);
      return { answered: warm.answered, world, ws, afterwards: async () => undefined };
    }
    const { view } = await prepareHere(context, place, needs);
    const answered = await ask(world, ws, view, question, { config, cwd: context.cwd, wordsOnly, edges });
    const afterwards = async (): Promise<void> => {
      await recordAnswer(world, ws, view, { client: CLIENT, question, answered });
      // A list by filters alone needs no model.
      if (!wordsOnly && question.text.trim() !== '') await leaveOne(context, place, isJson);
    };
    return { answered, world, ws, afterwards };
  } finally {
    await world.embedders.close();
  }
}

async function leaveOne({ env, palette, tell }: Context, { world, ws, config }: OpenedPlace, isJson: boolean): Promise<void> {
  // Where the clock is fixed, no minute ever passes.
  if ((env['KAIROS_NOW'] ?? '') !== '') return;
  const pid = await leaveBehind(world, ws, config);
  if (pid === undefined || isJson) return;
  const minutes = config.recall.keepWarmMinutes;
  const time = minutes < 1 ? plural(Math.round(minutes * 60), 'second') : plural(minutes, 'minute');
  tell(
    palette.dim(
      `process ${pid} keeps this loaded until nobody asks for ${time}, so that the next question is quick; "kairos stop" ends it, recall.keepWarm: 0 leaves none`,
    ),
  );
}
