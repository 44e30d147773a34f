/**
 * What people call each other: in a chat a speaker stands under one name ("annika_42"), and the others greet another ("Hey Kate"). A question names the
 * one that is called. Pure; it reads only entries that have the name.
 */
import { postingsOf, textOf, type LexicalIndex } from '../lexical/lexical-index.js';
import { indexTerms } from '../text/tokenize.js';
import { stretchesOf } from './conversation.js';

/** How often a name must be called at least, and which part of the calls must go to one speaker, and of all that mention it be calls. */
const CALLED = { times: 3, one: 0.7, ofMentions: 0.4 };
/** The part of all mentions that may be by the speaker himself: nobody calls himself, but one introduces himself. */
const BY_HIMSELF = 0.2;
/** A name that more entries mention is not looked at: reading them would take as long as the answer. */
const MENTIONS_MOST = 400;
const SPEAKER = /^\*\*[^*\n]{1,60}?:?\*\*:?[ \t]+/;

const known = new WeakMap<LexicalIndex, Map<string, number | undefined>>();

/** The number of the actor whom others call by this name; undefined where it is nobody. @param name one word, as it stands in the question. */
export function calledBy(index: LexicalIndex, name: string): number | undefined {
  let names = known.get(index);
  if (!names) known.set(index, (names = new Map()));
  if (!names.has(name)) names.set(name, findCalled(index, name));
  return names.get(name);
}

function findCalled(index: LexicalIndex, name: string): number | undefined {
  const turns = turnsWith(index, name);
  if (turns.length < CALLED.times || turns.length > MENTIONS_MOST) return undefined;
  const calls = callsOf(name);
  const votes = new Map<number, number>();
  let called = 0;
  for (const slot of turns) {
    if (!calls.test(textOf(index, slot).replace(SPEAKER, ''))) continue;
    const other = spokenTo(index, slot);
    if (other === undefined) continue;
    called += 1;
    votes.set(other, (votes.get(other) ?? 0) + 1);
  }
  const [best] = [...votes].sort(([a, one], [b, other]) => other - one || a - b);
  if (!best) return undefined;
  const [actor, times] = best;
  const own = turns.filter((slot) => index.actorNumber[slot] === actor).length;
  const isCalled = times >= CALLED.times && times >= CALLED.one * called && called >= CALLED.ofMentions * turns.length;
  return isCalled && own <= BY_HIMSELF * turns.length ? actor : undefined;
}

/** The turns that have the name as a word, ascending. */
function turnsWith(index: LexicalIndex, name: string): number[] {
  const [term] = indexTerms(name);
  const runs = term === undefined ? [] : postingsOf(index, term);
  return runs.flatMap(({ segment, offset, start, end }) => {
    const slots = Array.from(segment.postingDoc.subarray(start, end), (at) => offset + at);
    return slots.filter((slot) => index.live[slot] === 1 && index.turn[slot] === 1);
  });
}

/** A name behind a greeting, or at the end of a sentence, or before a comma at the beginning of one. */
function callsOf(name: string): RegExp {
  const word = name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const greeting = '(?:hi|hey|hello|thanks|thank you|dear|morning|evening|night|bye|sorry|wow|yes|no|yeah|oh)';
  return new RegExp(`\\b${greeting}\\s+${word}\\b|(?<![\\p{L}\\p{N}])${word}(?=\\s*[,.!?]|\\s*$)`, 'iu');
}

/** The other speaker whose turn is the nearest in the conversation, the one before first. */
function spokenTo(index: LexicalIndex, slot: number): number | undefined {
  const { of } = stretchesOf(index);
  for (const step of [-1, 1]) {
    for (let at = slot + step; at >= 0 && at < index.slots && of[at] === of[slot]; at += step)
      if (index.actorNumber[at] !== index.actorNumber[slot]) return index.actorNumber[at];
  }
  return undefined;
}
