/** The Processes port of a virtual machine. It starts no process: a test says what `kairos ARGS` does, and which processes are alive. */
import { KairosError } from '../base/errors.js';
import type { CommandEnd, JobCommand, JobMark, ProcessIdentity, Processes, ProcessResult } from '../world/processes.js';

/** What running `kairos ARGS` does in this world. Fields that are left out mean success without output. */
export type Program = (
  args: readonly string[],
  options: { readonly cwd: string; readonly signal?: AbortSignal; readonly onLine?: (line: string) => void },
) => Promise<Partial<ProcessResult>> | Partial<ProcessResult>;

/** A command of a job as it runs here. */
export interface VirtualCommand extends JobCommand {
  /** Prints: the text goes to the end of its output. */
  readonly print: (text: string) => Promise<void>;
  /** Aborted when it is told to end, and with the reason 'SIGKILL' when it is killed. */
  readonly signal: AbortSignal;
}

/**
 * What a command does in this world: it runs until the promise settles. One that does not care for `signal` is killed after its grace. `left`: so many
 * of its children go on, until they are killed.
 */
export type Behaviour = (command: VirtualCommand) => Promise<Partial<CommandEnd> & { readonly left?: number }>;

/** Where the output of commands goes. */
export interface OutputFiles {
  readonly create: (path: string, content: string) => Promise<boolean>;
  readonly append: (path: string, text: string) => Promise<void>;
}

export interface ProcessCall {
  readonly verb: 'runSelf' | 'startDetached' | 'terminate' | 'startCommand';
  readonly args: readonly string[];
}

export interface VirtualProcesses extends Processes {
  /** All starts and signals of all processes of this machine, in order. */
  readonly calls: ProcessCall[];
  /** Replaces what the program does from now on. */
  runs(program: Program): void;
  /** Says what a command does from now on; before, there is no program here. */
  commands(behaviour: Behaviour): void;
  /** Puts another build of the program in the place of the one that runs. */
  installs(build: string): void;
  /** The port of a new process on the same machine. */
  another(): VirtualProcesses;
  /** Ends a process (this one by default), as kill -9 would. */
  kill(pid?: number): void;
  /** Ends all processes of the machine, as a loss of power does, and gives the port of the first one after its next start. */
  reboot(): VirtualProcesses;
  /** The port of the first process of another machine, which starts where this one would after its next start. What happens on it does not happen here. */
  fork(files: OutputFiles): VirtualProcesses;
  /** The port of a new process on another host, or in another PID namespace. */
  elsewhere(where: { readonly host?: string; readonly namespace?: string }): VirtualProcesses;
}

interface VirtualJob {
  readonly leader: ProcessIdentity;
  /** Of its processes that run, the leader too. */
  count: number;
  readonly stop: AbortController;
  readonly end: (end: CommandEnd) => void;
}

interface Machine {
  readonly jobs: Map<string, VirtualJob>;
  readonly files: OutputFiles | undefined;
  behaviour: Behaviour | undefined;
  readonly running: Map<number, ProcessIdentity>;
  readonly calls: ProcessCall[];
  lastPid: number;
  boots: number;
  program: Program;
  build: string;
}

/** A new machine with one process. Pids count up from 101. @param files without them no command can be started. */
export function virtualProcesses(program: Program = () => ({}), files?: OutputFiles): VirtualProcesses {
  const machine: Machine = {
    jobs: new Map(),
    files,
    behaviour: undefined,
    running: new Map(),
    calls: [],
    lastPid: 100,
    boots: 1,
    program,
    build: 'build 1',
  };
  return processOn(machine, 'virtual', 'pid:1');
}

/** Power is lost: nothing runs any more. */
function allEnded(machine: Machine): void {
  machine.running.clear();
  for (const { stop } of machine.jobs.values()) stop.abort('SIGKILL');
  machine.jobs.clear();
  machine.boots += 1;
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
    startCommand: async (command) => startCommand(machine, command, begin(machine, host, namespace)),
    endJob: async (mark) => endJob(machine, self, mark),
    countJob: async ({ marker }) => machine.jobs.get(marker)?.count ?? 0,
    rest: () => undefined,
    memoryOf: async () => undefined,
    typedAtMs: async () => undefined,
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
    commands: (behaviour) => {
      machine.behaviour = behaviour;
    },
    another: () => processOn(machine, host, namespace),
    kill: (pid = self.pid) => void machine.running.delete(pid),
    reboot: () => {
      allEnded(machine);
      return processOn(machine, host, namespace);
    },
    fork: (others) =>
      processOn(
        { ...machine, jobs: new Map(), running: new Map(), calls: [], boots: machine.boots + 1, files: others, program: () => ({}) },
        host,
        namespace,
      ),
    elsewhere: (where) => processOn(machine, where.host ?? host, where.namespace ?? namespace),
  };
}

async function endJob(machine: Machine, self: ProcessIdentity, { leader, marker }: JobMark): Promise<boolean> {
  if (leader && (leader.host !== self.host || leader.namespace !== self.namespace)) return false;
  const job = machine.jobs.get(marker);
  if (!job) return true;
  job.stop.abort('SIGTERM');
  await settled();
  endLeader(machine, marker, { code: null, signal: 'SIGKILL' });
  machine.jobs.delete(marker);
  return true;
}

async function startCommand(machine: Machine, command: JobCommand, leader: ProcessIdentity): ReturnType<Processes['startCommand']> {
  const { argv, marker, outputPath, outputMaxBytes } = command;
  const { behaviour, files } = machine;
  machine.calls.push({ verb: 'startCommand', args: argv });
  if (!behaviour || !files || argv.length === 0) {
    machine.running.delete(leader.pid);
    throw new KairosError('cancelled', `${argv[0] ?? 'nothing'} could not be started: there is no such program here`);
  }
  if (!(await files.create(outputPath, ''))) {
    machine.running.delete(leader.pid);
    throw new KairosError('cancelled', `${argv[0]} could not be started: ${outputPath} exists`);
  }
  const stop = new AbortController();
  let printed = 0;
  const ended = new Promise<CommandEnd>((resolve) => {
    machine.jobs.set(marker, { leader, count: 1, stop, end: resolve });
  });
  const print = async (text: string): Promise<void> => {
    // What a machine that lost its power had under way prints no more.
    if (!machine.jobs.has(marker)) return;
    const room = outputMaxBytes - printed;
    printed += text.length;
    await files.append(outputPath, text.slice(0, Math.max(0, room)));
    if (printed <= outputMaxBytes) return;
    stop.abort('SIGKILL');
    endLeader(machine, marker, { code: null, signal: 'SIGKILL', tooMuch: true });
  };
  void behaviour({ ...command, print, signal: stop.signal }).then(({ code = 0, signal = null, left = 0 }) => {
    const job = machine.jobs.get(marker);
    if (job) job.count += left;
    endLeader(machine, marker, { code, signal });
  });
  return { leader, ended };
}

/** The leader of a job ends; who is left of it goes on. */
function endLeader(machine: Machine, marker: string, end: CommandEnd): void {
  const job = machine.jobs.get(marker);
  if (!job || !machine.running.delete(job.leader.pid)) return;
  job.count -= 1;
  if (job.count <= 0) machine.jobs.delete(marker);
  job.end(end);
}

/** A turn of the event loop: enough for a command that heeds being told to end. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
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
