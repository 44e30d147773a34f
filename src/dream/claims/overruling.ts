/**
 * Latest truth wins: what a message says is adopted, dropped, renamed or replaced, and which earlier claims that overrules.
 * It overrules only what it names; silence proves nothing. Pure.
 */
import type { Message } from '../reading/message.js';
import { statementsOf } from '../reading/sentence.js';
import { containment, hasNumber, similarity, stemsOf } from '../reading/words.js';

/** One turn of the truth: `dropped` is no longer so; `adopted` is. Both as stems in order. */
export interface Turn {
  readonly message: Message;
  readonly how: 'replaced' | 'renamed' | 'dropped' | 'adopted';
  readonly adopted: readonly string[];
  readonly dropped: readonly string[];
  /** The words that say it. */
  readonly sentence: string;
}

interface Shape {
  readonly how: Turn['how'];
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

/** Every turn that a message makes, in its subject or (for notes and explicit replacements) in its sentences. */
export function turnsOf(message: Message): Turn[] {
  const turns: Turn[] = [];
  const sentences = message.passages.flatMap((p) => statementsOf(p.text));
  const read = (sentence: string, allowed: (how: Turn['how']) => boolean): void => {
    const shape = SHAPES.find((s) => s.pattern.test(sentence));
    if (!shape || !allowed(shape.how)) return;
    const match = shape.pattern.exec(sentence);
    const group = (n: number | undefined): string[] => (n === undefined ? [] : stemsOf(match?.[n] ?? '').filter((w) => !GENERIC.has(w)));
    const turn = { message, how: shape.how, adopted: group(shape.adopted), dropped: group(shape.dropped), sentence };
    if (turn.adopted.length > 0 || turn.dropped.length > 0) turns.push(turn);
  };
  if (message.subject !== '') read(message.subject, () => true);
  for (const sentence of sentences) read(sentence, (how) => message.commit === undefined || how === 'replaced' || how === 'renamed');
  return turns;
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

/** An earlier statement that a later turn may overrule. */
export interface Statement {
  readonly text: string;
  readonly stems: ReadonlySet<string>;
  /** What it adopted, in order; [] where it adopts nothing. */
  readonly adopted: readonly (readonly string[])[];
  readonly dropped: readonly (readonly string[])[];
}

export function statementOf(text: string, turns: readonly Turn[]): Statement {
  return {
    text,
    stems: new Set(stemsOf(text)),
    adopted: turns.map((t) => t.adopted).filter((a) => a.length > 0),
    dropped: turns.map((t) => t.dropped).filter((d) => d.length > 0),
  };
}

/** Why a later turn makes an earlier statement untrue; undefined where it does not. */
export function overrules(turn: Turn, earlier: Statement): string | undefined {
  const { dropped, adopted } = turn;
  if (dropped.length > 0 && turn.how !== 'adopted') {
    for (const was of earlier.adopted) {
      // The later one drops what the earlier one brought, by its name and not by a word in passing.
      if (dropped.includes(was[0] ?? '') && containment(dropped, new Set(was)) === 1) return turn.sentence;
    }
    const isExplicit = turn.how === 'replaced' || turn.how === 'renamed' || turn.message.commit === undefined;
    const restates = earlier.dropped.some((d) => containment(dropped, new Set(d)) === 1);
    if (
      isExplicit &&
      !restates &&
      isDistinct(dropped) &&
      containment(dropped, earlier.stems) === 1 &&
      containment(adopted, earlier.stems) < 1
    )
      return turn.sentence;
  }
  if (turn.how !== 'dropped' && adopted.length > 0) {
    // Brought back: "drop X" is undone by a later "support X".
    for (const was of earlier.dropped)
      if (was[0] === adopted[0] && containment(was, new Set(adopted)) + containment(adopted, new Set(was)) >= 1.5) return turn.sentence;
  }
  return undefined;
}

// Words that every project uses for many things.
const COMMON = new Set(
  'default test file valu config method function class name type error user time data list string number header object field queri index build script modul path import export plugin server client style button state event return check format order custom'.split(
    ' ',
  ),
);

// One common word is no name; a number, an identifier, a rare word or two words are.
function isDistinct(stems: readonly string[]): boolean {
  return stems.length >= 2 || stems.some((s) => hasNumber(s) || /[._/$#@-]/.test(s) || (s.length >= 5 && !COMMON.has(s)));
}

const VERSIONED = /\b(node(?:\.?js)?|go(?:lang)?|python|ruby|java|php|rust|git|react|typescript|django|rails)[ @]?v?(\d+(?:\.\d+)*)\b/gi;

/** Why a text speaks of a version that was dropped since ("to support go 1.9" after "drop support of go 1.11"); undefined where it does not. */
export function droppedVersion(turn: Turn, text: string): string | undefined {
  if (turn.how !== 'dropped') return undefined;
  for (const [, name, version] of turn.sentence.matchAll(VERSIONED)) {
    for (const [, otherName, other] of text.matchAll(VERSIONED)) {
      if (name?.toLowerCase() === otherName?.toLowerCase() && compareVersions(other ?? '', version ?? '') <= 0) return turn.sentence;
    }
  }
  return undefined;
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((v) => v.split('.').map(Number)) as [number[], number[]];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const CLAUSE = /[.;:](?:\s|$)|,|\b(?:because|since|so that|so as|due to|as (?:it|they|we|the)|otherwise)\b/i;

/** What is said, without why. */
function coreOf(text: string): string {
  return text.slice(0, CLAUSE.exec(text)?.index ?? text.length);
}

/**
 * True where two statements say the same of different numbers ("requires Node 12", "requires Node 14"), also with other reasons or in other words
 * for a minimum ("bump MSRV to 1.70"): the newer one holds.
 */
export function isSameSlot(a: Statement, b: Statement): boolean {
  const [lowest, other] = [minimumOf(a.text), minimumOf(b.text)];
  if (lowest && other) return lowest.name === other.name && lowest.version !== other.version;
  // One more of a kind takes nothing away from the others: "support Python 3.8", "support Python 3.9".
  if (POSITIVE.test(a.text) && POSITIVE.test(b.text)) return false;
  if (differsInNumbers(new Set(a.stems), new Set(b.stems))) return true;
  return differsInNumbers(new Set(stemsOf(coreOf(a.text))), new Set(stemsOf(coreOf(b.text))));
}

function differsInNumbers(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const words = (stems: ReadonlySet<string>): Set<string> => new Set([...stems].filter((w) => !hasNumber(w)));
  const numbers = (stems: ReadonlySet<string>): string => [...stems].filter(hasNumber).toSorted().join(' ');
  const wordsOfA = words(a);
  return numbers(a) !== '' && numbers(b) !== '' && numbers(a) !== numbers(b) && wordsOfA.size >= 2 && similarity(wordsOfA, words(b)) >= 0.8;
}

const MINIMUM = /\b(?:minimum|minimal|msrv|at least|or (?:newer|later|higher|above|greater)|requires?|required|needs?|bump|raise)\b|\d\+/i;
const DROPS = /^(?:drop(?:ped|s)?|remov(?:e[ds]?|ing)|stop(?:ped)?|discontinue[ds]?)\b.{0,30}\b(?:support|supporting|testing)\b/i;
const NAMED_VERSION =
  /\b([a-z][a-z.+#-]*[a-z+#]|[a-z])(?:['’]s)?(?:,? (?:minimum|required|supported|version|versions|to|of|than|requirement|v))* ?(?:[<>]=? ?)?v?(\d+(?:\.\d+)*)/i;

/** The lowest version of something that is still served: said as a minimum, or by what was dropped below it. */
function minimumOf(text: string): { name: string; version: string } | undefined {
  const core = coreOf(text);
  const kind = DROPS.test(core) ? 'dropped' : MINIMUM.test(core) ? 'least' : undefined;
  const [, name, version] = (kind && NAMED_VERSION.exec(core)) || [];
  return name === undefined || version === undefined ? undefined : { name: `${kind} ${name.toLowerCase().replace(/\.?js$/, '')}`, version };
}

const NEGATIVE =
  /^(?:do not|don'?t|never|stop|no longer|avoid|remov(?:e[ds]?|ing)|drop(?:s|ped|ping)?|delet(?:e[ds]?|ing)|disabl(?:e[ds]?|ing)|get rid of|forbid|disallow(?:ed|s)?) (?:the |a |an |to |support (?:for|of) |using )?/i;
const POSITIVE =
  /^(?:add(?:s|ed|ing)?|introduc(?:e[ds]?|ing)|enabl(?:e[ds]?|ing)|allow(?:s|ed|ing)?|support(?:s|ed|ing)?|restor(?:e[ds]?|ing)|re-?add(?:s|ed)?|bring back|re-?enabl(?:e[ds]?|ing)|always) (?:the |a |an |to |support (?:for|of) )?/i;
/** So much of what is affirmed must be denied. */
const OPPOSITE_LEAST = 0.5;

/** What a sentence affirms or denies, without the words that do so. */
export interface Stance {
  readonly denies: boolean;
  readonly stems: ReadonlySet<string>;
}

export function stanceOf(text: string): Stance {
  const core = coreOf(text);
  const denies = NEGATIVE.test(core);
  return { denies, stems: new Set(stemsOf(core.replace(denies ? NEGATIVE : POSITIVE, '')).filter((stem) => stem !== 'again')) };
}

/** True where one affirms what the other denies: "cache compiled queries for 5 minutes", "do not cache compiled queries". */
export function isOpposite(a: Stance, b: Stance): boolean {
  if (a.denies === b.denies) return false;
  const [no, yes] = a.denies ? [a.stems, b.stems] : [b.stems, a.stems];
  return no.size >= 2 && no.size >= yes.size * OPPOSITE_LEAST && containment(no, yes) === 1;
}

const DEFAULTS = [
  /^ma[dk]es? (?<what>.+?) (?:the|our|a) (?:new )?default(?<slot>.*)$/i,
  /^(?:use|set) (?<what>.+?) as (?:the |our )?(?:new )?default(?<slot>.*)$/i,
  /^(?:set|change[ds]?) (?:the )?default (?:of |for |value of )?(?<slot>.+?)(?: from .+?)? to (?<what>.+)$/i,
  /^default (?<slot>.+?) to (?<what>.+)$/i,
  /^(?<slot>.+?) defaults? to (?<what>.+)$/i,
  /^default to (?<what>.+?)(?: (?:in|for) (?<slot>.+))?$/i,
] as const;

/** True where both name the default of one thing, and not the same one. */
export function isOtherDefault(a: string, b: string): boolean {
  const [one, other] = [defaultOf(a), defaultOf(b)];
  if (!one || !other || one.slot.size === 0 || other.slot.size === 0) return false;
  const isOne = containment(one.slot, other.slot) === 1 || containment(other.slot, one.slot) === 1;
  return isOne && similarity(one.what, other.what) < 1;
}

function defaultOf(text: string): { slot: Set<string>; what: Set<string> } | undefined {
  const core = coreOf(text)
    .replace(/\bagain\b/gi, '')
    .trim();
  for (const pattern of DEFAULTS) {
    const groups = pattern.exec(core)?.groups;
    if (groups) return { slot: new Set(stemsOf(groups['slot'] ?? '')), what: new Set(stemsOf(groups['what'] ?? '')) };
  }
  return undefined;
}
