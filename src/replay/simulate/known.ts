/** What a life knows of its machine when it makes up what happens next: it looks and changes nothing. */
import { branchName, GIT_REFS, isBranchRef, isOwnRef, REFS } from '../../base/refs.js';
import { claimOf } from '../../dream/report/candidate.js';
import { objectsOf, reviewAt } from '../scenario/on-disk.js';
import type { Place, Stage } from '../scenario/stage.js';

export interface KnownPlace {
  readonly name: string;
  readonly branch: string | undefined;
  /** Short names, without those of dreams. */
  readonly branches: readonly string[];
  readonly hasDaemon: boolean;
  readonly isMerging: boolean;
  readonly hasStash: boolean;
  readonly hasDream: boolean;
  /** Claims of the open dream that await a decision. */
  readonly pending: readonly string[];
  readonly rejected: readonly string[];
  /** Logs below the root, the newest last. */
  readonly logs: readonly string[];
  readonly topics: readonly string[];
  /** How many commits the branch has. */
  readonly depth: number;
}

export async function knownOf(stage: Stage, place: Place): Promise<KnownPlace> {
  return stage.world.clock.during(lookedAt(stage, place));
}

async function lookedAt(stage: Stage, place: Place): Promise<KnownPlace> {
  const { repo, ws, world } = place;
  const { root, gitDir } = repo.repository;
  const objects = objectsOf(place);
  const heads = objects.refs.names().filter((name) => isBranchRef(name) && !isOwnRef(name));
  const ref = objects.refs.headRef();
  const hasDream = objects.refs.read(REFS.openDream) !== undefined;
  const review = hasDream ? await reviewAt(stage, place) : undefined;
  const claims = (state: string): string[] =>
    (review?.items ?? []).filter((one) => one.state === state).map(({ candidate }) => claimOf(candidate));
  const logs = (await world.files.walk(ws.logs)).map((path) => `${ws.logs.slice(root.length + 1)}/${path}`);
  let depth = 0;
  for (let id = objects.refs.read('HEAD'); id !== undefined && depth < 5; id = objects.commit(id)?.parents[0]) depth += 1;
  return {
    name: place.name,
    branch: ref && branchName(ref),
    branches: heads.map(branchName),
    hasDaemon: place.daemon !== undefined,
    isMerging: repo.volume.existsSync(`${gitDir}/MERGE_HEAD`),
    hasStash: objects.refs.read(GIT_REFS.stash) !== undefined,
    hasDream,
    pending: claims('pending'),
    rejected: claims('rejected'),
    logs: logs.filter((path) => path.endsWith('.md')),
    topics: (await world.files.walk(ws.topics)).filter((path) => path.endsWith('.md')),
    depth,
  };
}
