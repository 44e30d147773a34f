/** Completion in the shells themselves, where they are installed: each asks the built program. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BIN, idIn, place, ROOT } from './kairos.js';
import { atTerminal, hasTerminal } from './terminal.js';

const shop = place({ init: true });
let noteId = '';
let env: Record<string, string> = {};
afterAll(() => shop.repo.cleanup());

beforeAll(() => {
  noteId = idIn(shop.ok(['note', 'The tests need Redis']));
  mkdirSync(join(shop.root, '.kairos/topics'));
  writeFileSync(join(shop.root, '.kairos/topics/deployment.md'), '# Deployment\n\n- Deploy on Mondays. ^kdeploy001\n');
  writeFileSync(join(shop.root, '.kairos/topics/$(touch broken).md'), '# Broken\n\n- Nothing. ^kdeploy002\n');
  const bin = join(shop.repo.env['HOME'] ?? '', 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'kairos'), `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`);
  chmodSync(join(bin, 'kairos'), 0o755);
  env = { ...shop.repo.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` };
});

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

function shell(name: string, args: readonly string[], script: string): string[] {
  const run = spawnSync(name, [...args, '-c', script], { cwd: shop.root, env, encoding: 'utf8' });
  expect(run.stderr).toBe('');
  return run.stdout.split('\n').filter((line) => line !== '');
}

/** By the words of a command line, the last of which is being typed: what must be among the offers. */
const LINES: readonly [words: readonly string[], offer: () => string][] = [
  [['re'], () => 'recall'],
  [['recall', '--exp'], () => '--explain'],
  [['recall', '--topic', 'd'], () => 'deployment'],
  [['topics', ''], () => 'deployment'],
  [['show', ''], () => noteId],
  [['blame', 'kdep'], () => 'kdeploy001'],
  [['show', 'READ'], () => 'README.md'],
  [['config', 'set', 'recall.embedder', 'n'], () => 'none'],
  [['task', 'history', 'morn'], () => 'morning-checkin'],
  [['task', 'add', '--timezone', 'Europe/Be'], () => 'Europe/Berlin'],
];

describe.runIf(has('bash'))('bash', () => {
  it.each(LINES)('completes %j', (words, offer) => {
    const script = `source <(kairos completion bash); COMP_WORDS=(kairos ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _kairos; printf '%s\\n' "\${COMPREPLY[@]}"`;
    expect(shell('bash', ['--norc'], script)).toContain(offer());
  });
});

describe.runIf(has('fish'))('fish', () => {
  it.each(LINES)('completes %j', (words, offer) => {
    const lines = shell('fish', ['--no-config'], `kairos completion fish | source; complete -C 'kairos ${words.join(' ')}'`);
    expect(lines.map((line) => line.split('\t')[0])).toContain(offer());
  });
});

describe.runIf(has('zsh') && hasTerminal)('zsh', () => {
  it('completes a command, an option and a topic at the key', async () => {
    const line = 'stty cols 80 rows 24 && PS1="first> " exec zsh -f -i';
    // The line that the keys made is printed instead of run; completion asks the program itself.
    const setUp =
      'autoload -Uz compinit && compinit -D -u; source <(kairos completion zsh); kairos() { print "typed: $*" }; PS1="sec""ond> "\n';
    const keys = 'kairos reca\t--exp\t--topic dep\t\n';
    const answers = [
      ['first> ', setUp],
      ['second> ', keys],
      ['typed: ', 'exit\n'],
    ] as const;
    const { output } = await atTerminal(line, { cwd: shop.root, env, answers });
    expect(output).toContain('typed: recall --explain --topic deployment');
  });
});

describe('an offer', () => {
  it('is no name that a shell would obey, and none where nothing can be read', () => {
    expect(shop.ok(['__complete', 'topics', ''])).toBe('deployment\n');
    const outside = { cwd: join(ROOT, '..') };
    expect(shop.kairos(['__complete', 'topics', ''], { ...outside, env: { GIT_DIR: '/nowhere' } })).toEqual({ code: 0, out: '', err: '' });
    expect(shop.kairos(['__complete', 'nope', '-'])).toMatchObject({ code: 0, err: '' });
  });
});
