/** `kairos pause` and `kairos resume`: set and clear the latch that stops all work of every daemon of this clone. */
import type { Command } from 'commander';
import { isHeldStill, pauseWork, resumeWork } from '../../desk/pause.js';
import type { Context } from '../context.js';
import { open } from '../open.js';

export function addPause(command: Command, context: Context): void {
  command.addHelpText('after', '\nExample:\n  $ kairos pause').action(async () => {
    const { world, ws } = await open(context, { git: true, quiet: true });
    const isNew = await pauseWork(world, ws);
    context.say(`${isNew ? 'paused' : 'it was paused already'}; nothing is missed meanwhile, "kairos resume" goes on`);
  });
}

export function addResume(command: Command, context: Context): void {
  command.addHelpText('after', '\nExample:\n  $ kairos resume').action(async () => {
    const { world, ws } = await open(context, { git: true, quiet: true });
    if (await resumeWork(world, ws)) return context.say('resumed');
    const isHeld = await isHeldStill(world, ws);
    context.say(
      `nothing was paused${isHeld ? '; the agent holds still since you pressed Esc: what you say next (kairos tell) lets it go on' : ''}`,
    );
  });
}
