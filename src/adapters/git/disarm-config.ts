/**
 * Switches off programs that git's configuration defines under free names: filters and config-defined hooks. The runner cannot know these
 * names beforehand, so they are read here. It changes no configuration.
 */
import { KairosError } from '../../base/errors.js';
import type { Runner } from './runner.js';

/**
 * The `-c` settings under which no configured filter and no named hook runs. git 2.54 switches such a hook off by its name only; older git has
 * no such hooks, and newer git also accepts the events that the runner always passes.
 * @throws KairosError `git-failed` for a name that `-c` cannot carry: it ends a key at the first "=", so the program would stay on.
 */
export async function disarm(git: Runner): Promise<readonly string[]> {
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
