/** Hooks and server in the settings of Claude Code: put in, and taken out again so that the file is what it was, byte for byte. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hasPlugin,
  hookedIn,
  HOOKED,
  promptFormFor,
  serverIn,
  withHooks,
  withoutHooks,
  withoutServer,
  withServer,
} from '../../src/clients/claude-code.js';
import { PROMPT_HOOK } from '../../src/mcp/prompt-hook.js';
import { HOOK_EVENTS } from '../../src/sessions/hook-input.js';

const THEIRS = `{
  "model": "opus",
  "hooks": {
    "Stop": [
      {
        "hooks": [
          { "type": "command",   "command": "say done" }
        ]
      }
    ],
    "PreToolUse": [{"matcher": "Bash", "hooks": [{"type": "command", "command": "kairos hook"}]}]
  },
  "permissions": {"allow": ["Bash(npm test)"]}
}
`;

function textOf(edited: ReturnType<typeof withHooks>): string | undefined {
  if ('unfit' in edited) throw new Error(edited.unfit);
  return edited.text;
}
const hooked = (text: string | undefined): string => textOf(withHooks(text)) ?? '';
const commandOf = (event: string): string => `if command -v kairos >/dev/null 2>&1; then kairos hook ${event}; fi`;

describe('the hooks in settings', () => {
  it('are those of every event, in a file of their own where there is none', () => {
    const text = hooked(undefined);
    expect(Object.keys(JSON.parse(text).hooks)).toEqual(Object.keys(HOOKED));
    expect(JSON.parse(text).hooks.Stop).toEqual([{ hooks: [{ type: 'command', command: commandOf('Stop'), timeout: HOOKED.Stop }] }]);
    for (const event of Object.keys(HOOKED)) expect(HOOK_EVENTS).toContain(event);
    expect(hookedIn(text)).toBe(6);
    expect(textOf(withoutHooks(text))).toBeUndefined();
  });

  it('stand behind those of others, who stay byte for byte', () => {
    const text = hooked(THEIRS);
    expect(JSON.parse(text).hooks.Stop).toHaveLength(2);
    for (const line of THEIRS.split('\n').filter((one) => one.includes('"'))) expect(text).toContain(line.replace(/,$/, ''));
    expect(text).toContain(
      `      },\n      { "hooks": [ { "type": "command", "command": "${commandOf('Stop')}", "timeout": 10 } ] }\n    ],`,
    );
    expect(hooked(text)).toBe(text);
    expect(textOf(withoutHooks(text))).toBe(THEIRS);
  });

  it.each([
    '{}',
    '{}\n',
    '{\n}\n',
    '{"hooks":{}}',
    '{"hooks": { }, "model": "opus"}',
    '{"hooks":{"Stop":[]}}',
    '{"a":1}',
    '\ufeff{\n\t"a": 1\n}\n',
    '{\r\n  "hooks": {\r\n    "Stop": []\r\n  }\r\n}\r\n',
    '{ "hooks": {"Stop": [{"hooks": []}]} }',
    '{\n  "a": "} ] \\" hooks",\n  "hooks": {\n    "Stop": [\n    ]\n  }\n}',
    THEIRS,
    THEIRS.replaceAll('  ', '\t'),
    JSON.stringify(JSON.parse(THEIRS)),
  ])('leave, put in and taken out, %j as it was', (text) => {
    const connected = hooked(text);
    expect(hookedIn(connected)).toBe(6);
    JSON.parse(connected.replace(/^\ufeff/, ''));
    if (text.includes('\r\n')) expect(connected.replaceAll('\r\n', '')).not.toContain('\n');
    expect(textOf(withoutHooks(connected))).toBe(text);
    const served = textOf(withServer(text));
    expect(serverIn(served)).toBe('ours');
    expect(textOf(withoutServer(served))).toBe(text);
  });

  it('leave any settings as they were (property)', () => {
    const group = fc.record({ hooks: fc.array(fc.record({ type: fc.constant('command'), command: fc.string() }), { maxLength: 2 }) });
    const settings = fc.record(
      {
        model: fc.string(),
        hooks: fc.dictionary(fc.constantFrom('Stop', 'SessionStart', 'PreToolUse'), fc.array(group, { maxLength: 2 })),
        env: fc.dictionary(fc.string(), fc.string()),
      },
      { requiredKeys: [] },
    );
    const indent = fc.constantFrom(0, 2, 4, '\t');
    fc.assert(
      fc.property(settings, indent, fc.constantFrom('', '\n'), (value, space, end) => {
        const text = JSON.stringify(value, undefined, space) + end;
        expect(textOf(withoutHooks(hooked(text)))).toBe(text);
        expect(textOf(withoutServer(textOf(withServer(text))))).toBe(text);
      }),
      { seed: 12, numRuns: 500 },
    );
  });

  it('are taken out also where people moved them, and what they wrote stays', () => {
    const moved = JSON.stringify({
      hooks: {
        Stop: [
          {
            hooks: [
              { type: 'command', command: 'first' },
              { type: 'command', command: 'kairos hook Stop' },
              { type: 'command', command: 'x; kairos hook Stop' },
            ],
          },
        ],
      },
    });
    expect(JSON.parse(textOf(withoutHooks(moved)) ?? '')).toEqual({
      hooks: {
        Stop: [
          {
            hooks: [
              { type: 'command', command: 'first' },
              { type: 'command', command: 'x; kairos hook Stop' },
            ],
          },
        ],
      },
    });
  });

  it.each([
    ['{"a": 1,}', 'line 1, column 9: a name in quotation marks is expected, not "}"'],
    ['{\n  // mine\n}', 'line 2, column 3: a name in quotation marks is expected, not "/"'],
    ['{"a": 1', 'line 1, column 8: "," is expected, not the end'],
    ['{"a": tru}', 'line 1, column 7: a value is expected, not "t"'],
    ['{"a": "x\n"}', 'line 1, column 7: a text is not closed'],
    ['{} {}', 'line 1, column 4: "{" behind the end'],
    ['', ''],
    ['[]', 'line 1, column 1: it is no object'],
    ['{"hooks": []}', 'line 1, column 11: "hooks" is no object'],
    ['{"hooks": {"Stop": {}}}', 'line 1, column 20: "hooks.Stop" is no list'],
    [`${'['.repeat(300)}`, 'nested too deep'],
  ])('are refused for %j, with the place', (text, says) => {
    const edited = withHooks(text);
    if (says === '') expect(edited).toHaveProperty('text');
    else expect(edited).toMatchObject({ unfit: expect.stringContaining(says) });
  });

  it('takes exactly what JSON.parse takes (property)', () => {
    const broken = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', '\\', '0', ' ')).map(([text, at, sign]) => {
      const cut = at % (text.length + 1);
      return text.slice(0, cut) + sign + text.slice(cut + 1);
    });
    fc.assert(
      fc.property(fc.oneof(fc.json(), broken), (inner) => {
        const text = `{"x": ${inner}}`;
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        expect('text' in withHooks(text)).toBe(isJson);
      }),
      { seed: 12, numRuns: 1_000 },
    );
  });
});

describe('the hook of the prompt', () => {
  it.each([
    ['2.1.118 (Claude Code)', 'tool'],
    ['2.1.197 (Claude Code)\n', 'tool'],
    ['2.2.0', 'tool'],
    ['3.0.1', 'tool'],
    ['2.1.117', 'command'],
    ['2.0.999', 'command'],
    ['1.9.200', 'command'],
    ['claude', 'command'],
    [undefined, 'command'],
  ])('is, for version %s, a %s', (said, form) => {
    expect(promptFormFor(said)).toBe(form);
  });

  it('as a tool is that of the server, and goes without a trace like the others', () => {
    const text = textOf(withHooks(THEIRS, 'tool')) ?? '';
    expect(JSON.parse(text).hooks.UserPromptSubmit).toEqual([
      {
        hooks: [
          {
            type: 'mcp_tool',
            server: 'kairos',
            tool: PROMPT_HOOK,
            input: { prompt: '${prompt}', session_id: '${session_id}' },
            timeout: 1,
          },
        ],
      },
    ]);
    expect(hookedIn(text)).toBe(6);
    expect(textOf(withHooks(text, 'command'))).toBe(text);
    expect(textOf(withoutHooks(text))).toBe(THEIRS);
  });
});

describe('the server', () => {
  it('is added beside others, and one of our name that somebody added otherwise stays', () => {
    const others = '{\n  "mcpServers": {\n    "db": { "command": "db" }\n  }\n}\n';
    const text = textOf(withServer(others));
    expect(JSON.parse(text ?? '').mcpServers).toEqual({ db: { command: 'db' }, kairos: { command: 'kairos', args: ['mcp'] } });
    expect(textOf(withoutServer(text))).toBe(others);
    const added = '{"mcpServers":{"kairos":{"type":"stdio","command":"kairos","args":["mcp"],"env":{}}}}';
    expect(serverIn(added)).toBe('another');
    expect(textOf(withServer(added))).toBe(added);
    expect(textOf(withoutServer(added))).toBe(added);
    expect(textOf(withoutServer(textOf(withServer(undefined))))).toBeUndefined();
  });
});

describe('the plugin', () => {
  it('is seen where it is enabled', () => {
    expect(hasPlugin('{"enabledPlugins": {"kairos@kairos": true}}')).toBe(true);
    for (const text of ['{"enabledPlugins": {"kairos@kairos": false}}', '{"enabledPlugins": {"other@kairos": true}}', '{}', '', 'x'])
      expect(hasPlugin(text)).toBe(false);
    expect(hasPlugin(undefined)).toBe(false);
  });
});
