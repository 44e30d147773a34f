/**
 * The tool of the agent for claims that await a person: where their own settings say so (`review.verdicts: model`) a turn may reject one or say a word on it.
 * What it says stands in the journal; to accept, and to close the dream, is a command that a person types.
 */
import { listedSchema, readArguments, type Arguments, type InputSchema } from '../base/input-schema.js';
import { errorText } from '../base/errors.js';
import { bareId } from '../base/ids.js';
import type { Workspace } from '../base/workspace.js';
import { loadConfig } from '../config/config.js';
import type { CallResult, TurnMemory } from '../daemon/turn-effects.js';
import { triageDraft } from '../dream/report/triage.js';
import { appendEntries } from '../memory/append.js';
import type { LogView } from '../memory/log-view.js';
import type { World } from '../world/world.js';
import { openReview } from './review.js';

const NAME = 'ReviewClaim';
const WHY_CHARACTERS = 400;
/** So many words on one claim are enough. */
const WORDS_MOST = 3;

const SCHEMA: InputSchema = {
  type: 'object',
  properties: {
    id: { type: 'string', minLength: 1, maxLength: 20, description: 'Of the claim, as the tick lists it' },
    verdict: {
      type: 'string',
      enum: ['reject', 'annotate'],
      maxLength: 8,
      description: 'reject: it is wrong, not borne out, or of no use. annotate: a word for the user, who decides',
    },
    why: { type: 'string', minLength: 1, maxLength: WHY_CHARACTERS, description: 'For the user, with what shows it' },
  },
  required: ['id', 'verdict', 'why'],
  additionalProperties: false,
};
const DESCRIPTION =
  'Rejects a claim of the dream that awaits review, or says a word on it for the user. Look at its evidence first (memory_recall_by_id). You cannot accept one: that is the user\'s ("kairos review"), who may also take your rejection back.';

/** The memory of a turn with this tool beside its own. */
export function withReviewTool(memory: TurnMemory): TurnMemory {
  return {
    tools: (mayWrite, settings) => [
      ...memory.tools(mayWrite, settings),
      ...(mayWrite && settings.review.verdicts === 'model' ? [{ name: NAME, description: DESCRIPTION, input: listedSchema(SCHEMA) }] : []),
    ],
    call: async (world, ws, view, call, mayWrite) => {
      if (call.tool !== NAME) return memory.call(world, ws, view, call, mayWrite);
      const { config } = await loadConfig(world, ws);
      if (config.review.verdicts !== 'model')
        return refused('the user decides on claims alone: their settings do not say "review.verdicts: model"');
      if (!mayWrite) return refused('the agent writes no entries of its own in this session');
      const read = readArguments(SCHEMA, call.input);
      if ('problems' in read) return refused(read.problems.join('; '));
      try {
        return await triage(world, ws, view, read.value);
      } catch (error) {
        return refused(errorText(error));
      }
    },
  };
}

async function triage(world: World, ws: Workspace, view: LogView, input: Arguments): Promise<CallResult> {
  const [id, why] = [bareId(String(input['id'])), String(input['why'])];
  const is = input['verdict'] === 'reject' ? 'rejected' : 'annotated';
  const review = await openReview(world, ws, view);
  const item = review?.items.find((one) => one.id === id);
  if (!review || !item) return refused(review ? `the dream proposes no ^${id}` : 'no dream awaits review');
  if (item.state !== 'pending')
    return refused(item.state === 'refused' ? `you rejected ^${id} before` : `^${id} is decided: ${item.state}`);
  if (is === 'rejected' && item.isReopened === true)
    return refused(`the user took the rejection of ^${id} back: annotate it if there is something to say`);
  if (is === 'annotated' && (item.agent?.notes.length ?? 0) >= WORDS_MOST) return refused(`enough was said on ^${id}`);
  await appendEntries(world, ws, view, [triageDraft({ is, candidateId: id, dream: review.dream, why, atMs: world.clock.now() })]);
  const text = is === 'rejected' ? `^${id} is rejected, unless the user decides otherwise` : `the user will read it beside ^${id}`;
  return { text, acted: true };
}

function refused(text: string): CallResult {
  return { text, isError: true };
}
