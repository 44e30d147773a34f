/** Checks of `kairos doctor`: what stands in the work tree, says that it is ours, and has no witness in the git directory. */
import { unwitnessedEntries } from '../../journal/strangers.js';
import { bad, LISTED_MOST, type Examined, type Examination } from './examined.js';

/** A row for each entry of the logs; none where each has its witness. */
export async function witnessRows({ world, ws }: Examination): Promise<Examined[]> {
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
