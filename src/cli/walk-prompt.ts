/** Asks about the claims of a dream one after the other, as `git add -p` asks about changes. It lands nothing: what was chosen is handed back. */
import { KairosError } from '../base/errors.js';
import { shellWord } from '../base/shell-word.js';
import { claimToStart, type Decisions, type Review, type ReviewItem } from '../desk/review.js';
import { sayClaim, sayEvidence, sayFolded, topicHeading } from './claim-view.js';
import type { Context } from './context.js';
import { editText } from './editor.js';
import { plural } from './print.js';
import { answered, decisionsIn, edited, isOver, KEYS, startWalk, type Choice, type Walk } from './review-walk.js';

export const EXPLANATION = 'Write the claim above. An empty text, or one left as it was, decides nothing.';

/**
 * The walk from the first undecided claim to the last, or to `q`. @returns what was chosen; undefined where that is nothing.
 * @throws KairosError `cancelled`, and whatever Ctrl+C is to the asker: said first, since what was chosen is lost then.
 */
export async function walkThrough(context: Context, review: Review): Promise<Decisions | undefined> {
  let walk = startWalk(review.items);
  sayAside(context, review);
  try {
    for (let shown: ReviewItem | undefined; !isOver(walk);) {
      const item = walk.items[walk.at] as ReviewItem;
      if (shown !== item) sayItem(context, walk, shown);
      shown = item;
      walk = await afterAnswer(context, walk, item);
    }
  } catch (error) {
    const { size } = walk.choices;
    context.say('');
    context.tell(`nothing has landed${size === 0 ? '' : `: ${plural(size, 'decision')} ${size === 1 ? 'was' : 'were'} dropped`}`);
    throw error;
  }
  const decisions = decisionsIn(walk);
  if (decisions === undefined) context.say(`nothing was decided; ${plural(review.pending, 'claim')} still to review`);
  else context.say('');
  return decisions;
}

/** The commands that say the same without a terminal. */
export function typedAgain({ accept, reject, edits }: Decisions): string[] {
  const ids = (flag: string, list: Decisions['accept']): string =>
    Array.isArray(list) && list.length > 0 ? ` ${flag} ${list.join(' ')}` : '';
  const both = `${ids('--accept', accept)}${ids('--reject', reject)}`;
  return [
    ...(both === '' ? [] : [`kairos review${both}`]),
    ...[...(edits ?? [])].map(([id, text]) => `kairos review --edit ${id} --text ${shellWord(text.replace(/\s+/g, ' ').trim())}`),
  ];
}

function sayAside({ say, palette }: Context, { items, pending, notes }: Review): void {
  const decided = items.length - pending;
  if (decided > 0) say(palette.dim(`${plural(decided, 'claim')} decided already, not shown`));
  if (notes.length > 0)
    say(palette.dim(`${plural(notes.length, 'note')} of the dream: kairos review --list shows ${notes.length === 1 ? 'it' : 'them'}`));
}

function sayItem(context: Context, { items, at, choices }: Walk, before: ReviewItem | undefined): void {
  const item = items[at] as ReviewItem;
  const heading = topicHeading(item);
  context.say('');
  if (before === undefined || topicHeading(before) !== heading) {
    const ofTopic = items.filter((one) => topicHeading(one) === heading).length;
    context.say(`${context.palette.bold(heading)} ${context.palette.dim(plural(ofTopic, 'claim'))}`);
  }
  sayClaim(context, item);
  sayFolded(context, item);
  if (item.marked) context.say(context.palette.red('    look at its evidence (v); only a y of its own accepts it'));
  const choice = choices.get(item.id);
  if (choice !== undefined) context.say(context.palette.yellow(`    so far: ${choiceText(choice)}`));
}

function choiceText(choice: Choice): string {
  return choice.as === 'edit' ? `accepted as "${choice.text}"` : `${choice.as}ed`;
}

async function afterAnswer(context: Context, walk: Walk, item: ReviewItem): Promise<Walk> {
  const { items, at } = walk;
  const letters = KEYS.map(([key]) => key).filter(
    (key) => (key !== 'e' || item.text !== undefined) && (key !== 'v' || item.candidate.evidence.length > 0),
  );
  const question = `(${at + 1}/${items.length}) Accept this ${proposed(item)} [${letters.join(',')}]?`;
  const key = (await context.ask(context.palette.bold(question), '--accept, --reject or --list')).trim().toLowerCase();
  if (key === 'v') sayEvidence(context, item, true);
  else if (key === '?') sayHelp(context, letters, item);
  else if (key === 'e' && item.text !== undefined) return editedBy(context, walk, item);
  else {
    const next = answered(walk, key);
    if (next !== undefined) return next;
    if (key !== '') sayHelp(context, letters, item);
  }
  return walk;
}

/** What a yes would do: a claim that comes, one that another takes the place of, or one that goes. */
function proposed({ candidate, text }: ReviewItem): string {
  if (candidate.type === 'add') return 'claim';
  return text === undefined ? 'removal' : 'change';
}

function sayHelp(context: Context, letters: readonly string[], item: ReviewItem): void {
  for (const [letter, does] of KEYS)
    if (letters.includes(letter)) context.say(`${letter} - ${does.replace('this claim', `this ${proposed(item)}`)}`);
}

/** An editor that fails, or is left, decides nothing: the claim is asked about again. */
function editedBy(context: Context, walk: Walk, item: ReviewItem): Walk {
  try {
    return edited(walk, editText(context, claimToStart(item), EXPLANATION));
  } catch (error) {
    if (!(error instanceof KairosError) || error.code !== 'cancelled') throw error;
    context.tell(context.palette.yellow(error.message));
    return walk;
  }
}
