/** The key of the work list: of the user's own settings, since a repository names no checks of theirs. Values. */
import type { ConfigKey } from './config-keys.js';

const CHECKS_MOST = 20;

export const WORK_KEYS: readonly ConfigKey[] = [
  {
    key: 'work.checks',
    type: 'ids of tasks, separated by commas',
    fallback: undefined,
    repositoryMay: 'never',
    doc: 'Tasks that run a command and are checks: where the last run of one failed, `kairos work` and the agent are told. Default: none.',
    parse: (value) => (typeof value === 'string' && namesIn(value) ? checksOf(value).join(',') : undefined),
  },
];

/** The ids in a value of the key. */
export function checksOf(value: string | undefined): readonly string[] {
  return [...new Set((value ?? '').split(/[\s,]+/).filter((id) => id !== ''))];
}

function namesIn(value: string): boolean {
  const ids = checksOf(value);
  return ids.length > 0 && ids.length <= CHECKS_MOST && ids.every((id) => /^[a-z0-9][a-z0-9-]{0,39}$/.test(id));
}
