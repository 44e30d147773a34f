/** The rules by which the agent acts without a model, a key each. Values. */

export type RuleName = 'dayNote' | 'dueTodos' | 'openReview';

/** A repository may switch one off, and none on. */
const SWITCH = { type: 'true or false', fallback: 'true', repositoryMay: 'lower', order: ['false', 'true'] } as const;

/** In the order of their names. */
export const RULES = [
  {
    ...SWITCH,
    rule: 'dayNote',
    key: 'rules.dayNote',
    doc: "Whether the agent writes a note of each day: the day's findings with their ids. Only as your assistant.",
  },
  {
    ...SWITCH,
    rule: 'dueTodos',
    key: 'rules.dueTodos',
    doc: 'Whether the agent tells you once of a dated TODO or FIXME whose day has come.',
  },
  {
    ...SWITCH,
    rule: 'openReview',
    key: 'rules.openReview',
    doc: 'Whether the agent reminds you once of a dream that has awaited review for a day.',
  },
] as const satisfies readonly { readonly rule: RuleName; readonly [part: string]: unknown }[];
