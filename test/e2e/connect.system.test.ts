/** `kairos connect` and `disconnect` with the built program: shown before it is written, others' settings byte for byte, and out again without a trace. */
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { place, type Place } from './kairos.js';

const THEIRS = '{\n  "model": "opus",\n  "hooks": {\n    "Stop": [{"hooks": [{"type": "command", "command": "say done"}]}]\n  }\n}\n';

let here: Place;
let home: string;
beforeEach(() => {
  here = place({ init: true });
  home = here.repo.env['HOME'] ?? '';
});
afterEach(() => here.repo.cleanup());

const settings = (): string => join(home, '.claude/settings.json');
function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

interface Listed {
  readonly connected: readonly { readonly client: string; readonly scope: string; readonly state: string }[];
}
const states = (): string[] =>
  here.json<Listed>(['connect', '--list']).connected.map(({ client, scope, state }) => `${client} ${scope} ${state}`);

describe('kairos connect claude-code', () => {
  it('shows what it would write and asks; with --yes it writes, and disconnect leaves every byte as it was', () => {
    write(settings(), THEIRS);
    const shown = here.kairos(['connect', 'claude-code']);
    expect(shown).toMatchObject({ code: 3, err: expect.stringContaining('--yes') });
    expect(shown.out).toContain('+    "SessionStart": [');
    expect(here.kairos(['connect', 'claude-code', '--dry-run'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('nothing was written'),
    });
    expect([readFileSync(settings(), 'utf8'), existsSync(join(home, '.claude.json'))]).toEqual([THEIRS, false]);

    here.ok(['connect', 'claude-code', '--yes']);
    expect(JSON.parse(readFileSync(settings(), 'utf8'))).toMatchObject({ model: 'opus' });
    expect(JSON.parse(readFileSync(join(home, '.claude.json'), 'utf8'))).toEqual({
      mcpServers: { kairos: { command: 'kairos', args: ['mcp'] } },
    });
    expect(states()).toContain('claude-code user connected');
    const connected = readFileSync(settings(), 'utf8');
    expect(here.ok(['connect', 'claude-code'])).toContain('connected already');
    expect(readFileSync(settings(), 'utf8')).toBe(connected);

    here.ok(['disconnect', 'claude-code', '--yes']);
    expect(readFileSync(settings(), 'utf8')).toBe(THEIRS);
    expect(existsSync(join(home, '.claude.json'))).toBe(false);
    expect(here.ok(['disconnect', 'claude-code'])).toContain('is not connected');
    expect(readdirSync(join(home, '.claude'))).toEqual(['settings.json']);
  });

  it('lets a Claude Code that can call tools from hooks ask the server; no other, and none in a repository', () => {
    const bin = join(home, 'bin');
    const prompt = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8')).hooks.UserPromptSubmit[0].hooks[0].type;
    const env = { PATH: `${bin}:${here.repo.env['PATH']}` };
    for (const [version, type] of [
      ['2.1.118 (Claude Code)', 'mcp_tool'],
      ['2.1.117 (Claude Code)', 'command'],
    ] as const) {
      write(join(bin, 'claude'), `#!/bin/sh\necho "${version}"\n`);
      chmodSync(join(bin, 'claude'), 0o755);
      here.ok(['connect', 'claude-code', '--yes'], { env });
      expect(prompt(settings())).toBe(type);
      here.ok(['disconnect', 'claude-code', '--yes'], { env });
    }
    write(join(bin, 'claude'), '#!/bin/sh\necho 3.0.0\n');
    here.ok(['connect', 'claude-code', '--project', '--yes'], { env });
    expect(prompt(join(here.root, '.claude/settings.json'))).toBe('command');
  });

  it('writes in the repository with --project, and its hooks say nothing where kairos is not installed', () => {
    here.ok(['connect', 'claude-code', '--project', '--yes']);
    const { hooks } = JSON.parse(readFileSync(join(here.root, '.claude/settings.json'), 'utf8'));
    expect(hooks.Stop[0].hooks[0].command).toMatch(/^if command -v kairos /);
    expect(existsSync(join(here.root, '.mcp.json'))).toBe(true);
    expect(states()).toEqual(['claude-code user no', 'claude-code project connected', 'agents-md project no']);
    expect(here.ok(['remove', '--yes'])).toContain('"kairos disconnect claude-code" takes that out');
    here.ok(['disconnect', 'claude-code', '--yes']);
    expect(existsSync(join(here.root, '.mcp.json')) || existsSync(join(here.root, '.claude'))).toBe(false);
  });

  it('refuses what is not JSON, with its place, and writes neither file', () => {
    write(settings(), '{"model": "opus",\n  // mine\n}\n');
    expect(here.kairos(['connect', 'claude-code', '--yes'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('is not JSON: line 2, column 3'),
    });
    write(settings(), THEIRS);
    write(join(home, '.claude.json'), '[]');
    expect(here.kairos(['connect', 'claude-code', '--yes'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('.claude.json cannot be merged: line 1'),
    });
    expect(readFileSync(settings(), 'utf8')).toBe(THEIRS);
  });

  it('refuses where the plugin does the same', () => {
    write(settings(), '{"enabledPlugins": {"kairos@kairos": true}}');
    expect(here.kairos(['connect', 'claude-code', '--yes'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('claude plugin uninstall'),
    });
    expect(states()).toContain('claude-code user plugin');
  });

  it('keeps mode and place of a file that lies behind a link', () => {
    write(join(home, 'dotfiles/settings.json'), THEIRS);
    chmodSync(join(home, 'dotfiles/settings.json'), 0o600);
    mkdirSync(join(home, '.claude'), { recursive: true });
    symlinkSync('../dotfiles/settings.json', settings());
    here.ok(['connect', 'claude-code', '--yes']);
    expect(lstatSync(settings()).isSymbolicLink()).toBe(true);
    expect(statSync(settings()).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(home, 'dotfiles/settings.json'), 'utf8')).toContain('kairos hook Stop');
  });

  it('writes where CLAUDE_CONFIG_DIR says, and tells programs what it did', () => {
    const env = { CLAUDE_CONFIG_DIR: join(home, 'elsewhere') };
    const done = here.json<{ written: boolean; changes: { path: string; is: string }[] }>(['connect', 'claude-code', '--yes'], { env });
    expect(done.written).toBe(true);
    expect(done.changes.map(({ path, is }) => [path, is])).toEqual([
      [join(home, 'elsewhere/settings.json'), 'new'],
      [join(home, 'elsewhere/.claude.json'), 'new'],
    ]);
    expect(here.json(['connect', 'claude-code', '--yes'], { env })).toEqual({ changes: [], written: false });
    expect(existsSync(settings())).toBe(false);
  });

  it.each([
    [['connect', 'vim'], 'nothing that kairos connects with'],
    [['connect', 'claude-code', '--user', '--project'], 'exclude each other'],
    [['connect', 'agents-md', '--user'], 'means nothing'],
    [['connect', 'claude-code', '--list'], 'goes alone'],
    [['disconnect'], 'disconnect what'],
  ])('kairos %j is wrong use: %s', (args, says) => {
    expect(here.kairos(args)).toMatchObject({ code: 2, err: expect.stringContaining(says) });
  });
});

describe('kairos connect agents-md', () => {
  it('writes a block behind what is there, an import into a CLAUDE.md that is there, and takes both out again', () => {
    here.repo.write('AGENTS.md', '# Rules\n\nUse tabs.');
    here.repo.write('CLAUDE.md', '@AGENTS.md\n');
    here.ok(['connect', 'agents-md', '--yes']);
    expect(readFileSync(join(here.root, 'AGENTS.md'), 'utf8')).toMatch(/^# Rules\n\nUse tabs\.\n\n<!-- kairos: [^]*memory_recall[^]*-->$/);
    expect(readFileSync(join(here.root, 'CLAUDE.md'), 'utf8')).toMatch(
      /^@AGENTS\.md\n\n<!-- kairos: .*\n@\.kairos\/MEMORY\.md\n<!-- kairos: end -->\n$/,
    );
    expect(here.ok(['connect', 'agents-md'])).toContain('connected already');
    here.ok(['disconnect', 'agents-md', '--yes']);
    expect(readFileSync(join(here.root, 'AGENTS.md'), 'utf8')).toBe('# Rules\n\nUse tabs.');
    expect(readFileSync(join(here.root, 'CLAUDE.md'), 'utf8')).toBe('@AGENTS.md\n');
  });

  it('makes AGENTS.md where there is none, takes it along again, and writes into no file twice', () => {
    symlinkSync('AGENTS.md', join(here.root, 'CLAUDE.md'));
    here.repo.write('AGENTS.md', '# Rules\n');
    here.ok(['connect', 'agents-md', '--yes']);
    expect(readFileSync(join(here.root, 'AGENTS.md'), 'utf8').match(/kairos: end/g)).toHaveLength(1);
    here.ok(['disconnect', 'agents-md', '--yes']);
    expect(readFileSync(join(here.root, 'AGENTS.md'), 'utf8')).toBe('# Rules\n');
  });

  it('needs a memory to point at', () => {
    const bare = place();
    try {
      expect(bare.kairos(['connect', 'agents-md', '--yes'])).toMatchObject({ code: 1, err: expect.stringContaining('kairos init') });
      expect(existsSync(join(bare.root, 'AGENTS.md'))).toBe(false);
      bare.ok(['connect', '--list']);
    } finally {
      bare.repo.cleanup();
    }
  });
});
