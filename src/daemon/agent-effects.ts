/** Performs what the rules for the person decided: with `world`, and without deciding anything. */
import type { Outgoing, UserMessage } from '../agent/message.js';
import { sendUserMessage } from '../agent/outbox.js';
import type { Workspace } from '../base/workspace.js';
import { entryId } from '../memory/entry.js';
import type { LogView } from '../memory/log-view.js';
import type { World } from '../world/world.js';
import type { Message } from './event.js';
import { messageKey } from './message-seal.js';
import { readConfig } from './preflight.js';

/** Answers messages with what memory holds. @returns what is in the outbox now, and was not before. @throws KairosError as recall and as `sendUserMessage`. */
export async function answerMessages(
  world: World,
  ws: Workspace,
  view: LogView,
  messages: readonly Message[],
): Promise<readonly UserMessage[]> {
  // What recalls is loaded with the first message: a daemon that nobody tells anything does not carry it.
  const { answerTo } = await import('../agent/answer.js');
  const { config } = await readConfig(world, ws);
  const answers: Outgoing[] = [];
  for (const { text, sealedId = '' } of messages)
    answers.push(await answerTo(world, ws, view, config, { text, entry: entryId('message', messageKey(sealedId)) }));
  return sendAll(world, ws, answers);
}

/** Sends them one after the other. @throws KairosError as `sendUserMessage`. */
export async function sendAll(world: World, ws: Workspace, outgoing: readonly Outgoing[]): Promise<readonly UserMessage[]> {
  const sent: UserMessage[] = [];
  for (const one of outgoing) {
    const sending = await sendUserMessage(world, ws, one);
    if (sending.is === 'sent') sent.push(sending.message);
  }
  return sent;
}
