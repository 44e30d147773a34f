/** Turns of a session as entries of the log: prompts, failures, begin and end. Pure. A person's words are of origin `user`; all else never is. */
import type { EntryDraft } from '../memory/entry.js';
import { entryId } from '../memory/entry.js';
import { utcDay } from '../dates/day.js';
import { plural } from '../base/plural.js';
import { shortened, type Failed } from './gist.js';
import { withSessionLine } from '../memory/session-line.js';

/** Failures that are noted of one session: a model in a loop would fill the log. */
export const FAILURES_MOST = 20;

const WHAT_CHARACTERS = 200;
const SAID_CHARACTERS = 400;
const SAID_LINES = 6;
const WORDS_LEAST = 3;

/** True for a prompt that states or orders something. Questions and mere consent say nothing that anybody wants to be told again. */
export function isStatement(text: string): boolean {
  const prose = text.replace(/^(```|~~~)[^]*?^\1.*$/gm, ' ').trim();
  if ((prose.match(/[\p{L}\p{N}]+/gu) ?? []).length < WORDS_LEAST && !/[^\p{ASCII}]{6}/u.test(prose)) return false;
  return prose.split(/(?<=[.!?。！？])\s+|\n+/).some((sentence) => sentence.trim() !== '' && !/[?？]["')\]]*$/.test(sentence.trim()));
}

/** What a person said. A model's words (a task for a sub-agent, a prompt of our own worker) carry the actor `model`, and are no evidence. */
export function promptDraft(prompt: {
  readonly session: string;
  readonly by: 'person' | 'model';
  readonly uuid: string;
  readonly atMs: number;
  readonly text: string;
}): EntryDraft {
  const { session, by, uuid, atMs, text } = prompt;
  return {
    kind: 'prompt',
    actor: by === 'person' ? 'user' : 'model',
    atMs,
    text: withSessionLine(text, session),
    // A session that is resumed in another file repeats its lines there.
    key: uuid === '' ? `${session}\0${atMs}\0${text}` : uuid,
  };
}

/** The begin of a session, once a day: resumed on another day, it begins again. */
export function startDraft(session: string, atMs: number): EntryDraft {
  return { kind: 'session', actor: 'user', atMs, text: `start ${session}`, key: `${session} start ${utcDay(atMs)}` };
}

/** The end of a session. @param inputs how many prompts a person gave in all of it. */
export function endDraft(session: string, atMs: number, inputs: number): EntryDraft {
  return { kind: 'session', actor: 'user', atMs, text: `end ${session} input ${inputs}`, key: `${session} end ${utcDay(atMs)} ${inputs}` };
}

/** What was tried and what it said: `anomaly` the first time, `retry` when the same fails again. Its id does not tell the two apart. */
export function failureDraft(session: string, use: string, atMs: number, failed: Failed): EntryDraft {
  const { tool, what, said, times } = failed;
  const again = times > 1 ? ` again (${plural(times, 'time')})` : '';
  const lines = said.split('\n').slice(0, SAID_LINES).join('\n');
  return {
    kind: times > 1 ? 'retry' : 'anomaly',
    actor: 'claude-code',
    atMs,
    text: withSessionLine(`${tool} \`${shortened(what, WHAT_CHARACTERS)}\` failed${again}: ${shortened(lines, SAID_CHARACTERS)}`, session),
    id: entryId('anomaly', `${session} ${use}`),
  };
}
