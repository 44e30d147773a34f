/** How logs are to be read at this moment. The journal makes it and everything that reads obeys it; memory knows no more of the journal than this. */

/** How logs are to be read at this moment; made by `inspectCheckout` and `restore` of the journal. */
export interface LogView {
  /** Paths from the repository's root that git tracks under ignored names: what a checkout put there is never read or appended to. */
  readonly hidden: ReadonlySet<string>;
  /** Path relative to `.kairos` -> the text to read instead of the file. */
  readonly overlay: ReadonlyMap<string, string>;
}

export const PLAIN_VIEW: LogView = { hidden: new Set(), overlay: new Map() };
