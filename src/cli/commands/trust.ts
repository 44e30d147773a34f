/** `kairos trust`: which folders the daemon may work in. Kept with the user, outside every repository. */
import type { Command } from 'commander';
import { isTrusted, listTrusted, trust, untrust } from '../../agent/trust.js';
import { open, type Context } from '../context.js';
import { harmless } from '../print.js';

export function addTrust(program: Command, context: Context): void {
  program
    .command('trust')
    .description('let the daemon work in this work tree (--list, --remove)')
    .option('--list', 'list what is trusted')
    .option('--remove', 'take the trust back')
    .option('--json', 'print as JSON')
    .action(async (options: { list?: boolean; remove?: boolean; json?: boolean }) => {
      const { world, ws } = await open(context, { git: true, quiet: true });
      if (options.list === true) {
        const trusted = await listTrusted(world, ws);
        if (options.json === true) return context.json(trusted);
        for (const { path, at } of trusted) context.say(`${harmless(path)}  ${context.palette.dim(at)}`);
        if (trusted.length === 0) context.say('nothing is trusted; "kairos trust" trusts the work tree that you are in');
        return;
      }
      if (options.remove === true) await untrust(world, ws);
      else await trust(world, ws);
      const trusted = await isTrusted(world, ws);
      if (options.json === true) return context.json({ path: ws.root, trusted });
      context.say(`${trusted ? 'trusted' : 'not trusted'}: ${harmless(ws.root)} ${context.palette.dim(`(${ws.trustFile})`)}`);
    });
}
