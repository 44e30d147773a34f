/** The log, as a port: lines on standard error while a command or the daemon works. */

/** What the user is told while something goes on. Never the journal. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
}
