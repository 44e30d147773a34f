/** The offer of `kairos init` to let an Ollama server embed. It writes one key into the user's own settings, and only when told to. */
import { ollamaOnThisMachine } from '../compose.js';
import { chooseEmbedder, EMBEDDER_KEY, isEmbedderChosen } from '../desk/embedder-setting.js';
import type { Context } from './context.js';
import type { Opened } from './opened.js';
import { harmless } from '../base/harmless-text.js';

/**
 * Asks at a terminal, if a server with a suitable model answers and the user's settings name no embedder yet.
 * @param wanted the value of `--embedder`, written without a question.
 * @throws KairosError as `chooseEmbedder`.
 */
export async function offerEmbedder(context: Context, opened: Opened, wanted: string | undefined, isSilent: boolean): Promise<void> {
  if (wanted !== undefined) return setEmbedder(context, opened, wanted);
  if (isSilent || !context.interactive || (await isEmbedderChosen(opened.world, opened.ws))) return;
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
  await chooseEmbedder(world, ws, wanted);
  context.say(
    `recall embeds with ${wanted === 'none' ? 'nothing: by words only' : wanted} (${EMBEDDER_KEY} in ${harmless(ws.userConfig)})`,
  );
}
