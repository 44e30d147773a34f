/** The key of reviews: of the user's own settings, since what it allows is theirs to allow. Values. */
import type { ConfigKey } from './config-keys.js';

/** Who may reject claims of the open dream, beside the person. */
export const VERDICTS = ['human', 'model'] as const;

export const REVIEW_KEYS: readonly ConfigKey[] = [
  {
    key: 'review.verdicts',
    type: 'human or model',
    fallback: 'human',
    repositoryMay: 'never',
    doc: 'Who may reject claims of the open dream: you alone, or a turn of the agent as well, which may also say a word on them. To accept is yours in any case.',
    parse: (value) => VERDICTS.find((one) => one === value),
    order: VERDICTS,
  },
];
