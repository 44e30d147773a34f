/** When two statements cannot both hold: other figures for one thing, a yes and a no, two defaults. It says nothing of which one is right. Pure. */
import { coresOf, timeless } from '../../wording/core.js';
import { polarityOf } from '../../wording/polarity.js';
import { containment, hasNumber, isDistinct, similarity, stemsOf } from '../../wording/words.js';
import type { Statement } from './statement.js';

const CLAUSE = /[.;:](?:\s|$)|,|\b(?:because|since|so that|so as|due to|as (?:it|they|we|the)|otherwise)\b/i;

/** What is said, without why. */
function coreOf(text: string): string {
  return text.slice(0, CLAUSE.exec(text)?.index ?? text.length);
}

/** Statements that share so much of their words, numbers aside, speak of the same thing. */
export const SAME_SLOT = 0.8;

interface Figures {
  /** In their order, '' for none. */
  readonly numbers: string;
  /** All other stems. */
  readonly words: ReadonlySet<string>;
}

/** What of a statement decides whether another one takes its place. */
export interface Slot {
  readonly minimum: { readonly name: string; readonly version: string } | undefined;
  readonly isOneMore: boolean;
  /** Of all that is said, of what is said without why, and of that without the verb. */
  readonly figures: readonly [whole: Figures, core: Figures, set: Figures];
  readonly byDefault: ReturnType<typeof defaultOf>;
}

const slots = new WeakMap<Statement, Slot>();

/** The slot of a statement, worked out once. */
export function slotOf(statement: Statement): Slot {
  const known = slots.get(statement);
  if (known) return known;
  const { text, stems } = statement;
  const core = new Set(stemsOf(coreOf(text)));
  const slot: Slot = {
    minimum: minimumOf(text),
    isOneMore: ONE_MORE.test(text),
    figures: [figuresIn(stems), figuresIn(core), figuresIn(withoutSetting(core))],
    byDefault: defaultOf(text),
  };
  slots.set(statement, slot);
  return slot;
}

function figuresIn(stems: ReadonlySet<string>): Figures {
  return {
    numbers: [...stems].filter(hasNumber).toSorted().join(' '),
    words: new Set([...stems].filter((stem) => !hasNumber(stem))),
  };
}

/**
 * True where two statements say the same of different numbers ("requires Node 12", "requires Node 14"), also with other reasons or in other words
 * for a minimum ("bump MSRV to 1.70"): the newer one holds.
 */
export function isSameSlot(a: Statement, b: Statement): boolean {
  const [one, other] = [slotOf(a), slotOf(b)];
  if (one.minimum && other.minimum) return one.minimum.name === other.minimum.name && one.minimum.version !== other.minimum.version;
  // One more of a kind takes nothing away from the others: "support Python 3.8", "support Python 3.9".
  if (one.isOneMore && other.isOneMore) return false;
  return one.figures.some((figures, which) => differsInNumbers(figures, other.figures[which] ?? figures));
}

/** True where two of one slot give other figures, and neither says that its figure is the least or the default. */
export function isOtherFigure(a: Statement, b: Statement): boolean {
  const [one, other] = [slotOf(a), slotOf(b)];
  return !(one.minimum && other.minimum) && !isOtherDefault(a, b) && isSameSlot(a, b);
}

/** Stems of verbs that say that a thing has a figure or is given one: "listens on port 3000", "move it to port 3001". */
const SETTING = new Set(
  'us run listen move set chang bump rais lower increas decreas reduc keep live serv bind start switch reach expos now'.split(' '),
);

/** The same where too little would be left. */
function withoutSetting(stems: ReadonlySet<string>): ReadonlySet<string> {
  const rest = new Set([...stems].filter((stem) => !SETTING.has(stem)));
  return [...rest].filter((stem) => !hasNumber(stem)).length >= SLOT_WORDS ? rest : stems;
}

/** Fewer words than these name no slot. */
const SLOT_WORDS = 3;

function differsInNumbers(a: Figures, b: Figures): boolean {
  return a.numbers !== '' && b.numbers !== '' && a.numbers !== b.numbers && a.words.size >= 2 && similarity(a.words, b.words) >= SAME_SLOT;
}

const ONE_MORE =
  /^(?:add(?:s|ed|ing)?|introduc(?:e[ds]?|ing)|enabl(?:e[ds]?|ing)|allow(?:s|ed|ing)?|support(?:s|ed|ing)?|restor(?:e[ds]?|ing)|re-?add(?:s|ed)?|bring back|re-?enabl(?:e[ds]?|ing)|always)\b/i;
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

/** What one sentence affirms or denies. */
export interface Stance {
  readonly denies: boolean;
  /** "X is not required" denies that it must be, and not that it may. */
  readonly isNeed: boolean;
  /** Stems of what it affirms or denies, in their order, without the words that do so. */
  readonly stems: readonly string[];
  /** A person said it in a note, and not in passing by a commit. */
  readonly isNote: boolean;
}

const NEED = 'need';
const QUOTED = /"[^"]*"|“[^”]*”|`[^`]*`/g;
/** "on Fridays or weekends": what is denied of both is denied of each. */
const EITHER = /^(.*?)(\S+) (?:or|nor|and) (\S+)(.*)$/i;

/** What is not done is not affirmed. */
const INSTEAD = /\s(?:instead of|rather than|in place of)\s.*?(?=\s(?:for|in|on|when|if|with)\s|$)/i;

/** The stances of a text: one for each sentence of a note, one for a commit's claim or subject. */
export function stancesOf(text: string, isNote: boolean): Stance[] {
  return coresOf(text, isNote).flatMap((core) => {
    // What a quotation says is not what the text says.
    if ((core.match(QUOTED) ?? []).some((quoted) => polarityOf(quoted).denials > 0)) return [];
    const said = timeless(core).replace(INSTEAD, '');
    const whole = stanceOf(said, isNote);
    const either = whole.denies ? EITHER.exec(said) : null;
    const parts = either ? [`${either[1]}${either[2]}${either[4]}`, `${either[1]}${either[3]}${either[4]}`] : [];
    return [whole, ...parts.map((part) => stanceOf(part, isNote))].filter(({ stems }) => stems.length > 0);
  });
}

function stanceOf(text: string, isNote: boolean): Stance {
  const { stems } = polarityOf(text);
  // "... if nobody is on call" denies nothing of what comes before it.
  const { denials } = polarityOf(text.slice(0, CONDITION.exec(text)?.index ?? text.length));
  return { denies: denials % 2 === 1, isNeed: stems.includes(NEED), stems: stems.filter((stem) => stem !== NEED), isNote };
}

const CONDITION =
  /(?<=\S)\s(?:if|when(?:ever)?|where|unless|until|while|before|after|wenn|falls|solange|bevor|nachdem|lorsque|quando|cuando)\s/i;

/**
 * True where one affirms what the other denies: "cache compiled queries for 5 minutes", "do not cache compiled queries". What is affirmed may say
 * more than what is denied ("for 5 minutes"), but not of another thing ("ignore chmod errors" is not "ignore errors").
 */
export function isOpposite(a: Stance, b: Stance): boolean {
  if (a.denies === b.denies) return false;
  const [no, yes] = a.denies ? [a, b] : [b, a];
  if (no.isNeed && !yes.isNeed) return false;
  return isDenied(no, yes) || (no.isNote && yes.isNote && isDenied(withoutLight(no), withoutLight(yes)));
}

/** Stems of verbs that say little beside what they are said of: "need Redis", "run without Redis". */
const LIGHT = new Set('us run work go goe happen have take make keep get'.split(' '));

function withoutLight(stance: Stance): Stance {
  return { ...stance, stems: stance.stems.filter((stem) => !LIGHT.has(stem)) };
}

function isDenied(no: Stance, yes: Stance): boolean {
  const denied = new Set(no.stems);
  const affirmed = new Set(yes.stems);
  if (containment(denied, affirmed) < 1) return false;
  const isEqual = denied.size === affirmed.size;
  if (denied.size < 2) return denied.size === 1 && isEqual && no.isNote && yes.isNote && isDistinct(no.stems);
  return isEqual || (denied.size >= affirmed.size * OPPOSITE_LEAST && runsIn(no, yes));
}

/** So much of what is affirmed must be denied. */
const OPPOSITE_LEAST = 0.5;

/** True where what is denied stands in what is affirmed in its order; without a word between, if commits say so. */
function runsIn({ stems: part, isNote }: Stance, { stems: whole, isNote: bothNotes }: Stance): boolean {
  const gaps = isNote && bothNotes;
  for (let from = 0; from + part.length <= whole.length; from++) {
    let at = 0;
    for (let i = from; i < whole.length && at < part.length; i++) {
      if (whole[i] === part[at]) at += 1;
      else if (!gaps) break;
    }
    if (at === part.length) return true;
  }
  return false;
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
export function isOtherDefault(a: Statement, b: Statement): boolean {
  const [one, other] = [slotOf(a).byDefault, slotOf(b).byDefault];
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
