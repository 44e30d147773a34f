/** The clock, as a port: the only source of time and the only way to wait. It formats nothing; dates/ does. */

/** Time. No other code in rooms may ask for the time, or wait. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** The name of the time zone of this machine, as `Europe/Berlin`. Left out: UTC. */
  zone?(): string;
  /** Resolves after `ms`, or at once when `signal` aborts (never rejects). A virtual clock advances instead of waiting. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
