/**
 * Reads what a commit's message says of commits that it takes back or brings again: by their object ids in the body (`This reverts commit <id>`,
 * `This relands <id>`), or by the subject that its own subject quotes (`Revert "<subject>"`, `Reapply "<subject>"`). No other code knows these
 * words. Pure; whether such a commit exists, or counts, is for reversals.ts to say.
 */

const ID = '[0-9a-f]{7,64}\\b';
const IDS = `(${ID}(?:(?:\\s*,\\s*(?:and\\s+)?|\\s+and\\s+)${ID})*)`;
const THING = '(?:\\s+(?:merge\\s+)?(?:commits?|changesets?|revisions?|changes?))?:?\\s+';
const UNDOES = new RegExp(
  `\\b(?:reverts?|reverted|reverting|back(?:s|ed|ing)? out|undoes|undo|roll(?:s|ed|ing)? back)${THING}${IDS}`,
  'gi',
);
const REDOES = new RegExp(
  `\\b(?:re-?lands?|re-?landed|re-?landing(?: of)?|re-?land of|re-?appl(?:y|ies|ied)|re-?instates?|restores?|brings? back|un-?reverts?)${THING}${IDS}`,
  'gi',
);
// Git adds the first parent of a reverted merge, which is not reverted itself.
const AT_START = new RegExp(
  `^This re(?:verts|applies|lands)${THING}${IDS}(?:, reversing\\s+changes\\s+made\\s+to\\s+${ID})?(?:[.,;](?=\\s|$)|$)\\s*`,
  'i',
);
const EACH_ID = new RegExp(`\\b${ID}`, 'gi');
const TRACES =
  /\b(?:un-?)?revert|\bre-?land|\bre-?appl|\brestor|\bre-?instat|\b(?:bring|brings|bringing|brought) back|\bback(?:s|ed|ing)? out|\bund(?:o|oes|id|one)\b|\broll(?:s|ed|ing)? ?back/i;

/** The object ids, of seven digits or more, of all commits that a body says to revert; in order, in lower case. */
export function revertedIn(body: string): string[] {
  return idsIn(body.replace(REDOES, ' '), UNDOES);
}

/** The object ids of all commits that a body says to bring again. */
export function reappliedIn(body: string): string[] {
  return idsIn(body, REDOES);
}

function idsIn(body: string, pattern: RegExp): string[] {
  return Array.from(body.matchAll(pattern), ([, ids = '']) => ids.toLowerCase().match(EACH_ID) ?? []).flat();
}

/** What a subject speaks of, without the words that take it back or bring it again. */
export interface Reversed {
  /** The subject at the root, as it is compared: "Revert "Revert "X""" and "Reapply "X (#12)"" both have that of X. */
  readonly base: string;
  /** How often it is turned: 0 for a subject that is no reversal, 1 for a revert, 2 for what brings it again. Odd: taken back. */
  readonly depth: number;
}

const LAYER =
  /^(?:\[\s*(?<mark>revert|re-?land|re-?apply)\s*\]|(?<word>un-?revert(?:ed|s)?|revert(?:ed|s|ing)?|re-?appl(?:y|ied|ies|ying)|re-?land(?:ed|s|ing)?|restor(?:ed?|es|ing)|re-?instat(?:ed?|es|ing)|(?:bring|brings|bringing|brought) back|undo(?:es|ne|ing)?|undid|back(?:s|ed|ing)? out|roll(?:s|ed|ing)? ?back)(?:\^(?<times>\d{1,3}))?(?:\([^)]*\))?!?(?=[\s:"“]))(?:\s+#\d+)?\s*:?\s*(?:of\s+|commit\s+)?/i;
const TAKES_BACK = /^(?:revert|undo|undid|back|roll)/i;
const NUMBERS = /\s*(?:\((?:#|!|gh-)\d+\)|\(pull request #\d+\))\s*$/i;
const QUOTED = /^["“](.*)["”]\s*\.?$/;
const TYPE = /^[a-z]{2,12}(?:\([^)]*\))?!?:\s*(?=\S)/i;

/** Reads a subject layer by layer. Of a subject that only looks like a reversal ("Restore the backup") no commit has the base. */
export function reversedIn(subject: string): Reversed {
  let rest = withoutNumbers(subject.trim());
  let depth = 0;
  for (let layer = layerOf(rest); layer; layer = layerOf(rest)) {
    const { mark, word = mark ?? '', times } = layer.groups ?? {};
    depth += times === undefined ? (TAKES_BACK.test(word) ? 1 : 2) : Number(times);
    const inner = withoutNumbers(rest.slice(layer[0].length));
    rest = withoutNumbers(QUOTED.exec(inner)?.[1] ?? inner);
  }
  const base = (depth === 0 ? withoutNumbers(rest) : rest).replace(TYPE, '');
  return { base: plain(base === '' ? rest : base), depth };
}

/** The type of a Conventional Commit may stand before the reversal: "fix: Revert "X"". */
function layerOf(rest: string): RegExpExecArray | null {
  const layer = LAYER.exec(rest) ?? LAYER.exec(rest.replace(TYPE, ''));
  if (!layer) return null;
  const skipped = rest.length - layer.input.length;
  return skipped === 0 ? layer : Object.assign(layer, { 0: rest.slice(0, skipped) + layer[0] });
}

function withoutNumbers(subject: string): string {
  let rest = subject;
  while (NUMBERS.test(rest)) rest = rest.replace(NUMBERS, '');
  return rest;
}

function plain(subject: string): string {
  return subject
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** A text without the sentence of a revert that it begins with. */
export function withoutRevertSentence(text: string): string {
  return text.replace(AT_START, '');
}

/** False for a message that cannot name a reverted commit in any way. */
export function mayReverse(subject: string, body: string): boolean {
  if (!TRACES.test(subject) && !TRACES.test(body)) return false;
  const text = `${subject}\n${body}`;
  return reversedIn(subject).depth > 0 || revertedIn(text).length > 0 || reappliedIn(text).length > 0;
}
