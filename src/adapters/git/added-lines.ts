/** The `addedLines` verb of the Git port: reads a patch without context by the counts of its hunks, so that no line of a file is taken for a header. Reads only. */
import { checkObjectId } from '../../base/git-objects.js';
import { KairosError } from '../../base/errors.js';
import type { AddedLines } from '../../world/git-history.js';
import type { ObjectId } from '../../world/git-refs.js';
import type { Runner } from './runner.js';

/** Above this many changed files git looks for no renames. */
const RENAME_LIMIT = 400;
const PATCH = [
  'log',
  '--no-walk=unsorted',
  '--ignore-missing',
  '--stdin',
  '--format=%x00%H',
  '--diff-merges=off',
  '--patch',
  '--unified=0',
  '--inter-hunk-context=0',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--no-relative',
  '--find-renames',
  `-l${RENAME_LIMIT}`,
];

/** See the port. @throws KairosError `usage` for an id of a wrong form. */
export async function addedLines(
  git: Runner,
  ids: readonly ObjectId[],
  { mostBytes }: { readonly mostBytes: number },
): Promise<ReadonlyMap<ObjectId, readonly AddedLines[]>> {
  const unique = [...new Set(ids)].map(checkObjectId);
  if (unique.length === 0) return new Map();
  try {
    return linesIn(
      await git.text(PATCH, { input: `${unique.join('\n')}\n`, config: ['core.quotePath=false', `core.bigFileThreshold=${mostBytes}`] }),
    );
  } catch (error) {
    if (!(error instanceof KairosError) || error.code !== 'git-failed') throw error;
    // A partial clone lacks the contents.
    return new Map();
  }
}

const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

function linesIn(output: string): Map<ObjectId, AddedLines[]> {
  const found = new Map<ObjectId, AddedLines[]>();
  for (const one of output.split(/(?:^|\n)\0(?=[0-9a-f]{40,64}\n)/).slice(1)) {
    const [id = '', ...patch] = one.split('\n');
    const files = filesIn(patch);
    if (files.length > 0) found.set(id, files);
  }
  return found;
}

function filesIn(patch: readonly string[]): AddedLines[] {
  const files = new Map<string, string[]>();
  let path = '';
  let [removed, added] = [0, 0];
  for (const line of patch) {
    if (removed + added > 0) {
      if (line.startsWith('-')) removed -= 1;
      else if (line.startsWith('+')) {
        added -= 1;
        const lines = files.get(path);
        if (lines) lines.push(line.slice(1).replace(/\r$/, ''));
        else files.set(path, [line.slice(1).replace(/\r$/, '')]);
      }
      continue;
    }
    const counts = HUNK.exec(line);
    if (counts) [removed, added] = [Number(counts[1] ?? 1), Number(counts[2] ?? 1)];
    else if (line.startsWith('+++ ')) path = line.slice('+++ '.length).replace(/\t$/, '').replace(/^b\//, '');
  }
  return [...files].map(([name, lines]) => ({ path: name, lines }));
}
