/** The state of recall for `status`: its embedder, how much is embedded, and which process embeds now. It loads no model and embeds nothing. */
import type { LogView } from '../memory/log-view.js';
import { coverageText, likeliestText, OWN_MOST, type Coverage } from '../recall/embedding/coverage.js';
import { coverageNow } from '../recall/embedding/coverage-now.js';
import type { EmbedderState } from '../recall/embedding/embedder-state.js';
import { embeddingNow } from '../recall/embedding/embedding-now.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { embedderNow } from './embedder-now.js';

export interface RecallState extends EmbedderState {
  readonly coverage: Coverage;
  /** The process that embeds documents now. */
  readonly embeddingPid?: number;
}

/** Reads the state of recall. @param signal ends the wait for an embedder's server, which is three seconds at most. */
export async function recallState(world: World, ws: Workspace, view: LogView, signal?: AbortSignal): Promise<RecallState> {
  const state = await embedderNow(world, signal);
  const coverage = await coverageNow(world, ws, view, state.model);
  const embedding = await embeddingNow(world, ws);
  return { ...state, coverage, ...(embedding === undefined ? {} : { embeddingPid: embedding.pid }) };
}

/** How recall searches, in the words of its answers. Pure. */
export function coverageOf({ wanted, actual, model, coverage, embeddingPid }: RecallState): string {
  if (model === undefined) return coverageText(coverage, wanted === 'none' ? 'recall.embedder is none' : 'there is no embedder');
  if (coverage.embedded > 0 || coverage.entries === 0) return coverageText(coverage);
  const isUnderWay = embeddingPid !== undefined;
  if (actual === 'minilm') return likeliestText(coverage, Math.min(OWN_MOST, coverage.entries), isUnderWay ? '' : undefined);
  return coverageText(coverage, `nothing is embedded yet${isUnderWay ? '' : ' ("kairos index" does it)'}`);
}
