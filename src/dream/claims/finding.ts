/** A claim with the messages that say it. Types and one measure only. */
import type { About } from '../../memory/topic-anchors.js';
import type { Message } from '../reading/message.js';
import type { SlotName } from '../witness/slots.js';
import type { Claim } from './claims.js';
import type { Statement } from './statement.js';

/** A claim with everything that bears it out. */
export interface Finding {
  readonly claim: Claim;
  readonly statement: Statement;
  /** Messages that say it, oldest first; the claim's own is among them. */
  readonly sources: readonly Message[];
  readonly note: string;
  /** Older findings that only give another value of the same thing: a person decides which holds. */
  readonly besides?: readonly Finding[];
  /** Messages that said otherwise before, of which this is the last word. */
  readonly steps?: readonly Message[];
  /** The fact of one current value that it tells, where no manifest states it. */
  readonly slot?: SlotName;
  /** The file that it is about, as it stands now. */
  readonly about?: readonly About[];
  /** What it names is nowhere in the tree of the base, though nothing tells that it was taken away: it comes last, and not in a first proposal. */
  readonly isUnseen?: true;
  /** The tree shows what it chose, and nothing more of what that replaced. */
  readonly isShown?: true;
  /** And a manifest names what it chose. */
  readonly isStated?: true;
}

/** When a finding was last said. */
export function newestOf(finding: Finding): number {
  return Math.max(...finding.sources.map((s) => s.entry.atMs));
}
