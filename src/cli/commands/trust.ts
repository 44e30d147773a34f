/** `kairos trust`: sets the folders that the daemon may work in. The list is in the user's settings, where no repository can change it. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { changeTrust, trustedPlaces } from '../../desk/trust.js';
import { openWorld } from '../../compose.js';
import { KairosError } from '../../base/errors.js';
import type { Context } from '../context.js';
import { harmless } from '../../base/harmless-text.js';
import { withSlashes } from '../typed-path.js';

interface Options {
  list?: boolean;
  remove?: boolean;
  json?: boolean;
}

export function addTrust(command: Command, context: Context): void {
  command
    .argument('[folder]', 'the work tree; the one that you are in if left out')
    .option('--list', 'list what is trusted')
    .option('--remove', 'take the trust back (of a folder that is gone, too)')
    .option('--json', 'print as JSON; with --list one a line')
    .addHelpText(
      'after',
      '\nThe list is yours, outside of every repository: no checkout can add to it.\n\nExamples:\n  $ kairos trust\n  $ kairos trust --list\n  $ kairos trust --remove',
    )
    .action(async (folder: string | undefined, options: Options) => {
      if (options.list === true && (options.remove === true || folder !== undefined)) throw new KairosError('usage', '--list goes alone');
      if (options.list === true) return list(context, options);
      const cwd = folder === undefined ? context.cwd : withSlashes(resolve(context.cwd, folder));
      const remove = options.remove === true;
      const { world, ws } = await openWorld({ cwd, env: context.env, anywhere: remove });
      const { path, trusted, changed } = await changeTrust(world, ws, { place: cwd, remove });
      if (options.json === true) return context.json({ path, trusted });
      const said = remove ? (changed ? 'no longer trusted' : 'was not trusted') : changed ? 'trusted' : 'trusted already';
      context.say(`${said}: ${harmless(path)} ${context.palette.dim(`(${ws.trustFile})`)}`);
    });
}

async function list(context: Context, { json }: Options): Promise<void> {
  const { world, ws } = await openWorld({ cwd: context.cwd, env: context.env, anywhere: true });
  const trusted = await trustedPlaces(world, ws);
  if (json === true) return context.json(trusted);
  for (const { path, at } of trusted) context.say(`${harmless(path)}  ${context.palette.dim(at)}`);
  if (trusted.length === 0) context.say('nothing is trusted; "kairos trust" trusts the work tree that you are in');
}
