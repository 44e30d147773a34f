/** The hooks that write: a session begins with a digest, a failure is noted, and what a session came to is summarised. Nobody waits for them as for a prompt. */
import { shortHash } from '../base/hash.js';
import type { Workspace } from '../base/workspace.js';
import { notePrompt } from '../agent/read-focus.js';
import { appendEntries } from '../memory/append.js';
import type { LogView } from '../memory/log-view.js';
import { replaceSecrets } from '../observe/secrets.js';
import { writeDrafts } from '../observe/write.js';
import type { HookInput } from '../sessions/hook-input.js';
import { markOwnSession, summariseTranscript } from '../sessions/observe-transcripts.js';
import { endDraft, failureDraft, FAILURES_MOST, startDraft } from '../sessions/session-entries.js';
import { readSessionState, sweepSessionStates, writeSessionState } from '../sessions/session-state.js';
import type { World } from '../world/world.js';
import type { HookedPlace } from './agent-hook.js';
import { keepJournal } from './keep-journal.js';
import { prepare } from './prepare.js';
import { sessionDigest } from './session-digest.js';

/** Does what the event is for. @returns the text for the model, or undefined. @throws KairosError as `prepare`, reading and appending. */
export async function onSessionEvent(
  place: HookedPlace,
  input: HookInput,
  { isOwn }: { readonly isOwn: boolean },
): Promise<string | undefined> {
  const { world, ws, config } = place;
  if (isOwn) {
    await markOwnSession(world, ws, input.session);
    return undefined;
  }
  const { view } = await prepare(world, ws, { git: true, kairos: true, look: input.event === 'SessionStart' });
  switch (input.event) {
    case 'SessionStart': {
      await notePrompt(world, ws);
      const text = await sessionDigest({ world, ws, view, config }, input);
      await appendEntries(world, ws, view, [startDraft(input.session, world.clock.now())]);
      await sweepSessionStates(world, ws);
      return text === '' ? undefined : text;
    }
    case 'PostToolUse':
    case 'PostToolUseFailure':
      await noteFailure(world, ws, view, input);
      return undefined;
    case 'Stop':
    case 'PreCompact':
    case 'SessionEnd':
      await summarise({ world, ws, view, config }, input);
      return undefined;
    case 'UserPromptSubmit':
      return undefined;
  }
}

async function noteFailure(world: World, ws: Workspace, view: LogView, { session, failure }: HookInput): Promise<void> {
  if (!failure) return;
  const state = await readSessionState(world, ws, session);
  if (state.failures >= FAILURES_MOST) return;
  const key = shortHash(['failed', failure.tool, failure.what]);
  const times = (state.failed[key] ?? 0) + 1;
  // Secrets first: what is cut later must be whole when it is looked at.
  const [what, said] = [await replaceSecrets(failure.what), await replaceSecrets(failure.said)];
  const failed = { tool: failure.tool, what: what.text, said: said.text, times };
  await writeDrafts(world, ws, view, [failureDraft(session, failure.use, world.clock.now(), failed)]);
  const { [key]: _before, ...others } = state.failed;
  await writeSessionState(world, ws, session, { ...state, failed: { ...others, [key]: times }, failures: state.failures + 1 });
}

const WHEN = { Stop: 'never', PreCompact: 'now', SessionEnd: 'end' } as const;

async function summarise(kept: HookedPlace & { readonly view: LogView }, { event, session, transcript }: HookInput): Promise<void> {
  const { world, ws, view } = kept;
  const when = WHEN[event as keyof typeof WHEN];
  const { gist } = transcript === undefined ? {} : await summariseTranscript(world, ws, view, transcript, when);
  if (event !== 'SessionEnd') return;
  // A session without a word of a person ends as well, or it would count for the gate.
  if (gist === undefined || gist.inputs === 0) await appendEntries(world, ws, view, [endDraft(session, world.clock.now(), 0)]);
  await keepJournal(kept);
}
