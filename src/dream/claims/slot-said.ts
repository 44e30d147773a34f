/** What a sentence of a message says of a fact that has one current value: the lowest version of a runtime, the tool of a slot, the licence, the branch. Pure. */
import type { SlotFact, SlotName } from '../witness/slots.js';
import { PLAIN_WORDS, SLOT_WORDS, TOOLS, type ToolSlot } from '../witness/tools.js';
import { isSameVersion } from '../witness/version-range.js';

export interface SlotSaid {
  readonly slot: SlotName;
  /** The version, or the tool in small letters; undefined where it names none. */
  readonly key: string | undefined;
  /** Only that a version is served no more: the lowest one is above it. */
  readonly isDropped?: true;
}

/**
 * What the sentence says of a slot; undefined for all other sentences.
 * @param only the one runtime of the project, which a minimum version without a name is of.
 */
export function slotSaid(sentence: string, only?: SlotName): SlotSaid | undefined {
  return versionSaid(sentence) ?? namelessSaid(sentence, only) ?? toolSaid(sentence) ?? licenceSaid(sentence) ?? branchSaid(sentence);
}

/** True where what is said is what the manifest states. */
export function agrees({ key, isDropped }: SlotSaid, fact: SlotFact, isVersion: boolean): boolean {
  if (key === undefined) return false;
  if (isDropped) return isNext(key, fact.key);
  return isVersion
    ? isSameVersion(key, fact.key) && isAsPrecise(key, fact)
    : fact.key === key || (fact.slot === 'licence' && fact.key.includes(key));
}

/** Node and PHP speak of their major versions; "Python 3" says nothing of 3.10. */
function isAsPrecise(key: string, { slot, key: stated }: SlotFact): boolean {
  return slot === 'node' || slot === 'php' || key.includes('.') || !stated.includes('.');
}

/** True for `3.9` and `3.10`, `16` and `18`: when the first was dropped the second became the lowest. */
function isNext(dropped: string, lowest: string): boolean {
  const [left, right] = [dropped, lowest].map((version) => version.split('.').map(Number)) as [number[], number[]];
  if (left.length !== right.length || left.length > 2) return false;
  const steps = (right.at(-1) ?? 0) - (left.at(-1) ?? 0);
  return left.length === 2 ? left[0] === right[0] && steps === 1 : steps === 1 || steps === 2;
}

const NAMES: readonly (readonly [SlotName, string])[] = [
  ['node', 'node(?:\\.?js)?'],
  ['go', 'go(?:lang)?'],
  ['rust', 'rust-version|rust(?:c)?|msrv|minimum supported rust version'],
  ['python', '(?:requires-)?python'],
  ['php', 'php'],
];
const NUMBER = 'v?(\\d+(?:\\.\\d+)*)(?!\\w|\\.\\d|-)';
const ONLY = '(?<![\\w/.@-])';
const BETWEEN =
  "(?:['’]s)?(?:,? ?(?:the|minimum|required|supported|support|version|versions|to|of|than|for|requirement|engine|is|now|be|at|least|from [\\w.]+|before|below|under|prior|older|lower|[<>]=?|=|:)\\b|,? ?[<>]=?)*[ @\"'`v]*";

const VERSIONS = NAMES.map(([slot, name]) => ({
  slot,
  named: new RegExp(`${ONLY}(?:${name})(?!@(?!v?\\d)|[\\w/-])`, 'i'),
  raised: new RegExp(
    `^(?:bump|raise|increase|update|upgrade|move|set|change)\\w*\\s+(?:(?:to|the|our|ci|min\\.?|minim(?:um|al)|required|supported|lowest|version|of|[\\w.-]+:)\\s+){0,5}(?:${name})(?![\\w/-])`,
    'i',
  ),
  numbered: new RegExp(`${ONLY}(?:${name})(?!@(?!v?\\d)|[\\w/-])${BETWEEN}${NUMBER}`, 'i'),
}));
const LEAST =
  /\b(?:minim(?:um|al)|min|lowest|required?|requires|requiring|at least|msrv|engines?)\b|>=|\d\+|\bor (?:newer|later|higher|above|greater)\b/i;
const DROPPING =
  /^(?:drop|remov|stop|discontinu|end|ceas)\w*\b.{0,30}\b(?:support|testing|compat|from (?:the )?(?:ci|tests?|(?:\w+ )?matrix|tox))|^(?:drop|stop testing)\w*\b/i;
const BEFORE = /\b(?:before|below|under|prior to|older than|lower than|less than)\b|</i;
/** A sentence that says more than the version is about another thing. */
const LONGEST_RAISING = 60;

const WHY = /\s(?:because|since|so that|so as|due to|otherwise)\b.*$/is;

function versionSaid(whole: string): SlotSaid | undefined {
  const sentence = whole.replace(WHY, '');
  const found = VERSIONS.find(({ named }) => named.test(sentence));
  if (!found) return undefined;
  const { slot } = found;
  const key =
    found.numbered.exec(sentence)?.[1] ??
    (slot === 'rust' && /\bmsrv\b/i.test(sentence) ? new RegExp(NUMBER).exec(sentence)?.[1] : undefined);
  if (DROPPING.test(sentence)) {
    if (key === undefined) return undefined;
    return BEFORE.test(sentence) ? { slot, key } : { slot, key, isDropped: true };
  }
  const isRaised = found.raised.test(sentence);
  if (LEAST.test(sentence) && (key !== undefined || isRaised)) return { slot, key };
  return isRaised && key !== undefined && sentence.length <= LONGEST_RAISING ? { slot, key } : undefined;
}

const NAMELESS =
  /^\W*(?:bump|raise|increase|update|upgrade|set)\w* (?:the )?(?:minim(?:um|al)|lowest) (?:supported |required )?version (?:to|from \S+ to) v?(\d+(?:\.\d+)*)\.?$/i;

function namelessSaid(sentence: string, only: SlotName | undefined): SlotSaid | undefined {
  const key = only && NAMELESS.exec(sentence)?.[1];
  return only && key !== undefined ? { slot: only, key } : undefined;
}

const TOOL = [...new Set(Object.values(TOOLS).flat())].toSorted((a, b) => b.length - a.length).join('|');
/** Behind a tool the phrase ends. */
const ENDS =
  '(?=$|[`"\',;:)]|[.](?:\\s|$)|\\s+(?:instead|rather|over|for|as|to|in|and|from|because|since|so|by|with|on|at|test|lint|format)\\b)';
const ADOPTING = [
  new RegExp(
    `^(?:\\S+ ){0,2}(?:replac|switch|migrat|mov|convert|port|chang|transition)\\w*\\b.{0,60}\\b(?:to|with|by)\\s+(?:the\\s+)?[\`"']?(${TOOL})${ENDS}`,
    'i',
  ),
  new RegExp(`^(?:add|set ?up)\\s+[\`"']?(${TOOL})(?=[\`"']?(?:$|[,;)]|[.:](?:\\s|$)|\\s+(?:for|instead|because|since|and)\\b))`, 'i'),
  new RegExp(
    `^(?:use|uses|using|adopt\\w*|introduc\\w*|prefer|start using|(?:test|lint|format|build|bundle)\\w* \\w* ?with)\\s+[\`"']?(${TOOL})${ENDS}`,
    'i',
  ),
  new RegExp(`\\bin fav(?:ou)?r of\\s+[\`"']?(${TOOL})${ENDS}`, 'i'),
  new RegExp(`\\b(${TOOL})[\`"']?\\s+(?:instead of|rather than)\\b`, 'i'),
];
const ANY_TOOL = new RegExp(`(?<![\\w/@.-])(${TOOL})(?![\\w/@-])`, 'gi');

/** What is written about the tool changed, not the tool. */
const ABOUT_TEXT = /\b(?:references?|mentions?|docs?|documentation|readme|links?|badges?|examples?|comments?)\b/i;

function toolSaid(sentence: string): SlotSaid | undefined {
  if (ABOUT_TEXT.test(sentence)) return undefined;
  const key = ADOPTING.flatMap((pattern) => pattern.exec(sentence)?.[1]?.toLowerCase() ?? [])[0];
  if (key === undefined) return undefined;
  const others = [...sentence.matchAll(ANY_TOOL)].map(([, name = '']) => name.toLowerCase()).filter((name) => name !== key);
  const slots = (Object.keys(TOOLS) as ToolSlot[]).filter((slot) => TOOLS[slot].includes(key));
  const meant = slots.filter((slot) => SLOT_WORDS[slot].test(sentence) || others.some((name) => TOOLS[slot].includes(name)));
  const slot = meant[0] ?? (slots.length === 1 && !PLAIN_WORDS.has(key) ? slots[0] : undefined);
  return slot && !isOfPart(sentence, key, slot) ? { slot, key } : undefined;
}

/** "Set up prettier for the website", "replace `pnpm test` with `pnpm test:kit`": of a part of the project, or of a command. */
function isOfPart(sentence: string, tool: string, slot: ToolSlot): boolean {
  const of = new RegExp(`(?<![\\w/@.-])${tool}[\`"']?\\s+(?:for|in|on|within) (.+)$`, 'i').exec(sentence)?.[1];
  if (of !== undefined && !SLOT_WORDS[slot].test(of) && !/^(?:all|everything|the (?:whole|entire))\b/i.test(of)) return true;
  return new RegExp(`[\`"']${tool}\\s+[^\`"']+[\`"']`, 'i').test(sentence);
}

const LICENCE = /\b(?:re-?licens|licen[sc])\w*\b.{0,40}\b(?:to|under|as|with)\s+(?:the\s+)?(mit|apache|bsd|gpl|agpl|lgpl|mpl|isc)\b/i;

function licenceSaid(sentence: string): SlotSaid | undefined {
  const key = LICENCE.exec(sentence)?.[1]?.toLowerCase();
  return key === undefined ? undefined : { slot: 'licence', key };
}

const BRANCH =
  /^(?:renam|chang|switch|mov|set|us)\w*\b.{0,40}\bbranch\b.{0,30}?\b(?:to|as)\s+[`'"]?(main|master|trunk|develop)\b|^renam\w* [`'"]?(?:master|main)[`'"]? to [`'"]?(main|master|trunk|develop)\b/i;

function branchSaid(sentence: string): SlotSaid | undefined {
  const match = BRANCH.exec(sentence);
  const key = (match?.[1] ?? match?.[2])?.toLowerCase();
  return key === undefined ? undefined : { slot: 'default branch', key };
}
