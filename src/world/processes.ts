/** Processes, as a port: our identity, whether others run, and children. It does not handle signals sent to us; surfaces do. */

/** The identity of a process, which tells it from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The start time as the system gives it (opaque), or '' if unknown. */
  readonly start: string;
  readonly bootId: string;
  /** PID namespace, or '' where there is none. */
  readonly namespace: string;
  readonly host: string;
}

export interface ProcessResult {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How the processes of a job are found: the leader of its group, and the marker that all of them were born with. */
export interface JobMark {
  /** Left out where nobody knows whether it was started at all. */
  readonly leader?: ProcessIdentity;
  /** Letters and digits that no other job has. */
  readonly marker: string;
}

/** A command that runs for a job. */
export interface JobCommand {
  /** The program and its arguments; no shell reads them. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** What its environment has beside the few plain variables that every job gets. */
  readonly env?: Readonly<Record<string, string>>;
  readonly marker: string;
  /** Takes what it prints, both streams; it must not exist. */
  readonly outputPath: string;
  /** A command that prints more is killed, and its output cut to so much. */
  readonly outputMaxBytes: number;
}

export interface CommandEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** It was killed because it printed too much. */
  readonly tooMuch?: true;
}

export interface RunningCommand {
  readonly leader: ProcessIdentity;
  /** Resolves when the leader has ended, whoever else of its group still runs. Never rejects. */
  readonly ended: Promise<CommandEnd>;
}

/** Processes. No other port starts children. Every child leads a process group, which is killed on the call's `signal` and when we end. */
export interface Processes {
  self(): ProcessIdentity;
  /** 'alive', 'dead', or 'unknown' (on another host or in another PID namespace). */
  liveness(who: ProcessIdentity): Promise<'alive' | 'dead' | 'unknown'>;
  /**
   * Runs this program (`kairos ARGS`) as a child and waits for its end. When `signal` aborts, the child is told to end (SIGTERM), and killed if it
   * still runs `graceMs` later; left out: half a second. @throws KairosError `cancelled` if it cannot start, `over-limit`.
   */
  runSelf(
    args: readonly string[],
    options: {
      readonly cwd: string;
      readonly signal?: AbortSignal;
      readonly graceMs?: number;
      readonly onLine?: (line: string) => void;
    },
  ): Promise<ProcessResult>;
  /** Starts `kairos ARGS` in a session of its own with output to `logPath`, and returns its pid without waiting. */
  startDetached(args: readonly string[], options: { readonly cwd: string; readonly logPath: string }): Promise<number>;
  /**
   * Starts a command in a process group and session of its own, without standard input, its output in a file: it does not matter to it whether anybody
   * waits. Of our environment it gets a few plain variables, no more. Its group is killed when we end. @throws KairosError `cancelled` if it cannot start.
   */
  startCommand(command: JobCommand): Promise<RunningCommand>;
  /**
   * Ends all processes of a job: its group, where that is certainly still its own, and whatever bears its marker, in whatever session. They are told to
   * end (SIGTERM), and killed `graceMs` later. True when none is left; false where one does not go, or runs where we cannot see it. Never this process.
   */
  endJob(mark: JobMark, graceMs: number): Promise<boolean>;
  /** How many processes of a job run. */
  countJob(mark: JobMark): Promise<number>;
  /** This process will do nothing for a while: memory that it does not use goes back to the system, as far as that can be done in some milliseconds, soon. */
  rest(): void;
  /** The memory that a process of this machine holds now, in bytes; undefined where the system does not tell. */
  memoryOf(pid: number): Promise<number | undefined>;
  /** When this user last typed at a terminal of this machine, in milliseconds since 1970, to some seconds; undefined where the system does not tell. */
  typedAtMs(): Promise<number | undefined>;
  /** The stamp of the installed program, as it lies on the disk now: another one was built or installed where it differs. Only to be compared. */
  program(): string;
  /** Asks a process to end (SIGTERM), or kills it (SIGKILL). */
  terminate(pid: number, force?: boolean): void;
}
