/** Finds scenarios: those of a repository, those that were named, and the frozen corpus of this package, whose files must be those of its manifest. */
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KairosError } from '../base/errors.js';
import { sha256 } from '../base/hash.js';
import { parseObject } from '../base/json.js';
import type { Difference } from '../base/outcome.js';
import { withSlashes } from './typed-path.js';

export interface ScenarioFile {
  /** As people type it. */
  readonly shown: string;
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  /** Of the frozen corpus: never rewritten. */
  readonly isFrozen: boolean;
  /** The name of the one scenario in it that is meant. */
  readonly only?: string;
  /** Why it is not to be trusted: it differs from the manifest of its release. */
  readonly tampered?: Difference;
}

/** Beside scenarios in their folder, and none. */
const NO_SCENARIO = /^probes\.ya?ml$|\.cassette\.ya?ml$/;

/** The folder of the frozen corpus. The build keeps this file two folders below the package's own. */
function corpusFolder(): string {
  return fileURLToPath(new URL('../../corpus', import.meta.url));
}

/**
 * The files that words of a person name: a file, a folder of them, or the name of a scenario in one of `known`.
 * @param namesIn the names of the scenarios in a text. @throws KairosError `usage` for a word that names nothing, before any is lived.
 */
export function namedScenarios(
  cwd: string,
  typed: readonly string[],
  known: readonly ScenarioFile[],
  namesIn: (text: string, path: string) => readonly string[],
): readonly ScenarioFile[] {
  return typed.flatMap((name) => {
    const path = resolve(cwd, name);
    if (existsSync(path)) return statSync(path).isDirectory() ? someIn(cwd, path, name) : [fileAt(cwd, path)];
    const holding = known.filter(({ text, shown }) => namesIn(text, shown).includes(name));
    if (holding.length > 0) return holding.map((file) => ({ ...file, only: name }));
    throw new KairosError('usage', `there is no scenario ${name}`, {
      hint: 'name a file, a folder, or a scenario that "kairos replay" lists',
    });
  });
}

/** @throws KairosError `usage` for none: who names a folder means what is in it. */
function someIn(cwd: string, folder: string, name: string): readonly ScenarioFile[] {
  const found = scenariosIn(cwd, folder);
  if (found.length > 0) return found;
  throw new KairosError('usage', `${name} holds no scenario`, { hint: 'scenarios are its files NAME.yaml' });
}

/** The scenarios below a folder, by name; none where it does not exist. */
export function scenariosIn(cwd: string, folder: string): readonly ScenarioFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name) && !NO_SCENARIO.test(name))
    .toSorted()
    .map((name) => fileAt(cwd, join(folder, name)));
}

/** The corpus of this release, by name. A file that its manifest does not know is tried and told all the same. */
export function frozenScenarios(cwd: string): readonly ScenarioFile[] {
  const folder = corpusFolder();
  const manifest = parseObject(readFileSync(join(folder, 'manifest.json'), 'utf8'))?.['files'] as Record<string, string> | undefined;
  const files = scenariosIn(cwd, folder).map((file): ScenarioFile => {
    const name = file.path.slice(folder.length + 1);
    const shown = `corpus/${name}`;
    const frozen = { ...file, shown, isFrozen: true };
    if (manifest?.[name] === sha256(file.text)) return frozen;
    return {
      ...frozen,
      tampered: {
        what: 'it differs from the manifest of the frozen corpus',
        at: { path: shown },
        hint: 'install this version of kairos again',
      },
    };
  });
  const missing = Object.keys(manifest ?? {}).filter((name) => !files.some(({ shown }) => shown === `corpus/${name}`));
  return [...files, ...missing.map((name): ScenarioFile => gone(`corpus/${name}`, join(folder, name)))];
}

/** A file that a scenario names, from its own folder. @throws KairosError `not-found`. */
export function besideScenario(
  { path, shown }: ScenarioFile,
  name: string,
  hint = 'write its path from the folder of the scenario',
): Uint8Array {
  try {
    return readFileSync(resolve(dirname(path), name));
  } catch {
    throw new KairosError('not-found', `${shown} names the file ${name}, which cannot be read`, { hint });
  }
}

/** The text of a cassette beside a scenario; '' where there is none yet. */
export function cassetteText({ path }: ScenarioFile, name: string): string {
  const file = resolve(dirname(path), name);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Writes a file beside a scenario of the person's own. @throws KairosError `bad-path` where a link would lead it elsewhere. */
export function writeBeside({ path, shown }: ScenarioFile, name: string, text: string): void {
  const file = resolve(dirname(path), name);
  const isLink = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  if (isLink || relative(realpathSync(dirname(path)), realpathSync(dirname(file))).startsWith('..'))
    throw new KairosError('bad-path', `${name}, which ${shown} names, is reached through a link`, { hint: 'put a file in its place' });
  writeFileSync(file, text);
}

function gone(shown: string, path: string): ScenarioFile {
  return { shown, path, text: '', isFrozen: true, tampered: { what: 'the file of the frozen corpus is gone', at: { path: shown } } };
}

function fileAt(cwd: string, path: string): ScenarioFile {
  const near = relative(cwd, path);
  return { shown: withSlashes(near.startsWith('..') ? path : near), path, text: readFileSync(path, 'utf8'), isFrozen: false };
}
