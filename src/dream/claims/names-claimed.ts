/** Which names a claim stands or falls with: what it adopts, and the symbols and files that its statement is about. Pure. */
import { coreOf } from '../../wording/core.js';
import { polarityOf } from '../../wording/polarity.js';
import { hasNumber, stemsOf } from '../../wording/words.js';
import { choicesIn, type Choice } from './choices.js';

export interface NamesClaimed {
  /** The names of what it adopts, as the claim writes them. */
  readonly adopted: readonly string[];
  /** Code and files that it is about. */
  readonly about: readonly string[];
}

const NONE: NamesClaimed = { adopted: [], about: [] };

/** @param claim without the label of its component and without a date. */
export function namesClaimed(claim: string): NamesClaimed {
  const subject = claim.replace(/\.\s.*$/s, '').replace(/\.$/, '');
  const core = coreOf(subject);
  const choices = choicesIn({ subject, passages: [], isNote: false });
  // What was dropped, forbidden or taken back is rightly not there.
  const isDenied = polarityOf(core).denials % 2 === 1 && !DEFAULT.test(core);
  if (choices.some(({ how }) => how === 'dropped') || /^re(?:vert|move|-?apply)/i.test(core) || isDenied) return NONE;
  if (choices.length === 0 && TAKING.test(core)) return NONE;
  const adopted = choices.flatMap((choice) => adoptedNames(choice));
  // Of what gets another default the default alone goes.
  const told = DEFAULT.test(core) ? '' : choices.flatMap((choice) => choice.dropped).join(' ');
  const own = new Set(adopted.flatMap(stemsOf));
  const about = codeIn(core).filter((name) => stemsOf(name).every((stem) => !told.includes(stem) && !own.has(stem)));
  return { adopted, about };
}

/** What is off by default is there. */
const DEFAULT = /\bdefaults?\b/i;
/** The object of such a verb is what goes. */
const TAKING =
  /^(?:revert|remov|drop|delet|replac|renam|re-?apply|get rid|stop|avoid|disabl|retir|deprecat|undo|back out|kill|mov|migrat|switch|convert)/i;

/** What a choice brings, where it has a name: it is written like one, or it is the only word beside what kind of thing it is. */
function adoptedNames({ adopted, dropped, sentence, how }: Choice): string[] {
  const named = adopted.filter((stem) => !/^[\d.v]+$/.test(stem) && !dropped.includes(stem));
  const wanted = new Set(named.length > 1 ? named.filter((stem) => !KINDS.has(stem)) : named);
  if (wanted.size === 0) return [];
  const words = sentence.match(WORD) ?? [];
  const found = words.filter((word) => stemsOf(word).some((stem) => wanted.has(stem)));
  const names = [...new Set(found)].filter((word) => isName(word, sentence));
  if (names.length > 0) return names;
  return wanted.size === 1 && (how === 'replaced' || how === 'renamed') ? found.slice(-1) : [];
}

/** What things of a project are, as stems: "the lazycell crate", "the circleci service". */
export const KINDS: ReadonlySet<string> = new Set(
  stemsOf(
    'crate crates module modules package packages library libraries lib dependency dependencies gem plugin tool service action actions framework tooling',
  ),
);

const WORD = /[\p{L}\p{N}_$@][\p{L}\p{N}_$./@#:-]*[\p{L}\p{N}_$]|[\p{L}\p{N}]/gu;

/** True for a word that is written as no plain word is: with a sign or a number in it, a capital inside or at the front, or as code. */
export function isName(word: string, sentence: string): boolean {
  if (hasNumber(word) || /[_$./@#]|\p{Ll}\p{Lu}/u.test(word) || sentence.includes(`\`${word}`)) return true;
  return /^\p{Lu}/u.test(word) && !sentence.startsWith(word);
}

const CODE =
  /`([^`]{2,60})`|((?:[\w.@-]+\/)+[\w.@-]+\.\w{1,5})\b|\b(\w+\(\))|\b([a-z]+(?:[A-Z][a-z0-9]+)+|[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+|[a-z0-9]+(?:_[a-z0-9]+)+)\b/g;
/** Names of houses and languages, which no tree needs to hold. */
const HOUSES = /^(?:GitHub|GitLab|BitBucket|JavaScript|TypeScript|PostgreSQL|MySQL|MacOS|StackOverflow|YouTube|OpenSSL|LinkedIn)$/i;

/** Values that every program writes. */
const LITERALS = /^(?:true|false|null|nil|none|undefined|void|self|this|yes|no|on|off)$/i;

/** Names of code and of files. */
export function codeIn(core: string): string[] {
  const found = [...core.matchAll(CODE)].map(([, quoted, path, call, word]) => quoted ?? path ?? call ?? word ?? '');
  return [...new Set(found)].filter((name) => !HOUSES.test(name) && !LITERALS.test(name) && !/\s/.test(name) && !/^[\d.v]+$/.test(name));
}
