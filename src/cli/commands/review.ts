/** `kairos review`: shows what the open dream proposes, and carries out a person's decisions about it. */
import { shortId } from '../../base/git-objects.js';
import type { Command } from 'commander';
import {
  claimToEdit,
  decideOn,
  lastDream,
  openReview,
  proposedChanges,
  proposedText,
  reopenClaims,
  type Decided,
  type Decisions,
  type Review,
} from '../../desk/review.js';
import { KairosError } from '../../base/errors.js';
import { sayClaim, sayEvidence, topicHeading } from '../claim-view.js';
import type { Context } from '../context.js';
import { EXPLANATION, typedAgain, walkThrough } from '../walk-prompt.js';
import { open } from '../open.js';
import type { Opened } from '../opened.js';
import { editText } from '../editor.js';
import { bareId } from '../../base/ids.js';
import { harmless } from '../../base/harmless-text.js';
import { agoText, plural } from '../print.js';

interface Options {
  accept?: string[] | true;
  reject?: string[] | true;
  reopen?: string[];
  yes?: boolean;
  list?: boolean;
  edit?: string;
  text?: string;
  diff?: boolean;
  json?: boolean;
}

export function addReview(command: Command, context: Context): void {
  command
    .option('--accept [ids...]', 'accept these claims, or all that are undecided and not marked')
    .option('--reject [ids...]', 'reject these claims, or, after a question, all that are undecided')
    .option('--reopen <ids...>', 'take the rejection of these claims back')
    .option('--yes', 'with --reject and no ids: do not ask')
    .option('--edit <id>', 'change the text of a claim and accept it (opens $VISUAL or $EDITOR)')
    .option('--text <text>', 'with --edit: the new text, instead of an editor')
    .option('--list', 'print all claims at once, as where there is no terminal')
    .option('--diff', 'print the change to the files as git would')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nAccepting commits to the base branch and touches nothing else of yours. You may as well merge the branch with git, or on a forge.\n\nExamples:\n  $ kairos review                                 claim by claim, at a terminal\n  $ kairos review --list\n  $ kairos review --accept k9x0aa1b2c --reject k2aa0b1c3d\n  $ kairos review --accept                        all that are undecided\n  $ kairos review --accept --reject k2aa0b1c3d    all but that one\n  $ kairos review --edit k9x0aa1b2c --text "They need Redis on port 6380."',
    )
    .action(async (options: Options) => {
      if (options.text !== undefined && options.edit === undefined) throw new KairosError('usage', '--text goes with --edit ID');
      const others = options.accept ?? options.reject ?? options.edit ?? options.diff;
      if (options.reopen !== undefined && others !== undefined) throw new KairosError('usage', '--reopen stands alone');
      const decides =
        options.reopen !== undefined || options.accept !== undefined || options.reject !== undefined || options.edit !== undefined;
      // A decision takes its time (an editor may be open) and asks git anew.
      const opened = await open(context, { git: true, kairos: true, brief: !decides, quiet: options.json === true });
      if (options.reopen !== undefined) return reopenNow(context, opened, options.reopen, options.json === true);
      if (decides) return decideNow(context, opened, options);
      const review = await openReview(opened.world, opened.ws, opened.view);
      if (options.json === true) return context.json(review ?? null);
      if (!review) {
        const last = await lastDream(opened.world, opened.ws, opened.view);
        context.say('no dream awaits review; "kairos dream --now" makes one');
        if (last !== undefined)
          context.say(context.palette.dim(`the last one, ${agoText(last.atMs, opened.world.clock.now())}: ${harmless(last.said)}`));
        return;
      }
      if (options.diff === true) return printDiff(context, opened, review);
      // Of a branch with other people's files on it nothing can be accepted: the list says so.
      if (options.list === true || !context.interactive || review.pending === 0 || review.foreignPaths.length > 0)
        return printReview(context, review);
      sayHead(context, review);
      const decisions = await walkThrough(context, review);
      if (decisions !== undefined) await decideTogether(context, opened, decisions);
    });
}

async function decideNow(context: Context, opened: Opened, options: Options): Promise<void> {
  const idsOf = (given: string[] | true | undefined): 'all' | string[] | undefined =>
    given === true ? 'all' : given?.map((id) => bareId(id));
  const [accept, reject] = [idsOf(options.accept), idsOf(options.reject)];
  if (reject === 'all' && accept !== 'all' && options.yes !== true && !(await isSure(context, opened, accept)))
    return context.say('nothing was decided');
  const edit = options.edit === undefined ? undefined : bareId(options.edit);
  const decided = await decideOn(opened, {
    ...(accept === undefined ? {} : { accept }),
    ...(reject === undefined ? {} : { reject }),
    ...(edit === undefined ? {} : { edits: new Map([[edit, options.text ?? (await editClaim(context, opened, edit))]]) }),
  });
  if (decided.conflicts.length > 0) context.exitCode = 1;
  if (options.json === true) return context.json(decided);
  printDecided(context, decided);
}

/** All that a walk came to, as one decision. Where it cannot be carried out, what to type says it again. */
async function decideTogether(context: Context, opened: Opened, decisions: Decisions): Promise<void> {
  try {
    const decided = await decideOn(opened, decisions);
    if (decided.conflicts.length > 0) context.exitCode = 1;
    // Whoever went claim by claim has seen which are marked, or will.
    printDecided(context, { ...decided, marked: [] });
  } catch (error) {
    context.tell(context.palette.yellow('nothing has landed; the same again, once that is mended:'));
    for (const line of typedAgain(decisions)) context.tell(`  ${line}`);
    throw error;
  }
}

/** Rejecting all is one word too short to be typed by mistake. @throws KairosError `not-found`, `needs-answer`. */
async function isSure(context: Context, { world, ws, view }: Opened, accept: readonly string[] | undefined): Promise<boolean> {
  const review = await openReview(world, ws, view);
  const count = Math.max(0, (review?.pending ?? 0) + (review?.refused ?? 0) - (accept?.length ?? 0));
  if (review === undefined || count === 0) return true;
  return context.confirm(`reject ${plural(count, 'undecided claim')} of dream ${review.dream}?`, '--yes, or name the claims: --reject ID');
}

async function reopenNow(context: Context, opened: Opened, ids: readonly string[], isJson: boolean): Promise<void> {
  const { open, next, dream } = await reopenClaims(opened, ids);
  if (isJson) return context.json({ open, next, ...(dream !== undefined && { dream }) });
  const label = context.palette.green('reopened '.padEnd(9));
  if (open.length > 0)
    context.say(
      `${label} ${plural(open.length, 'claim')} of dream ${dream}: undecided again, kairos review shows ${open.length === 1 ? 'it' : 'them'}`,
    );
  if (next.length > 0)
    context.say(
      `${label} ${plural(next.length, 'claim')} of ${next.length === 1 ? 'a dream that is' : 'dreams that are'} closed: the next dream may propose ${next.length === 1 ? 'it' : 'them'} again ${context.palette.dim('(kairos dream --now)')}`,
    );
}

async function editClaim(context: Context, { world, ws, view }: Opened, id: string): Promise<string> {
  const text = await claimToEdit(world, ws, view, id);
  if (!context.interactive)
    throw new KairosError('needs-answer', 'there is no terminal to edit at', { hint: `kairos review --edit ${id} --text "the new text"` });
  return editText(context, text, EXPLANATION);
}

function printDecided(context: Context, decided: Decided): void {
  const { palette } = context;
  const row = (label: string, list: readonly { id: string }[], colour: (text: string) => string): void => {
    if (list.length > 0) context.say(`${colour(label.padEnd(9))} ${plural(list.length, 'claim')}`);
  };
  row('accepted', decided.accepted, palette.green);
  row('edited', decided.edited, palette.green);
  row('rejected', decided.rejected, palette.yellow);
  if (decided.rejected.length > 0 && !(decided.closed && decided.commit === undefined))
    context.say(palette.dim(`  kairos review --reopen ${decided.rejected.map(({ id }) => id).join(' ')} takes that back`));
  for (const { id, topic, reason } of decided.conflicts)
    context.say(`${palette.red('conflict ')} ${id === '' ? '' : `^${id} `}in ${harmless(topic)}: ${harmless(reason)}`);
  for (const path of decided.carried) context.say(palette.dim(`your edits of ${harmless(path)} were committed with it`));
  if (decided.commit !== undefined) context.say(`commit ${palette.cyan(shortId(decided.commit))} on ${harmless(decided.base)}`);
  if (decided.marked.length > 0) {
    context.say(
      `${palette.yellow('marked   ')} ${plural(decided.marked.length, 'claim')} left undecided; look at each, then accept by id:`,
    );
    context.say(`  kairos review --accept ${decided.marked.map(({ id }) => id).join(' ')}`);
  } else if (decided.accepted.length + decided.edited.length + decided.rejected.length + decided.conflicts.length === 0)
    context.say('nothing was undecided');
  context.say(
    decided.closed
      ? `dream ${decided.dream} is decided; its branch is gone ${palette.dim(`(kairos dream undo ${decided.dream} takes it back)`)}`
      : `${plural(decided.left, 'claim')} still to review`,
  );
  if (decided.waiting !== undefined) context.say(`${plural(decided.waiting, 'more claim waits', 'more claims wait')}: kairos dream --now`);
}

function sayHead(context: Context, review: Review): void {
  const { palette } = context;
  context.say(
    `${palette.bold(`dream ${review.dream}`)} of ${review.date} for ${harmless(review.base)}, on ${harmless(review.branch)}${review.isLocal ? '' : ' (fetched)'}`,
  );
  context.say(
    `${proposedText(review)}; ${review.pending} undecided${refusedText(review)}${review.baseMoved ? palette.yellow('; the base has moved on since') : ''}`,
  );
  for (const path of review.foreignPaths) context.say(palette.red(`changed on the branch, outside of memory: ${harmless(path)}`));
}

/** What only a person's command makes final. */
function refusedText({ refused }: Review): string {
  return refused === undefined ? '' : `, ${refused} rejected by the agent`;
}

function printReview(context: Context, review: Review): void {
  const { palette } = context;
  sayHead(context, review);
  let topic = '';
  for (const item of review.items) {
    const heading = topicHeading(item);
    if (heading !== topic) context.say(`\n${palette.bold(heading)}`);
    topic = heading;
    sayClaim(context, item);
    sayEvidence(context, item);
  }
  if (review.notes.length > 0) context.say('');
  for (const note of review.notes) context.say(`${palette.yellow('noticed:')} ${harmless(note)}`);
  if (review.pending + (review.refused ?? 0) > 0)
    context.say(`\n${palette.dim(`kairos review --accept [ID...] | --reject [ID...] | --edit ID${mergeText(review)}`)}`);
}

/** Where a part was accepted here, the base has it already, and git would find two of each file. */
function mergeText({ items }: Review): string {
  return items.some(({ state }) => state === 'accepted' || state === 'edited') ? '' : '     or merge the branch';
}

/** The change to topics and MEMORY.md, from blobs: no filter or diff driver of the repository runs. */
async function printDiff(context: Context, { world }: Opened, review: Review): Promise<void> {
  const { createTwoFilesPatch } = await import('diff');
  for (const { path, before, after } of await proposedChanges(world, review.dream)) {
    const patch = createTwoFilesPatch(
      before === '' ? '/dev/null' : `a/${path}`,
      after === '' ? '/dev/null' : `b/${path}`,
      before,
      after,
      '',
      '',
      { context: 3 },
    );
    for (const line of harmless(patch).trimEnd().split('\n').slice(1)) context.say(coloured(context, line));
  }
}

function coloured({ palette }: Context, line: string): string {
  if (line.startsWith('+++') || line.startsWith('---')) return palette.bold(line);
  if (line.startsWith('@@')) return palette.cyan(line);
  return line.startsWith('+') ? palette.green(line) : line.startsWith('-') ? palette.red(line) : line;
}
