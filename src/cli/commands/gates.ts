/** `kairos gates`: shows which gates keep the next dream from starting, with their numbers and where these come from. */
import type { Command } from 'commander';
import { gatesNow } from '../../desk/gates.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import { harmless } from '../../base/harmless-text.js';

export function addGates(command: Command, context: Context): void {
  command
    .option('--json', 'print the gates as JSON, one a line')
    .addHelpText(
      'after',
      '\nA dream is made when all are open; "kairos dream --now" waits for none but the lock.\n\nExample:\n  $ kairos gates',
    )
    .action(async (options: { json?: boolean }) => {
      const { world, ws, config, view } = await open(context, {
        git: true,
        kairos: true,
        look: true,
        brief: true,
        quiet: options.json === true,
      });
      const gates = await gatesNow(world, ws, view, config);
      if (options.json === true) return context.json(gates);
      for (const gate of gates) {
        context.say(`${gate.pass ? context.palette.green('open  ') : context.palette.yellow('closed')} ${harmless(gate.said)}`);
      }
    });
}
