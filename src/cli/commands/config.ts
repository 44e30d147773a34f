/** `kairos config`: lists the settings with whose word each is, and sets one without losing a comment. It changes no file but the one that it names. */
import type { Command } from 'commander';
import { changeSetting, settingNamed, settingsHere, type SettingRow } from '../../desk/settings.js';
import { openWorld, type OpenedWorld } from '../../compose.js';
import { KairosError } from '../../base/errors.js';
import { harmless } from '../../base/harmless-text.js';
import type { Context } from '../context.js';
import { sayProblems } from '../found-text.js';
import { wrapped } from '../print.js';

interface Place {
  mine?: boolean;
  repository?: boolean;
}

const FROM = { default: 'default', user: 'your settings', repository: 'this repository' } as const;
const MAY = {
  set: "A repository's file may set it where you have not.",
  raise: "A repository's file may only raise it.",
  lower: "A repository's file may only lower it.",
  never: "It is only obeyed from your own settings, never from a repository's file.",
  alone: "It is only obeyed from the repository's file, since files that all clones share are made by it.",
} as const;
const WIDTH_USUAL = 100;
/** Longer values (an address) stand out of the column. */
const VALUE_COLUMNS = 17;

export function addConfig(command: Command, context: Context): void {
  command.addHelpText(
    'after',
    '\nYour own settings hold in all your repositories; the file .kairos/config.yaml of a repository can only narrow them.\n\nExamples:\n  $ kairos config\n  $ kairos config get tick.interval\n  $ kairos config set recall.embedder none\n  $ kairos config set dream.base main',
  );
  addReading(command, context);
  addWriting(command, context);
}

function addReading(command: Command, context: Context): void {
  command
    .command('list', { isDefault: true })
    .description('list all keys, what is in effect, and whose word it is')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  $ kairos config list')
    .action(async ({ json }: { json?: boolean }) => {
      const { world, ws, problems } = await openAnywhere(context);
      const { rows } = await settingsHere(world, ws);
      if (json === true) return context.json({ settings: rows, problems });
      const width = Math.max(...rows.map(({ key }) => key.length));
      for (const row of rows) {
        const value = harmless(valueText(row) ?? '-').padEnd(VALUE_COLUMNS);
        context.say(`${row.key.padEnd(width)}  ${value}  ${context.palette.dim(FROM[row.from])}`);
      }
      context.tell(context.palette.dim(`your settings: ${harmless(ws.userConfig)}\n"kairos config get KEY" tells what a key does`));
      sayProblems(context, problems);
    });
  command
    .command('get')
    .description('print what is in effect for a key, and what the key does')
    .argument('<key>', 'such as tick.interval')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nThe value alone is on standard output.\n\nExample:\n  $ kairos config get tick.interval')
    .action(async (key: string, { json }: { json?: boolean }) => {
      const { world, ws } = await openAnywhere(context);
      const row = await settingNamed(world, ws, key);
      if (json === true) return context.json(row);
      context.say(harmless(row.value ?? ''));
      tellOf(context, row);
    });
}

function addWriting(command: Command, context: Context): void {
  const places = (child: Command): Command =>
    child
      .option('--mine', 'in your own settings, for all your repositories (usual, but for dream.base)')
      .option('--repository', 'in .kairos/config.yaml of this repository, for all who work in it')
      .option('--json', 'print as JSON');
  places(command.command('set').description('set a key; everything else in the file stays, comments too'))
    .argument('<key>', 'such as tick.interval')
    .argument('<value>', 'such as 5m')
    .addHelpText('after', '\nExamples:\n  $ kairos config set tick.interval 5m\n  $ kairos config set dream.minHours 48 --repository')
    .action(async (key: string, value: string, options: Place & { json?: boolean }) => write(context, key, value, options));
  places(command.command('unset').description('take a key out of the file, so that the next one down holds'))
    .argument('<key>', 'such as tick.interval')
    .addHelpText('after', '\nExample:\n  $ kairos config unset tick.interval')
    .action(async (key: string, options: Place & { json?: boolean }) => write(context, key, undefined, options));
}

async function write(context: Context, key: string, value: string | undefined, options: Place & { json?: boolean }): Promise<void> {
  if (options.mine === true && options.repository === true) throw new KairosError('usage', '--mine and --repository exclude each other');
  const where = options.mine === true ? 'user' : options.repository === true ? 'repository' : undefined;
  const { world, ws } = await openAnywhere(context);
  const written = await changeSetting(world, ws, key, value, where);
  if (options.json === true) return context.json(written);
  context.say(writtenText(key, value, written));
  const { holds } = written;
  const inEffect = `${harmless(valueText(holds) ?? 'nothing')} (${FROM[holds.from]})`;
  if (written.isOverruled)
    context.tell(`${context.palette.yellow('overruled:')} in effect here is ${inEffect}. ${MAY[holds.repositoryMay]}`);
  else if (value === undefined) context.say(`in effect here is ${inEffect}`);
  if (written.where === 'repository' && written.changed) context.tell(context.palette.dim('commit that file, so that others have it, too'));
}

function writtenText(key: string, value: string | undefined, { changed, path }: { changed: boolean; path: string }): string {
  if (value === undefined) return `${changed ? `took ${key} out of` : `there is no ${key} in`} ${harmless(path)}`;
  return `${changed ? 'wrote' : 'stands already:'} ${key}: ${harmless(value)} ${changed ? 'into' : 'in'} ${harmless(path)}`;
}

/** With the unit, where the value is a number of a key that also takes one with a unit. */
function valueText({ value, type }: Pick<SettingRow, 'value' | 'type'>): string | undefined {
  const unit = /^(milliseconds|seconds|minutes|hours|days)\b/.exec(type)?.[1];
  return value === undefined || unit === undefined || !/^[\d.]+$/.test(value) ? value : `${value} ${unit}`;
}

function tellOf({ tell, palette, columns }: Context, { from, type, about, repositoryMay }: SettingRow): void {
  const text = `${FROM[from]}. ${about} A value is: ${type}. ${MAY[repositoryMay]}`;
  for (const line of wrapped(text, Number.isFinite(columns) ? columns : WIDTH_USUAL)) tell(palette.dim(line));
}

async function openAnywhere({ cwd, env }: Context): Promise<OpenedWorld> {
  return openWorld({ cwd, env, anywhere: true });
}
