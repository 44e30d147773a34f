/** `kairos check`: what a dream's branch makes of the memory, against its base; for CI. Exit code 1 with findings. */
import type { Command } from 'commander';
import { shortId } from '../../base/git-objects.js';
import { harmless } from '../../base/harmless-text.js';
import type { Outcome } from '../../base/outcome.js';
import { CHECKS, checkBranch, type CheckReport, type Finding } from '../../desk/check.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import { reportOutcomes } from '../outcomes.js';

interface Options {
  base?: string;
  json?: boolean;
  junit?: string;
}

export function addCheck(command: Command, context: Context): void {
  command
    .argument('[branch]', "a dream's branch or id, or a revision; left out: the open dream, else what is checked out")
    .option('--base <branch>', 'what it is to land on; left out: the base of dreams, else the default branch of the remote')
    .option('--json', 'print a line of JSON for each check')
    .option('--junit <file>', "write a report in JUnit's XML, too")
    .addHelpText(
      'after',
      "\nIt compares the branch with its base and fails with exit code 1 where a probe is answered no more, MEMORY.md is too large or\ndiffers from what the topics give, a claim cites nothing that stands, what is protected or a person's own text is changed, a\ntopic loses more than a quarter, hidden text or a secret shows, or a later dream would change what this one settles. Probes and\nsettings are those of the base. In a clone of CI it says what cannot be judged there.\n\nExamples:\n  $ kairos check\n  $ kairos check HEAD --base origin/main --junit check.xml",
    )
    .action(async (branch: string | undefined, options: Options) => {
      const json = options.json === true;
      const { world, ws, view, config } = await open(context, { git: true, brief: true, quiet: json });
      const report = await checkBranch({ world, ws, view, config }, { branch, base: options.base });
      if (!json) say(context, report);
      const { junit } = options;
      if (report.landed && !json && junit === undefined) return;
      reportOutcomes(context, outcomesOf(report), { kind: 'check', json, ...(junit !== undefined && { junit }) });
    });
}

function say({ say: line, palette }: Context, { branch, base, landed }: CheckReport): void {
  line(palette.dim(harmless(`${branch.name} at ${shortId(branch.commit)} against ${base.name} at ${shortId(base.commit)}`)));
  if (landed) line(harmless(`${base.name} has all of it: nothing to check`));
}

function outcomesOf({ landed, findings, notJudged }: CheckReport): Outcome[] {
  if (landed) return [];
  const skipped = notJudged.map(({ check, why }): Outcome => ({ name: check, outcome: 'skipped', difference: { what: why } }));
  const said = new Set<string>([...findings.map(({ check }) => check), ...notJudged.map(({ check }) => check)]);
  const passed = CHECKS.filter((check) => !said.has(check)).map((name): Outcome => ({ name, outcome: 'passed' }));
  return [...passed, ...skipped, ...findings.map(failed)];
}

function failed({ check, subject, message, path, line, hint }: Finding): Outcome {
  const at = path === undefined ? {} : { at: { path, ...(line !== undefined && { line }) } };
  return { name: `${check}: ${subject}`, outcome: 'failed', difference: { what: message, ...at, ...(hint !== undefined && { hint }) } };
}
