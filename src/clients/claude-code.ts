/** What stands of kairos in the settings of Claude Code: hooks, and the server. It is put in and taken out as texts; who reads and writes the files is elsewhere. Pure. */
import { jsonFileOf, withItem, withoutItem, type Path } from '../base/json-edit.js';
import { itemOf, placeAt, readJsonText, textAt, type JsonNode } from '../base/json-text.js';

/** The events that are hooked, and how many seconds Claude Code waits at most. It does wait: no run may end while a hook is under way. */
export const HOOKED = {
  SessionStart: 15,
  UserPromptSubmit: 5,
  PostToolUseFailure: 10,
  PreCompact: 15,
  Stop: 10,
  SessionEnd: 15,
} as const;

const SERVER = 'kairos';
/** The tool of the server that a hook of the prompt may call. */
const PROMPT_TOOL = 'hook_user_prompt';
const SERVER_VALUE = { command: 'kairos', args: ['mcp'] };
/** The plugin brings all of it as well. */
const PLUGIN = /^kairos@/;

/** Why a file cannot be edited: its message ends a sentence that begins with the file's name. */
export interface Unfit {
  readonly unfit: string;
}
export type Edited = { readonly text: string | undefined } | Unfit;

/**
 * How the hook of the prompt is written: as a command, which any version runs; or as a tool of the server, for which no process starts. A server that is not
 * connected is an error that everybody sees, so that it is for people who have kairos.
 */
export type PromptForm = 'command' | 'tool';

/** The first version that calls tools from hooks. */
const TOOLS_SINCE = [2, 1, 118] as const;

/** The form for a version of Claude Code, as it says it (`2.1.197 (Claude Code)`); undefined: there is none. */
export function promptFormFor(said: string | undefined): PromptForm {
  const version = /^(\d+)\.(\d+)\.(\d+)\b/
    .exec(said?.trim() ?? '')
    ?.slice(1)
    .map(Number);
  const at = version?.findIndex((part, n) => part !== TOOLS_SINCE[n]) ?? -2;
  if (!version || at === -2) return 'command';
  return at === -1 || (version[at] as number) > (TOOLS_SINCE[at] as number) ? 'tool' : 'command';
}

const TOOL_HOOK = {
  type: 'mcp_tool',
  server: SERVER,
  tool: PROMPT_TOOL,
  input: { prompt: '${prompt}', session_id: '${session_id}' },
  timeout: 1,
};

/** The settings with the hooks that are not in them yet. @param text undefined for no file. */
export function withHooks(text: string | undefined, form: PromptForm = 'command'): Edited {
  let now = text;
  for (const [event, timeout] of Object.entries(HOOKED)) {
    const isTool = form === 'tool' && event === 'UserPromptSubmit';
    const entry = { hooks: [isTool ? TOOL_HOOK : { type: 'command', command: commandOf(event), timeout }] };
    if (now === undefined || now === '') now = jsonFileOf('hooks', { [event]: [entry] });
    else {
      const read = objectOf(now);
      if ('unfit' in read) return read;
      const hooks = itemOf(read.root, 'hooks')?.value;
      const list = itemOf(hooks, event)?.value;
      if (hooks && hooks.kind !== 'object') return unfitAt(now, hooks, '"hooks" is no object');
      if (list && list.kind !== 'array') return unfitAt(now, list, `"hooks.${event}" is no list`);
      if (list && oursIn(list, [event]).length > 0) continue;
      if (list) now = withItem(now, list, undefined, entry);
      else if (hooks) now = withItem(now, hooks, event, [entry]);
      else now = withItem(now, read.root, 'hooks', { [event]: [entry] });
    }
  }
  return { text: now };
}

/** The settings without them; `text` is undefined where nothing else was in the file. */
export function withoutHooks(text: string | undefined): Edited {
  let now = text;
  for (;;) {
    if (now === undefined || now === '') return { text: now };
    const read = objectOf(now);
    if ('unfit' in read) return read;
    const path = hookPaths(read.root)[0];
    if (!path) return { text: now };
    now = withoutItem(now, path);
  }
}

/** How many of the events are hooked in these settings. */
export function hookedIn(text: string | undefined): number {
  const read = text === undefined ? undefined : readJsonText(text);
  if (!read || 'fault' in read) return 0;
  return new Set(hookPaths(read.root).map(([, event]) => event)).size;
}

/** True where these settings enable the plugin. */
export function hasPlugin(text: string | undefined): boolean {
  const read = text === undefined ? undefined : readJsonText(text);
  if (!text || !read || 'fault' in read) return false;
  const plugins = itemOf(read.root, 'enabledPlugins')?.value;
  return (plugins?.items ?? []).some(({ name = '', value }) => PLUGIN.test(name) && text.slice(value.start, value.end) === 'true');
}

/** The file that lists servers, with ours; as it is where one of that name is there already. */
export function withServer(text: string | undefined): Edited {
  if (text === undefined || text === '') return { text: jsonFileOf('mcpServers', { [SERVER]: SERVER_VALUE }) };
  const read = objectOf(text);
  if ('unfit' in read) return read;
  const servers = itemOf(read.root, 'mcpServers')?.value;
  if (servers && servers.kind !== 'object') return unfitAt(text, servers, '"mcpServers" is no object');
  if (itemOf(servers, SERVER)) return { text };
  return {
    text: servers ? withItem(text, servers, SERVER, SERVER_VALUE) : withItem(text, read.root, 'mcpServers', { [SERVER]: SERVER_VALUE }),
  };
}

/** The file without it; a server of that name which somebody added otherwise stays. */
export function withoutServer(text: string | undefined): Edited {
  if (text === undefined || text === '') return { text };
  const read = objectOf(text);
  if ('unfit' in read) return read;
  const server = itemOf(itemOf(read.root, 'mcpServers')?.value, SERVER)?.value;
  const isOurs = server && JSON.stringify(JSON.parse(text.slice(server.start, server.end))) === JSON.stringify(SERVER_VALUE);
  return { text: isOurs ? withoutItem(text, ['mcpServers', SERVER]) : text };
}

/** Which server of our name stands in the file. */
export function serverIn(text: string | undefined): 'ours' | 'another' | 'none' {
  const without = withoutServer(text);
  if ('unfit' in without) return 'none';
  if (without.text !== text) return 'ours';
  const read = text === undefined ? undefined : readJsonText(text);
  return read && 'root' in read && itemOf(itemOf(read.root, 'mcpServers')?.value, SERVER) ? 'another' : 'none';
}

/**
 * The same text in everybody's files, because Claude Code runs what stands in two of them once. Who has the repository and not kairos hears nothing of it.
 */
function commandOf(event: string): string {
  return `if command -v kairos >/dev/null 2>&1; then kairos hook ${event}; fi`;
}

/** True for a hook that is ours, as this or an earlier version wrote it. */
function isOurs(hook: JsonNode): boolean {
  const [type, command] = [textAt(hook, 'type'), textAt(hook, 'command')];
  if (type === 'mcp_tool') return textAt(hook, 'server') === SERVER && textAt(hook, 'tool') === PROMPT_TOOL;
  return type === 'command' && /^(?:if command -v kairos >\/dev\/null 2>&1; then )?kairos hook [A-Za-z]+(?:; fi)?$/.test(command ?? '');
}

function hookPaths(root: JsonNode): Path[] {
  const hooks = itemOf(root, 'hooks')?.value;
  const events = new Set((hooks?.items ?? []).map(({ name = '' }) => name));
  return [...events].flatMap((event) => {
    const list = itemOf(hooks, event)?.value;
    return list?.kind === 'array' ? oursIn(list, ['hooks', event]) : [];
  });
}

/** The paths of our hooks in the list of an event. */
function oursIn(list: JsonNode, to: Path): Path[] {
  return list.items.flatMap(({ value: group }, n) =>
    (itemOf(group, 'hooks')?.value.items ?? []).flatMap(({ value: hook }, k) => (isOurs(hook) ? [[...to, n, 'hooks', k]] : [])),
  );
}

function objectOf(text: string): { readonly root: JsonNode } | Unfit {
  const read = readJsonText(text);
  if ('fault' in read) return { unfit: `is not JSON: line ${read.fault.line}, column ${read.fault.column}: ${read.fault.message}` };
  return read.root.kind === 'object' ? read : unfitAt(text, read.root, 'it is no object');
}

function unfitAt(text: string, node: JsonNode, why: string): Unfit {
  const { line, column } = placeAt(text, node.start);
  return { unfit: `cannot be merged: line ${line}, column ${column}: ${why}` };
}
