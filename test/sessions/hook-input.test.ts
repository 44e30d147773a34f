/** What a hook is told. */
import { describe, expect, it } from 'vitest';
import { readHookInput } from '../../src/sessions/hook-input.js';

const read = (value: object, named?: string): ReturnType<typeof readHookInput> =>
  readHookInput(JSON.stringify({ session_id: 's1', ...value }), named);

describe("a hook's input", () => {
  it('is read as Claude Code writes it; the event may be typed in any spelling', () => {
    const started = { hook_event_name: 'SessionStart', cwd: '/repo', transcript_path: '/home/a.jsonl', source: 'resume' };
    const expected = {
      event: 'SessionStart',
      session: 's1',
      cwd: '/repo',
      transcript: '/home/a.jsonl',
      source: 'resume',
      isSubagent: false,
    };
    expect(read(started)).toEqual(expected);
    for (const named of ['SessionStart', 'session-start', 'sessionstart', 'session_start']) expect(read(started, named)).toEqual(expected);
  });

  it('tells a failure, and nothing of a tool that worked, was stopped or refused', () => {
    const failed = {
      hook_event_name: 'PostToolUseFailure',
      tool_name: 'Bash',
      tool_input: { command: 'npm test' },
      tool_use_id: 't1',
      error: 'Exit code 1',
    };
    expect(read(failed)?.failure).toEqual({ use: 't1', tool: 'Bash', what: 'npm test', said: 'Exit code 1' });
    expect(read({ ...failed, is_interrupt: true })).toBeUndefined();
    expect(read({ ...failed, error: "The user doesn't want to proceed with this tool use" })).toBeUndefined();
    const worked = {
      hook_event_name: 'PostToolUse',
      tool_name: 'Bash',
      tool_input: { command: 'ls' },
      tool_response: { stdout: 'Exit code 1' },
    };
    expect(read(worked)).toBeUndefined();
    expect(read({ ...worked, tool_response: { is_error: true, stderr: 'no' } })?.failure).toMatchObject({ said: 'no' });
  });

  it('is nothing where it is none of ours, and never an error', () => {
    for (const text of [
      '',
      '{',
      '[]',
      'null',
      '{"hook_event_name":"Stop"}',
      '{"hook_event_name":"Stop","session_id":""}',
      '{"hook_event_name":"Notification","session_id":"a"}',
    ])
      expect(readHookInput(text, undefined)).toBeUndefined();
    // Another agent's names of sessions are no words of the log, nor of a path.
    expect(read({ hook_event_name: 'Stop', session_id: '../a b' })?.session).toMatch(/^[a-z0-9]{10}$/);
    expect(read({ hook_event_name: 'Stop', cwd: 7, prompt: {}, transcript_path: 'relative.jsonl' })).toEqual({
      event: 'Stop',
      session: 's1',
      isSubagent: false,
    });
  });
});
