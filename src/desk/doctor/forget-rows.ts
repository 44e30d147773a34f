/** Checks of `kairos doctor`: whether anything is left of what was forgotten. */
import { findOpenDream } from '../../dream/branch/open-dream.js';
import { forgetIntents } from '../../journal/forget-intent.js';
import { forgottenLeft, mentioned, quotesOf } from '../../journal/forgotten-left.js';
import type { Workspace } from '../../base/workspace.js';
import { isHidden } from '../../memory/log-view.js';
import { readForgotten } from '../../memory/read-logs.js';
import { bad, LISTED_MOST, note, type Examined, type Examination } from './examined.js';

/** A row for each place; none where all is gone. What a person's own files quote is told, and theirs to change. */
export async function forgetRows({ world, ws, view, checkout }: Examination): Promise<Examined[]> {
  const ids = await readForgotten(world, ws);
  const begun = new Set((await forgetIntents(world, ws)).map(({ id }) => id));
  const rows = [...begun].map((id) => note('forget', `the forget of ^${id} was cut short; the next command finishes it`, 'kairos status'));
  if (ids.size === 0) return rows;
  if (await world.files.stat(ws.staleVectors))
    rows.push(note('forget', 'vectors of what was forgotten may be left; the next command removes them', 'kairos status'));
  for (const { id, where } of await forgottenLeft(world, ws, view)) {
    if (begun.has(id)) continue;
    rows.push(bad('forget', `^${id} was forgotten and still stands in ${where}`, hintFor(id, where, ws, checkout)));
  }
  for (const { id, path, line } of await quotesOf(world, ws, ids))
    rows.push(
      note('forget', `^${id} was forgotten and is quoted in .kairos/${path}:${line}`, 'take the line out: the file is yours to edit'),
    );
  const open = await findOpenDream(world.git);
  const proposed = open ? [...open.after].filter(([path, text]) => open.before.get(path) !== text).map(([, text]) => text) : [];
  for (const id of mentioned(proposed.join('\n'), ids))
    rows.push(note('forget', `^${id} was forgotten and is quoted by the dream ${open?.id}`, 'kairos review --reject'));
  const rest = rows.length - LISTED_MOST;
  return rest > 0 ? [...rows.slice(0, LISTED_MOST), bad('forget', `and ${rest} more places`)] : rows;
}

/** What takes it out. A file that git tracks is the person's, and no forget touches it; once it is none, the next command does. */
function hintFor(id: string, where: string, { root }: Workspace, { hidden }: Examination['checkout']): string {
  if (where.startsWith('the reflog')) return `git reflog expire --expire=now ${where.split(' ').at(-1)}`;
  const path = where.startsWith(`${root}/`) ? where.slice(root.length + 1) : '';
  if (hidden.has(path)) return `git rm --cached ${path}`;
  return isHidden({ hidden }, path.slice('.kairos/'.length)) ? 'move the repository away that lies there' : `kairos forget ^${id} --yes`;
}
