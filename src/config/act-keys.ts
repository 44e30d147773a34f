/** The keys of what may act for the person, all of them of the user's own settings. Values. */
import type { ConfigKey } from './config-keys.js';
import { truth } from './config-values.js';

export const ACT_MODES = ['off', 'propose', 'on'] as const;

export const ACT_KEYS: readonly ConfigKey[] = [
  {
    key: 'act',
    type: 'off, propose or on',
    fallback: 'off',
    repositoryMay: 'never',
    doc: 'Whether commands of tasks that you approved run by themselves: not, only by `kairos task run`, or when they are due. `kairos act start` needs propose or on.',
    parse: (value) => ACT_MODES.find((mode) => mode === (value === true ? 'on' : value === false ? 'off' : value)),
    order: ACT_MODES,
  },
  {
    key: 'act.network',
    type: 'true or false',
    fallback: 'false',
    repositoryMay: 'never',
    doc: 'Whether commands in an act folder (`kairos act`) reach the network.',
    parse: truth,
  },
  {
    key: 'act.readable',
    type: 'absolute paths, separated by commas',
    fallback: undefined,
    repositoryMay: 'never',
    doc: 'Files and folders that the sandbox of an act hides, and that its commands may read all the same: a Node below your home folder, say. Default: none.',
    parse: (value) => (typeof value === 'string' && pathsOf(value).every(isPath) ? pathsOf(value).join(',') : undefined),
  },
  {
    key: 'act.sandbox',
    type: 'required or none',
    fallback: 'required',
    repositoryMay: 'never',
    doc: 'Whether an act is refused where no sandbox holds it (bubblewrap, on Linux), or runs as any command of yours would (none).',
    parse: (value) => (value === 'required' || value === 'none' ? value : undefined),
  },
];

/** The paths in the value of `act.readable`. */
export function pathsOf(value: string | undefined): readonly string[] {
  return (value ?? '')
    .split(',')
    .map((path) => path.trim())
    .filter((path) => path !== '');
}

/** Not `/` itself: that would show all that is hidden. */
function isPath(path: string): boolean {
  return /^\/[^/]/.test(path) && !path.split('/').includes('..');
}
