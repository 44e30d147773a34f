/**
 * What Claude Code tells a hook, as a value. Pure. Every field may be missing or of another kind: hooks of other agents and of other versions come here, too, and
 * none may fail for that.
 */
import { isSessionName } from '../base/ids.js';
import { shortHash } from '../base/hash.js';
import { isObject, parseObject } from '../base/json.js';
import { isRefused, triedIn } from './transcript-line.js';

export const HOOK_EVENTS = [
  'SessionStart',
  'UserPromptSubmit',
  'PostToolUse',
  'PostToolUseFailure',
  'PreCompact',
  'Stop',
  'SessionEnd',
] as const;
export type HookEvent = (typeof HOOK_EVENTS)[number];

export interface HookInput {
  readonly event: HookEvent;
  readonly session: string;
  /** Undefined: the folder in which the hook was started. */
  readonly cwd?: string;
  readonly transcript?: string;
  readonly prompt?: string;
  /** Of SessionStart: startup, resume, clear, compact. */
  readonly source?: string;
  /** A sub-agent is at work: what it is told is a model's. */
  readonly isSubagent: boolean;
  readonly failure?: { readonly use: string; readonly tool: string; readonly what: string; readonly said: string };
}

/** @param named the event as it was typed (`SessionStart`, `session-start`), if it was. @returns undefined where there is nothing for us to do. */
export function readHookInput(text: string, named: string | undefined): HookInput | undefined {
  const value = parseObject(text);
  const event = eventOf(named ?? textOf(value?.['hook_event_name']));
  const session = sessionIn(value?.['session_id']);
  if (!value || event === undefined || session === undefined) return undefined;
  const failure = event.startsWith('PostToolUse') ? failureIn(value) : undefined;
  if (event.startsWith('PostToolUse') && !failure) return undefined;
  const [cwd, transcript, prompt, source] = ['cwd', 'transcript_path', 'prompt', 'source'].map((name) => textOf(value[name]));
  return {
    event,
    session,
    isSubagent: textOf(value['agent_id']) !== undefined,
    ...(cwd?.startsWith('/') && { cwd }),
    ...(transcript?.startsWith('/') && { transcript }),
    ...(prompt !== undefined && { prompt }),
    ...(source !== undefined && { source }),
    ...(failure && { failure }),
  };
}

/** A session's name, as one word of the log; undefined for none. */
export function sessionIn(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  // Other agents name their sessions otherwise.
  return isSessionName(value) ? value : shortHash(['session', value]);
}

function eventOf(name: string | undefined): HookEvent | undefined {
  const bare = name?.replaceAll(/[-_]/g, '').toLowerCase();
  return HOOK_EVENTS.find((event) => event.toLowerCase() === bare);
}

function failureIn(value: Readonly<Record<string, unknown>>): HookInput['failure'] {
  const [use, tool, error] = ['tool_use_id', 'tool_name', 'error'].map((name) => textOf(value[name]));
  const response = value['tool_response'];
  const said =
    error ?? (isObject(response) && (response['is_error'] === true || response['success'] === false) ? saidIn(response) : undefined);
  if (tool === undefined || said === undefined || value['is_interrupt'] === true || isRefused(said)) return undefined;
  const input = value['tool_input'];
  const what = isObject(input) ? triedIn(input) : '';
  return { use: use ?? `${what}\0${said}`, tool, what, said: said.slice(0, 8_000) };
}

function saidIn(response: Readonly<Record<string, unknown>>): string {
  return ['error', 'stderr', 'content', 'stdout'].map((name) => textOf(response[name]) ?? '').find((text) => text !== '') ?? 'it failed';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
