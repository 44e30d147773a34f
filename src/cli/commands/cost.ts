/** `kairos cost`: shows what models used of the budget, and what for. */
import { isoTime } from '../../dates/day.js';
import type { Command } from 'commander';
import { grouped } from '../../base/plural.js';
import { harmless } from '../../base/harmless-text.js';
import { costNow, type CostRow, type Period } from '../../desk/cost.js';
import { amountText, isUsedUp } from '../amount-text.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import { agoText, plural, type Palette } from '../print.js';

export function addCost(command: Command, context: Context): void {
  command
    .option('--why', 'also what for: each reason and model of the last 24 hours, the costliest first')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nA call is reserved before it is made, and settled by what it used. The limits are keys of your own settings ("kairos config set budget.day.tokens 500000").\n\nExamples:\n  $ kairos cost\n  $ kairos cost --why\n  $ kairos cost --json',
    )
    .action(async (options: { why?: boolean; json?: boolean }) => {
      const { world, ws, config } = await open(context, { git: true, quiet: options.json === true });
      const cost = await costNow(world, ws, config);
      if (options.json === true)
        return context.json({ ...cost, rows: cost.rows.map(({ lastAtMs, ...row }) => ({ ...row, lastAt: isoTime(lastAtMs) })) });
      const { palette } = context;
      context.say(periodText('hour', cost.hour, palette));
      context.say(periodText('day', cost.day, palette));
      context.say(palette.dim(`one turn may use ${grouped(cost.turnLimit.tokens)} tokens in ${plural(cost.turnLimit.calls, 'call')}`));
      if (options.why === true) for (const row of cost.rows) context.say(rowText(row, world.clock.now(), palette));
      if (cost.rows.length === 0) context.say('no model was called in the last 24 hours');
      else if (options.why !== true) context.say(palette.dim('"kairos cost --why" says what for'));
    });
}

function periodText(name: string, period: Period, palette: Palette): string {
  const text = amountText(period);
  return `${name.padEnd(5)} ${isUsedUp(period) ? palette.yellow(`${text}: used up`) : text}`;
}

function rowText(
  { reason, model, calls, failed, unsettled, tokens, in: sent, cached, out, lastAtMs }: CostRow,
  nowMs: number,
  palette: Palette,
): string {
  const less = [...(failed > 0 ? [`${grouped(failed)} failed`] : []), ...(unsettled > 0 ? [`${grouped(unsettled)} not settled`] : [])];
  const how = `${grouped(sent)} in (${grouped(cached)} cached), ${grouped(out)} out`;
  return `${palette.cyan(harmless(reason))} by ${harmless(model)}: ${grouped(tokens)} tokens in ${plural(calls, 'call')} (${how}${less.map((one) => `, ${one}`).join('')}), last ${agoText(lastAtMs, nowMs)}`;
}
