/** The settings as a person lists and sets them: what is in effect and whose word it is, and setting one key in one of the two files. */
import { inOwnSettings } from '../activation/own-settings.js';
import { requireSetUp } from '../activation/required.js';
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import { withoutSetting, withSetting } from '../config/config-edit.js';
import { CONFIG_KEYS, type ConfigKey } from '../config/config-keys.js';
import { isApart, loadConfig, mayHold, nearestKey, refuseNewerFormat, type ConfigProblem } from '../config/config.js';
import type { World } from '../world/world.js';

/** Whose file says it: nobody's, the user's own, that of the repository. */
export type From = 'default' | 'user' | 'repository';

export interface SettingRow {
  readonly key: string;
  /** As it is written, or as the default would be; undefined where nobody sets it and `about` says what happens then. */
  readonly value: string | undefined;
  readonly from: From;
  /** What a value looks like. */
  readonly type: string;
  readonly about: string;
  readonly repositoryMay: ConfigKey['repositoryMay'];
}

/** Which file is to be written; left out: the one in which such a key usually stands. */
type Where = Exclude<From, 'default'> | undefined;

interface Written {
  /** The file, absolute. */
  readonly path: string;
  readonly where: Exclude<From, 'default'>;
  /** False: it said so already. */
  readonly changed: boolean;
  /** What holds in this work tree from now on. */
  readonly holds: SettingRow;
  /** True: another file has the last word, so that what was written has no effect here. */
  readonly isOverruled: boolean;
}

/** All keys in the order of the table, and what is wrong with the files. */
export async function settingsHere(
  world: Pick<World, 'files'>,
  ws: Workspace,
): Promise<{ readonly rows: readonly SettingRow[]; readonly problems: readonly ConfigProblem[] }> {
  const { held, problems } = await loadConfig(world, ws);
  const rows = CONFIG_KEYS.map(({ key, type, doc, repositoryMay }): SettingRow => {
    const { text, from } = held.get(key) ?? { text: undefined, from: 'default' };
    return { key, value: text, from, type, about: doc, repositoryMay };
  });
  return { rows, problems };
}

/** One of them. @throws KairosError `usage` for a key that there is not, with the one that may be meant. */
export async function settingNamed(world: Pick<World, 'files'>, ws: Workspace, key: string): Promise<SettingRow> {
  await knownKey(key);
  const { rows } = await settingsHere(world, ws);
  return rows.find((row) => row.key === key) as SettingRow;
}

/**
 * Writes one key into one file and keeps all else there, comments included.
 * @param typed the value; undefined takes the key out.
 * @throws KairosError `usage` for an unknown key, a value that is none, and one that would have no effect in the repository's file; `bad-config` for a
 * file that a person has to mend first; `no-kairos` without a file to write; `newer-format`, `not-writable`.
 */
export async function changeSetting(
  world: Pick<World, 'files'>,
  ws: Workspace,
  key: string,
  typed: string | undefined,
  wanted: Where,
): Promise<Written> {
  const known = await knownKey(key);
  const isShared = known.repositoryMay === 'alone';
  if (isShared && wanted === 'user' && typed !== undefined)
    throw new KairosError('usage', `${key} holds for files that all clones share, so it is of the repository's file alone`, {
      hint: `kairos config set ${key} ${typed} --repository`,
    });
  const where = wanted ?? (isShared || known.isOfRepository === true ? 'repository' : 'user');
  const value = typed === undefined ? undefined : valueTyped(known, typed);
  if (where === 'repository') await refuseForRepository(world, ws, known, value);
  else if (!(await isApart(world.files, ws)))
    throw new KairosError('bad-config', `${ws.userConfig} lies in the work tree and is not read`, {
      hint: 'set XDG_CONFIG_HOME to a folder outside',
    });
  if (key === 'model.script' && typeof value === 'string') await refuseScript(world, ws, value);
  const path = where === 'user' ? ws.userConfig : ws.config;
  const text = await world.files.read(path);
  const written = value === undefined ? withoutSetting(text ?? '', key) : withSetting(text, key, value);
  if (written === undefined)
    throw new KairosError('bad-config', `${path} cannot be read as settings, so nothing was changed`, {
      hint: 'mend it first: "kairos config" names the line',
    });
  const changed = written !== (text ?? '');
  const write = async (): Promise<void> => world.files.write(path, written);
  if (changed) await (where === 'user' ? inOwnSettings(ws, write) : write());
  const holds = await settingNamed(world, ws, key);
  return { path, where, changed, holds, isOverruled: value !== undefined && holds.from !== where && holds.value !== String(value) };
}

/** A script that no turn could be asked by is refused now, and not by the first turn that fails. */
async function refuseScript({ files }: Pick<World, 'files'>, ws: Workspace, path: string): Promise<void> {
  if (!(await isApart(files, { root: ws.root, userHome: path })))
    throw new KairosError('usage', `model.script: ${path} lies in the work tree ${ws.root}, where a checkout could write it`, {
      hint: 'move it to a folder outside',
    });
  if ((await files.realPath(path)) === undefined)
    throw new KairosError('usage', `model.script: there is no file ${path}`, { hint: 'write it first; FORMAT.md says how' });
}

async function knownKey(key: string): Promise<ConfigKey> {
  const known = CONFIG_KEYS.find((one) => one.key === key);
  if (known) return known;
  const { likelyNames, orText } = await import('./likely-names.js');
  const keys = CONFIG_KEYS.map((one) => one.key);
  const likely = likelyNames(key, keys);
  const meant = likely.length > 0 ? orText(likely) : nearestKey(key);
  throw new KairosError('usage', `there is no key "${key}"`, { hint: `did you mean ${meant}? kairos config lists all` });
}

/** The value as it is to be written. */
function valueTyped(known: ConfigKey, typed: string): number | string | boolean {
  const forms = /^-?\d+(?:\.\d+)?$/.test(typed)
    ? [Number(typed), typed]
    : /^(?:true|false)$/.test(typed)
      ? [typed === 'true', typed]
      : [typed];
  const value = forms.find((form) => {
    const parsed = known.parse(form);
    return parsed !== undefined && !Number.isNaN(parsed);
  });
  if (value !== undefined) return value;
  throw new KairosError('usage', `${known.key}: "${typed}" is not ${known.type}`, { hint: `kairos config get ${known.key}` });
}

/** What the repository's file may not say is refused, instead of being written and ignored. */
async function refuseForRepository(
  world: Pick<World, 'files'>,
  ws: Workspace,
  known: ConfigKey,
  value: number | string | boolean | undefined,
): Promise<void> {
  await requireSetUp(world.files, ws);
  await refuseNewerFormat(await world.files.read(ws.config));
  if (value === undefined) return;
  const own = `kairos config set ${known.key} ${value}`;
  if (known.repositoryMay === 'never')
    throw new KairosError('usage', `${known.key} is only obeyed from your own settings (${ws.userConfig})`, { hint: own });
  const parsed = known.parse(value);
  if (parsed === undefined || mayHold(known, undefined, parsed)) return;
  const rule = `a repository may only ${known.repositoryMay} it, and without settings of your own ${String(known.fallback)} holds`;
  throw new KairosError('usage', `${known.key}: ${value} would have no effect there: ${rule}`, { hint: `in your own settings: ${own}` });
}
