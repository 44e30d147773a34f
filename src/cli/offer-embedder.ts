/** The offer of `kairos init` to let an Ollama server embed. It writes one key into the user's own settings, and only when told to. */
import { ollamaOnThisMachine } from '../compose.js';
import { withSetting } from '../config/config-edit.js';
import { isApart } from '../config/config.js';
import { KairosError } from '../base/errors.js';
import type { Context } from './context.js';
import type { Opened } from './opened.js';
import { harmless } from '../base/harmless-text.js';

const KEY = 'recall.embedder';
const EMBEDDER_CHOICES = ['minilm', 'ollama', 'none'] as const;

/**
 * Asks at a terminal, if a server with a suitable model answers and the user's settings name no embedder yet.
 * @param wanted the value of `--embedder`, written without a question.
 * @throws KairosError `usage` for an embedder that is not known, `bad-config` if the user's settings cannot be read or changed.
 */
export async function offerEmbedder(context: Context, opened: Opened, wanted: string | undefined, isSilent: boolean): Promise<void> {
  if (wanted !== undefined) return setEmbedder(context, opened, wanted);
  const userText = await opened.world.files.read(opened.ws.userConfig);
  if (isSilent || !context.interactive || /\bembedder\b/.test(userText ?? '')) return;
  const found = await ollamaOnThisMachine(opened.config, context.env, context.signal);
  if (found === undefined) return;
  if ('problem' in found) {
    context.say(context.palette.dim(`recall embeds with MiniLM, which comes with kairos. ${harmless(found.problem)}`));
    return;
  }
  const question = `let ${harmless(found.model)} of the Ollama server at ${harmless(found.url)} embed for recall, in all your repositories? (default: MiniLM, which comes with kairos)`;
  if (await context.confirm(question, '--embedder')) await setEmbedder(context, opened, 'ollama');
}

async function setEmbedder(context: Context, { world, ws }: Opened, wanted: string): Promise<void> {
  if (!EMBEDDER_CHOICES.some((choice) => choice === wanted)) {
    throw new KairosError('usage', `--embedder ${harmless(wanted)} is none of ${EMBEDDER_CHOICES.join(', ')}`);
  }
  const hint = `put "recall:" and below it "  embedder: ${wanted}" there`;
  if (!(await isApart(world.files, ws))) {
    throw new KairosError('bad-config', `${ws.userConfig} lies in the work tree and is not read`, {
      hint: 'set XDG_CONFIG_HOME to a folder outside',
    });
  }
  const text = await world.files.read(ws.userConfig);
  const changed = withSetting(text, KEY, wanted);
  if (changed === undefined) throw new KairosError('bad-config', `${ws.userConfig} cannot be read as settings`, { hint });
  if (changed !== text) await world.files.write(ws.userConfig, changed);
  context.say(`recall embeds with ${wanted === 'none' ? 'nothing: by words only' : wanted} (${KEY} in ${harmless(ws.userConfig)})`);
}
