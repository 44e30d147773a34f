/** The boost for the speaker or author that a question names. Pure. */
import { inTwoForms } from '../../base/two-forms.js';
import { postingsOf, type LexicalIndex } from '../lexical/lexical-index.js';
import type { Query } from '../question/query.js';
import { ROLES } from '../text/document.js';
import { calledBy } from './called.js';
import { indexTerms } from '../text/tokenize.js';

/** The boost if the question names the speaker or author. Less outside of conversations, where an author's name may occur by chance. */
const WHO = { turn: 0.35, other: 0.15 };

/** The boost for the named speaker or author, by slot; undefined if the question names nobody. */
export function whoScores(index: LexicalIndex, query: Query): Float64Array | undefined {
  const asked = query.terms.map(({ term }) => term);
  const named = actorsNamed(index, new Set(asked));
  const spokenNames = namesIn(query.text);
  const speakers = new Set([...named, ...spokenNames.flatMap((name) => calledOf(index, name))]);
  if (speakers.size === 0) return undefined;
  const names = new Set(spokenNames.flatMap((name) => indexTerms(name)));
  const called = actorsNamed(index, new Set(asked.filter((term) => names.has(term) || !isSaidByOthers(index, term, named))));
  const who = new Float64Array(index.slots);
  for (let slot = 0; slot < index.slots; slot++) {
    const actor = index.actorNumber[slot] as number;
    if (index.turn[slot] === 1 ? speakers.has(actor) : called.has(actor)) who[slot] = index.turn[slot] === 1 ? WHO.turn : WHO.other;
  }
  return who;
}

/** The speaker whom others call by a name that is no speaker's. */
function calledOf(index: LexicalIndex, name: string): number[] {
  if (actorsNamed(index, new Set(indexTerms(name))).size > 0) return [];
  const actor = calledBy(index, name);
  return actor === undefined ? [] : [actor];
}

function actorsNamed(index: LexicalIndex, asked: ReadonlySet<string>): Set<number> {
  const named = new Set<number>();
  if (asked.size === 0) return named;
  for (const [number, actor] of index.actors.entries()) {
    if (!ROLES.has(actor.toLowerCase()) && indexTerms(actor).some((term) => asked.has(term))) named.add(number);
  }
  return named;
}

/** Words used as a name: capitalised within the question, after "by" and the like, or with a genitive. */
const NAMES = inTwoForms(
  String.raw`(?<=\S\s+["'(]?)\p{Lu}[\p{L}\p{N}_.-]*|(?<=(?:^|\s)(?:[Bb]y|[Ff]rom|[Dd]id|[Dd]oes)\s+|@)[\p{L}\p{N}_.-]+|[\p{L}\p{N}_.-]+(?=['\u2019]s(?![\p{L}\p{N}]))`,
  'gu',
);

/** The words used as names. Needed because authors are called Mark, Will and Page, and "mark as read" asks for none of them. */
export function namesIn(text: string): string[] {
  return text.match(NAMES(text)) ?? [];
}

/** True if the word is not only a name: entries of other authors use it. */
function isSaidByOthers(index: LexicalIndex, term: string, called: ReadonlySet<number>): boolean {
  return postingsOf(index, term).some(({ segment, offset, start, end }) => {
    for (let at = start; at < end; at++) {
      const slot = offset + (segment.postingDoc[at] as number);
      if (index.live[slot] === 1 && index.turn[slot] !== 1 && !called.has(index.actorNumber[slot] as number)) return true;
    }
    return false;
  });
}
