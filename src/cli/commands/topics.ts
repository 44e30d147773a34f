/** `kairos topics`: lists the topics of long-term memory, or prints one. */
import type { Command } from 'commander';
import type { Problem } from '../../desk/log.js';
import { listTopics, topicNamed } from '../../desk/topics.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import { harmless } from '../../base/harmless-text.js';
import { plural } from '../print.js';

export function addTopics(command: Command, context: Context): void {
  command
    .argument('[slug]', 'a topic')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  $ kairos topics\n  $ kairos topics supported-versions')
    .action(async (slug: string | undefined, options: { json?: boolean }) => {
      const { world, ws, view } = await open(context, { refs: 'own', quiet: options.json === true });
      if (slug !== undefined) {
        const { topic, problems } = await topicNamed(world, ws, view, slug);
        tellProblems(context, problems);
        if (options.json === true) return context.json(topic);
        return context.say(harmless(topic.text).trimEnd());
      }
      const { rows, problems } = await listTopics(world, ws, view);
      tellProblems(context, problems);
      if (options.json === true) return context.json(rows);
      if (rows.length === 0) context.say('no topics yet; "kairos dream --now" proposes the first ones');
      const width = Math.max(0, ...rows.map((r) => r.slug.length));
      for (const row of rows)
        context.say(
          `${context.palette.bold(row.slug.padEnd(width))}  ${plural(row.claims, 'claim').padStart(10)}  ${context.palette.dim(harmless(row.description))}`,
        );
    });
}

function tellProblems({ palette, tell }: Context, problems: readonly Problem[]): void {
  for (const { path, line, message } of problems) tell(`${palette.yellow('problem:')} ${harmless(`${path}:${line}: ${message}`)}`);
}
