/**
 * Reads the repository's and the user's `config.yaml`. A repository's file can only narrow what the user allows. Nothing is ignored silently:
 * each key without effect is reported as a problem with its line. It never writes.
 */
import { memo } from '../base/memo.js';
import { compareText } from '../base/order.js';
import { CONFIG_KEYS, configOf, POWER_SECTIONS, type ConfigKey } from './config-keys.js';
import type { Config } from './config-shape.js';
import { KairosError } from '../base/errors.js';
import { plainLeaves, type Leaf, type LeavesOf } from './config-leaves.js';
import type { Workspace } from '../base/workspace.js';
import type { Files } from '../world/files.js';
import type { World } from '../world/world.js';

export type { Config } from './config-shape.js';

/** The newest `format` that this version reads and writes. */
export const FORMAT = 1;

export type ConfigProblemCode = 'syntax' | 'no-format' | 'newer-format' | 'unknown-key' | 'bad-value' | 'grants-power' | 'widens';

export interface ConfigProblem {
  readonly code: ConfigProblemCode;
  /** The file as the caller named it. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly message: string;
  readonly hint?: string;
}

export interface ConfigPaths {
  readonly repository: string;
  readonly user: string;
}

/** The value of one key that is in effect, and which file says so. */
export interface Held {
  /** In the unit of `Config`; undefined: nobody sets it, and the key has no value of its own. */
  readonly value: number | string | undefined;
  /** As it was written. */
  readonly text: string | undefined;
  readonly from: 'default' | 'user' | 'repository';
  /** Where it stands; left out for a default. */
  readonly line?: number;
}

const DEFAULT_PATHS: ConfigPaths = { repository: '.kairos/config.yaml', user: '$XDG_CONFIG_HOME/kairos/config.yaml' };

/**
 * The config in effect, and everything that is wrong with the files. Never throws: where a value cannot be used, the next one takes effect
 * (repository over user for keys that it narrows, user over default).
 * @param leavesOf reads the keys of a text. @param repositoryText undefined if there is no file.
 */
export function resolveConfig(
  leavesOf: LeavesOf,
  repositoryText?: string,
  userText?: string,
  paths: ConfigPaths = DEFAULT_PATHS,
): { config: Config; problems: readonly ConfigProblem[]; held: ReadonlyMap<string, Held> } {
  const user = readValues(leavesOf, userText, paths.user, false);
  const repository = readValues(leavesOf, repositoryText, paths.repository);
  const problems = [...user.problems, ...repository.problems];
  const report = (code: ConfigProblemCode, setting: Setting, message: string, hint: string): void =>
    void problems.push({ code, path: paths.repository, line: setting.line, message, hint });

  const held = new Map<string, Held>();
  for (const known of CONFIG_KEYS) {
    const usersSetting = user.settings.get(known.key);
    const users = known.repositoryMay === 'alone' ? undefined : usersSetting?.value;
    if (usersSetting !== undefined && users === undefined) problems.push(sharedOnly(known.key, usersSetting, paths));
    const below = users ?? known.fallback;
    const setting = repository.settings.get(known.key);
    const isGranted = setting !== undefined && mayHold(known, users, setting.value);
    if (setting && !isGranted && setting.value !== below) {
      const why = known.repositoryMay === 'set' ? 'the user has set it' : `the repository may only ${known.repositoryMay} it`;
      report('widens', setting, `${known.key}: ${setting.text} has no effect, ${String(below)} holds: ${why}`, `set it in ${paths.user}`);
    }
    if (isGranted) held.set(known.key, { value: setting.value, text: setting.text, from: 'repository', line: setting.line });
    else if (usersSetting && users !== undefined)
      held.set(known.key, { value: users, text: usersSetting.text, from: 'user', line: usersSetting.line });
    else held.set(known.key, { value: known.fallback, text: textOf(known.fallback), from: 'default' });
  }
  for (const power of repository.powers) {
    report('grants-power', power, `${power.text} grants power, which a repository cannot`, `set it in ${paths.user}`);
  }
  for (const power of user.powers) {
    problems.push({
      code: 'unknown-key',
      path: paths.user,
      line: power.line,
      message: `${power.text}: this version has no such power yet`,
      hint: 'remove it',
    });
  }
  if (
    repositoryText !== undefined &&
    repository.format === undefined &&
    !repository.problems.some((problem) => problem.code === 'syntax')
  ) {
    problems.push({
      code: 'no-format',
      path: paths.repository,
      line: 1,
      message: '"format" is missing',
      hint: `begin the file with "format: ${FORMAT}"`,
    });
  }
  const values = new Map([...held].map(([key, { value }]) => [key, value]));
  return { config: configOf(values), problems: problems.sort(byPlace), held };
}

function textOf(value: number | string | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

/**
 * The config of a work tree, from its two files. A user's folder inside the work tree could be written by a checkout: its file is then not read,
 * and that is reported as a problem.
 */
export async function loadConfig(world: Pick<World, 'files'>, ws: Workspace): Promise<ReturnType<typeof resolveConfig>> {
  const paths = { repository: '.kairos/config.yaml', user: ws.userConfig };
  const repositoryText = await world.files.read(ws.config);
  const userText = await world.files.read(ws.userConfig);
  if (userText === undefined || (await isApart(world.files, ws))) {
    return withoutScriptOfTree(world.files, ws, await resolvedOnce(repositoryText, userText, paths));
  }
  const { problems, ...rest } = resolveConfig(await readerOf(repositoryText), repositoryText, undefined, paths);
  const message = `not read: it lies in the work tree ${ws.root}, where a checkout could write it`;
  return {
    ...rest,
    problems: [
      { code: 'grants-power', path: ws.userConfig, line: 1, message, hint: 'set XDG_CONFIG_HOME to a folder outside' },
      ...problems,
    ],
  };
}

/** A daemon asks again at each tick, and the two texts seldom change. */
const KEPT_CHARACTERS = 128 * 1024;
const once = memo<Promise<ReturnType<typeof resolveConfig>>>(KEPT_CHARACTERS);

async function resolvedOnce(
  repositoryText: string | undefined,
  userText: string | undefined,
  paths: ConfigPaths,
): Promise<ReturnType<typeof resolveConfig>> {
  const both = JSON.stringify([repositoryText ?? null, userText ?? null]);
  return once(paths.user, both, async () => resolveConfig(await readerOf(repositoryText, userText), repositoryText, userText, paths));
}

/** A script of replies in the work tree is no setting of the user's: a checkout could write it. */
async function withoutScriptOfTree(
  files: Pick<Files, 'realPath'>,
  ws: Workspace,
  resolved: ReturnType<typeof resolveConfig>,
): Promise<ReturnType<typeof resolveConfig>> {
  const { config, problems, held } = resolved;
  const { script } = config.model;
  if (script === undefined || (await isApart(files, { root: ws.root, userHome: script }))) return resolved;
  const problem: ConfigProblem = {
    code: 'grants-power',
    path: ws.userConfig,
    line: held.get('model.script')?.line ?? 1,
    message: `model.script is not read: ${script} lies in the work tree ${ws.root}, where a checkout could write it`,
    hint: 'move it to a folder outside',
  };
  return {
    config: { ...config, model: { ...config.model, script: undefined } },
    problems: [...problems, problem].sort(byPlace),
    held: new Map([...held, ['model.script', { value: undefined, text: undefined, from: 'default' }]]),
  };
}

/** The config of a repository's file alone, as every clone that has this text comes to it. @param text undefined if there is no file. */
export async function repositoryConfig(text: string | undefined): Promise<ReturnType<typeof resolveConfig>> {
  return resolveConfig(await readerOf(text), text);
}

/** True if the user's folder for kairos lies outside the work tree, by real paths. */
export async function isApart(files: Pick<Files, 'realPath'>, ws: Pick<Workspace, 'root' | 'userHome'>): Promise<boolean> {
  const root = (await files.realPath(ws.root)) ?? ws.root;
  let folder = ws.userHome;
  let real = await files.realPath(folder);
  // The folder may not exist yet: then the nearest existing folder above it decides.
  while (real === undefined && folder.includes('/', 1)) real = await files.realPath((folder = folder.slice(0, folder.lastIndexOf('/'))));
  return ![real ?? folder, ws.userHome].some((path) => path === root || path.startsWith(`${root}/`));
}

/** What reads these texts. The parser of YAML is loaded where one of them needs it: loading it takes longer than node takes to start. */
async function readerOf(...texts: readonly (string | undefined)[]): Promise<LeavesOf> {
  if (texts.every((text) => text === undefined || plainLeaves(text) !== undefined)) return (text) => plainLeaves(text) ?? [];
  return (await import('./config-yaml.js')).yamlLeaves;
}

/** The `format` that a config file states, or undefined where it states none that can be read. */
export async function formatOf(text: string | undefined): Promise<number | undefined> {
  return readValues(await readerOf(text), text, '').format;
}

/**
 * Refuses to write where a newer kairos has written: its additions would be lost. Every writer calls this first.
 * @throws KairosError `newer-format`.
 */
export async function refuseNewerFormat(repositoryText: string | undefined): Promise<void> {
  const format = await formatOf(repositoryText);
  if (format === undefined || format <= FORMAT) return;
  throw new KairosError('newer-format', `.kairos is of format ${format}, this kairos writes format ${FORMAT}`, {
    hint: 'install a newer kairos',
  });
}

/** Files that all clones share are made by this key: with a value of each user they would differ. */
function sharedOnly(key: string, { text, line }: Setting, paths: ConfigPaths): ConfigProblem {
  const message = `${key}: ${text} has no effect: files that all clones share are made by it`;
  return { code: 'widens', path: paths.user, line, message, hint: `set it in ${paths.repository}` };
}

/** Whether the repository's value takes effect over the user's value, or over the default. @param users undefined: the user sets none. */
export function mayHold(known: ConfigKey, users: number | string | undefined, wish: number | string): boolean {
  if (known.repositoryMay === 'never') return false;
  if (known.repositoryMay === 'set' || known.repositoryMay === 'alone') return users === undefined;
  const below = users ?? known.fallback;
  if (below === undefined) return true;
  const rank = (value: number | string): number => (typeof value === 'number' ? value : (known.order ?? []).indexOf(value));
  return known.repositoryMay === 'raise' ? rank(wish) >= rank(below) : rank(wish) <= rank(below);
}

interface Setting {
  readonly value: number | string;
  /** As it was written. */
  readonly text: string;
  readonly line: number;
}

interface FileValues {
  readonly settings: ReadonlyMap<string, Setting>;
  /** Keys in sections that grant power; of the user's file only those that this version does not know. */
  readonly powers: readonly Setting[];
  readonly format: number | undefined;
  readonly problems: readonly ConfigProblem[];
}

function readValues(leavesOf: LeavesOf, text: string | undefined, path: string, isRepository = true): FileValues {
  const problems: ConfigProblem[] = [];
  const settings = new Map<string, Setting>();
  const powers: Setting[] = [];
  let format: number | undefined;
  const report = (code: ConfigProblemCode, line: number, message: string, hint?: string): void =>
    void problems.push({ code, path, line, message, ...(hint === undefined ? {} : { hint }) });

  const leaves: readonly Leaf[] = text === undefined ? [] : leavesOf(text, report);
  for (const { key, raw, written, line } of leaves) {
    const [section = ''] = key.split('.');
    const known = CONFIG_KEYS.find((one) => one.key === key);
    if (key === 'format') {
      if (typeof raw === 'number' && Number.isInteger(raw) && raw > 0) format = raw;
      else report('bad-value', line, `format: ${written} is not a whole number`, `write "format: ${FORMAT}"`);
      if (format !== undefined && format > FORMAT)
        report('newer-format', line, `format ${format} is newer than ${FORMAT}, which this kairos knows`, 'install a newer kairos');
    } else if (POWER_SECTIONS.has(section) && (isRepository || !known)) powers.push({ value: written, text: key, line });
    else if (!known) report('unknown-key', line, `there is no key "${key}"`, `did you mean "${nearestKey(key)}"?`);
    else {
      const value = known.parse(raw);
      if (value === undefined) report('bad-value', line, `${key}: ${written} is not ${known.type}`);
      else settings.set(key, { value, text: written, line });
    }
  }
  return { settings, powers, format, problems };
}

/** The key that is likest to one that there is not. */
export function nearestKey(key: string): string {
  const known = ['format', ...CONFIG_KEYS.map((one) => one.key)];
  const distances = new Map(known.map((one) => [one, editDistance(key.toLowerCase(), one.toLowerCase())]));
  return known.reduce((best, one) => ((distances.get(one) ?? 0) < (distances.get(best) ?? 0) ? one : best));
}

/** Levenshtein's distance, row by row. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

function byPlace(a: ConfigProblem, b: ConfigProblem): number {
  return compareText(a.path, b.path) || a.line - b.line;
}
