/** `kairos inbox`: shows the messages of the agent, and marks them as read. */
import { isoTime } from '../../dates/day.js';
import type { Command } from 'commander';
import { KairosError } from '../../base/errors.js';
import { harmless } from '../../base/harmless-text.js';
import { inbox, readMessages, type InboxMessage } from '../../desk/inbox.js';
import type { Context } from '../context.js';
import { clockOf } from '../local-days.js';
import { messageJson } from '../message-json.js';
import { open } from '../open.js';
import { plural } from '../print.js';

interface Options {
  all?: boolean;
  read?: boolean;
  json?: boolean;
}

export function addInbox(command: Command, context: Context): void {
  command
    .argument('[ids...]', 'with --read: these messages alone')
    .option('--all', 'also those that were read')
    .option('--read', 'mark what is new as read, after it is shown; with ids: these')
    .option('--json', 'print the messages as JSON, one a line')
    .addHelpText(
      'after',
      '\nThe agent answers "kairos tell" here; of its own accord it writes only where you chose it ("kairos activate --explain").\n\nExamples:\n  $ kairos inbox\n  $ kairos inbox --read\n  $ kairos inbox --all --json',
    )
    .action(async (ids: string[], options: Options) => {
      if (ids.length > 0 && options.read !== true)
        throw new KairosError('usage', 'ids go with --read', { hint: `kairos inbox --read ${ids[0]}` });
      const { world, ws } = await open(context, { git: true, kairos: true, brief: true, quiet: options.json === true });
      if (ids.length > 0) return tellRead(context, options, await readMessages(world, ws, ids));
      const messages = await inbox(world, ws, { all: options.all === true });
      if (options.json === true) context.json(messages.map(messageJson));
      else print(context, messages, options, world.clock.now());
      if (options.read === true)
        await readMessages(
          world,
          ws,
          messages.map(({ id }) => id),
        );
    });
}

function tellRead(context: Context, { json }: Options, read: number): void {
  if (json === true) context.json({ read });
  else context.say(read === 0 ? 'nothing of that was new' : `marked as read: ${plural(read, 'message')}`);
}

function print({ say, palette }: Context, messages: readonly InboxMessage[], { all, read }: Options, nowMs: number): void {
  if (messages.length === 0)
    return say(all === true ? 'the agent sent nothing yet' : 'nothing new; "kairos inbox --all" shows what was read');
  const { offsetMsAt } = clockOf(nowMs, false);
  for (const { id, atMs, isRead, text } of messages) {
    const [first = '', ...rest] = harmless(text).split('\n');
    const when = isoTime(atMs + offsetMsAt(atMs))
      .slice(0, 16)
      .replace('T', ' ');
    say(`${palette.dim(when)} ${isRead ? first : palette.bold(first)} ${palette.dim(`^${id}`)}`);
    for (const row of rest) say(`  ${row}`);
  }
  if (read !== true && messages.some(({ isRead }) => !isRead)) say(palette.dim('"kairos inbox --read" marks them as read'));
}
