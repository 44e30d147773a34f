/** Writing into the user's own folder, which may be read-only or in a home that is none: what to set is said then. */
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';

/** @throws KairosError `not-writable` in place of the system's word, with what to set; whatever else the action throws. */
export async function inOwnSettings<T>({ userHome }: Pick<Workspace, 'userHome'>, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof KairosError) || !['not-writable', 'bad-path'].includes(error.code)) throw error;
    const why = error.message.split(': ').at(-1) ?? '';
    throw new KairosError('not-writable', `your own settings in ${userHome} cannot be written: ${why}`, {
      hint: 'set XDG_CONFIG_HOME (or HOME) to a folder that you can write',
      cause: error,
    });
  }
}
