/** The view of the logs, which the journal makes and every reader must use. Memory knows nothing else of the journal. Pure. */

/** How logs must be read at this moment; made by `inspectCheckout` and `restore` of the journal. */
export interface LogView {
  /** Paths from the repository's root that git tracks under ignored names, or above them as a submodule; what is there or below is neither read nor appended to. */
  readonly hidden: ReadonlySet<string>;
  /** Path relative to `.kairos` -> the text to read instead of the file. */
  readonly overlay: ReadonlyMap<string, string>;
}

export const PLAIN_VIEW: LogView = { hidden: new Set(), overlay: new Map() };

/** True if git tracks the folder (below `.kairos`), one above it or anything in it: then nothing is written there. */
export function isTrackedIn(view: Pick<LogView, 'hidden'>, folder: string): boolean {
  return isHidden(view, folder) || [...view.hidden].some((path) => path.startsWith(`.kairos/${folder}/`));
}

/** True if git tracks the path (below `.kairos`) or a folder above it, as it does where a branch carries a link in place of a folder. */
export function isHidden(view: Pick<LogView, 'hidden'>, kairosPath: string): boolean {
  if (view.hidden.size === 0) return false;
  let path = `.kairos/${kairosPath}`;
  for (;;) {
    if (view.hidden.has(path)) return true;
    const slash = path.lastIndexOf('/');
    if (slash === -1) return false;
    path = path.slice(0, slash);
  }
}
