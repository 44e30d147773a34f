/** `kairos topics`: what long-term memory holds. */
import type { Command } from 'commander';
import { KairosError } from '../../base/errors.js';
import { readTopics } from '../../memory/read-topics.js';
import { open, type Context } from '../context.js';
import { harmless } from '../../base/harmless-text.js';
import { plural } from '../print.js';

export function addTopics(program: Command, context: Context): void {
  program
    .command('topics')
    .description('list the topics of long-term memory, or print one')
    .argument('[slug]', 'a topic')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  $ kairos topics\n  $ kairos topics supported-versions')
    .action(async (slug: string | undefined, options: { json?: boolean }) => {
      const { world, ws, view } = await open(context, { quiet: options.json === true });
      const { topics, problems } = await readTopics(world, ws, view);
      for (const problem of problems)
        context.tell(`${context.palette.yellow('problem:')} ${harmless(`${problem.path}:${problem.line}: ${problem.message}`)}`);
      if (slug !== undefined) {
        const topic = topics.find((t) => t.slug === slug);
        if (!topic)
          throw new KairosError('not-found', `there is no topic "${slug}"`, {
            hint:
              topics.length > 0
                ? `kairos topics lists: ${topics.map((t) => t.slug).join(', ')}`
                : 'kairos dream --now proposes the first ones',
          });
        if (options.json === true) return context.json(topic);
        context.say(harmless(topic.text).trimEnd());
        return;
      }
      const rows = topics.map((topic) => ({
        slug: topic.slug,
        title: topic.title,
        description: topic.description,
        claims: topic.bullets.filter((b) => !b.struck).length,
        struck: topic.bullets.filter((b) => b.struck).length,
      }));
      if (options.json === true) return context.json(rows);
      if (rows.length === 0) context.say('no topics yet; "kairos dream --now" proposes the first ones');
      const width = Math.max(0, ...rows.map((r) => r.slug.length));
      for (const row of rows)
        context.say(
          `${context.palette.bold(row.slug.padEnd(width))}  ${plural(row.claims, 'claim').padStart(10)}  ${context.palette.dim(harmless(row.description))}`,
        );
    });
}
