/** Processes, as a port: who we are, who lives, and children. It knows nothing of signals that reach us, which are the surface's. */

/** Who runs: enough to tell a process from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time as the system gives it (opaque), or '' where it cannot be known. */
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

/** Processes: the one owner of children. Every child leads a process group, and the group dies with the call's `signal` or with us. */
export interface Processes {
  self(): ProcessIdentity;
  /** 'alive', 'dead', or 'unknown' (another host or namespace: only silence can tell). */
  liveness(who: ProcessIdentity): Promise<'alive' | 'dead' | 'unknown'>;
  /** Runs this very program (`kairos ARGS`) as a child and waits for it. */
  runSelf(
    args: readonly string[],
    options: { readonly cwd: string; readonly signal?: AbortSignal; readonly onLine?: (line: string) => void },
  ): Promise<ProcessResult>;
  /** Starts `kairos ARGS` in a session of its own with output to `logPath`, and returns its pid without waiting. */
  startDetached(args: readonly string[], options: { readonly cwd: string; readonly logPath: string }): Promise<number>;
  /** Asks a process to end (SIGTERM), or ends it by force (SIGKILL). */
  terminate(pid: number, force?: boolean): void;
}
