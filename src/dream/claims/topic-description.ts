/** Says in one line what is inside a new topic: the things that its claims speak of, in their own words. It composes no sentence. Pure. */
import { compareText } from '../../base/order.js';
import type { Claim } from './claims.js';
import type { Area } from './topic-names.js';

const THINGS_MOST = 5;
const LENGTH_MOST = 140;

/** The description of a topic with these claims: what areas of its name are about, then the things that its claims name most. */
export function describeTopic({ title, description }: Area, claims: readonly Claim[]): string {
  const counts = new Map<string, { thing: string; count: number; score: number }>();
  for (const { text, score } of claims.toSorted((a, b) => b.score - a.score || compareText(a.text, b.text))) {
    const thing = thingIn(text);
    const key = thing.toLowerCase();
    if (thing === '' || key === title.toLowerCase()) continue;
    const seen = counts.get(key);
    if (seen) seen.count += 1;
    else counts.set(key, { thing, count: 1, score });
  }
  const things = [...counts.values()].toSorted((a, b) => b.count - a.count || b.score - a.score || compareText(a.thing, b.thing));
  const head = description === '' ? '' : `${description}: `;
  let list = '';
  for (const { thing } of things.slice(0, THINGS_MOST)) {
    const next = list === '' ? thing : `${list}, ${thing}`;
    if (head.length + next.length > LENGTH_MOST) break;
    list = next;
  }
  if (list === '') return description === '' ? `What was decided about ${title.toLowerCase()}` : description;
  return head === '' ? begun(list) : `${head}${list}`;
}

/** A name of the code keeps its spelling. */
function begun(list: string): string {
  const [first = ''] = list.split(/[ ,]/);
  return /^[a-z]+$/.test(first) ? `${first[0]?.toUpperCase() ?? ''}${list.slice(1)}` : list;
}

/** Words in front of what a subject is about. */
const CUES =
  /^(?:(?:always|never|only|also|just|still|do not|don'?t|no longer|must not|must|should|make sure(?: that)?|ensure|the|a|an|all|any|each|some|our|your|its|this|these|new|old|own|deprecated|unmaintained|unused|default|minimum|explicit(?:ly)?|support for|use of|usage of|using|to|of|for|in|from|it|rid of)\s+)+/i;
const ARTICLE = /^(?:the|an?|all|every|each|our|its?)\s/i;
const VERB = /^[a-z]{2,}(?:e?s|ed|ing)?\s+/i;
/** What ends a thing. */
const BEHIND =
  /\s(?:for|when|where|if|unless|only|to|by|with|without|instead|rather|in|into|on|onto|of|from|as|at|and|or|that|which|because|since|so|is|are|was|were|be|must|should|cannot|can|not|until|after|before|than|over|needs?|uses?|runs?|takes?|has|have|gives?|via|per|again|explicitly|using|default|by default|don't|do)\b|[,;:.!?(]\s|[,;:.!?)]$|\s[-=>|]+\s|\s\(/i;
const WORDS_MOST = 3;
/** What begins so is no thing. */
const NO_THING =
  /^(?:and|or|but|is|are|was|be|been|it|its|that|this|with|without|when|where|if|as|to|by|in|on|up|off|out|end|all|allow|not|no|gets?|changed|some|more|less|very|better|only|also|just|instead|originally|previously|independent(?:ly)?|lots?|most|many|both|either|already|away|once|back|class|errors?|works?|usages?|why|how|default|has|have|with|other|specif(?:ic|y|ying)|[0-9a-f]{7,}|\W+)$/i;
const LETTERS_LEAST = 3;
/** Four small letters and less are a value or a word of the language (`nil`, `this`), and tell nobody what is inside. */
const CODE_SPAN = /`(?![a-z]{1,4}`)([^`]{2,40})`/;

/** What a claim is about: the name in its first code span, else the first words behind its verb; '' where that is no name. */
function thingIn(text: string): string {
  const sentence = text.split(/(?<=[.!?]) (?=\p{Lu}|`)/u)[0] ?? text;
  const code = CODE_SPAN.exec(sentence)?.[1];
  if (code !== undefined) return code;
  const bare = sentence.replace(/^[\w./-]+: /, '').replace(/["'“”‘’]/g, '');
  // A sentence that begins with its subject has no verb in front of it.
  const behind = (ARTICLE.test(bare) ? bare : bare.replace(CUES, '').replace(VERB, '')).replace(CUES, '');
  const end = BEHIND.exec(behind);
  const words = (end ? behind.slice(0, end.index) : behind)
    .replace(/[.!?,;:]+$/, '')
    .split(/\s+/)
    .filter(Boolean);
  const [first = ''] = words;
  if (words.length === 0 || words.length > WORDS_MOST || first.startsWith('`') || NO_THING.test(first)) return '';
  return words.length === 1 && (first.length < LETTERS_LEAST || /^[a-z]+ing$/.test(first)) ? '' : words.join(' ');
}
