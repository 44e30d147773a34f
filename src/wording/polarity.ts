/** Whether a text says yes or no to what it speaks of. A statement and its denial are two statements, however many words they share. Pure. */
import { memo } from '../base/memo.js';
import { inTwoForms } from '../base/two-forms.js';
import { ALIKE, ASSENTING, CONTRARY, DENYING, DENYING_RUNS, ENDING, ENDING_FIRST, LACKING, PHRASES, PREFIXED } from './negation.js';
import { stemsOf } from './words.js';

export interface Polarity {
  /** How often something is denied. */
  readonly denials: number;
  /** Stems of the things that it does without, sorted: "without Redis", "not in Redis". */
  readonly lacking: readonly string[];
  /** Stems in their order, without those that deny or only assent. */
  readonly stems: readonly string[];
}

const WORD = inTwoForms(String.raw`[\p{L}\p{N}_$][\p{L}\p{N}_$./@#:'-]*`, 'gu');
const CONTRACTED = /^(?:can't|[a-z]+n't)$/;
/** Between "not" and a thing that is left out: "not in Redis, in a table". */
const BEFORE_A_THING = new Set('in on with by for from to via at a an the through into'.split(' '));

/** "Go 1.11 was dropped" denies as "drop Go 1.11" does. */
const BEING = /^(?:is|are|was|were|be|been|being|got|gets)$/;

/** How a text says yes and no, read word by word. Never throws. */
export function polarityOf(text: string): Polarity {
  const stems: string[] = [];
  const lacking: string[] = [];
  let denials = text.match(DENYING_RUNS)?.length ?? 0;
  // The denial that still waits for what it denies: of the clause, or of one thing.
  let open: 'clause' | 'thing' | undefined;
  let before = '';
  for (const word of plainWords(text)) {
    const isSuffered = BEING.test(before);
    before = word;
    if (CONTRACTED.test(word) || DENYING.has(word) || LACKING.has(word)) {
      denials += 1;
      open = LACKING.has(word) ? 'thing' : 'clause';
      continue;
    }
    if (open === 'clause' && BEFORE_A_THING.has(word)) open = 'thing';
    for (const raw of meantBy(word)) {
      if (raw === DENIED) {
        denials += 1;
        continue;
      }
      const stem = ALIKE.get(raw) ?? raw.replace(/i$/, 'y');
      if (ENDING.has(raw) || ((stems.length === 0 || isSuffered) && ENDING_FIRST.has(raw))) {
        denials += 1;
        open = undefined;
        continue;
      }
      if (ASSENTING.has(raw)) continue;
      if (open === 'thing') lacking.push(stem);
      open = undefined;
      stems.push(stem);
    }
  }
  return { denials, lacking: lacking.toSorted(), stems };
}

const DENIED = '\0';

function plainWords(text: string): string[] {
  let plain = text.normalize('NFC').toLowerCase().replace(/[’‘ʼ]/g, "'");
  for (const [pattern, stand] of PHRASES) plain = plain.replace(pattern, stand);
  plain = plain.replace(DENYING_RUNS, '');
  return (plain.match(WORD(plain)) ?? []).map((word) => word.replace(/[./:'-]+$/, ''));
}

const COMPOUND = /^(?!non-|un-)[a-z]{3,}(?:-[a-z]{2,})+$/;

/** Some thousand words: each text is read twice, and those of one question share most of theirs. */
const KEPT_CHARACTERS = 32_000;
const once = memo<readonly string[]>(KEPT_CHARACTERS);

/** The stems of a word; a contrary is the denial of what it is the contrary of. */
function meantBy(word: string): readonly string[] {
  return once(word, word, () => readWord(word));
}

function readWord(word: string): readonly string[] {
  const contrary = CONTRARY.get(word);
  if (contrary !== undefined) return [DENIED, ...stemsOf(contrary)];
  if (COMPOUND.test(word)) return word.split('-').flatMap(meantBy);
  const rest = PREFIXED.exec(word)?.[1];
  return rest === undefined ? stemsOf(word) : [DENIED, ...stemsOf(rest)];
}

/** False for a statement and its denial; and where each does without something that the other has. Symmetric. */
export function isSamePolarity(a: Polarity, b: Polarity): boolean {
  return a.denials === b.denials && a.lacking.join(' ') === b.lacking.join(' ');
}
