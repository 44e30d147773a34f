/** Whether a prompt asks for anything that a memory may know: most prompts only say to go on. Pure. */
import { ENGLISH_STOP_WORDS } from '../recall/text/stop-words.js';

/** A prompt of fewer letters asks for nothing that could be found. */
const LETTERS_LEAST = 4;
const CHARACTERS_MOST = 1_000;
/** A clause of fewer words says too little by itself. */
const WORDS_LEAST = 4;
const CLAUSES_MOST = 3;
const BETWEEN_CLAUSES = /(?<=[.?!;:,])\s+|\s+(?:because|so that|instead of|but)\s+/;

/** What is said of any work. A prompt of these alone names no subject, and some entry has each of them. */
const ANY_WORK = `
  add again agree apply approve ask bad better bug bugs build change changes check clean code command commit commits complete continue correct create debug delete
  diff do done edit error errors everything exactly explain explanation fail failed failing fails file files find fine finish finished first fix fixed follow
  function functions give go going good great happened help hello here hi implement improve it keep last let lets line lines list look looks merge move need new next
  nice no nothing ok okay one open please problem problems proceed project pull push question read ready refactor remove rename repo repository revert review
  right run running see short show simple simplify something start stop summarise summarize summary sure task tell test tests thank thanks thing things think
  todo try two understand undo update use want work working works write wrong yes yep
`;
const SAYS_NOTHING: ReadonlySet<string> = new Set([...ENGLISH_STOP_WORDS, ...ANY_WORK.trim().split(/\s+/)]);

/** The question to ask of recall; undefined for a prompt that asks for nothing: a command, a word of consent, an order without a subject. */
export function questionInPrompt(prompt: string): string | undefined {
  const text = prompt.replace(/^(```|~~~)[^]*?^\1.*$/gm, ' ').trim();
  if (/^[/!]/.test(text) || (text.match(/[\p{L}\p{N}]/gu) ?? []).length < LETTERS_LEAST) return undefined;
  const asked = text.slice(0, CHARACTERS_MOST);
  return saysSomething(asked) ? asked : undefined;
}

/**
 * The parts of a question that stand for themselves: a prompt tells what happened and then what to do, and each may be known alone. None of a question that is
 * one part; the longest where there are many.
 */
export function clausesIn(question: string): readonly string[] {
  const clauses = question
    .split(BETWEEN_CLAUSES)
    .map((clause) => clause.trim())
    .filter((clause) => (clause.match(/[\p{L}\p{N}_]+/gu) ?? []).length >= WORDS_LEAST);
  if (clauses.length < 2) return [];
  return clauses
    .filter(saysSomething)
    .toSorted((a, b) => b.length - a.length)
    .slice(0, CLAUSES_MOST);
}

function saysSomething(text: string): boolean {
  const words = text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}._/-]*/gu) ?? [];
  return words.some((word) => !SAYS_NOTHING.has(word.replace(/[._/-]+$/, '')));
}
