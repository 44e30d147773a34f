/** The files of coding agents' settings on disk, which are their owners': read as they are, through links, and written whole or not at all. It knows no content. */
import { readdirSync, realpathSync, rmdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { realFiles } from '../adapters/files.js';
import { KairosError } from '../base/errors.js';

export interface ClientFile {
  /** As people name it. */
  readonly path: string;
  /** Where it lies: many keep their settings elsewhere, behind a link. */
  readonly real: string;
  /** Undefined: there is none. */
  readonly text: string | undefined;
}

/** @throws KairosError `foreign-settings` for what is no file, or no text. */
export async function readClientFile(path: string): Promise<ClientFile> {
  const real = realOf(path);
  const kind = statSync(real, { throwIfNoEntry: false });
  if (!kind) return { path, real, text: undefined };
  const bytes = kind.isFile() ? await filesAt(real).readBytes(real) : undefined;
  if (!bytes) throw new KairosError('foreign-settings', `${path} is no file that can be read`);
  try {
    return { path, real, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    throw new KairosError('foreign-settings', `${path} is not UTF-8`);
  }
}

/**
 * Writes it, in one step that others see whole; undefined removes it, and the folder `.claude` if nothing else is in it. Its mode stays.
 * @throws KairosError `foreign-settings` where it is not as it was read, and as `Files.write`.
 */
export async function writeClientFile(file: ClientFile, text: string | undefined): Promise<void> {
  const { path, real } = file;
  if ((await readClientFile(path)).text !== file.text)
    throw new KairosError('foreign-settings', `${path} was changed meanwhile`, { hint: 'run the command again' });
  if (text === undefined) {
    await filesAt(real).remove(real);
    removeEmpty(dirname(real));
  } else await filesAt(real).write(real, text);
}

/** The folder that a first file of settings brings along. */
function removeEmpty(folder: string): void {
  if (basename(folder) === '.claude' && readdirSync(folder).length === 0) rmdirSync(folder);
}

function filesAt(real: string): ReturnType<typeof realFiles> {
  return realFiles([dirname(real)]);
}

/** The path without links in it, as far as it is there. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const folder = dirname(path);
    return folder === path ? path : join(realOf(folder), basename(path));
  }
}
