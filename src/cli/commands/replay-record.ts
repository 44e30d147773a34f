/** `kairos replay record`: makes a scenario of what happened lately, and lives it once. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { errorText, KairosError } from '../../base/errors.js';
import { harmless } from '../../base/harmless-text.js';
import { isoTime } from '../../dates/day.js';
import { askedRange } from '../../desk/asked-times.js';
import { isTrace, spanOfTrace } from '../../desk/run.js';
import type { Context } from '../context.js';
import { clockOf } from '../local-days.js';
import { open } from '../open.js';
import { reportOutcomes } from '../outcomes.js';

interface Options {
  last?: string;
  trace?: string;
  to?: string;
}

const HINT = 'kairos replay record --last 2h';

export function addReplayRecord(command: Command, context: Context): void {
  command
    .option('--last <time>', 'what happened since then: 2h, 3d, yesterday, 2026-11-20, or a range')
    .option('--trace <file>', 'what happened while a trace was written ("kairos run --trace FILE")')
    .option('--to <file>', 'write it there, and live it once; left out: print it')
    .addHelpText(
      'after',
      '\nCommits with the files that they changed, merges, reverts, amends, resets, rebases, tags, notes, messages, sessions and edits of the memory by hand become steps, without their secrets; what the journal says of them is expected. What cannot be lived again is counted with the reason. A recording holds at most 31 days.\nRead it before you share it.\n\nExample:\n  $ kairos replay record --last 2h --to .kairos/scenarios/lost-note.yaml',
    )
    .action(async (options: Options) => {
      const { last, trace, to } = options;
      if ((last === undefined) === (trace === undefined))
        throw new KairosError('usage', 'say of which time: --last or --trace', { hint: HINT });
      const { world, ws, view } = await open(context, { git: true, kairos: true, look: true, quiet: true });
      const nowMs = world.clock.now();
      const span =
        trace === undefined ? askedRange({ since: last, name: 'last' }, clockOf(nowMs, false)) : spanOfFile(resolve(context.cwd, trace));
      const [fromMs, toMs] = [span?.fromMs ?? nowMs, Math.min(span?.toMs ?? nowMs, nowMs)];
      const { recordedScenario } = await import('../../replay/scenario/record.js');
      const name = to === undefined ? `recorded ${isoTime(toMs)}` : to.replace(/^.*[\\/]|\.ya?ml$/g, '');
      const { yaml, steps, leftOut } = await recordedScenario(world, ws, view, { fromMs, toMs, name });
      if (steps === 0) throw new KairosError('not-found', 'nothing happened in this time that a scenario could tell', { hint: HINT });
      for (const what of leftOut) context.tell(harmless(`left out: ${what}`));
      if (to === undefined) return context.say(yaml.trimEnd());
      const path = resolve(context.cwd, to);
      if (existsSync(path)) throw new KairosError('usage', `${to} exists already`, { hint: 'name another file' });
      try {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, yaml);
      } catch (error) {
        throw new KairosError('not-writable', `${to} cannot be written: ${errorText(error)}`, {
          hint: 'name a file in a folder that you may write to',
        });
      }
      const { readScenarios } = await import('../../replay/scenario/scenario.js');
      const { liveScenario } = await import('../../replay/scenario/run-scenario.js');
      const read = readScenarios(yaml, to);
      if ('problems' in read) throw new KairosError('damaged', `the scenario cannot be read again: ${read.problems[0]?.what ?? ''}`);
      const outcomes = [];
      for (const scenario of read.scenarios) outcomes.push(await liveScenario(scenario));
      reportOutcomes(context, outcomes, { kind: 'scenario' });
    });
}

function spanOfFile(path: string): { readonly fromMs: number; readonly toMs: number } {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const span = isTrace(text) ? spanOfTrace(text) : undefined;
  if (span) return span;
  throw new KairosError('not-found', `${path} holds no trace`, { hint: 'kairos run --once --trace FILE writes one' });
}
