/** The keys of the agent's tools. Values. */
import type { ConfigKey } from './config-keys.js';
import { durationIn, numberWithin, truth } from './config-values.js';

export const TOOL_KEYS: readonly ConfigKey[] = [
  {
    key: 'tools.blocking',
    type: 'seconds, or with a unit (15s), 0 to 15',
    fallback: 15,
    repositoryMay: 'lower',
    doc: 'How long the tools of one turn of the agent may keep it waiting, in sum; then they go on in the background (`kairos jobs`).',
    parse: (value) => numberWithin(durationIn(value, 's'), 0, 15),
  },
  {
    key: 'tools.test',
    type: 'true or false',
    fallback: 'false',
    repositoryMay: 'never',
    doc: 'Gives the agent the tool `test-child`, which runs a child that sleeps. It is for tests of kairos itself, and is of no use otherwise.',
    parse: truth,
  },
];
