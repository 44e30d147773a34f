/** The keys of the model, in the order of their names: all of the user's own settings, since a model spends and what it is told leaves this machine. Values. */
import type { ConfigKey } from './config-keys.js';
import { durationIn, numberWithin } from './config-values.js';

export const MODEL_KEYS: readonly ConfigKey[] = [
  {
    key: 'model.cache',
    type: 'seconds, or with a unit (5m), 0 to 1 day',
    fallback: 300,
    repositoryMay: 'never',
    doc: 'How long the server of the model keeps the beginning of a request, which makes the next one cheaper. 0: it keeps none.',
    parse: (value) => numberWithin(durationIn(value, 's'), 0, 24 * 60 * 60),
  },
  {
    key: 'model.maxTokens',
    type: 'whole number, 1 to 1000000',
    fallback: 4096,
    repositoryMay: 'never',
    doc: 'The most tokens of one reply of the model.',
    parse: (value) => (Number.isInteger(value) ? numberWithin(value, 1, 1_000_000) : undefined),
  },
  {
    key: 'model.script',
    type: 'absolute path of a file outside the repository',
    fallback: undefined,
    repositoryMay: 'never',
    doc: 'Replies in place of those of a model, to try the agent without one (see "The script of a model").',
    parse: (value) => (typeof value === 'string' && /^(?:\/|[A-Za-z]:[\\/])/.test(value) ? value : undefined),
  },
  {
    key: 'model.tick',
    type: 'seconds, or with a unit (270s, 2h), 30 seconds to 1 day',
    fallback: 270,
    repositoryMay: 'never',
    doc: 'How long the agent waits after a turn before it looks by itself again, where it did not choose to sleep. Between 0.9 times and 4 times `model.cache` it is 4 times that: there each look would pay for a cache that is just gone.',
    parse: (value) => numberWithin(durationIn(value, 's'), 30, 24 * 60 * 60),
  },
];
