/** Checks of `kairos doctor`: whether the daemon is trusted and runs, and what waits for a person. */
import { readPause } from '../../activation/pause.js';
import { isTrusted } from '../../activation/trust.js';
import { findOpenDream } from '../../dream/branch/open-dream.js';
import { daemonState } from '../daemon-state.js';
import { grouped, plural } from '../../base/plural.js';
import { unfinishedHistory } from '../../observe/history-progress.js';
import { leftBehindFiles } from '../door/place.js';
import { bad, listed, note, well, type Examined, type Examination } from './examined.js';

/** The rows about the daemon and pending reviews. */
export async function agentRows({ world, ws }: Examination): Promise<Examined[]> {
  const rows = [
    (await isTrusted(world, ws))
      ? well('trust', 'the daemon may work here')
      : note('trust', 'the daemon may not work here', 'kairos trust'),
  ];
  const state = await daemonState(world, ws);
  if (state.is === 'died') rows.push(bad('daemon', `process ${state.presence.identity.pid} ended without saying so`, 'kairos run'));
  else rows.push(well('daemon', state.is === 'running' ? `process ${state.pid}` : 'not running'));
  const left = await leftBehindFiles(world, ws);
  if (left.length > 0)
    rows.push(
      note(
        'warm',
        `a process that was killed left ${plural(left.length, 'file')} in ${ws.ask}: ${listed(left)}`,
        'kairos stop removes them',
      ),
    );
  const history = await unfinishedHistory(world, ws);
  if (history !== undefined)
    rows.push(
      note(
        'history',
        `${grouped(history.done)} of ${grouped(history.total)} commits read; the rest was cut off, or is being read`,
        history.since === undefined ? 'kairos observe --all' : `kairos observe --after ${history.since}`,
      ),
    );
  if (await readPause(world, ws)) rows.push(note('paused', 'the daemon does nothing', 'kairos resume'));
  const open = await findOpenDream(world.git);
  if (open) rows.push(note('dream', `${open.id} awaits review`, 'kairos review'));
  if ((await world.files.stat(ws.acceptIntent)) !== undefined)
    rows.push(note('accept', 'an accept was cut short; the next command finishes or undoes it', 'kairos review'));
  return rows;
}
