/** Checks of `kairos doctor`: what stands in the work tree, says that it is ours, and has no witness in the git directory. */
import { waitingMessages } from '../../daemon/queue.js';
import { unwitnessedEntries } from '../../journal/strangers.js';
import { knownSealKey } from '../../memory/seal-key.js';
import { KairosError } from '../../base/errors.js';
import { shellWord } from '../../base/shell-word.js';
import { bad, LISTED_MOST, listed, note, type Examined, type Examination } from './examined.js';

/** The rows about logs and queue; none where each entry has its witness, and each message its seal. */
export async function witnessRows(examination: Examination): Promise<Examined[]> {
  return [...(await entryRows(examination)), ...(await queueRows(examination))];
}

async function queueRows({ world, ws, view }: Examination): Promise<Examined[]> {
  const { unsealed, refused } = await waitingMessages(world, ws, view);
  const rows: Examined[] = [];
  if (await isKeyDamaged(world, ws))
    rows.push(bad('key', `${ws.sealKey} does not hold a key, so that no message counts as sealed`, `rm ${shellWord(ws.sealKey)}`));
  if (unsealed.length > 0)
    rows.push(
      note('queue', `without a seal, taken as external, and wakes nobody: ${listed(unsealed)}`, 'kairos tell "..." says it in your voice'),
    );
  if (refused.length > 0)
    rows.push(note('queue', `too long, and not taken: ${listed(refused)}`, 'shorten and tell it again, or remove it'));
  return rows;
}

async function isKeyDamaged(world: Examination['world'], ws: Examination['ws']): Promise<boolean> {
  try {
    await knownSealKey(world, ws);
    return false;
  } catch (error) {
    if (error instanceof KairosError && error.code === 'damaged') return true;
    throw error;
  }
}

/** A row for each entry of the logs. */
async function entryRows({ world, ws }: Examination): Promise<Examined[]> {
  const entries = await unwitnessedEntries(world, ws);
  const rows = entries
    .slice(0, LISTED_MOST)
    .map(({ path, line, said }) =>
      bad(
        'not ours',
        `${path}:${line}, which kairos did not write here, is read as external: ${said}`,
        `kairos log seal makes it yours; else take it out of .kairos/${path}`,
      ),
    );
  const rest = entries.length - rows.length;
  return rest > 0 ? [...rows, bad('not ours', `and ${rest} more entries that kairos did not write here`, 'kairos log seal')] : rows;
}
