/**
 * The course of a review that goes claim by claim: which claim is asked about, what was answered, and what that comes to. Pure: it asks nobody, prints
 * nothing and lands nothing.
 */
import type { Decisions, ReviewItem } from '../desk/review.js';

export type Choice = { readonly as: 'accept' | 'reject' } | { readonly as: 'edit'; readonly text: string };

export interface Walk {
  /** Undecided claims by topic, in the order in which they are asked about. */
  readonly items: readonly ReviewItem[];
  /** The place of the claim that is asked about; one behind the last when the walk is over. */
  readonly at: number;
  readonly choices: ReadonlyMap<string, Choice>;
}

/** What each answer does, for the help; those without a text of their own are shown to everybody. */
export const KEYS: readonly (readonly [key: string, does: string])[] = [
  ['y', 'accept this claim'],
  ['n', 'reject this claim: no dream proposes it again'],
  ['e', 'change its text in your editor, then accept it'],
  ['s', 'skip it: it stays undecided'],
  ['v', 'view its evidence'],
  ['a', 'accept this claim and the rest of its topic; marked ones stay undecided'],
  ['d', 'reject this claim and the rest of its topic'],
  ['j', 'go to the next claim, and leave this one as it is'],
  ['k', 'go back to the claim before'],
  ['q', 'end here, and land what was decided'],
  ['?', 'print this help'],
];

/** A walk over what is undecided. Claims of one topic stand together, in the order of the review. */
export function startWalk(all: readonly ReviewItem[]): Walk {
  const pending = all.filter(({ state }) => state === 'pending');
  const topics = [...new Set(pending.map(({ candidate }) => candidate.topic))];
  return { items: topics.flatMap((topic) => pending.filter(({ candidate }) => candidate.topic === topic)), at: 0, choices: new Map() };
}

export function isOver({ items, at }: Walk): boolean {
  return at >= items.length;
}

/** The walk after an answer that moves it on; undefined for an answer that it does not know. */
export function answered(walk: Walk, key: string): Walk | undefined {
  const { items, at, choices } = walk;
  const item = items[at];
  if (item === undefined) return undefined;
  switch (key) {
    case 'y':
      return { items, at: at + 1, choices: choosing(walk, [item], { as: 'accept' }) };
    case 'n':
      return { items, at: at + 1, choices: choosing(walk, [item], { as: 'reject' }) };
    case 's':
      return { items, at: at + 1, choices: new Map([...choices].filter(([id]) => id !== item.id)) };
    case 'a':
      // A marked claim is accepted by a `y` of its own, also where it is the one in view.
      return onwards(
        walk,
        choosing(
          walk,
          ofTopic(walk).filter(({ marked }) => marked === undefined),
          { as: 'accept' },
        ),
      );
    case 'd':
      return onwards(walk, choosing(walk, ofTopic(walk), { as: 'reject' }));
    case 'j':
      return { ...walk, at: at + 1 };
    case 'k':
      return { ...walk, at: Math.max(0, at - 1) };
    case 'q':
      return { ...walk, at: items.length };
    default:
      return undefined;
  }
}

/** The claim in view in other words. */
export function edited(walk: Walk, text: string): Walk {
  const item = walk.items[walk.at];
  if (item === undefined) return walk;
  return { ...walk, at: walk.at + 1, choices: choosing(walk, [item], { as: 'edit', text }) };
}

/** What was chosen, as one decision; undefined where nothing was. */
export function decisionsIn({ choices }: Walk): Decisions | undefined {
  if (choices.size === 0) return undefined;
  const as = (wanted: Choice['as']): string[] => [...choices].flatMap(([id, choice]) => (choice.as === wanted ? [id] : []));
  const edits = new Map([...choices].flatMap(([id, choice]) => (choice.as === 'edit' ? [[id, choice.text] as const] : [])));
  return { accept: as('accept'), reject: as('reject'), edits };
}

/** The claim in view and those of its topic behind it that nobody decided about yet. */
function ofTopic({ items, at, choices }: Walk): readonly ReviewItem[] {
  const topic = items[at]?.candidate.topic;
  return items.filter(({ candidate, id }, n) => n === at || (n > at && candidate.topic === topic && !choices.has(id)));
}

function choosing({ choices }: Walk, which: readonly ReviewItem[], choice: Choice): Walk['choices'] {
  return new Map([...choices, ...which.map(({ id }) => [id, choice] as const)]);
}

/** To the first claim from here on that has no answer. */
function onwards({ items, at }: Walk, choices: Walk['choices']): Walk {
  const next = items.findIndex(({ id }, n) => n >= at && !choices.has(id));
  return { items, at: next === -1 ? items.length : next, choices };
}
