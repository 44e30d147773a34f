/**
 * What the tree of the base testifies against a claim. One witness is absence: a name that the claim stands or falls with is nowhere in the tree. The other is
 * removal: a later commit dropped that name or took its files away. Neither alone ends a claim. Pure.
 */
import { containment, hasNumber, stemsOf } from '../../wording/words.js';
import { coreOf } from '../../wording/core.js';
import type { Message } from '../reading/message.js';
import { holdsDependencies, outdatedIn } from '../witness/pinned.js';
import type { TreeWitness } from '../witness/tree-witness.js';
import { HISTORY } from '../reading/cues.js';
import { overtakenIn, standingIn, unheldIn, unstatedIn } from './against-tree.js';
import type { MadeChoice } from './choices.js';
import { codeIn, namesClaimed } from './names-claimed.js';
import { pathHistory, type PathHistory } from './path-history.js';

/** A claim, and where it comes from. */
export interface Heard {
  /** Without the label of its component and without a date. */
  readonly claim: string;
  /** The messages that say it. */
  readonly sources: readonly Message[];
  /** When it was last said. */
  readonly saidAtMs: number;
}

export interface Testimony {
  /** The names that are not seen in the tree; [] where one is seen that was said to be removed. */
  readonly absent: readonly string[];
  /** Undefined where no message tells that they were taken away. */
  readonly removal: Removal | undefined;
  /** Something took it away, or the tree shows the contrary, though no message may tell. */
  readonly isGone: boolean;
}

export interface Removal {
  readonly by: Message;
  readonly why: string;
}

/** Undefined where the tree says nothing against the claim. */
export type Testify = (heard: Heard) => Testimony | undefined;

/**
 * @param messages oldest first, those that were taken back left out.
 * @param choices what they choose.
 */
export function testifying(tree: TreeWitness, messages: readonly Message[], choices: readonly MadeChoice[]): Testify {
  let paths: PathHistory | undefined;
  return (heard) => {
    const outdated = tree.speaks ? outdatedIn(coreOf(firstSentence(heard.claim)), tree.pinned) : undefined;
    // The manifest that holds another version is the other witness; it strikes nothing, for it may be of another part.
    if (outdated !== undefined) return { absent: [outdated], removal: undefined, isGone: true };
    const overtaken = tree.speaks ? overtakenIn(heard.claim, tree.facts) : undefined;
    if (overtaken !== undefined) return { absent: [overtaken], removal: undefined, isGone: true };
    const standing = tree.speaks ? standingIn(coreOf(firstSentence(heard.claim)), tree) : undefined;
    // It came back, or what went was another part of it.
    if (standing !== undefined) return { absent: [], removal: undefined, isGone: true };
    const isOfManifests = heard.sources.some(({ paths: changed }) => changed.some(holdsDependencies));
    const unheld = tree.speaks ? unheldIn(firstSentence(heard.claim), tree, isOfManifests) : undefined;
    if (unheld !== undefined) return { absent: [unheld], removal: undefined, isGone: true };
    const unstated = tree.speaks ? unstatedIn(firstSentence(heard.claim), tree) : undefined;
    if (unstated !== undefined) return { absent: [unstated], removal: undefined, isGone: false };
    const absent = tree.speaks ? absentIn(heard.claim, tree) : [];
    if (absent.length === 0) {
      const told = tree.speaks ? absentReasonsIn(heard.claim, tree) : [];
      return told.length === 0 ? undefined : { absent: told, removal: undefined, isGone: false };
    }
    // A file that is not in this clone may hold the name.
    if (!tree.isWhole) return { absent, removal: undefined, isGone: false };
    paths ??= pathHistory(messages);
    const files = filesOf(heard, tree, paths);
    return { absent, removal: droppedBy(absent, heard, choices) ?? takenAway(absent, heard, tree, files, paths), isGone: files.areGone };
  };
}

/** Of a claim, without its full stop. */
export function firstSentence(claim: string): string {
  return claim.replace(/\.\s.*$/s, '').replace(/\.$/, '');
}

/** Of several things that a claim is about one that stands is enough, but an identifier of the project's own must stand as it is written. */
function absentIn(claim: string, tree: TreeWitness): string[] {
  const { adopted, about } = namesClaimed(claim);
  const gone = adopted.filter((name) => !tree.sees(name));
  if (gone.length > 0) return gone;
  const renamed = about.filter((name) => OWN_NAME.test(name) && !tree.holds(name));
  if (renamed.length > 0) return renamed;
  return about.length > 0 && about.every((name) => !tree.sees(name)) ? [...about] : [];
}

/** Names in code by which the sentences behind the first say how it is done now, and which are nowhere: a later step of the same change gave them others. */
function absentReasonsIn(claim: string, tree: TreeWitness): string[] {
  const reasons = claim.slice(firstSentence(claim).length);
  const told = reasons.split(/(?<=[.!?;]) /).filter((one) => NOW.test(one) && !HISTORY.test(one));
  return told.flatMap(codeIn).filter((name) => OWN_NAME.test(name) && !tree.sees(name));
}

const NOW = /\b(?:now|this|these)\b/i;
/** `sameHandler`, `SameHandler`, `same_handler`: no other project has it. */
const OWN_NAME = /^(?:[A-Za-z][a-z]*\d*(?:[A-Z][a-z]+\d*)+|[a-z]+\d*(?:_[a-z]+\d*)+)$/;

/** The last message that dropped, replaced or renamed what is absent. */
function droppedBy(absent: readonly string[], { sources, saidAtMs }: Heard, choices: readonly MadeChoice[]): Removal | undefined {
  const stems = new Set(absent.flatMap(stemsOf));
  const choice = choices.findLast(
    ({ message, dropped }) =>
      message.entry.atMs > saidAtMs &&
      !sources.includes(message) &&
      dropped.some((stem) => stems.has(stem)) &&
      // Node 20 is dropped where Node stays.
      dropped.every((stem) => stems.has(stem) || !hasNumber(stem)) &&
      containment(dropped, stems) >= HALF,
  );
  return choice && { by: choice.message, why: choice.sentence };
}

/** "Drop the SocketPipe server" drops SocketPipe; of a longer phrase the name must be so much. */
const HALF = 0.5;

interface Files {
  /** Where the files that the claim's own commits changed would stand now, as far as their entries name them. */
  readonly own: readonly string[];
  readonly areGone: boolean;
}

function filesOf({ sources, saidAtMs }: Heard, tree: TreeWitness, history: PathHistory): Files {
  const own = [...new Set(sources.flatMap(({ paths }) => paths))].map((path) => history.movedTo(path, saidAtMs));
  return { own, areGone: own.length > 0 && own.every((path) => !tree.stands(path)) };
}

/** A message that removed a file that bears the name, or all files that the claim's own commits changed. */
function takenAway(
  absent: readonly string[],
  { sources, saidAtMs }: Heard,
  tree: TreeWitness,
  { own, areGone }: Files,
  history: PathHistory,
): Removal | undefined {
  const areAll = sources.every(({ paths, pathCount }) => paths.length === pathCount);
  const removed = areGone && areAll ? own.flatMap((path) => history.removedBy(path, saidAtMs) ?? []) : [];
  const named = history.removals((path) => !tree.stands(path) && absent.some((name) => bears(path, name)), saidAtMs);
  const by = [...removed, ...named]
    .filter((message) => !sources.includes(message))
    .toSorted((a, b) => a.entry.atMs - b.entry.atMs)
    .at(-1);
  return by && { by, why: by.subject };
}

function bears(path: string, name: string): boolean {
  const bare = plainLetters(name);
  return bare.length >= NAME_LEAST && plainLetters(path).includes(bare);
}

/** A shorter name stands in many paths by chance. */
const NAME_LEAST = 5;

/** Its letters and digits, small. */
export function plainLetters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
