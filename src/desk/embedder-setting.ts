/** The embedder in the user's own settings: whether one is chosen there, and choosing one. It writes no file of a repository. */
import { inOwnSettings } from '../activation/own-settings.js';
import { withSetting } from '../config/config-edit.js';
import { isApart } from '../config/config.js';
import { KairosError } from '../base/errors.js';
import { harmless } from '../base/harmless-text.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';

export const EMBEDDER_KEY = 'recall.embedder';
const CHOICES = ['minilm', 'ollama', 'none'];

/** Whether the user's settings say anything of an embedder. */
export async function isEmbedderChosen({ files }: Pick<World, 'files'>, ws: Workspace): Promise<boolean> {
  return /\bembedder\b/.test((await files.read(ws.userConfig)) ?? '');
}

/**
 * Sets the one key and keeps everything else.
 * @throws KairosError `usage` for an embedder that is not known, `bad-config` if the user's settings cannot be read, or lie in the work tree,
 * `not-writable`.
 */
export async function chooseEmbedder({ files }: Pick<World, 'files'>, ws: Workspace, wanted: string): Promise<void> {
  if (!CHOICES.includes(wanted)) throw new KairosError('usage', `--embedder ${harmless(wanted)} is none of ${CHOICES.join(', ')}`);
  if (!(await isApart(files, ws))) {
    throw new KairosError('bad-config', `${ws.userConfig} lies in the work tree and is not read`, {
      hint: 'set XDG_CONFIG_HOME to a folder outside',
    });
  }
  const text = await files.read(ws.userConfig);
  const changed = withSetting(text, EMBEDDER_KEY, wanted);
  if (changed === undefined) {
    throw new KairosError('bad-config', `${ws.userConfig} cannot be read as settings`, {
      hint: `put "recall:" and below it "  embedder: ${wanted}" there`,
    });
  }
  if (changed !== text) await inOwnSettings(ws, async () => files.write(ws.userConfig, changed));
}
