/** What memory holds on the task at hand: by words alone, and only what is sure enough to be shown unasked. It only reads. */
import type { Workspace } from '../../base/workspace.js';
import type { Config } from '../../config/config.js';
import { markingsIn } from '../../dream/reading/agent-orders.js';
import type { LogView } from '../../memory/log-view.js';
import type { Hit } from '../../recall/hits.js';
import { questionOf } from '../../recall/question/question.js';
import { recall } from '../../recall/recall.js';
import { chosenHits } from '../../sessions/shown-hits.js';
import type { World } from '../../world/world.js';

/** Some hits are passed over. */
const ASKED = 12;

/** @throws KairosError as `recall`. */
export async function recallAtHand(
  world: Pick<World, 'files' | 'clock' | 'embedders'>,
  ws: Workspace,
  view: LogView,
  settings: Config['recall'],
  asked: string,
): Promise<readonly Hit[]> {
  const { hits } = await recall(world, ws, view, questionOf(asked, { limit: ASKED }), { settings, wordsOnly: true });
  const isMarked = ({ text }: Hit): boolean => markingsIn(text).length > 0;
  // What the person and tasks said is in the turn itself.
  const others = hits.filter(({ kind }) => kind !== 'message');
  return chosenHits(others, { session: '', shown: new Set(), byMeaning: false, isMarked });
}
