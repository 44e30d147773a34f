/** Lines of a transcript as Claude Code 2.1 writes them, for tests of what reads them. */
import { isoTime } from '../../src/dates/day.js';

export const SESSION = '927330f7-2c41-42c0-bfbb-dceb7e9efcce';
export const BEGIN_MS = Date.UTC(2026, 10, 20, 9);

export interface Scribe {
  readonly person: (text: string | object[], extra?: object) => string;
  readonly model: (text: string) => string;
  readonly call: (use: string, tool: string, input: object) => string;
  readonly result: (use: string, text: string, failed?: boolean) => string;
  readonly line: (value: object) => string;
}

/** Writes lines a second apart. */
export function scribe(
  options: { readonly cwd?: string; readonly session?: string; readonly beginMs?: number; readonly extra?: object } = {},
): Scribe {
  const { cwd = '/repo', session = SESSION, beginMs = BEGIN_MS, extra: always = {} } = options;
  let count = 0;
  const line = (value: object): string => {
    count += 1;
    const uuid = `${session.slice(0, 8)}-${count}`;
    const timestamp = isoTime(beginMs + count * 1000);
    const head = { parentUuid: null, isSidechain: false, uuid, timestamp, cwd, sessionId: session, version: '2.1.197', gitBranch: 'main' };
    return `${JSON.stringify({ ...head, ...always, ...value })}\n`;
  };
  const user = (content: unknown, extra: object = {}): string => line({ type: 'user', message: { role: 'user', content }, ...extra });
  const assistant = (content: object[]): string =>
    line({ type: 'assistant', message: { role: 'assistant', model: 'claude-opus-4-8', content } });
  return {
    line,
    person: (text, extra) => user(text, extra),
    model: (text) => assistant([{ type: 'text', text }]),
    call: (id, name, input) => assistant([{ type: 'tool_use', id, name, input }]),
    result: (use, content, failed = false) => user([{ type: 'tool_result', tool_use_id: use, content, is_error: failed }]),
  };
}
