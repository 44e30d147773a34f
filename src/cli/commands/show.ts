/**
 * `kairos show` prints an entry or claim in full; `kairos blame` prints where a claim comes from, down to the commits. Both take an id, a commit or a path.
 */
import { shellWord } from '../../base/shell-word.js';
import { isoTime } from '../../dates/day.js';
import type { Command } from 'commander';
import { ask, type Answered } from '../../desk/ask.js';
import { citing, evidenceOf, findWhole, NOWHERE, type Evidence, type Found } from '../../desk/find.js';
import { diskLookup, type Lookup } from '../../desk/lookup.js';
import { questionFrom } from '../../desk/question.js';
import { setUpHint } from '../../desk/set-up-hint.js';
import { addressed } from '../../desk/typed-address.js';
import type { InboxMessage } from '../../desk/inbox.js';
import type { Entry } from '../../desk/log.js';
import type { Context } from '../context.js';
import { answerJson, sayAnswer } from '../answer-text.js';
import { open } from '../open.js';
import type { Opened } from '../opened.js';
import { KairosError } from '../../base/errors.js';
import { harmless } from '../../base/harmless-text.js';
import { entryJson } from '../entry-json.js';
import { messageJson } from '../message-json.js';

export function addShow(command: Command, context: Context): void {
  command
    .argument('<address>', 'an id (^k81m2pp0zd), of a message of the agent, too; a commit (3f2a91c, HEAD~2, v1.0), or a path')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nOf a path it lists what touched or names it, the newest first.\n\nExamples:\n  $ kairos show k81m2pp0zd\n  $ kairos show HEAD~2\n  $ kairos show src/parser.ts',
    )
    .action(async (typed: string, options: { json?: boolean }) => {
      const opened = await open(context, { brief: true, quiet: options.json === true });
      const { world, ws, view } = opened;
      const found = await addressed(world, ws, diskLookup(world, ws, view), context.cwd, typed);
      if (found.is === 'path') {
        const answered = await about(context, opened, { path: found.path });
        return options.json === true
          ? context.json(answerJson('', answered))
          : sayAnswer(context, '', answered, { nowMs: world.clock.now(), explain: false });
      }
      if (found.is === 'message')
        return options.json === true ? context.json(messageJson(found.message)) : printMessageWhole(context, found.message);
      if (options.json === true)
        return context.json(found.is === 'entry' ? entryJson(found.entry) : { ...found.bullet, topic: found.topic.slug });
      if (found.is === 'entry') printEntryWhole(context, found.entry);
      else printBullet(context, found);
    });
}

export function addBlame(command: Command, context: Context): void {
  command
    .argument('<address>', 'a claim of a topic or an entry by its id, a commit, or a path')
    .option('--json', 'print as JSON; of a path a claim a line')
    .addHelpText(
      'after',
      '\nOf a path it traces the claims that are about it.\n\nExamples:\n  $ kairos blame k9x0aa1b2c\n  $ kairos blame 3f2a91c\n  $ kairos blame src/parser.ts',
    )
    .action(async (typed: string, options: { json?: boolean }) => {
      const opened = await open(context, { brief: true, quiet: options.json === true });
      const { world, ws, view } = opened;
      const lookup = diskLookup(world, ws, view);
      const found = await addressed(world, ws, lookup, context.cwd, typed);
      if (found.is === 'message')
        throw new KairosError('not-found', `^${found.message.id} is a message of the agent, which nothing is traced from`, {
          hint: `kairos show ^${found.message.id}`,
        });
      const all = found.is === 'path' ? await claimsAbout(context, opened, lookup, found.path) : [found];
      const blamed = await Promise.all(all.map(async (one) => ({ found: one, origin: await originOf(lookup, one) })));
      if (options.json === true) {
        const rows = blamed.map(({ found: one, origin }) => blameJson(one, origin));
        return context.json(found.is === 'path' ? rows : rows[0]);
      }
      if (blamed.length === 0)
        context.say(
          (await setUpHint(world, ws)) ??
            `no claim is about ${harmless(typed)}; "kairos show ${harmless(shellWord(typed))}" lists what happened to it`,
        );
      for (const { found: one, origin } of blamed) printOrigin(context, one, origin);
    });
}

async function about(context: Context, { world, ws, view, config }: Opened, filters: { path: string; tier?: 'ltm' }): Promise<Answered> {
  return ask(world, ws, view, questionFrom('', filters), { config, cwd: context.cwd, wordsOnly: true });
}

async function claimsAbout(context: Context, opened: Opened, lookup: Lookup, path: string): Promise<Found[]> {
  const { hits } = await about(context, opened, { path, tier: 'ltm' });
  return Promise.all(hits.map(async ({ id }) => findWhole(lookup, id)));
}

/** Where a claim or an entry comes from. */
interface Origin {
  readonly cited: readonly Record<string, unknown>[];
  readonly citedBy: readonly string[];
  readonly commits: readonly string[];
}

async function originOf(lookup: Lookup, found: Found): Promise<Origin> {
  const cited = found.is === 'claim' ? (await evidenceOf(lookup, found.bullet)).map(evidenceJson) : [entryJson(found.entry)];
  const citedBy = (await citing(lookup, found.id)).map(({ source, id }) => (id === undefined ? source : `${source} ^${id}`));
  return { cited, citedBy, commits: found.is === 'claim' ? found.bullet.commits : [] };
}

function blameJson(found: Found, { cited, citedBy, commits }: Origin): Record<string, unknown> {
  const claim = found.is === 'claim' ? found : undefined;
  return { id: found.id, claim: claim?.bullet.text ?? null, topic: claim?.topic.slug ?? null, commits, evidence: cited, citedBy };
}

function printOrigin(context: Context, found: Found, { cited, citedBy, commits }: Origin): void {
  const { palette } = context;
  if (found.is === 'claim') printBullet(context, found);
  if (cited.length > 0) context.say(palette.bold('evidence'));
  for (const row of cited) {
    context.say(
      `  ${palette.cyan(`^${String(row['id'])}`)} ${palette.dim(`${String(row['at'])} ${String(row['kind'])} ${String(row['source'])}`)}`,
    );
    for (const line of harmless(String(row['text'])).split('\n')) context.say(`    ${line}`);
  }
  for (const commit of commits) context.say(palette.dim(`  git show ${commit}`));
  for (const place of citedBy) context.say(`cited by ${harmless(place)}`);
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

function printMessageWhole({ say, palette }: Context, { id, kind, atMs, refs, text }: InboxMessage): void {
  const about = refs.length === 0 ? '' : `, on ${refs.map((ref) => `^${ref}`).join(' ')}`;
  say(`${palette.cyan(`^${id}`)} message of the agent ${isoTime(atMs)} ${palette.dim(`${kind}, in "kairos inbox --all"${about}`)}`);
  for (const line of harmless(text).split('\n')) say(`  ${line}`);
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
