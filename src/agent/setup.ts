/** What `kairos init` writes, as a plan that can be shown before it is done. It never overwrites a file and commits nothing. */
import { writerOf } from '../memory/store.js';
import { IGNORED_NAMES, type Workspace } from '../workspace.js';
import type { World } from '../world.js';

export interface PlannedWrite {
  readonly path: string;
  /** For people: relative to the repository. */
  readonly label: string;
  readonly why: string;
  readonly text: string;
  readonly append: boolean;
}

export interface InitPlan {
  readonly writes: readonly PlannedWrite[];
}

const EXCLUDE_HEAD = '# kairos: what it keeps beside the tracked memory';

/**
 * The files that are missing. Patterns stand in `.kairos/.gitignore` and in `info/exclude`: a branch older than `.kairos` has no `.gitignore`,
 * and `add -A` there would take the logs in.
 */
export async function planInit(world: Pick<World, 'files' | 'git'>, ws: Workspace, templates: { readonly config: string; readonly memory: string }): Promise<InitPlan> {
  const { files } = world;
  const writes: PlannedWrite[] = [];
  const base = (await world.git.head()).ref?.replace(/^refs\/heads\//, '');
  const config = templates.config.replace('base: main', base === undefined ? 'base: main' : `base: ${base}`);
  const wanted: readonly [string, string, string, string][] = [
    [ws.config, '.kairos/config.yaml', 'settings, tracked', config],
    [ws.memoryIndex, '.kairos/MEMORY.md', 'the index of long-term memory, tracked', templates.memory],
    [ws.gitignore, '.kairos/.gitignore', 'keeps the journal and what is derived out of your branches', `${IGNORED_NAMES.map((n) => `/${n}`).join('\n')}\n`],
  ];
  for (const [path, label, why, text] of wanted) if ((await files.stat(path)) === undefined) writes.push({ path, label, why, text, append: false });
  const exclude = (await files.read(ws.infoExclude)) ?? '';
  if (!exclude.includes(EXCLUDE_HEAD)) {
    const patterns = IGNORED_NAMES.map((n) => `/.kairos/${n}`).join('\n');
    writes.push({ path: ws.infoExclude, label: '.git/info/exclude', why: 'the same, for branches without .kairos', text: `${EXCLUDE_HEAD}\n${patterns}\n`, append: true });
  }
  if ((await files.stat(ws.writerFile)) === undefined) writes.push({ path: ws.writerFile, label: '.git/kairos/writer', why: 'the name of this work tree as a writer of the journal', text: '', append: false });
  return { writes };
}

/** Writes the plan. A file that came to exist meanwhile is kept. */
export async function applyPlan(world: Pick<World, 'files' | 'random'>, ws: Workspace, plan: InitPlan): Promise<void> {
  for (const { path, text, append } of plan.writes) {
    if (path === ws.writerFile) await writerOf(world, ws);
    else if (append) await world.files.append(path, text);
    else await world.files.create(path, text);
  }
}
