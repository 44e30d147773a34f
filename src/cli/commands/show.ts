/** `kairos show` prints an entry or claim in full; `kairos blame` prints where a claim comes from, down to the commits. */
import { isoTime } from '../../dates/day.js';
import type { Command } from 'commander';
import { citing, evidenceOf, find, NOWHERE, type Evidence, type Found } from '../../desk/find.js';
import { diskLookup } from '../../desk/lookup.js';
import type { Entry } from '../../desk/log.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import { bareId } from '../../base/ids.js';
import { harmless } from '../../base/harmless-text.js';
import { entryJson } from '../entry-json.js';

export function addShow(command: Command, context: Context): void {
  command
    .argument('<id>', 'its id: ^k81m2pp0zd')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  $ kairos show ^k81m2pp0zd')
    .action(async (given: string, options: { json?: boolean }) => {
      const { world, ws, view } = await open(context, { refs: 'own', quiet: options.json === true });
      const found = await find(diskLookup(world, ws, view), bareId(given));
      if (options.json === true)
        return context.json(found.is === 'entry' ? entryJson(found.entry) : { ...found.bullet, topic: found.topic.slug });
      if (found.is === 'entry') printEntryWhole(context, found.entry);
      else printBullet(context, found);
    });
}

export function addBlame(command: Command, context: Context): void {
  command
    .argument('<id>', 'a claim of a topic, or an entry')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  $ kairos blame ^k9x0aa1b2c')
    .action(async (given: string, options: { json?: boolean }) => {
      const { world, ws, view } = await open(context, { refs: 'own', quiet: options.json === true });
      const lookup = diskLookup(world, ws, view);
      const found = await find(lookup, bareId(given));
      const claim = found.is === 'claim' ? found : undefined;
      const cited = found.is === 'claim' ? (await evidenceOf(lookup, found.bullet)).map(evidenceJson) : [entryJson(found.entry)];
      const citedBy = (await citing(lookup, found.id)).map(({ source, id }) => (id === undefined ? source : `${source} ^${id}`));
      const commits = claim?.bullet.commits ?? [];
      if (options.json === true)
        return context.json({
          id: found.id,
          claim: claim?.bullet.text ?? null,
          topic: claim?.topic.slug ?? null,
          commits,
          evidence: cited,
          citedBy,
        });
      if (claim) printBullet(context, claim);
      if (cited.length > 0) context.say(context.palette.bold('evidence'));
      for (const row of cited) {
        context.say(
          `  ${context.palette.cyan(`^${String(row['id'])}`)} ${context.palette.dim(`${String(row['at'])} ${String(row['kind'])} ${String(row['source'])}`)}`,
        );
        for (const line of harmless(String(row['text'])).split('\n')) context.say(`    ${line}`);
      }
      for (const commit of commits) context.say(context.palette.dim(`  git show ${commit}`));
      for (const place of citedBy) context.say(`cited by ${harmless(place)}`);
    });
}

/** One cited entry; only its id if this clone does not have it. */
function evidenceJson(evidence: Evidence): Record<string, unknown> {
  switch (evidence.in) {
    case 'journal':
      return entryJson(evidence.entry);
    case 'report': {
      const { id, atMs, kind, text, origin, source } = evidence;
      return { id, at: isoTime(atMs), kind, text, origin, source };
    }
    case 'nowhere':
      return { id: evidence.id, at: '', kind: 'unknown', text: NOWHERE, origin: 'external', source: '' };
  }
}

function printEntryWhole(context: Context, entry: Entry): void {
  const who = entry.actor === undefined ? entry.kind : `${entry.kind}@${entry.actor}`;
  context.say(
    `${context.palette.cyan(`^${entry.id}`)} ${harmless(who)} ${isoTime(entry.atMs)} ${context.palette.dim(`${harmless(entry.source.path)}:${entry.source.line}, origin ${entry.origin}`)}`,
  );
  for (const line of harmless(entry.text).split('\n')) context.say(`  ${line}`);
}

function printBullet(context: Context, { topic, bullet }: Extract<Found, { is: 'claim' }>): void {
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
