/**
 * Answers the hook of a prompt, with as little of the program as that takes: a process that keeps the memory open is asked, and does all the work. Each line that
 * is loaded here counts, since a person waits.
 */
import { askFiles } from '../adapters/ask-files.js';
import { livenessOf } from '../adapters/processes-identity.js';
import { quickRepository } from '../adapters/quick-repository.js';
import { agentHomeOf, likenessOf, userHomeOf } from '../adapters/surroundings.js';
import { parseObject } from '../base/json.js';
import { workspaceOf, type Workspace } from '../base/workspace.js';
import { promptFile, readSaid, type AskedPrompt, type PromptSaid } from '../desk/door/asked-prompt.js';
import { askByFile, type AskingWorld } from '../desk/door/exchange.js';

/** What a hook was started with. */
export interface StartedHook {
  /** Its input, as it came. */
  readonly text: string;
  /** The event as it was typed, if it was. */
  readonly named: string | undefined;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** What to print, and what is left to do when it was printed. */
export interface HookAnswer {
  readonly said?: object | undefined;
  readonly afterwards?: (() => Promise<unknown>) | undefined;
}

/** A work tree that was found without git, as far as a process that may be there is asked about it. */
export interface HookPlace {
  readonly world: AskingWorld;
  readonly ws: Workspace;
  readonly likeness: string;
}

/** Nothing else runs while it waits, so that it waits without a turn of the event loop. */
const NOTHING = new Int32Array(new SharedArrayBuffer(4));
let named = 0;

/** Says to hooks that the session is our own worker's. */
export const OWN = 'KAIROS_WORKER';
/** A warm process answers within a few milliseconds; after this time nobody waits for it, and nothing else is tried. */
const PATIENCE_MS = 300;

/** A prompt of a person in a work tree; undefined for one that a model wrote. */
export function promptIn({ text, env }: StartedHook): { readonly session: string; readonly prompt: string } | undefined {
  const { session_id: session, prompt, agent_id: agent } = parseObject(text) ?? {};
  // A sub-agent's prompt is a model's, as is our own worker's.
  if (typeof prompt !== 'string' || typeof session !== 'string' || typeof agent === 'string' || (env[OWN] ?? '') !== '') return undefined;
  return { session, prompt };
}

/** What a warm process says; undefined where none is there. @throws the system's error for a disk that fails. */
export async function answerPrompt(hook: StartedHook): Promise<HookAnswer | undefined> {
  const asked = promptIn(hook);
  if (!asked) return {};
  const place = placeOf(hook);
  if (!place) return undefined;
  const startMs = nowMs();
  const answered = await askPrompt(place, { ...asked, patienceMs: PATIENCE_MS });
  if (answered) return { said: promptSaid(answered.said) };
  // Late is another thing than nobody.
  return nowMs() - startMs >= PATIENCE_MS ? {} : undefined;
}

/** Asks whoever keeps the memory of the work tree open; undefined where nobody does, or where it takes too long. @throws the system's error for a disk that fails. */
export async function askPrompt({ world, ws, likeness }: HookPlace, asked: Omit<AskedPrompt, 'root'>): Promise<PromptSaid | undefined> {
  const question = { root: ws.root, file: promptFile({ root: ws.root, ...asked }), read: readSaid };
  return (await askByFile(world, ws, question, { likeness, patienceMs: asked.patienceMs }))?.answer;
}

/** The answer as the agent wants it. */
export function promptSaid(known: string | undefined): object | undefined {
  return known === undefined ? undefined : saidAt('UserPromptSubmit', known);
}

/** A text for the model, as the agent wants it. */
export function saidAt(event: string, text: string): object {
  return { hookSpecificOutput: { hookEventName: event, additionalContext: text } };
}

/** Undefined where only git knows. */
export function placeOf({ cwd, env }: StartedHook): HookPlace | undefined {
  const repository = quickRepository(cwd, env);
  if (!repository) return undefined;
  const ws = workspaceOf(repository, userHomeOf(env), agentHomeOf(env));
  const world: AskingWorld = {
    files: askFiles(ws.commonDir),
    clock: { now: nowMs, sleep: async (ms) => void Atomics.wait(NOTHING, 0, 0, ms) },
    random: { base32: nameOf },
    processes: { liveness: async (who) => livenessOf(who) },
  };
  return { world, ws, likeness: likenessOf(env) };
}

/** Milliseconds since some moment: `performance` takes a half to load. */
function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** A name that no other process of this machine takes. The system's generator of chance takes a tenth of a start to load. */
function nameOf(length: number): string {
  named += 1;
  return `${process.pid.toString(36)}${process.hrtime.bigint().toString(36)}${named.toString(36)}`.padStart(length, '0').slice(-length);
}
