/** Checks of `kairos doctor`: lock files of git that outlived their git. It removes none. */
import { plural } from '../../base/plural.js';
import { shellWord } from '../../base/shell-word.js';
import { bad, note, type Examined, type Examination } from './examined.js';

/** A lock of a git that runs is seldom so old. */
const YOUNG_MS = 10_000;

/** A row for each lock. Only a person can tell whether the git of a lock that is not ours still runs. */
export async function lockRows({ world }: Examination): Promise<Examined[]> {
  const locks = (await world.git.locks()).filter(({ ageMs, isOurs }) => isOurs || ageMs >= YOUNG_MS);
  return locks.map(({ path, ageMs, isOurs }) =>
    isOurs
      ? note('git lock', `${path} was left by a process of kairos that was killed; the next command removes it`, 'kairos status')
      : bad(
          'git lock',
          `${path} has stood for ${plural(Math.round(ageMs / 1000), 'second')}: git can write nothing that it guards`,
          `if no git runs here: rm ${shellWord(path)}`,
        ),
  );
}
