/** Stamps of a few files of git and of kairos. While they do not change, git need not be asked. It only calls stat. */
import type { Workspace } from '../../base/workspace.js';
import type { LogView } from '../../memory/log-view.js';
import { knownWriter } from '../../memory/writer.js';
import { journalsFolder, newsOfDreams, newsOfGit } from '../../observe/places.js';
import type { World } from '../../world/world.js';

/** Stamps of the files that change when git does. Taking them costs a dozen stats. */
export interface Marks {
  /** Changes when the set of tracked files changes, or anything else that decides how logs are read. */
  readonly readingRules: string;
  /** Changes when there is something to observe: HEAD and its reflog, refs, other writers' logs, the file that hooks touch. */
  readonly news: string;
  /** Changes when a journal is committed. */
  readonly journal: string;
  /** Changes when this work tree says something. It stands in the logs, too: taken only for a view that holds a text instead of a log. */
  readonly own: string;
}

/** The marks of this moment, for a reader with this view. */
export async function marksOf(world: Pick<World, 'files'>, ws: Workspace, view: LogView): Promise<Marks> {
  const news = [...newsOfGit(ws), ...newsOfDreams(ws), ws.wakeFile, ws.acceptIntent];
  const own: string[] = [];
  const writer = await knownWriter(world, ws);
  for (const { name } of await world.files.list(ws.tails)) {
    const isOwn = name === writer;
    if (isOwn && view.overlay.size === 0) continue;
    const tail = `${ws.tails}/${name}`;
    for (const day of await world.files.list(tail)) (isOwn ? own : news).push(`${tail}/${day.name}`);
  }
  return {
    readingRules: await stampsOf(world, [`${ws.gitDir}/index`, ws.writerFile, ws.forgotten, ws.logs]),
    news: await stampsOf(world, news),
    journal: await journalMark(world, ws),
    own: await stampsOf(world, own),
  };
}

/** Changes with each commit of a journal, ours and others'. */
export async function journalMark(world: Pick<World, 'files'>, ws: Workspace): Promise<string> {
  return stampOf(world, journalsFolder(ws));
}

async function stampsOf(world: Pick<World, 'files'>, paths: readonly string[]): Promise<string> {
  const stamps: string[] = [];
  for (const path of paths) stamps.push(await stampOf(world, path));
  return stamps.join('\n');
}

/** The stamp of one file or folder, `-` where there is none. */
export async function stampOf(world: Pick<World, 'files'>, path: string): Promise<string> {
  return (await world.files.stat(path))?.stamp ?? '-';
}
