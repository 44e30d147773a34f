/** The message of the commit that lands decisions: named after its claims, with the trailer by which kairos knows it. Pure. */
import { plural } from '../../base/plural.js';
import { oneLine } from '../report/markdown-quote.js';
import { TRAILER } from '../branch/open-dream.js';
import { claimOf, type Candidate } from '../report/candidate.js';
import type { Decision } from '../report/verdict.js';
import type { Item } from './candidate-state.js';

/** Git's own tools cut a subject there. */
const SUBJECT_LENGTH = 72;
/** A claim quotes; what is longer stands in its topic. */
const CLAIM_LENGTH = 200;

/**
 * "Accept 2 claims: Keep sessions in Redis; Drop support for Node 18", the claims by topic, the trailer.
 * @param texts claims in other words, which are what a person said.
 */
export function landingMessage(
  dream: string,
  items: readonly Item[],
  decisions: ReadonlyMap<string, Decision>,
  texts: ReadonlyMap<string, string>,
): string {
  const as = (...wanted: readonly Decision[]): Item[] =>
    items.filter(({ candidate: { id } }) => wanted.some((decision) => decisions.get(id) === decision));
  const [landed, rejected] = [as('accepted', 'edited'), as('rejected')];
  const trailer = `${TRAILER}: ${dream}\n`;
  if (landed.length === 0)
    return `Close dream ${dream}${rejected.length === 0 ? '' : `: ${plural(rejected.length, 'claim')} rejected`}\n\n${trailer}`;
  const said = landed.map(({ candidate, editedText }) => sayingOf(candidate, texts.get(candidate.id) ?? editedText));
  const subject = cut(
    `Accept ${plural(landed.length, 'claim')}: ${said.map((text) => text.replace(/\.$/, '')).join('; ')}`,
    SUBJECT_LENGTH,
  );
  const lines = landed.map(({ candidate }, at) => `- ${candidate.topic}: ${cut(said[at] ?? '', CLAIM_LENGTH)}`);
  const rest = rejected.length === 0 ? [] : ['', `${plural(rejected.length, 'claim')} rejected.`];
  return `${[subject, '', ...lines, ...rest].join('\n')}\n\n${trailer}`;
}

/** What the claim says; a strike says what no longer holds. */
function sayingOf(candidate: Candidate, text = claimOf(candidate)): string {
  const said = oneLine(text);
  if (candidate.after !== undefined) return said;
  return `${candidate.type === 'remove' ? 'remove' : 'strike'} "${said.replace(/\.$/, '')}"`;
}

function cut(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length
    ? text
    : `${characters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`;
}
