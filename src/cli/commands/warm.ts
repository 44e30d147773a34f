/** The process that a question leaves behind, started by nobody else: it keeps index and model open, and answers questions by files. */
import type { Command } from 'commander';
import { keepYoungSmall } from '../../adapters/heap.js';
import { openWorld } from '../../compose.js';
import { runLeftBehind } from '../../desk/door/warm.js';
import { DAY_MS } from '../../dates/units.js';
import type { Context } from '../context.js';

export function addWarm(command: Command, context: Context): void {
  command.action(async () => {
    keepYoungSmall();
    const { env, signal } = context;
    const open = async (cwd: string) => openWorld({ cwd, env, modelIdleMs: DAY_MS });
    const tree = await open(context.cwd);
    const why = await runLeftBehind(tree, open, { likeness: tree.likeness, signal });
    context.say(`process ${process.pid} ended: ${why}`);
  });
}
