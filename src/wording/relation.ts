/**
 * What a newer statement does to an older one: it overrules it where it denies it, or says that the thing it speaks of is otherwise now; it stands beside it
 * where the two only give other values. Both must speak of the same thing. Pure; it knows no order of time and no place.
 */
import { changeCuesIn, type Cues } from './change-cues.js';
import { polarityOf } from './polarity.js';
import { differInValue, sharedValues, valuesIn, type Values } from './values.js';
import { isDistinct } from './words.js';

/** `same`: it only speaks of the same thing. */
export type Relation = 'overrules' | 'other value' | 'same';

/** A text, read for what it speaks of. */
export interface Said {
  /** Content stems in their order, each once: without polarity, values and words of change. */
  readonly topics: readonly string[];
  readonly denies: boolean;
  readonly cues: Cues;
  readonly values: Values;
}

/** Longer texts say many things; what they begin with is what they are about. */
const READ_MOST = 400;

/** Reads a text once, to be compared with many. */
export function saidIn(whole: string): Said {
  const text = whole.slice(0, READ_MOST);
  const cues = changeCuesIn(text);
  const values = valuesIn(cues.rest);
  const { stems } = polarityOf(values.rest);
  const topics = [...new Set(stems.filter((stem) => !LIGHT.has(stem)))];
  return { topics, denies: polarityOf(text).denials % 2 === 1, cues, values };
}

/** Stems that say little beside what they are said of, and words that only join others, in the languages of the cues. */
const LIGHT = new Set(
  (
    'us run work go goe happen have take make keep kept get got put set give need come done one onli only thing new old also use via every each full against becaus befor after sinc least still even about ' +
    'around across between within into onto without there here first last most less than then while whil during noth someth themselv lot bit way part time decis plan idea ban rule everyon anyon ' +
    'der die das dem den des dass ein eine einen einem einer und oder für mit von vom zum zur im am auf aus bei bis nach vor über unter wir sie es ist sind wird werden wurde hat haben da jede jeder jedes nur noch auch als wie man unser unsere ' +
    'le la les un une des du de et ou pour par avec dan dans sur sous est sont été aux au nou nous vou vous ils elles ce cette ces que qui sa ses leur leurs il elle on en se ' +
    'el los lo las una uno unos y o por con sin sobre es son ser fue ha han para del al se su sus que nuestro nuestra ' +
    'os as um uma e da do das dos na no nas nos ao em com seu sua são foi foram é ' +
    'di il gli i per che con su sul della delle dei nel nella è sono ' +
    'het een van voor met op te den det som och att för med till и в на с по для из к от не что это мы'
  ).split(' '),
);

/** So many stems make two texts speak of one thing ... */
const SHARED = 2;
/** ... and this part of the shorter one. */
const SHARE = 0.3;
/** Where they give other values of one kind, less is enough. */
const SHARE_OF_VALUED = 0.2;
/** Where nothing but "now" says that it is otherwise. */
const SHARE_IF_SHIFTED = 0.6;
/** Half of the shorter one leaves little doubt; so does a word that only these two have, or two words of few. */
const SURE = { share: 0.5, only: 2, few: 3 };
/** So much of the longer one, or so many words and this part of it, must be what is denied. */
const DENIED = { all: 0.8, shared: 4, share: 0.5 };
/** Subjects of commits are short and many; the part is of the longer one. */
const STRICT = { shared: 3, share: 0.6 };

export interface Related {
  readonly relation: Relation;
  /** They speak of the same thing beyond doubt, so that the older one may be marked. Else it is only likely. */
  readonly sure: boolean;
  /** Only a yes against a no says so, and no word of change. */
  readonly byDenial: boolean;
  /** How many words and values both have. */
  readonly shared: number;
}

export interface Comparing {
  /** How many texts of the memory have a stem. */
  readonly having: (stem: string) => number;
  /** Both are short lines of very many. */
  readonly strict?: boolean;
}

/** What the newer does to the older; undefined where they do not speak of the same thing. */
export function relationOf(older: Said, newer: Said, { having, strict = false }: Comparing): Related | undefined {
  const shared = older.topics.filter((stem) => has(newer, stem));
  if (shared.length === 0 || isOtherOfItsKind(older, newer) || isSaidAgain(older, newer)) return undefined;
  const count = shared.length + sharedValues(older.values, newer.values);
  const [least, most] = [older.topics.length, newer.topics.length].toSorted((a, b) => a - b) as [number, number];
  const share = count / Math.max(1, least);
  if (strict && (count < STRICT.shared || count < STRICT.share * most)) return undefined;
  const relation =
    count < SHARED || share < SHARE ? ofOneWord(older, newer, shared[0] ?? '', share) : ofMany(older, newer, strict ? 0 : share);
  if (relation === undefined) return undefined;
  const sure =
    count < SHARED
      ? having(shared[0] ?? '') <= SURE.only
      : share >= SURE.share || shared.filter((stem) => having(stem) <= SURE.few).length >= SHARED;
  const byDenial = relation === 'overrules' && !newer.cues.ended && older.denies !== newer.denies && !isOpposedTo(older, newer);
  // A denial denies what it says, and not all that speaks of the same thing.
  const isDenied = !byDenial || count >= DENIED.all * most || (count >= DENIED.shared && count >= DENIED.share * most);
  return { relation, sure: sure && isDenied, byDenial, shared: count };
}

/** @param share 0 where only what is said outright counts. */
function ofMany(older: Said, newer: Said, share: number): Relation {
  const { ended, shifted } = newer.cues;
  if (older.denies !== newer.denies || ended || (share > 0 && isOpposedTo(older, newer))) return 'overrules';
  if (differInValue(older.values, newer.values) || (share > 0 && isOtherEnd(older, newer))) return shifted ? 'overrules' : 'other value';
  return shifted && share >= SHARE_IF_SHIFTED ? 'overrules' : 'same';
}

function ofOneWord(older: Said, newer: Said, word: string, share: number): Relation | undefined {
  const { ended, shifted } = newer.cues;
  const isOneSubject = older.topics[0] === newer.topics[0];
  if (ended && share >= SHARE && (isOneSubject || isDistinct([word]))) return 'overrules';
  // "The staging database", "the staging certificates": the same word tells nothing.
  if (share < SHARE_OF_VALUED || (isOneSubject && older.topics.length > SHARED && newer.topics.length > SHARED)) return undefined;
  if (!differInValue(older.values, newer.values)) return undefined;
  return shifted || ended ? 'overrules' : 'other value';
}

/** Both tell the same change. */
function isSaidAgain(a: Said, b: Said): boolean {
  return (
    a.denies === b.denies &&
    a.cues.words !== '' &&
    a.cues.words === b.cues.words &&
    !differInValue(a.values, b.values) &&
    b.topics.every((stem) => has(a, stem))
  );
}

/** "The payment service", "the refund service": a thing and another one of its kind. */
function isOtherOfItsKind(a: Said, b: Said): boolean {
  return [1, 2].some((at) => {
    const [mine, theirs] = [a.topics[at - 1] ?? '', b.topics[at - 1] ?? ''];
    const isOneKind = a.topics[at] !== undefined && a.topics[at] === b.topics[at];
    return isOneKind && !has(b, mine) && !has(a, theirs) && (at === 1 || !areOpposed(mine, theirs));
  });
}

function has({ topics }: Said, stem: string): boolean {
  return topics.includes(stem) || topics.some((one) => isAlike(one, stem));
}

/** Words of which one says the contrary of the other, as stems. */
const OPPOSED: readonly (readonly [RegExp, RegExp])[] = [
  [/^(?:remov|delet|clean|purg|wipe|eras)/, /^(?:leav|keep|kept|stay|remain|retain|preserv)/],
  [/^(?:public|open)$/, /^(?:privat|close|intern|secret)$/],
  [/^(?:accept|toler|allow)/, /^(?:fail|reject|break|broken)/],
  [/^automat/, /^manual/],
  [/^includ/, /^(?:exclud|omit)/],
  [/^sync(?:hron)?/, /^async/],
  [/^(?:show|visibl|display)$/, /^(?:hide|hidden|invis)/],
  [/^(?:accept|allow|approv|permit)/, /^(?:declin|block|deny|deni)/],
  [/^(?:always|alwai)$/, /^(?:rare|seldom)/],
  [/^(?:lock|frozen|freez)/, /^(?:unlock|thaw)/],
  [/^(?:share|common)$/, /^(?:separ|isol|own)$/],
];

/** True where one has a word of which the other has the contrary. */
export function isOpposedTo(a: Said, b: Said): boolean {
  return a.topics.some((one) => !b.topics.includes(one) && b.topics.some((other) => !a.topics.includes(other) && areOpposed(one, other)));
}

function areOpposed(one: string, other: string): boolean {
  return OPPOSED.some(([yes, no]) => (yes.test(one) && no.test(other)) || (no.test(one) && yes.test(other)));
}

/** "The default branch is master", "the default branch is main": all but what it is said to be. */
function isOtherEnd({ topics: a }: Said, { topics: b }: Said): boolean {
  return a.length === b.length && a.length > SHARED && a.every((stem, at) => (at === a.length - 1) !== (stem === b[at]));
}

const ALIKE_LEAST = 5;
const ALIKE_SHARE = 0.6;

/** Two forms of one word in a language that has no stemmer here. */
function isAlike(a: string, b: string): boolean {
  const most = Math.max(a.length, b.length);
  if (Math.min(a.length, b.length) < ALIKE_LEAST) return false;
  let same = 0;
  while (same < a.length && a[same] === b[same]) same += 1;
  return same >= ALIKE_LEAST && same >= most * ALIKE_SHARE;
}
