/** Finds turns: what a text says is adopted, dropped, renamed or replaced, recognised by sentence patterns. Pure. */
import type { Message } from '../reading/message.js';
import { statementsOf } from '../reading/sentence.js';
import { stemsOf } from '../reading/words.js';

/** A change from `dropped` to `adopted`, both as stems in order. */
export interface Change {
  readonly how: 'replaced' | 'renamed' | 'dropped' | 'adopted';
  readonly adopted: readonly string[];
  readonly dropped: readonly string[];
  /** The words that say it. */
  readonly sentence: string;
}

/** A change, and the message that made it. */
export interface Turn extends Change {
  readonly message: Message;
}

interface Shape {
  readonly how: Change['how'];
  readonly pattern: RegExp;
  /** Groups of the pattern. */
  readonly adopted?: number;
  readonly dropped?: number;
}

// A phrase ends where the clause does.
const END =
  '(?=$|[,;:()]|[.](?:\\s|$)| (?:because|since|due|so|as|when|where|which|that|and|but|in order|to|for|in|on|from|with|by|via|at)\\b)';
const P = '(.{2,70}?)';

const SHAPES: readonly Shape[] = [
  {
    how: 'replaced',
    pattern: new RegExp(`\\b(?:use|prefer|choose) ${P} (?:instead of|rather than|over|in place of|not) ${P}${END}`, 'i'),
    adopted: 1,
    dropped: 2,
  },
  {
    how: 'replaced',
    pattern: new RegExp(`^(?:use |prefer |go with )?${P} (?:instead of|rather than) ${P}${END}`, 'i'),
    adopted: 1,
    dropped: 2,
  },
  { how: 'replaced', pattern: new RegExp(`\\breplac(?:e[sd]?|ing) ${P} (?:with|by) ${P}${END}`, 'i'), adopted: 2, dropped: 1 },
  {
    how: 'replaced',
    pattern: new RegExp(
      `\\b(?:switch|migrat|transition|convert|port|mov|chang)(?:e|es|ed|ing|s)? (?:.{1,40}? )?from ${P} to ${P}${END}`,
      'i',
    ),
    adopted: 2,
    dropped: 1,
  },
  {
    how: 'replaced',
    pattern: new RegExp(`\\b(?:drop|remov|deprecat|abandon|delet)(?:e|es|ed|ing|s|ped|ping)? ${P} in fav(?:ou)?r of ${P}${END}`, 'i'),
    adopted: 2,
    dropped: 1,
  },
  { how: 'renamed', pattern: new RegExp(`\\brenam(?:e[sd]?|ing) ${P} (?:to|as|into|->|→|=>) ${P}${END}`, 'i'), adopted: 2, dropped: 1 },
  {
    how: 'renamed',
    pattern: new RegExp(`^(?:the )?${P} (?:is now|are now|was|were|has been) (?:called|named|renamed to|known as) ${P}${END}`, 'i'),
    adopted: 2,
    dropped: 1,
  },
  {
    how: 'dropped',
    pattern: new RegExp(
      `^(?:drop|remov|delet|abandon|discontinu|disabl|retir|deprecat|kill)(?:e|es|ed|ing|s|ped|ping)? (?:the )?(?:support (?:for|of) )?(?:using |use of )?${P}(?: support)?${END}`,
      'i',
    ),
    dropped: 1,
  },
  {
    how: 'dropped',
    pattern: new RegExp(
      `\\b(?:stop|stopped|no longer|don't|do not) (?:us(?:e|ing)|support(?:ing)?|need(?:ing)?|requir(?:e|ing)|rely(?:ing)? on) ${P}${END}`,
      'i',
    ),
    dropped: 1,
  },
  { how: 'dropped', pattern: new RegExp(`^(?:get(?:ting)? rid of|back out|undo|roll ?back) ${P}${END}`, 'i'), dropped: 1 },
  {
    how: 'adopted',
    pattern: new RegExp(`^(?:switch|migrat|mov|port|convert|go|return|chang)(?:e|es|ed|ing)?(?: back)? to ${P}${END}`, 'i'),
    adopted: 1,
  },
  {
    how: 'adopted',
    pattern: new RegExp(
      `^(?:use|adopt|introduc|support|enabl|re-?add|restor|reintroduc|bring back)(?:e|es|ed|ing|s)? (?:the |support for )?${P}(?: again)?${END}`,
      'i',
    ),
    adopted: 1,
  },
];

/** What is read for changes: a subject ('' where there is none) and what stands below it. */
export interface Told {
  readonly subject: string;
  readonly passages: readonly string[];
  /** In a note every sentence may turn something; below the subject of a commit only one that says it outright. */
  readonly isNote: boolean;
}

/** Every turn that a message makes. */
export function turnsOf(message: Message): Turn[] {
  const { subject: own, passages, commit, type } = message;
  // What a reversal quotes is not what it says.
  const subject = type === 'revert' || /^re(?:vert|-?apply|-?land)/i.test(own) ? '' : own;
  return changesIn({ subject, passages: passages.map(({ text }) => text), isNote: commit === undefined }).map((change) => ({
    message,
    ...change,
  }));
}

/** Every change in the subject, or (in notes, and where it is a replacement) in the sentences below it. */
export function changesIn({ subject, passages, isNote }: Told): Change[] {
  const changes: Change[] = [];
  const read = (sentence: string, allowed: (how: Change['how']) => boolean): void => {
    const shape = SHAPES.find((s) => s.pattern.test(sentence));
    if (!shape || !allowed(shape.how)) return;
    const match = shape.pattern.exec(sentence);
    const group = (n: number | undefined): string[] => (n === undefined ? [] : stemsOf(match?.[n] ?? '').filter((w) => !GENERIC.has(w)));
    const change = { how: shape.how, adopted: group(shape.adopted), dropped: group(shape.dropped), sentence };
    if (change.adopted.length > 0 || change.dropped.length > 0) changes.push(change);
  };
  if (subject !== '') read(subject, () => true);
  for (const sentence of passages.flatMap(statementsOf)) read(sentence, (how) => isNote || how === 'replaced' || how === 'renamed');
  return changes;
}

const GENERIC = new Set([
  'support',
  'version',
  'new',
  'old',
  'use',
  'code',
  'depend',
  'dependenc',
  'packag',
  'librari',
  'option',
  'feature',
  'usag',
]);
