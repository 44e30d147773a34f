/** The plugin for Claude Code: what its files name is there, and its starter keeps out of the way. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { PROMPT_HOOK } from '../src/mcp/prompt-hook.js';
import { HOOK_EVENTS } from '../src/sessions/hook-input.js';

const root = resolve(import.meta.dirname, '..');
// oxlint-disable-next-line typescript/no-explicit-any
const json = (path: string): any => JSON.parse(readFileSync(join(root, path), 'utf8'));
const START = join(root, 'plugin/bin/start.sh');

const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'kairos-plugin-'));
  closers.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

describe('the plugin', () => {
  it('is what the marketplace names, in the version of the package, in a folder of its own', () => {
    const [plugin] = json('.claude-plugin/marketplace.json').plugins;
    expect(plugin).toMatchObject({ name: json('plugin/.claude-plugin/plugin.json').name, source: './plugin' });
    expect(json('plugin/.claude-plugin/plugin.json').version).toBe(json('package.json').version);
    expect(readdirSync(join(root, 'plugin')).toSorted()).toEqual(['.claude-plugin', 'bin', 'hooks', 'skills']);
  });

  it('hooks events that kairos answers, each with a time limit, and none that the program does not wait for', () => {
    const { hooks } = json('plugin/hooks/hooks.json');
    const others = HOOK_EVENTS.filter((event) => event !== 'PostToolUse');
    expect(Object.keys(hooks).toSorted()).toEqual(others.toSorted());
    for (const [event, [{ hooks: all }]] of Object.entries<[{ hooks: Record<string, unknown>[] }]>(hooks)) {
      const [hook] = all;
      expect(all).toHaveLength(1);
      expect(hook?.['timeout']).toBeLessThanOrEqual(15);
      // A run that ends while one is under way is ended without its SessionEnd.
      expect(hook).not.toHaveProperty('async');
      if (event !== 'UserPromptSubmit') expect(hook?.['command']).toBe(`sh "\${CLAUDE_PLUGIN_ROOT}/bin/start.sh" hook ${event}`);
    }
    expect(hooks.UserPromptSubmit[0].hooks[0]).toMatchObject({
      type: 'mcp_tool',
      tool: PROMPT_HOOK,
      server: 'plugin:kairos:kairos',
      input: { prompt: '${prompt}', session_id: '${session_id}' },
    });
  });

  it('has its skills, each with a name and a description of when to use it', () => {
    for (const name of ['dream', 'note', 'recall', 'review']) {
      const text = readFileSync(join(root, `plugin/skills/${name}/SKILL.md`), 'utf8');
      expect(text).toMatch(new RegExp(`^---\nname: ${name}\ndescription: .*\\bUse\\b`));
    }
  });
});

describe('its starter', () => {
  function start(
    args: readonly string[],
    cwd: string,
    bin: string,
  ): { readonly code: number | null; readonly out: string; readonly err: string } {
    const { status, stdout, stderr } = spawnSync('/bin/sh', [START, ...args], { cwd, env: { PATH: bin }, encoding: 'utf8' });
    return { code: status, out: stdout, err: stderr };
  }

  it('starts kairos from PATH, hooks only where a memory is', () => {
    const [here, bin] = [folder(), folder()];
    writeFileSync(join(bin, 'kairos'), '#!/bin/sh\necho "kairos $*"\n');
    chmodSync(join(bin, 'kairos'), 0o755);
    expect(start(['hook', 'Stop'], here, bin)).toEqual({ code: 0, out: '', err: '' });
    expect(start(['mcp'], here, bin).out).toBe('kairos mcp\n');
    mkdirSync(join(here, '.kairos'));
    mkdirSync(join(here, 'src/deep'), { recursive: true });
    expect(start(['hook', 'Stop'], join(here, 'src/deep'), bin)).toEqual({ code: 0, out: 'kairos hook Stop\n', err: '' });
  });

  it('says in one line how to install it where it is missing, once a session, and only where a memory is', () => {
    const [here, bin] = [folder(), folder()];
    expect(start(['hook', 'SessionStart'], here, bin)).toEqual({ code: 0, out: '', err: '' });
    expect(start(['mcp'], here, bin)).toMatchObject({ code: 1, out: '' });
    mkdirSync(join(here, '.kairos'));
    expect(JSON.parse(start(['hook', 'SessionStart'], here, bin).out).systemMessage).toContain(
      `npm install -g ${json('package.json').name}`,
    );
    for (const event of HOOK_EVENTS.slice(1)) expect(start(['hook', event], here, bin)).toEqual({ code: 0, out: '', err: '' });
    expect(existsSync(join(here, '.kairos'))).toBe(true);
  });
});
