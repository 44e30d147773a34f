/** `kairos hooks`: installs and removes the git hooks. They only wake the daemon; without them it finds the same events at its next tick. */
import type { Command } from 'commander';
import { hooksStatus, installHooks, uninstallHooks } from '../../adapters/hooks.js';
import { KairosError } from '../../base/errors.js';
import type { Workspace } from '../../base/workspace.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import { harmless } from '../../base/harmless-text.js';

export function addHooks(command: Command, context: Context): void {
  command.addHelpText(
    'after',
    '\nA hook touches one file and starts nothing. Your own hooks stay as they are.\n\nExamples:\n  $ kairos hooks status\n  $ kairos hooks install',
  );
  command
    .command('status', { isDefault: true })
    .description('say which hooks are installed')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  $ kairos hooks status')
    .action(async (options: { json?: boolean }) => {
      const { ws } = await open(context, { git: true, quiet: true });
      const status = await hooksStatus(ws);
      if (options.json === true) return context.json(status);
      for (const { event, state, detail } of status.hooks) {
        context.say(
          `${event.padEnd(14)} ${state === 'installed' ? context.palette.green(state) : state}  ${context.palette.dim(harmless(detail ?? ''))}`,
        );
      }
    });
  command
    .command('install')
    .description('install them beside your own')
    .addHelpText('after', '\nExample:\n  $ kairos hooks install')
    .action(async () => {
      const { ws } = await open(context, { git: true, kairos: true, quiet: true });
      const refused = await install(context, ws);
      if (refused !== undefined) throw refused;
    });
  command
    .command('uninstall')
    .description('take them out; your own hooks are as they were')
    .addHelpText('after', '\nExample:\n  $ kairos hooks uninstall')
    .action(async () => {
      const { ws } = await open(context, { git: true, quiet: true });
      for (const line of (await uninstallHooks(ws)).lines) context.say(harmless(line));
    });
}

/**
 * Installs the hooks that can be installed and prints them.
 * @returns what the user must do for the others.
 * @throws KairosError `git-failed`, `git-too-old`.
 */
export async function install(context: Context, ws: Workspace): Promise<KairosError | undefined> {
  const { lines, refused } = await installHooks(ws);
  for (const line of lines) context.say(harmless(line));
  return refused && new KairosError('foreign-hooks', refused.message, { hint: refused.hint });
}
