/** The Processes port of a virtual machine. It starts no process: a test says what `kairos ARGS` does, and which processes are alive. */
import type { ProcessIdentity, Processes, ProcessResult } from '../world/processes.js';

/** What running `kairos ARGS` does in this world. Fields that are left out mean success without output. */
export type Program = (
  args: readonly string[],
  options: { readonly cwd: string; readonly signal?: AbortSignal; readonly onLine?: (line: string) => void },
) => Promise<Partial<ProcessResult>> | Partial<ProcessResult>;

export interface ProcessCall {
  readonly verb: 'runSelf' | 'startDetached' | 'terminate';
  readonly args: readonly string[];
}

export interface VirtualProcesses extends Processes {
  /** All starts and signals of all processes of this machine, in order. */
  readonly calls: ProcessCall[];
  /** Replaces what the program does from now on. */
  runs(program: Program): void;
  /** Puts another build of the program in the place of the one that runs. */
  installs(build: string): void;
  /** The port of a new process on the same machine. */
  another(): VirtualProcesses;
  /** Ends a process (this one by default), as kill -9 would. */
  kill(pid?: number): void;
  /** Ends all processes of the machine, as a loss of power does, and gives the port of the first one after its next start. */
  reboot(): VirtualProcesses;
  /** The port of a new process on another host, or in another PID namespace. */
  elsewhere(where: { readonly host?: string; readonly namespace?: string }): VirtualProcesses;
}

interface Machine {
  readonly running: Map<number, ProcessIdentity>;
  readonly calls: ProcessCall[];
  lastPid: number;
  boots: number;
  program: Program;
  build: string;
}

/** A new machine with one process. Pids count up from 101. */
export function virtualProcesses(program: Program = () => ({})): VirtualProcesses {
  const machine: Machine = { running: new Map(), calls: [], lastPid: 100, boots: 1, program, build: 'build 1' };
  return processOn(machine, 'virtual', 'pid:1');
}

function processOn(machine: Machine, host: string, namespace: string): VirtualProcesses {
  const self = begin(machine, host, namespace);
  return {
    calls: machine.calls,
    self: () => self,
    liveness: async (who) => {
      if (who.host !== self.host) return 'unknown';
      if (who.bootId !== self.bootId) return 'dead';
      if (who.namespace !== self.namespace) return 'unknown';
      return machine.running.get(who.pid)?.start === who.start ? 'alive' : 'dead';
    },
    runSelf: async (args, options) => {
      machine.calls.push({ verb: 'runSelf', args });
      if (options.signal?.aborted) return { code: null, signal: 'SIGTERM', stdout: '', stderr: '' };
      const result = { code: 0, signal: null, stdout: '', stderr: '', ...(await machine.program(args, options)) };
      for (const line of result.stdout.split('\n').filter(Boolean)) options.onLine?.(line);
      return result;
    },
    startDetached: async (args) => {
      machine.calls.push({ verb: 'startDetached', args });
      return begin(machine, host, namespace).pid;
    },
    rest: () => undefined,
    memoryOf: async () => undefined,
    program: () => machine.build,
    terminate: (pid) => {
      machine.calls.push({ verb: 'terminate', args: [String(pid)] });
      machine.running.delete(pid);
    },
    runs: (next) => {
      machine.program = next;
    },
    installs: (build) => {
      machine.build = build;
    },
    another: () => processOn(machine, host, namespace),
    kill: (pid = self.pid) => {
      machine.running.delete(pid);
    },
    reboot: () => {
      machine.running.clear();
      machine.boots += 1;
      return processOn(machine, host, namespace);
    },
    elsewhere: (where) => processOn(machine, where.host ?? host, where.namespace ?? namespace),
  };
}

function begin(machine: Machine, host: string, namespace: string): ProcessIdentity {
  machine.lastPid += 1;
  const identity = {
    pid: machine.lastPid,
    start: `started-${machine.lastPid}`,
    bootId: `boot-of-${host}${machine.boots > 1 ? `-${machine.boots}` : ''}`,
    namespace,
    host,
  };
  machine.running.set(identity.pid, identity);
  return identity;
}
