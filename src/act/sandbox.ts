/**
 * The sandbox of an act: the line of bubblewrap (`bwrap`) that a command runs behind. Pure; whoever uses it runs the probe first and reads what held.
 *
 * Everything of the machine can be read but for the hidden folders; nothing can be written but the act's folder, and of that neither its `.git` nor its
 * `.kairos`. Users, processes, network, host name and message queues are its own, so that nothing survives the command; there is no terminal.
 */
import type { ActMachine } from '../world/act-folders.js';

/** What a sandbox can hold. */
export const HOLDS = ['files', 'processes', 'network'] as const;
export type Hold = (typeof HOLDS)[number];

export interface SandboxPlan {
  readonly machine: ActMachine;
  /** Of the act; a real path. */
  readonly folder: string;
  /** The tree of the act holds a `.kairos`. */
  readonly hasMemory: boolean;
  readonly isNetworkOpen: boolean;
  /** Hidden paths that may be read, real ones. */
  readonly readable: readonly string[];
}

/** A command has no terminal, nobody who answers, and a git that reads the settings of the act's folder alone. */
const PLAIN = {
  TERM: 'dumb',
  CI: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
} as const;

/** The environment of a command of an act, whatever holds it. */
export function actEnv({ env }: Pick<ActMachine, 'env'>): Readonly<Record<string, string>> {
  return { ...env, ...PLAIN };
}

/** The words before the command. What is mounted later lies above what was mounted before. */
export function sandboxLine({ machine, folder, hasMemory, isNetworkOpen, readable }: SandboxPlan): readonly string[] {
  const { hidden, objects } = machine;
  const alone = ['--unshare-user', '--unshare-ipc', '--unshare-pid', '--unshare-uts', '--unshare-cgroup-try'];
  const powerless = ['--disable-userns', '--cap-drop', 'ALL', '--die-with-parent', '--new-session', '--clearenv'];
  const system = ['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'];
  // A folder before those in it, or it would hide what was shown in them.
  const shown = [...objects, ...readable].toSorted();
  const own = ['--bind', folder, folder, '--ro-bind', `${folder}/.git`, `${folder}/.git`];
  return [
    'bwrap',
    ...alone,
    ...(isNetworkOpen ? [] : ['--unshare-net']),
    ...powerless,
    ...Object.entries(actEnv(machine)).flatMap(([name, value]) => ['--setenv', name, value]),
    ...system,
    ...hidden.toSorted().flatMap((path) => ['--tmpfs', path]),
    ...shown.flatMap((path) => ['--ro-bind', path, path]),
    ...own,
    ...(hasMemory ? ['--ro-bind', `${folder}/.kairos`, `${folder}/.kairos`] : []),
    '--chdir',
    folder,
    '--',
  ];
}

/**
 * The command that says behind the line what it holds, in words of `HOLDS`.
 * @param theirs a folder of the person's, which is there and must not be writable; where it is hidden, it is not there.
 */
export function probeCommand(theirs: string): readonly string[] {
  const script = [
    '[ -w . ] || exit 1',
    '[ -w .git ] || [ -w "$1" ] || [ -w / ] || echo files',
    // Elsewhere numbers this small are the system's.
    '[ "$$" -lt 50 ] && echo processes',
    '[ "$(tail -n +3 /proc/net/dev | grep -cv "^ *lo:")" = 0 ] && echo network',
    'exit 0',
  ].join('; ');
  return ['sh', '-c', script, 'sh', theirs];
}

/** What held, by what the probe printed. */
export function heldBy(printed: string): readonly Hold[] {
  const lines = new Set(printed.split('\n'));
  return HOLDS.filter((hold) => lines.has(hold));
}

/** What has to hold. */
export function neededHolds(isNetworkOpen: boolean): readonly Hold[] {
  return HOLDS.filter((hold) => hold !== 'network' || !isNetworkOpen);
}

/** The first path of a change that no act may make: memory changes by its own commands alone. Spelt otherwise it is the same on some systems. */
export function forbiddenPath(paths: readonly string[]): string | undefined {
  return paths.find((path) => path.split('/')[0]?.toLowerCase() === '.kairos');
}
