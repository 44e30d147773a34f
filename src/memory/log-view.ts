/** The view of the logs, which the journal makes and every reader must use. Memory knows nothing else of the journal. Types only. */

/** How logs must be read at this moment; made by `inspectCheckout` and `restore` of the journal. */
export interface LogView {
  /** Paths from the repository's root that git tracks under ignored names; these files are neither read nor appended to. */
  readonly hidden: ReadonlySet<string>;
  /** Path relative to `.kairos` -> the text to read instead of the file. */
  readonly overlay: ReadonlyMap<string, string>;
}

export const PLAIN_VIEW: LogView = { hidden: new Set(), overlay: new Map() };
