/** `kairos session start|end`: records when a person worked here, which the activity gate counts. */
import type { Command } from 'commander';
import { endSession, startSession } from '../../desk/session.js';
import type { Context } from '../context.js';
import { open } from '../open.js';

export function addSession(command: Command, context: Context): void {
  command.addHelpText('after', '\nExamples:\n  $ id=$(kairos session start)\n  $ kairos session end "$id" --inputs 4');
  command
    .command('start')
    .description('begin a session and print its id')
    .argument('[id]', 'an id of your own')
    .addHelpText('after', '\nExample:\n  $ kairos session start')
    .action(async (id: string | undefined) => {
      const { world, ws, view } = await open(context, { git: true, kairos: true, quiet: true });
      context.say(await startSession(world, ws, view, ...(id === undefined ? [] : [id])));
    });
  command
    .command('end')
    .description('end a session; it counts for the activity gate if a person said something in it')
    .argument('[id]', 'the session; the one that began last if left out')
    .option('--inputs <n>', 'how often a person spoke in it', '1')
    .option('--only-end', 'it counts although nothing told of its start')
    .addHelpText('after', '\nExample:\n  $ kairos session end 7fzsx828 --inputs 4')
    .action(async (id: string | undefined, options: { inputs: string; onlyEnd?: boolean }) => {
      const { world, ws, view } = await open(context, { git: true, kairos: true, quiet: true });
      context.say(
        await endSession(world, ws, view, {
          ...(id === undefined ? {} : { id }),
          inputs: options.inputs,
          mustBeOpen: options.onlyEnd !== true,
        }),
      );
    });
}
