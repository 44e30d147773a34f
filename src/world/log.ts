/** The log, as a port: lines on standard error while a command or the daemon works. */

/** Messages for the user while something runs. They are not written to the journal. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
}
