/**
 * The derived block of MEMORY.md: what everybody should know first, made from the topics. Facts with one current value stand first, then each topic with its
 * strongest claims, as many as fit. Pure: strength decides what is left out, and never the order. It must not touch a person's text.
 */
import { ANCHOR } from '../base/ids.js';
import { compareText } from '../base/order.js';
import { plural } from '../base/plural.js';
import { byteLength } from './entry.js';
import { claimsOfTopic, oneLine, strongestFirst, type Acceptance, type ShownClaim } from './memory-claims.js';
import type { Topic } from './topic.js';

export const INDEX_START = '<!-- kairos:index -->';
export const INDEX_END = '<!-- /kairos:index -->';

const NOTE = '<!-- Made from topics/ by kairos. Write above or below: lines in here are replaced. -->';
const TOPIC = /^\s*- \[.*\]\(topics\/[^)]*\.md\)/;
const SLOT = new RegExp(`^- [a-z0-9][a-z0-9 ._-]*: \\S.*${ANCHOR}`);
const CLAIM = new RegExp(`^[ \\t]+[-*+] \\S.*${ANCHOR}`);
const LEFT_OUT = /^_\d+ older topics? (?:is|are) not listed here\._$/;
const DESCRIPTION_LENGTH = 200;
const TITLE_LENGTH = 100;
/** Lines of topics take at most this share of the room as long as claims wait, so that a memory of very many topics shows claims as well. */
const TOPICS_SHARE = 0.5;

export interface Block {
  readonly text: string;
  /** Topics that had no room. */
  readonly leftOut: number;
  /** Claims that hold, and how many of them stand in the block. */
  readonly claims: number;
  readonly shown: number;
}

/** True for a line of a block, of this form or an older one; any other line in a block is a person's. @param raw with its indentation. */
export function isBlockLine(raw: string): boolean {
  const line = raw.replace(/^\uFEFF/, '').trimEnd();
  const bare = line.trim();
  return bare === '' || bare === NOTE || TOPIC.test(line) || LEFT_OUT.test(bare) || SLOT.test(line) || CLAIM.test(line);
}

/** The block with its markers. @param roomBytes what it may take; without room for anything else only its own lines stand in it. */
export function blockOf(topics: readonly Topic[], accepted: readonly Acceptance[], roomBytes: number, eol: string): Block {
  const listed = topics.map((topic) => new Listed(topic));
  const compare = strongestFirst(topics, accepted);
  let chosen = choose(listed, compare, roomBytes - byteLength(frame([], 0, eol)), eol);
  if (chosen.topics.size < listed.length) chosen = choose(listed, compare, roomBytes - byteLength(frame([], listed.length, eol)), eol);
  const claims = listed.reduce((sum, { claims: own }) => sum + own.length, 0);
  const leftOut = listed.length - chosen.topics.size;
  const slots = listed
    .flatMap((one) => one.slots.filter((claim) => chosen.claims.has(claim)))
    .toSorted((a, b) => compareText(a.slot, b.slot) || compareText(a.date, b.date) || compareText(a.id, b.id));
  const lines = listed
    .filter((one) => chosen.topics.has(one))
    .toSorted((a, b) => compareText(a.topic.slug, b.topic.slug))
    .flatMap((one) => one.lines(chosen.claims));
  return { text: frame([...slots.map(slotLine), ...lines], leftOut, eol), leftOut, claims, shown: chosen.claims.size };
}

function frame(lines: readonly string[], leftOut: number, eol: string): string {
  const rest = leftOut === 0 ? [] : [`_${plural(leftOut, 'older topic is', 'older topics are')} not listed here._`];
  return [INDEX_START, NOTE, ...lines, ...rest, INDEX_END].map((line) => line + eol).join('');
}

/** A topic with its lines. */
class Listed {
  readonly topic: Topic;
  readonly claims: readonly ShownClaim[];
  readonly slots: readonly ShownClaim[];
  readonly others: readonly ShownClaim[];
  readonly newest: string;
  private readonly holding: number;

  constructor(topic: Topic) {
    this.topic = topic;
    this.claims = claimsOfTopic(topic);
    this.slots = this.claims.filter(({ slot }) => slot !== '');
    this.others = this.claims.filter(({ slot }) => slot === '');
    const holding = topic.bullets.filter(({ struck }) => !struck);
    this.holding = holding.length;
    // Where nothing holds any more, the newest of what held tells how old the topic is.
    this.newest = (holding.length > 0 ? holding : topic.bullets).reduce((newest, { date = '' }) => (date > newest ? date : newest), '');
  }

  lines(chosen: ReadonlySet<ShownClaim>): string[] {
    const shown = this.others.filter((claim) => chosen.has(claim));
    const here = shown.length + this.slots.filter((claim) => chosen.has(claim)).length;
    return [this.head(here), ...shown.map(claimLine)];
  }

  /** The line of the topic. @param here how many of its claims stand in the block. */
  head(here: number): string {
    const { slug, title, description } = this.topic;
    const some = here === 0 || here >= this.claims.length ? '' : `, ${here} here`;
    const facts = `${plural(this.holding, 'claim')}${some}${this.newest === '' ? '' : `, ${this.newest}`}`;
    const said = oneLine(description, DESCRIPTION_LENGTH);
    const name = oneLine(title, TITLE_LENGTH).replace(/[[\]\\]/g, '\\$&');
    return `- [${name}](topics/${slug}.md):${said === '' ? '' : ` ${said}`} (${facts})`;
  }
}

function claimLine({ line }: ShownClaim): string {
  return `  - ${line}`;
}

function slotLine({ slot, line }: ShownClaim): string {
  const named = line.slice(0, slot.length).toLowerCase() === slot ? STATED.exec(line.slice(slot.length)) : null;
  return `- ${slot}: ${named ? line.slice(slot.length + named[0].length) : line}`;
}

/** What stands between the name and the value of a fact that a manifest states: `Node >= 22.11 (package.json)`, `Tests: vitest (package.json)`. */
const STATED = /^:?\s+(?=\S+(?: \S+){0,30} \((?!\d{4}-)[^()\s]+\))/;

type Compare = ReturnType<typeof strongestFirst>;

/** What fits: facts, then the lines of topics up to their share, then the strongest claim of each topic, the second of each, and so on. */
function choose(
  listed: readonly Listed[],
  compare: Compare,
  roomBytes: number,
  eol: string,
): { topics: Set<Listed>; claims: Set<ShownClaim> } {
  const [topics, claims] = [new Set<Listed>(), new Set<ShownClaim>()];
  let used = 0;
  const take = (line: string, most: number): boolean => {
    const bytes = byteLength(line + eol);
    if (used + bytes > most) return false;
    used += bytes;
    return true;
  };
  const bySlot = listed.flatMap(({ slots }) => slots).toSorted((a, b) => compareText(a.slot, b.slot) || compare(a, b));
  for (const claim of bySlot) if (take(slotLine(claim), roomBytes)) claims.add(claim);
  const newestFirst = listed.toSorted((a, b) => compareText(b.newest, a.newest) || compareText(a.topic.slug, b.topic.slug));
  const takeTopics = (most: number): void => {
    for (const one of newestFirst) {
      if (topics.has(one)) continue;
      if (!take(widest(one), most)) return;
      topics.add(one);
    }
  };
  takeTopics(used + (roomBytes - used) * TOPICS_SHARE);
  for (const claim of inRounds(
    [...topics].map(({ others }) => others.toSorted(compare)),
    compare,
  ))
    if (take(claimLine(claim), roomBytes)) claims.add(claim);
  takeTopics(roomBytes);
  return { topics, claims };
}

/** The longest that the line of a topic can be. */
function widest(one: Listed): string {
  return [one.head(0), one.head(one.claims.length - 1)].reduce((a, b) => (byteLength(b) > byteLength(a) ? b : a));
}

/** The first of each list, the strongest first, then the second of each, and so on. */
function inRounds(lists: readonly (readonly ShownClaim[])[], compare: Compare): ShownClaim[] {
  const rounds = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, round) => lists.flatMap((list) => list[round] ?? []).toSorted(compare)).flat();
}
