/**
 * Finds choices: what a text says is adopted, dropped, renamed or replaced, recognised by sentence patterns. Proposing and striking read messages
 * by the same filter. Pure.
 */
import { coreOf } from '../../wording/core.js';
import { isDeed } from '../reading/decisions.js';
import { isHeld } from '../reading/held.js';
import type { Message } from '../reading/message.js';
import { toldIn } from '../reading/noise.js';
import { polarityOf } from '../../wording/polarity.js';
import { statementsOf } from '../../wording/sentence.js';
import { containment, stemsOf } from '../../wording/words.js';

/** A step from `dropped` to `adopted`, both as stems in order. */
export interface Choice {
  readonly how: 'replaced' | 'renamed' | 'dropped' | 'adopted';
  readonly adopted: readonly string[];
  readonly dropped: readonly string[];
  /** Where it was chosen, or for what: the other stems of what is stated. */
  readonly context: readonly string[];
  /** "Move the submodule from A to B": what is moved. A stays what it is for all else. */
  readonly moved: readonly string[];
  /** The words that say it. */
  readonly sentence: string;
}

/** A choice, and the message that made it. */
export interface MadeChoice extends Choice {
  readonly message: Message;
}

interface Shape {
  readonly how: Choice['how'];
  readonly pattern: RegExp;
  /** Groups of the pattern. */
  readonly adopted?: number;
  readonly dropped?: number;
  readonly moved?: number;
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
      `\\b(?:switch|migrat|transition|convert|port|mov|chang)(?:e|es|ed|ing|s)? (?:(.{1,40}?) )?from ${P} to ${P}${END}`,
      'i',
    ),
    adopted: 3,
    dropped: 2,
    moved: 1,
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

/** What is read for choices: a subject ('' where there is none) and what stands below it. */
export interface Told {
  readonly subject: string;
  readonly passages: readonly string[];
  /** In a note every sentence may choose something; below the subject of a commit only one that says it outright. */
  readonly isNote: boolean;
}

/** Every choice that a message makes: none where it is noise or a reversal, which says with the words of others. Of its parts the last word counts. */
export function choicesOf(message: Message): MadeChoice[] {
  const parts = toldIn(message).map(({ subject, passages, type }) =>
    choicesIn({
      subject: type === 'revert' ? '' : subject,
      passages: passages.map(({ text }) => text),
      isNote: message.commit === undefined,
    }),
  );
  return lastChoices(parts).flatMap((choices) => choices.map((choice) => ({ message, ...choice })));
}

/** The choices of the parts, in their order, without those that a later part takes back or goes on from. */
function lastChoices(parts: readonly (readonly Choice[])[]): Choice[][] {
  return parts.map((choices, n) =>
    choices.filter((choice) => !parts.slice(n + 1).some((later) => later.some((one) => endsChoice(one, choice)))),
  );
}

/** Takes it back, goes on from it, or brings back what it dropped. */
export function endsChoice({ adopted, dropped }: Choice, earlier: Choice): boolean {
  const isIn = (part: readonly string[], whole: readonly string[]): boolean => part.length > 0 && containment(part, new Set(whole)) === 1;
  return (
    isIn(earlier.adopted, dropped) || isIn(dropped, earlier.adopted) || (isIn(earlier.dropped, adopted) && isIn(adopted, earlier.dropped))
  );
}

/** Every choice in the subject, or (in notes, and where it is a replacement) in the sentences below it. */
export function choicesIn({ subject, passages, isNote }: Told): Choice[] {
  const choices: Choice[] = [];
  const read = (sentence: string, allowed: (how: Choice['how']) => boolean): void => {
    const choice = choiceIn(sentence);
    if (choice && allowed(choice.how)) choices.push(choice);
  };
  if (subject !== '') read(subject, () => true);
  for (const sentence of passages.flatMap(statementsOf)) read(sentence, (how) => isNote || how === 'replaced' || how === 'renamed');
  return choices;
}

/** What a reversal quotes is not what it says. */
const REVERSAL = /^re(?:vert|-?apply|-?land)/i;

function choiceIn(sentence: string): Choice | undefined {
  const shape = SHAPES.find((s) => s.pattern.test(sentence));
  const match = shape?.pattern.exec(sentence);
  if (!shape || !match || !isHeld(sentence) || REVERSAL.test(sentence)) return undefined;
  if (shape.how === 'dropped' && isDeed(sentence)) return undefined;
  // "We will not replace A with B."
  if (polarityOf(sentence.slice(0, match.index)).denials % 2 === 1) return undefined;
  const group = (n: number | undefined): string[] => (n === undefined ? [] : namesIn(match[n] ?? ''));
  const [adopted, dropped, moved] = [placed(group(shape.adopted), match[shape.adopted ?? 0]), group(shape.dropped), group(shape.moved)];
  if (adopted.length + dropped.length === 0) return undefined;
  const told = new Set([...adopted, ...dropped]);
  const context = namesIn(coreOf(sentence)).filter((stem) => !told.has(stem) && !VERBS.has(stem));
  return { how: shape.how, adopted, dropped, moved, context, sentence };
}

function namesIn(text: string): string[] {
  return stemsOf(text).filter((stem) => !GENERIC.has(stem));
}

/** "Keep sessions in PostgreSQL": what is adopted stands behind the last preposition, and before it for what. */
function placed(stems: string[], phrase: string | undefined): string[] {
  const name =
    phrase === undefined
      ? undefined
      : /^(?:keep|store|hold|put|save|run|host|serve|deploy|build|write|log|cache|send)\b.*\b(?:in|on|with|via|at|by) (\S+(?: \S+)?)$/i.exec(
          phrase,
        )?.[1];
  const own = name === undefined ? [] : namesIn(name);
  return own.length > 0 ? own : stems;
}

/** Stems of verbs by which a choice is made. */
const VERBS = new Set(
  'us prefer choos replac switch migrat transit convert port move mov chang drop remov deprec abandon delet renam stop adopt introduc go went instead rather place favor favour again back now keep run'.split(
    ' ',
  ),
);

/** Stems that every choice may have. */
const GENERIC = new Set('support version new old us code depend dependenc packag librari option featur feature usag'.split(' '));
