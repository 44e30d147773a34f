/** `kairos activate`: says whether the agent may be active here, and with --explain why, layer by layer. It switches nothing on. */
import type { Command } from 'commander';
import { activationHere, wishesOf, type ActivationHere } from '../../desk/activation.js';
import { harmless } from '../../base/harmless-text.js';
import type { Context } from '../context.js';
import { open } from '../open.js';

interface Options {
  explain?: boolean;
  assistant?: boolean;
  json?: boolean;
}

export function addActivate(command: Command, context: Context): void {
  command
    .option('--explain', 'show each of the five layers: open or closed, why, and what opens it')
    .option('--assistant', 'as if the daemon were started with --assistant, which passes the remote gate by')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      [
        '',
        'Five layers stand between this clone and an agent that acts: flags, your own "assistant: true", trust, the policy of an organisation, and their result.',
        'With one of them closed the daemon observes, keeps the journal, recalls and dreams as ever. Without --explain the exit code is 3 where one is closed.',
        '',
        'Environment: KAIROS_FEATURES switches flags (KAIROS_BRIEF=off, -PROACTIVE, none), KAIROS_POLICY names a policy (a path, or an https address).',
        '',
        'Examples:',
        '  $ kairos activate',
        '  $ kairos activate --explain',
      ].join('\n'),
    )
    .action(async (options: Options) => {
      const { world, ws } = await open(context, { git: true, kairos: true, brief: true, quiet: options.json === true });
      const activation = await activationHere(world, ws, wishesOf(context.env, options));
      if (options.explain !== true) context.exitCode = activation.rights.active ? 0 : 3;
      if (options.json === true) return context.json(activation);
      for (const line of activationText(activation, context, options.explain === true)) context.say(line);
    });
}

function activationText({ layers, features, rights, cascade, kept }: ActivationHere, { palette }: Context, explain: boolean): string[] {
  const closed = layers.find(({ open: isOpen }) => !isOpen);
  const result =
    closed === undefined
      ? palette.green('the agent may be active here')
      : `the agent is not active here: layer ${layers.indexOf(closed) + 1} of 5, ${closed.name}, is closed: ${harmless(closed.why)}`;
  const next = closed?.todo === undefined ? [] : [palette.dim(`next: ${harmless(closed.todo)}`)];
  const refused = features.refused.map((why) => `${palette.yellow('KAIROS_FEATURES:')} ${harmless(why)}`);
  const differs = kept !== undefined && (kept.active !== rights.active || kept.on.join() !== rights.on.join());
  const restart = differs
    ? [palette.yellow('the daemon that runs here keeps what held when it started: "kairos stop", then "kairos run"')]
    : [];
  if (!explain) return [result, ...next, ...refused, ...restart];
  const rows = layers.flatMap(({ name, open: isOpen, why, todo }, n) => [
    `${n + 1}  ${name.padEnd(9)}  ${isOpen ? palette.green('open  ') : palette.yellow('closed')}  ${harmless(why)}`,
    ...(todo === undefined ? [] : [`                      ${palette.dim(`to open it: ${harmless(todo)}`)}`]),
  ]);
  const flags = Object.entries(features.flags).map(
    ([flag, { on, from }]) => `${flag.padEnd(24)}  ${on ? palette.green('on ') : 'off'}  ${palette.dim(from)}`,
  );
  const follows = cascade.map(({ name, on, means }) => `${name.padEnd(24)}  ${on ? palette.green('on ') : 'off'}  ${palette.dim(means)}`);
  return [result, '', ...rows, '', 'flags', ...flags, ...refused, '', 'what follows', ...follows, ...restart];
}
