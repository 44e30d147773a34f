/**
 * Which commits were taken back or brought again, by which others, and what stands at the end of every chain. Pure; it knows no entries and no
 * messages, so that recall and the dream follow one rule.
 */
import { shortId } from '../base/git-objects.js';
import { numbersBroughtAgain, numbersTakenBack, ownNumber } from './reverted-numbers.js';
import { reappliedIn, revertedIn, reversedIn } from './reverted.js';

/** A commit as its message tells of it. */
export interface Told {
  /** What it is known by: of two with one key the first counts. */
  readonly key: string;
  /** Twelve digits each: its own id, and that of what it became by a rebase. */
  readonly commits: readonly string[];
  readonly subject: string;
  readonly body: string;
  /** An amend took its place: it is meant by its id alone. */
  readonly isReplaced?: boolean;
}

export interface Reversals {
  /** Key of each reversal -> keys of what it turns: what a revert takes back, the reverts that a reapply ends. In order. */
  readonly turns: ReadonlyMap<string, readonly string[]>;
  /** Key of each commit that does not stand -> key of the newest that ended it. */
  readonly endedBy: ReadonlyMap<string, string>;
  /** Reversals that end where others began: what they say is told by the commits that stand again. */
  readonly idle: ReadonlySet<string>;
}

interface Node {
  readonly key: string;
  readonly depth: number;
  readonly isReplaced: boolean;
  readonly turnedBy: Node[];
  readonly turns: Set<Node>;
  readonly place: number;
}

/** So many words make a subject that a second commit repeats on purpose. */
const NAMING_WORDS = 3;

/**
 * @param commits oldest first. A reversal counts by the object ids in its body where one of them is found, else by the number of a pull request, else
 * by the subject that it quotes, if one earlier commit fits.
 */
export function reversalsAmong(commits: readonly Told[]): Reversals {
  const find = commitFinder(commits);
  const nodes = new Map<string, Node>();
  const bases = commits.map(({ subject }) => reversedIn(subject));
  for (const [place, { key, isReplaced = false }] of commits.entries())
    if (!nodes.has(key)) nodes.set(key, { key, depth: bases[place]?.depth ?? 0, isReplaced, turnedBy: [], turns: new Set(), place });
  const named = new Map<string, Node[]>();
  const numbered = new Map<string, Node[]>();
  const restored = new Set<Node>();
  for (const [place, told] of commits.entries()) {
    const node = nodes.get(told.key) as Node;
    const base = bases[place]?.base ?? '';
    const earlier = named.get(base) ?? [];
    if (earlier.includes(node)) continue;
    const meant =
      byIds(told, node, (id) => nodes.get(find(id) ?? '')) ??
      byNumbers(told, node, numbered) ??
      bySubject(node, earlier, base.split(' ').length >= NAMING_WORDS);
    const number = ownNumber(told.subject, told.body);
    if (number !== undefined) numbered.set(number, [...(numbered.get(number) ?? []), node]);
    for (const target of meant) turn(node, target);
    if (meant.length > 0 && node.depth === 0 && earlier.length > 0 && !saysIds(told)) restored.add(node);
    if (base === '') continue;
    if (earlier.length === 0) named.set(base, earlier);
    earlier.push(node);
  }
  return ended([...nodes.values()], restored);
}

function turn(node: Node, target: Node): void {
  if (node === target || node.turns.has(target)) return;
  node.turns.add(target);
  target.turnedBy.push(node);
}

function saysIds(told: Told): boolean {
  const text = wholeOf(told);
  return revertedIn(text).length > 0 || reappliedIn(text).length > 0;
}

/** "Backed out changeset 3f2a91c04d11" says in its subject what others say below it. */
function wholeOf({ subject, body }: Told): string {
  return `${subject}\n${body}`;
}

/** What the ids of a message mean; undefined where it names none that is known. */
function byIds(told: Told, node: Node, find: (id: string) => Node | undefined): Node[] | undefined {
  const text = wholeOf(told);
  const undone = revertedIn(text).flatMap((id) => find(id) ?? []);
  const redone = reappliedIn(text).flatMap((id) => find(id) ?? []);
  return turnedBy(node, undone, redone);
}

/** What its numbers of pull requests mean; undefined where no earlier commit came with one of them. */
function byNumbers(told: Told, node: Node, numbered: ReadonlyMap<string, readonly Node[]>): Node[] | undefined {
  const text = wholeOf(told);
  const having = (number: string): readonly Node[] => numbered.get(number) ?? [];
  return turnedBy(node, numbersTakenBack(text).flatMap(having), numbersBroughtAgain(text).flatMap(having));
}

function turnedBy(node: Node, undone: readonly Node[], redone: readonly Node[]): Node[] | undefined {
  if (undone.length + redone.length === 0) return undefined;
  const earlier = (list: readonly Node[]): Node[] => list.filter(({ place }) => place < node.place);
  return [
    ...undone.flatMap((target) => [target, ...earlier(family(target).even)]),
    ...redone.flatMap((target) => (target.depth % 2 === 1 ? [target] : earlier(family(target).odd))),
  ];
}

/** What took a commit back, what brought it again, and so on: by whether it stands while they do. */
function family(root: Node): { even: Node[]; odd: Node[] } {
  const found = { even: [] as Node[], odd: [] as Node[] };
  const seen = new Set([root]);
  for (let level = [root], isOdd = true; level.length > 0; isOdd = !isOdd) {
    level = level.flatMap(({ turnedBy }) => turnedBy).filter((node) => !seen.has(node) && seen.add(node));
    found[isOdd ? 'odd' : 'even'].push(...level);
  }
  return found;
}

/** @param earlier commits with the same root of their subjects. @param isNaming whether the root says enough to be meant when it is said again. */
function bySubject(node: Node, earlier: readonly Node[], isNaming: boolean): Node[] {
  const before = earlier.findLast(({ depth }) => depth === node.depth - 1);
  const originals = earlier.filter(({ depth, isReplaced }) => depth === 0 && !isReplaced);
  if (node.depth > 1 && before) return [before];
  if (node.depth % 2 === 1) {
    const untouched = originals.filter(({ turnedBy }) => turnedBy.length === 0);
    const [meant] = untouched.length === 1 ? untouched : originals.length === 1 ? originals : [];
    return meant ? [meant, ...family(meant).even] : [];
  }
  const last = earlier.at(-1);
  if (node.depth > 1) {
    const odd = originals.length === 1 ? family(originals[0] as Node).odd : [];
    const revert = earlier.findLast(({ depth }) => depth % 2 === 1);
    return odd.length > 0 ? odd : revert ? [revert] : [];
  }
  // Said again in the same words after it was taken back: this is what stands.
  return last && last.depth % 2 === 1 && isNaming ? [...last.turns, last] : [];
}

function ended(nodes: readonly Node[], restored: ReadonlySet<Node>): Reversals {
  const live = liveNodes(nodes);
  const endedBy = new Map<string, string>();
  const turns = new Map<string, readonly string[]>();
  const idle = new Set<string>();
  for (const node of nodes) {
    const by = node.turnedBy.findLast((one) => live.get(one) ?? true);
    if (by) endedBy.set(node.key, by.key);
    if (node.turns.size === 0 || restored.has(node)) continue;
    turns.set(
      node.key,
      Array.from(node.turns, ({ key }) => key),
    );
    if ([...node.turns].every((target) => target.turns.size > 0 && !restored.has(target))) idle.add(node.key);
  }
  return { turns, endedBy, idle };
}

/** Whether each commit stands, that is, nothing that stands took it back. Without recursion, since a chain of reverts may have any length. */
function liveNodes(nodes: readonly Node[]): Map<Node, boolean> {
  const live = new Map<Node, boolean>();
  const open = new Set<Node>();
  for (const start of nodes) {
    if (start.turnedBy.length === 0) continue;
    const stack = [start];
    for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
      open.add(node);
      // One that is still open closes a circle; it counts as not standing.
      const next = live.has(node) ? undefined : node.turnedBy.find((by) => !live.has(by) && !open.has(by));
      if (next !== undefined) {
        stack.push(next);
        continue;
      }
      if (!live.has(node)) live.set(node, !node.turnedBy.some((by) => live.get(by) === true));
      open.delete(node);
      stack.pop();
    }
  }
  return live;
}

/** A function that finds the key of a commit by an object id of seven digits or more; undefined if none or several match. */
export function commitFinder(commits: readonly Told[]): (id: string) => string | undefined {
  const byStart = new Map<string, Told[]>();
  for (const told of commits) {
    for (const commit of told.commits) {
      for (const length of [7, 12]) {
        const start = commit.slice(0, length);
        const list = byStart.get(start);
        if (list) list.push(told);
        else byStart.set(start, [told]);
      }
    }
  }
  return (id) => {
    const fits = (byStart.get(id.slice(0, id.length < 12 ? 7 : 12)) ?? []).filter(({ commits: own }) =>
      own.some((commit) => commit.startsWith(shortId(id))),
    );
    const keys = new Set(fits.map(({ key }) => key));
    return keys.size === 1 ? fits[0]?.key : undefined;
  };
}
