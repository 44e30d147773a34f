/** When two statements cannot both hold: other figures for one thing, a yes and a no, two defaults. It says nothing of which one is right. Pure. */
import { containment, hasNumber, similarity, stemsOf } from '../reading/words.js';
import type { Statement } from './statement.js';

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

/** The stance of a sentence: whether it denies, and the stems of what it affirms or denies. */
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
