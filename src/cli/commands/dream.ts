/** `kairos dream`: runs a dream in a child process and prints its outcome; `dream undo` reverts an accepted dream. */
import { shortId } from '../../base/git-objects.js';
import type { Command } from 'commander';
import { dreamHere, dreamInChild, type DreamWishes } from '../../desk/dream.js';
import { undo } from '../../desk/undo.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import { harmless } from '../../base/harmless-text.js';
import { plural } from '../print.js';
import { progressOf } from '../progress.js';

interface Options {
  now?: boolean;
  replace?: boolean;
  json?: boolean;
}

export function addDream(command: Command, context: Context): void {
  command
    .option('--now', 'do not wait for the gates (the lock is never skipped)')
    .option('--replace', 'put this dream in the place of the open one, unless a person committed on it')
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      '\nIt writes a branch and touches nothing else: not HEAD, not the index, not your files.\n\nExamples:\n  $ kairos dream --now\n  $ kairos review\n  $ kairos dream undo 4mk2q0',
    )
    .action(async (options: Options) => {
      const { world, ws } = await open(context, { git: true, kairos: true, brief: true, quiet: options.json === true });
      const progress = progressOf(context, 'dreaming over', 'entries', options.json !== true);
      const wishes = { ...wishesOf(context, options), progress: progress.show };
      const { outcome, detail, code, stderr, tally } = await dreamInChild(world, ws, wishes, (line) => {
        progress.end();
        if (options.json !== true) context.say(harmless(line));
      }).finally(progress.end);
      if (context.signal.aborted) return;
      context.exitCode = outcome === 'refused' ? 3 : code === 0 ? 0 : 1;
      if (options.json === true) return context.json({ outcome, detail, ...(tally !== undefined && { tally }) });
      if (code !== 0) context.tell(stderr === '' ? `${context.palette.red('error:')} ${harmless(detail)}` : harmless(stderr));
      else if (outcome === 'refused')
        context.tell(
          `${context.palette.red('error:')} not yet: ${harmless(detail)}\n${context.palette.dim('hint:')} kairos dream --now does not wait for the gates`,
        );
      else
        context.say(
          outcome === 'proposed'
            ? `${context.palette.green('proposed')} ${harmless(detail)}\n${context.palette.dim('kairos review shows it')}`
            : harmless(detail),
        );
    });
  command
    .command('undo')
    .description('take back what was accepted of a dream, or that all of it was rejected; later edits stay')
    .argument('<id>', 'the dream, as review, its commit, its branch or its report name it')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', '\nExample:\n  $ kairos dream undo 4mk2q0')
    .action(async (id: string, _options: unknown, self: Command) => {
      const json = self.optsWithGlobals<Options>().json === true;
      const opened = await open(context, { git: true, kairos: true, quiet: json });
      const undone = await undo(opened, id);
      if (json) return context.json(undone);
      if (undone.commit === undefined)
        return context.say(
          `${plural(undone.reopened.length, 'rejection')} of dream ${undone.dream} taken back: the next dream may propose ${undone.reopened.length === 1 ? 'the claim' : 'the claims'} again ${context.palette.dim('(kairos dream --now)')}`,
        );
      context.say(
        `took back ${plural(undone.candidates.length, 'claim')} of dream ${undone.dream}: commit ${shortId(undone.commit)} on ${harmless(undone.base)}`,
      );
      if (undone.kept.length > 0) context.say(`changed since, left as they are: ${undone.kept.map((k) => `^${k}`).join(', ')}`);
    });
}

/** The child process that dreams, started by `kairos dream` and by the daemon. Its last line of output is its outcome as JSON. */
export function addDreamChild(command: Command, context: Context): void {
  command
    .option('--now')
    .option('--replace')
    .option('--progress')
    .action(async (options: Options & { progress?: boolean }) => {
      const opened = await open(context, { git: true, kairos: true, look: true, brief: true, quiet: true, silent: true });
      const progress = (done: number, total: number): void => context.say(JSON.stringify({ done, total }));
      const result = await dreamHere(opened, { ...wishesOf(context, options), ...(options.progress === true && { progress }) });
      // A closed gate is reported as a refusal.
      context.say(JSON.stringify({ ...result, outcome: result.outcome === 'gated' ? 'refused' : result.outcome }));
    });
}

function wishesOf({ signal }: Context, { now, replace }: Options): DreamWishes {
  return { now: now === true, replace: replace === true, signal };
}
