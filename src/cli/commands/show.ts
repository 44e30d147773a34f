/** `kairos show` and `kairos blame`: one entry or claim whole; and where a claim comes from, down to the commits. */
import { isoTime } from '../../dates/day.js';
import type { Command } from 'commander';
import { KairosError } from '../../base/errors.js';
import { readReports } from '../../dream/report/reports.js';
import type { Entry } from '../../memory/entry.js';
import { readEntries, readTopics } from '../../memory/store.js';
import type { Topic, TopicBullet } from '../../memory/topic.js';
import { open, type Context } from '../context.js';
import type { Opened } from '../opened.js';
import { bareId } from '../../base/bare-id.js';
import { harmless } from '../../base/harmless-text.js';
import { jsonEntry } from './log.js';

export function addShow(program: Command, context: Context): void {
  program
    .command('show')
    .description('print one entry or claim whole')
    .argument('<id>', 'its id: ^k81m2pp0zd')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  $ kairos show ^k81m2pp0zd')
    .action(async (given: string, options: { json?: boolean }) => {
      const found = await find(await open(context, { quiet: options.json === true }), bareId(given));
      if (options.json === true) return context.json(found.entry ? jsonEntry(found.entry) : { ...found.bullet, topic: found.topic?.slug });
      if (found.entry) printEntryWhole(context, found.entry);
      if (found.bullet && found.topic) printBullet(context, found.topic, found.bullet);
    });
}

export function addBlame(program: Command, context: Context): void {
  program
    .command('blame')
    .description('print where a claim comes from: its entries and commits, verbatim')
    .argument('<id>', 'a claim of a topic, or an entry')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  $ kairos blame ^k9x0aa1b2c')
    .action(async (given: string, options: { json?: boolean }) => {
      const opened = await open(context, { quiet: options.json === true });
      const id = bareId(given);
      const { bullet, topic, entry } = await find(opened, id);
      const cited = bullet ? await evidenceOf(opened, bullet) : entry ? [jsonEntry(entry)] : [];
      const citedBy = await topicsCiting(opened, bullet ? id : (entry?.id ?? id));
      if (options.json === true)
        return context.json({
          id,
          claim: bullet?.text ?? null,
          topic: topic?.slug ?? null,
          commits: bullet?.commits ?? [],
          evidence: cited,
          citedBy,
        });
      if (bullet && topic) printBullet(context, topic, bullet);
      if (cited.length > 0) context.say(context.palette.bold('evidence'));
      for (const row of cited) {
        context.say(
          `  ${context.palette.cyan(`^${String(row['id'])}`)} ${context.palette.dim(`${String(row['at'])} ${String(row['kind'])} ${String(row['source'])}`)}`,
        );
        for (const line of harmless(String(row['text'])).split('\n')) context.say(`    ${line}`);
      }
      for (const commit of bullet?.commits ?? []) context.say(context.palette.dim(`  git show ${commit}`));
      for (const place of citedBy) context.say(`cited by ${harmless(place)}`);
    });
}

async function find({ world, ws, view }: Opened, id: string): Promise<{ entry?: Entry; bullet?: TopicBullet; topic?: Topic }> {
  const { topics } = await readTopics(world, ws, view);
  for (const topic of topics) {
    const bullet = topic.bullets.find((b) => b.id === id || b.address === id);
    if (bullet) return { bullet, topic };
  }
  const { entries } = await readEntries(world, ws, view);
  const matches = entries.filter((e) => e.id === id);
  const entry =
    matches[0] ??
    onlyOne(
      entries.filter((e) => e.id.startsWith(id)),
      id,
    );
  if (!entry) throw new KairosError('not-found', `there is no entry or claim ^${id}`, { hint: 'kairos recall WORDS shows ids' });
  return { entry };
}

function onlyOne(entries: readonly Entry[], id: string): Entry | undefined {
  if (entries.length > 1)
    throw new KairosError('not-found', `^${id} is the beginning of ${entries.length} ids`, {
      hint: entries
        .slice(0, 3)
        .map((e) => `kairos show ^${e.id}`)
        .join(', '),
    });
  return entries[0];
}

/** The cited entries: from the journal where it stands there, else as the dream's report quotes it. */
async function evidenceOf(opened: Opened, bullet: TopicBullet): Promise<Record<string, unknown>[]> {
  const { world, ws, view } = opened;
  const { entries } = await readEntries(world, ws, view);
  const known = new Map(entries.map((e) => [e.id, e]));
  const missing = bullet.entries.filter((id) => !known.has(id));
  const quoted = missing.length > 0 ? await readReports(world, ws, view) : [];
  return bullet.entries.map((id) => {
    const entry = known.get(id);
    if (entry) return jsonEntry(entry);
    for (const report of quoted) {
      const evidence = report.candidates.flatMap((c) => c.evidence).find((e) => e.id === id);
      if (evidence)
        return {
          id,
          at: isoTime(evidence.atMs),
          kind: evidence.kind,
          text: evidence.text,
          origin: evidence.origin,
          source: `dreams/${report.file}`,
        };
    }
    return {
      id,
      at: '',
      kind: 'unknown',
      text: 'stands neither in the journal of this clone nor in a report',
      origin: 'external',
      source: '',
    };
  });
}

async function topicsCiting({ world, ws, view }: Opened, id: string): Promise<string[]> {
  const { topics } = await readTopics(world, ws, view);
  return topics.flatMap((t) =>
    t.bullets
      .filter((b) => b.entries.includes(id) || b.supersededBy === id)
      .map((b) => `topics/${t.slug}.md:${b.line}${b.id === undefined ? '' : ` ^${b.id}`}`),
  );
}

function printEntryWhole(context: Context, entry: Entry): void {
  const who = entry.actor === undefined ? entry.kind : `${entry.kind}@${entry.actor}`;
  context.say(
    `${context.palette.cyan(`^${entry.id}`)} ${harmless(who)} ${isoTime(entry.atMs)} ${context.palette.dim(`${harmless(entry.source.path)}:${entry.source.line}, origin ${entry.origin}`)}`,
  );
  for (const line of harmless(entry.text).split('\n')) context.say(`  ${line}`);
}

function printBullet(context: Context, topic: Topic, bullet: TopicBullet): void {
  context.say(
    `${context.palette.cyan(`^${bullet.id ?? bullet.address}`)} ${context.palette.dim(`topics/${topic.slug}.md:${bullet.line}`)}`,
  );
  const text = harmless(bullet.text);
  context.say(`  ${bullet.struck ? context.palette.strike(text) : text}`);
  if (bullet.supersededBy !== undefined)
    context.say(context.palette.yellow(`  superseded ${bullet.supersededOn ?? ''} by ^${bullet.supersededBy}`));
  if (bullet.entries.length > 0 || bullet.commits.length > 0)
    context.say(context.palette.dim(`  cites ${[...bullet.entries.map((e) => `^${e}`), ...bullet.commits].join(' ')}`));
}
