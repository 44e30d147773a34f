/**
 * Says of claims among the hits whether the file that they are about has changed since they were seen there. It is worked out for each question, from HEAD, and
 * written nowhere. Git is asked once, and only where a claim names a file.
 */
import { shortId } from '../base/git-objects.js';
import type { Workspace } from '../base/workspace.js';
import { aboutIn, type About } from '../memory/topic-anchors.js';
import type { Hit } from '../recall/hits.js';
import type { World } from '../world/world.js';

const SOURCE = /^(topics\/[^:]+\.md):(\d+)$/;
const NEXT = /^(?:[-*+]|\d{1,9}[.)])(?:\s|$)|^#/;

/** The hits, those that are suspect with the paths that changed. What cannot be read makes none suspect. */
export async function withSuspects(world: Pick<World, 'files' | 'git'>, ws: Workspace, hits: readonly Hit[]): Promise<readonly Hit[]> {
  const texts = new Map<string, readonly string[]>();
  const about = new Map<Hit, readonly About[]>();
  for (const hit of hits) {
    const [, path = '', line] = SOURCE.exec(hit.source) ?? [];
    if (path === '' || hit.supersededBy) continue;
    if (!texts.has(path)) texts.set(path, ((await world.files.read(`${ws.kairos}/${path}`)) ?? '').split(/\r?\n/));
    const found = below(texts.get(path) ?? [], Number(line));
    if (found.length > 0) about.set(hit, found);
  }
  if (about.size === 0 || !ws.hasGit) return hits;
  const { commit } = await world.git.head();
  if (commit === undefined) return hits;
  const paths = [...new Set([...about.values()].flat().map(({ path }) => path))];
  const blobs = new Map((await world.git.readTree(commit, paths)).map(({ path, id }) => [path, shortId(id)]));
  return hits.map((hit) => {
    const changed = (about.get(hit) ?? []).filter(({ path, blob }) => blobs.get(path) !== blob).map(({ path }) => path);
    return changed.length === 0 ? hit : { ...hit, suspect: changed };
  });
}

/** What the lines of a bullet say it is about. @param line its first one, from 1. */
function below(lines: readonly string[], line: number): About[] {
  const rest = lines.slice(line);
  const end = rest.findIndex((one) => NEXT.test(one));
  return (end === -1 ? rest : rest.slice(0, end)).flatMap(aboutIn);
}
