/** What the tree of the base makes of findings and bullets, before anything else is compared with them: facts, what is gone, and the files of claims. Pure. */
import type { Message } from '../reading/message.js';
import type { Candidate } from '../report/candidate.js';
import type { TreeWitness } from '../witness/tree-witness.js';
import { isShownBy, isStatedBy } from './against-tree.js';
import { anchored } from './anchors.js';
import type { MadeChoice } from './choices.js';
import type { CitedMessages } from './citable.js';
import type { Finding } from './finding.js';
import type { Placed } from './known-claims.js';
import { slotClaims } from './slot-claims.js';
import { testifying, type Testify } from './testimony.js';
import { witnessed } from './witnessed.js';

export interface ByTree {
  /** Those that may be proposed, marked where the tree does not show them, with the file that each is about. */
  readonly findings: readonly Finding[];
  /** Claims of the facts that manifests state. */
  readonly facts: readonly Candidate[];
  /** Bullets that tell no such fact. */
  readonly open: readonly Placed[];
  readonly testify: Testify;
  /** How many findings are told by facts, and how many are gone. */
  readonly stated: number;
  readonly gone: number;
}

/** Where no tree is known nothing is said against any claim. */
export const SILENT: TreeWitness = {
  speaks: false,
  isWhole: false,
  stands: () => true,
  sees: () => true,
  holds: () => true,
  file: () => undefined,
  isMissing: () => true,
  pathNamed: () => undefined,
  facts: [],
  pinned: new Map(),
  documents: { rules: [], says: () => false },
};

/** @param given.messages oldest first, those that were taken back left out. */
export function byTree(
  tree: TreeWitness,
  given: {
    readonly messages: readonly Message[];
    readonly choices: readonly MadeChoice[];
    readonly findings: readonly Finding[];
    readonly bullets: readonly Placed[];
    readonly citedBy: CitedMessages;
    readonly nowMs: number;
  },
): ByTree {
  const { messages, choices, findings, bullets } = given;
  const slots = slotClaims({ ...given, facts: tree.facts, isWhole: tree.speaks && tree.isWhole });
  const testify = testifying(tree, messages, choices);
  const { standing, gone } = witnessed(slots.findings, testify, (claim) => {
    if (!tree.speaks || !tree.isWhole || !isShownBy(claim, tree)) return undefined;
    return isStatedBy(claim, tree) ? 'stated' : 'shown';
  });
  return {
    findings: anchored(standing, tree),
    facts: slots.candidates,
    open: bullets.filter(({ bullet }) => !slots.settled.has(bullet.id ?? '')),
    testify,
    stated: findings.length - slots.findings.length,
    gone,
  };
}
