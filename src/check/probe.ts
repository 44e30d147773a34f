/** A probe: a question with what must be found for it and what must not, and what came of asking it. Types only. */

export interface Probe {
  readonly question: string;
  /** Ids of claims, or of entries that a report quotes: each must be found. */
  readonly expect: readonly string[];
  /** Each must stand in something that is found. */
  readonly words: readonly string[];
  /** None may be found, as what holds. */
  readonly not: { readonly ids: readonly string[]; readonly words: readonly string[] };
  /** So many of the best hits are looked at. */
  readonly top: number;
  /** 1-based, where it begins in its file. */
  readonly line: number;
}

/** A hit of the answer, as much of it as a report of the probe shows. */
export interface ProbeHit {
  readonly id: string;
  /** Relative to `.kairos`. */
  readonly source: string;
  readonly text: string;
  readonly score: number;
  /** False where it is struck, or another statement took its place. */
  readonly holds: boolean;
}

export interface ProbeResult {
  readonly probe: Probe;
  /** Why it fails, a sentence each; [] where it holds. */
  readonly failures: readonly string[];
  /** Best first. */
  readonly hits: readonly ProbeHit[];
}

/** True where all that was expected was found, and nothing else of it. */
export function passes({ failures }: Pick<ProbeResult, 'failures'>): boolean {
  return failures.length === 0;
}
