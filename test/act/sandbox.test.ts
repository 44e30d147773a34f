import { describe, expect, it } from 'vitest';
import { actEnv, forbiddenPath, heldBy, neededHolds, sandboxLine, type SandboxPlan } from '../../src/act/sandbox.js';

const PLAN: SandboxPlan = {
  machine: {
    hasSandbox: true,
    hidden: ['/run', '/home/ann', '/home/ann/shop/.git'],
    objects: ['/home/ann/shop/.git/objects'],
    env: { PATH: '/usr/bin', HOME: '/home/ann' },
  },
  folder: '/home/ann/shop/.git/kairos/act/x-k3f9',
  hasMemory: true,
  isNetworkOpen: false,
  readable: ['/home/ann/.nvm'],
};
const at = (line: readonly string[], ...words: string[]): number => {
  const index = line.findIndex((_, n) => words.every((word, k) => line[n + k] === word));
  expect(index, words.join(' ')).toBeGreaterThan(-1);
  return index;
};

describe('the line of the sandbox', () => {
  const line = sandboxLine(PLAN);

  it('shows the machine read-only, hides before it shows, and lets nothing be written but the folder without its .git and .kairos', () => {
    const order = [
      at(line, '--ro-bind', '/', '/'),
      at(line, '--tmpfs', '/home/ann'),
      at(line, '--tmpfs', '/home/ann/shop/.git'),
      at(line, '--ro-bind', '/home/ann/shop/.git/objects', '/home/ann/shop/.git/objects'),
      at(line, '--bind', PLAN.folder, PLAN.folder),
      at(line, '--ro-bind', `${PLAN.folder}/.git`, `${PLAN.folder}/.git`),
      at(line, '--ro-bind', `${PLAN.folder}/.kairos`, `${PLAN.folder}/.kairos`),
      at(line, '--chdir', PLAN.folder),
    ];
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(line.filter((word) => word === '--bind')).toHaveLength(1);
    expect(line.at(-1)).toBe('--');
    expect(at(line, '--ro-bind', '/home/ann/.nvm', '/home/ann/.nvm')).toBeGreaterThan(at(line, '--tmpfs', '/home/ann'));
  });

  it('leaves users, processes and network of the machine, its environment, its terminal and all capabilities behind', () => {
    for (const word of [
      '--unshare-user',
      '--unshare-pid',
      '--unshare-ipc',
      '--unshare-net',
      '--clearenv',
      '--new-session',
      '--die-with-parent',
    ])
      at(line, word);
    at(line, '--disable-userns');
    at(line, '--cap-drop', 'ALL');
    expect(sandboxLine({ ...PLAN, isNetworkOpen: true })).not.toContain('--unshare-net');
    expect(sandboxLine({ ...PLAN, hasMemory: false })).not.toContain(`${PLAN.folder}/.kairos`);
    expect(Object.keys(actEnv(PLAN.machine)).toSorted()).toEqual(
      ['CI', 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_NOSYSTEM', 'GIT_OPTIONAL_LOCKS', 'GIT_TERMINAL_PROMPT', 'HOME', 'PATH', 'TERM'].toSorted(),
    );
  });

  it('holds by the word of the probe alone', () => {
    expect(heldBy('files\nprocesses\nnetwork\n')).toEqual(['files', 'processes', 'network']);
    expect(heldBy('bwrap: setting up uid map: Permission denied\n')).toEqual([]);
    expect(heldBy('no files here\n')).toEqual([]);
    expect(neededHolds(false)).toEqual(['files', 'processes', 'network']);
    expect(neededHolds(true)).toEqual(['files', 'processes']);
  });
});

it.each([
  [['src/a.js'], undefined],
  [['src/.kairos/a', 'kairos/x', '.kairosx'], undefined],
  [['src/a.js', '.kairos/MEMORY.md'], '.kairos/MEMORY.md'],
  [['.kairos'], '.kairos'],
  [['.KAIROS/x'], '.KAIROS/x'],
])('of %j the path that no act may change is %s', (paths, bad) => expect(forbiddenPath(paths)).toBe(bad));
