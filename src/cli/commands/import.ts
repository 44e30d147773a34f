/** `kairos import`: takes into the journal what people wrote down elsewhere. */
import type { Command } from 'commander';
import { harmless } from '../../base/harmless-text.js';
import { KairosError } from '../../base/errors.js';
import { isoTime, utcDay } from '../../dates/day.js';
import { importNow, type ImportResult, type ImportWish } from '../../desk/import.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import { clip, plural } from '../print.js';
import { progressOf } from '../progress.js';
import { withSlashes } from '../typed-path.js';

interface Options {
  dryRun?: boolean;
  json?: boolean;
}

/** Fewer are read before a bar could be looked at. */
const PROGRESS_FILES = 100;
const SHOWN_MOST = 20;
const SHOWN_MOST_DRY = 200;

export function addImport(command: Command, context: Context): void {
  command
    .argument('<what...>', 'claude-memory, agents-md, adr [folder], or files and folders of Markdown')
    .option('--dry-run', 'show what would come, and write nothing')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\n  claude-memory  what Claude Code noted for itself of this repository\n  agents-md      the rules in CLAUDE.md and AGENTS.md\n  adr [folder]   decision records\n  a path         notes in Markdown, those of Basic Memory too; write ./adr for a folder of that name\n\nEntries have the date of what they say: that in the front matter, in the text of a record or in the name of the file, else that of the last commit, else\nof the file. Twice gives nothing new; an edited note gives one entry in place of the old one, and so does a\nrule or a note that was taken out. Links are not followed.\n\nExamples:\n  $ kairos import --dry-run agents-md\n  $ kairos import adr docs/decisions\n  $ kairos import ~/notes/parser',
    )
    .action(async (words: string[], options: Options) => {
      const wish = wishOf(words);
      const opened = await open(context, { git: true, kairos: true, quiet: options.json === true });
      const progress = progressOf(context, 'reading', 'files', options.json !== true);
      const isDry = options.dryRun === true;
      try {
        const result = await importNow(opened, withSlashes(context.cwd), wish, {
          isDry,
          signal: context.signal,
          onProgress: (done, total) => {
            if (total >= PROGRESS_FILES) progress.show(done, total);
          },
        });
        progress.end();
        if (result.refused.length > 0 && result.fresh.length + result.takenOut.length + result.known === 0) context.exitCode = 1;
        if (options.json === true) context.json(resultJson(result, isDry));
        else tell(context, result, isDry);
      } finally {
        progress.end();
      }
    });
}

/** @throws KairosError `usage` for words that leave open what is meant. */
function wishOf(words: readonly string[]): ImportWish {
  const [what = '', ...rest] = words;
  if (what === 'claude-memory' || what === 'agents-md') {
    if (rest.length === 0) return { what };
    throw new KairosError('usage', `${what} stands alone`, { hint: `kairos import ${what}, then kairos import ${rest.join(' ')}` });
  }
  if (what !== 'adr') return { what: 'paths', paths: words.map((word) => withSlashes(word)) };
  if (rest.length > 1) throw new KairosError('usage', 'adr takes one folder', { hint: 'kairos import adr docs/decisions' });
  return { what, folder: rest[0] === undefined ? undefined : withSlashes(rest[0]) };
}

function tell(context: Context, result: ImportResult, isDry: boolean): void {
  const { palette, columns } = context;
  const { fresh, takenOut, written, known, refused, passed, secretsReplaced } = result;
  const most = isDry ? SHOWN_MOST_DRY : SHOWN_MOST;
  for (const { unit, draft, inPlaceOf } of fresh.slice(0, most)) {
    const status = unit.status === undefined ? '' : ` (${unit.status})`;
    const section = unit.section === undefined ? '' : `, ${unit.section}`;
    const place = `${unit.file.shown}${section}${inPlaceOf === undefined ? '' : `, in place of ^${inPlaceOf}`}`;
    const [line = ''] = draft.text.split('\n');
    const head = `${utcDay(draft.atMs)} ${unit.file.source.padEnd(6)} `;
    context.say(`${palette.dim(head)}${clip(harmless(`${line}${status}`), columns - head.length)}`);
    context.say(palette.dim(`${' '.repeat(head.length)}${clip(harmless(place), columns - head.length)}`));
  }
  if (fresh.length > most) context.say(palette.dim(`and ${plural(fresh.length - most, 'more entry', 'more entries')}`));
  for (const { draft, inPlaceOf } of takenOut.slice(0, most)) {
    const head = `${utcDay(draft.atMs)} ${'gone'.padEnd(6)} `;
    context.say(`${palette.dim(head)}${clip(harmless(draft.text.split('\n', 1)[0] ?? ''), columns - head.length)}`);
    context.say(palette.dim(`${' '.repeat(head.length)}in place of ^${inPlaceOf}`));
  }
  if (takenOut.length > most) context.say(palette.dim(`and ${plural(takenOut.length - most, 'more', 'more')} that are gone`));
  for (const { path, why } of refused.slice(0, most)) context.tell(`${palette.yellow('not read:')} ${harmless(path)} ${harmless(why)}`);
  if (refused.length > most) context.tell(palette.dim(`and ${plural(refused.length - most, 'more file')} not read; --json names all`));
  if (passed > 0) context.tell(palette.dim(`${plural(passed, 'file that is', 'files that are')} no Markdown passed over`));
  const count = isDry ? fresh.length + takenOut.length : written.length;
  const verb = isDry ? 'would be imported' : 'imported';
  const done = count === 0 ? 'nothing new' : `${plural(count, 'entry', 'entries')} ${verb}`;
  const secrets = secretsReplaced === 0 ? '' : `, ${plural(secretsReplaced, 'secret')} replaced`;
  context.say(`${done}${known === 0 ? '' : `, ${known} known already`}${secrets}`);
  if (!isDry && written.length < fresh.length + takenOut.length && context.signal.aborted)
    context.tell(`${palette.yellow('interrupted')}: the same command goes on from here`);
}

function resultJson({ fresh, takenOut, written, known, refused, passed, secretsReplaced }: ImportResult, isDry: boolean): unknown {
  const places = new Map(written.map(({ id, source }) => [id, `${source.path}:${source.line}`]));
  const entries = fresh.filter(({ draft }) => isDry || places.has(draft.id));
  return {
    imported: entries.map(({ unit, draft, inPlaceOf }) => ({
      id: draft.id,
      at: isoTime(draft.atMs),
      text: draft.text,
      from: unit.file.shown,
      as: unit.file.source,
      ...(unit.section !== undefined && { section: unit.section }),
      ...(unit.status !== undefined && { status: unit.status }),
      ...(inPlaceOf !== undefined && { inPlaceOf }),
      ...(places.has(draft.id) && { source: places.get(draft.id) }),
    })),
    takenOut: takenOut
      .filter(({ draft }) => isDry || places.has(draft.id))
      .map(({ path, section, inPlaceOf, draft }) => ({
        id: draft.id,
        at: isoTime(draft.atMs),
        text: draft.text,
        from: path,
        ...(section !== undefined && { section }),
        inPlaceOf,
        ...(places.has(draft.id) && { source: places.get(draft.id) }),
      })),
    known,
    refused,
    passed,
    secretsReplaced,
    dryRun: isDry,
  };
}
