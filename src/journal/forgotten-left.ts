/** Finds what is left of forgotten entries: where one still stands though it must not, and where the person's own files quote one. It reads only. */
import { ID } from '../base/ids.js';
import { journalRef } from '../base/refs.js';
import type { Workspace } from '../base/workspace.js';
import { logBlocks, parseDailyLog } from '../memory/daily-log.js';
import type { LogView } from '../memory/log-view.js';
import { readForgotten, readLogs } from '../memory/read-logs.js';
import type { World } from '../world/world.js';
import { byteTextOf } from './bytes.js';
import { messageFiles, outlineFiles, outputFiles, sessionFiles } from './forget-files.js';
import type { ForgetIntent } from './forget-intent.js';
import { targetOf } from './forget-target.js';
import { journalTips, journalWriters, textsOfChain } from './journal-tree.js';

/** An id in an outline: between colons, or in JSON. */
const OUTLINED = new RegExp(`(?::|"id":")(${ID})(?=[:"])`, 'g');

/** A place where a forgotten entry stands; the path is absolute, or the name of a ref. */
export interface Left {
  readonly id: string;
  readonly where: string;
}

/** A place below `.kairos` that mentions an id; lines from 1. */
export interface Quote {
  readonly id: string;
  readonly path: string;
  readonly line: number;
}

/** Where forgotten entries still stand: tails, journals with their reflogs, logs and copies of peers in all work trees, the record of questions, the daemon's output, the agent's sessions and messages, outlines. */
export async function forgottenLeft(world: World, ws: Workspace, view: LogView): Promise<readonly Left[]> {
  const ids = await readForgotten(world, ws);
  if (ids.size === 0) return [];
  const left: Left[] = [];
  const add = (where: string, standing: Iterable<string>): void => {
    for (const id of new Set(standing)) if (ids.has(id)) left.push({ id, where });
  };
  const tips = await journalTips(world.git);
  for (const writer of await journalWriters(world, ws, tips)) {
    const tip = tips.get(writer);
    if (tip !== undefined) add(journalRef(writer), (await textsOfChain(world.git, tip)).texts.flatMap(idsOf));
    for (const line of await world.git.reflog(journalRef(writer))) {
      if (line.new === tip || (await world.git.commits([line.new]).catch(() => [])).length === 0) continue;
      add(`the reflog of ${journalRef(writer)}`, (await textsOfChain(world.git, line.new)).texts.flatMap(idsOf));
    }
  }
  const roots = (await world.git.worktrees()).map(({ root }) => root);
  for (const folder of [
    ws.tails,
    ...[...new Set([ws.root, ...roots])].flatMap((root) => [`${root}/.kairos/logs`, `${root}/.kairos/peers`]),
  ]) {
    for (const name of await world.files.walk(folder)) {
      const bytes = await world.files.readBytes(`${folder}/${name}`);
      if (bytes) add(`${folder}/${name}`, idsOf(byteTextOf(bytes)));
    }
  }
  // Bullets without an id are known by an address, which only a reader of the whole day can tell.
  for (const log of await readLogs(world, ws, view))
    add(
      `${ws.kairos}/${log.path}`,
      parseDailyLog(log.text, log).entries.flatMap(({ id, defined }) => (defined ? [] : [id])),
    );
  for (const root of new Set([ws.root, ...roots])) {
    const path = `${root}/.kairos/state/usage.jsonl`;
    add(
      path,
      [...((await world.files.read(path)) ?? '').matchAll(new RegExp(`"(${ID})"`, 'g'))].map(([, id = '']) => id),
    );
  }
  const sessions = await Promise.all([...new Set([ws.root, ...roots])].map((root) => sessionFiles(world, root)));
  for (const path of [...[...new Set([ws.root, ...roots])].flatMap(outputFiles), ...sessions.flat(), ...(await messageFiles(world, ws))])
    add(path, mentioned((await world.files.read(path)) ?? '', ids));
  for (const path of await outlineFiles(world, ws))
    add(
      path,
      [...((await world.files.read(path)) ?? '').matchAll(OUTLINED)].map(([, id = '']) => id),
    );
  return left;
}

/** Where files of the person's history mention one of the ids: topics, reports, scenarios and MEMORY.md. */
export async function quotesOf(world: Pick<World, 'files'>, ws: Workspace, ids: ReadonlySet<string>): Promise<Quote[]> {
  const paths = ['MEMORY.md'];
  for (const folder of ['dreams', 'scenarios', 'topics'])
    paths.push(...(await world.files.walk(`${ws.kairos}/${folder}`)).map((name) => `${folder}/${name}`));
  const quotes: Quote[] = [];
  for (const path of paths) {
    const lines = ((await world.files.read(`${ws.kairos}/${path}`)) ?? '').split('\n');
    lines.forEach((line, at) => quotes.push(...mentioned(line, ids).map((id) => ({ id, path, line: at + 1 }))));
  }
  return quotes;
}

/**
 * Where files that git tracks under the ignored names, or that lie in a repository there, hold an entry: no forget rewrites what is the person's. Paths below
 * `.kairos`, lines from 1.
 */
export async function trackedLeft(
  world: Pick<World, 'files'>,
  ws: Workspace,
  { hidden }: Pick<LogView, 'hidden'>,
  intent: ForgetIntent,
): Promise<readonly Quote[]> {
  const { id, text: said } = intent;
  const [target, ids, own] = [targetOf(intent), new Set([id]), `${ws.kairos}/`];
  const found: Quote[] = [];
  for (const place of [...hidden].map((name) => `${ws.root}/${name}`).filter((name) => name.startsWith(own))) {
    const kind = (await world.files.stat(place))?.kind;
    const paths = kind === 'file' ? [place] : kind === 'directory' ? (await world.files.walk(place)).map((name) => `${place}/${name}`) : [];
    for (const path of paths) {
      const bytes = await world.files.readBytes(path);
      const text = bytes ? byteTextOf(bytes) : '';
      if (!text.includes(target.needle)) continue;
      const lines =
        said === undefined
          ? text.split('\n').flatMap((line, at) => (mentioned(line, ids).length > 0 ? [at + 1] : []))
          : logBlocks(text).flatMap((block) => (target.drop(block) ? [block.line] : []));
      found.push(...lines.map((line) => ({ id, path: path.slice(own.length), line })));
    }
  }
  return found;
}

/** The ids of these that a text mentions, each once. */
export function mentioned(text: string, ids: ReadonlySet<string>): string[] {
  const found = [...text.matchAll(new RegExp(`\\^(${ID})`, 'g'))].flatMap(([, id]) => (id !== undefined && ids.has(id) ? [id] : []));
  return [...new Set(found)];
}

function idsOf(text: string): string[] {
  return logBlocks(text).flatMap((block) => block.id ?? []);
}
