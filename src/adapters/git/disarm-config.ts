/** Switches off the programs that configuration names under names of its own choice: filters and config-defined hooks. Reads configuration only. */
import { KairosError } from '../../base/errors.js';
import type { Runner } from './runner.js';

/**
 * The `-c` settings under which no configured filter and no named hook runs. Hooks of git 2.54 can be switched off only by their name; older git
 * knows no such hooks, and newer git also takes the events that the runner always passes.
 * @throws KairosError `git-failed` for a name that `-c` cannot carry: it ends a key at the first "=", so the program would stay on.
 */
export async function silence(git: Runner): Promise<readonly string[]> {
  const { stdout } = await git.plain(['config', '--null', '--name-only', '--get-regexp', '^(filter|hook)\\.'], { accept: [1] });
  const sections = new Set(
    stdout
      .split('\0')
      .map((key) => key.slice(0, key.lastIndexOf('.')))
      .filter((section) => section.includes('.')),
  );
  return [...sections].sort().flatMap((section) => {
    if (/[=\n]/.test(section)) {
      throw new KairosError('git-failed', `git's configuration names a program that cannot be switched off: ${JSON.stringify(section)}`, {
        hint: 'remove it from .git/config',
      });
    }
    return section.startsWith('hook.')
      ? [`${section}.enabled=false`]
      : [`${section}.smudge=`, `${section}.clean=`, `${section}.process=`, `${section}.required=false`];
  });
}
