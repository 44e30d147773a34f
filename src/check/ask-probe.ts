/**
 * Asks probes of a memory and judges the answers. The search is recall's own, by words alone, so that no model and no clock has a say. Pure; it asks no
 * question of its own.
 */
import type { Hit, RecallSettings } from '../recall/hits.js';
import { questionOf } from '../recall/question/question.js';
import { searchIndex } from '../recall/search.js';
import { shownText } from './shown-text.js';
import type { Probe, ProbeHit, ProbeResult } from './probe.js';
import type { TreeIndex } from './tree-index.js';

/**
 * The probes with what came of each, in their order.
 * @param settings of the memory that the probes belong to.
 * @param mustBeClaims ids that count as found only where a claim has them: what a report quotes under such an id is none.
 */
export function askProbes(
  tree: TreeIndex,
  probes: readonly Probe[],
  settings: RecallSettings,
  mustBeClaims: ReadonlySet<string> = new Set(),
): ProbeResult[] {
  return probes.map((probe) => {
    const { bounds } = questionOf(probe.question, { limit: probe.top });
    const { hits } = searchIndex(tree.index, probe.question, bounds, { nowMs: tree.nowMs, settings });
    const found = hits.map((hit) => hitOf(tree, hit)).filter(({ id }) => !mustBeClaims.has(id) || tree.claims.has(id));
    return { probe, failures: failuresOf(tree, probe, found), hits: found };
  });
}

interface FoundHit extends ProbeHit {
  readonly supersededBy: string | undefined;
}

function hitOf({ claims }: TreeIndex, { id, source, text, score, supersededBy }: Hit): FoundHit {
  const isStruck = claims.get(id)?.bullet.struck === true;
  return { id, source, text, score, holds: !isStruck && supersededBy === undefined, supersededBy: supersededBy?.id };
}

function failuresOf(tree: TreeIndex, { expect, words, not, top }: Probe, hits: readonly FoundHit[]): string[] {
  const holding = hits.filter(({ holds }) => holds);
  const saying = (phrase: string): FoundHit | undefined => holding.find(({ text }) => hasWords(text, phrase));
  const place = (hit: FoundHit): string => `place ${hits.indexOf(hit) + 1}`;
  return [
    ...expect.flatMap((id) => (isFound(tree, id, holding) ? [] : [missing(tree, id, hits, top)])),
    ...words.flatMap((phrase) => (saying(phrase) ? [] : [`"${phrase}" stands in nothing that is found`])),
    ...not.ids.flatMap((id) => {
      const hit = holding.find((one) => one.id === id);
      return hit ? [`^${id} is found, at ${place(hit)}`] : [];
    }),
    ...not.words.flatMap((phrase) => {
      const hit = saying(phrase);
      return hit ? [`"${phrase}" is found, at ${place(hit)} in ^${hit.id}`] : [];
    }),
  ];
}

/** An entry counts as found also where a claim is found that cites it. */
function isFound({ citedBy, claims }: TreeIndex, id: string, holding: readonly FoundHit[]): boolean {
  const citing = claims.has(id) ? [] : (citedBy.get(id) ?? []);
  return holding.some((hit) => hit.id === id || citing.includes(hit.id));
}

function missing({ claims, quoted, citedBy }: TreeIndex, id: string, hits: readonly FoundHit[], top: number): string {
  const hit = hits.find((one) => one.id === id);
  const standing = claims.get(id);
  if (standing?.bullet.struck === true) {
    const { supersededBy } = standing.bullet;
    return `^${id} is struck${supersededBy === undefined ? '' : `, superseded by ^${supersededBy}`}`;
  }
  if (hit) return `^${id} is found and no longer holds: superseded by ^${hit.supersededBy ?? '?'}`;
  if (standing)
    return `^${id} is not among the first ${top}; it stands in ${standing.topic.path}:${standing.bullet.line}: ${shownText(standing.bullet.claim)}`;
  if (quoted.has(id) || citedBy.has(id)) return `^${id} is not among the first ${top}, nor a claim that cites it`;
  return `^${id} stands in no topic and is quoted in no report`;
}

/** True if the phrase stands in the text as whole words, whatever their case and the blanks between them. */
function hasWords(text: string, phrase: string): boolean {
  const plain = (one: string): string => one.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();
  const [inside, wanted] = [plain(text), plain(phrase)];
  for (let at = inside.indexOf(wanted); at !== -1; at = inside.indexOf(wanted, at + 1)) {
    const [before, after] = [inside.slice(0, at), inside.slice(at + wanted.length)];
    const isCut = (LETTER_LAST.test(before) && LETTER_FIRST.test(wanted)) || (LETTER_FIRST.test(after) && LETTER_LAST.test(wanted));
    if (!isCut) return true;
  }
  return false;
}

const LETTER_FIRST = /^[\p{L}\p{N}]/u;
const LETTER_LAST = /[\p{L}\p{N}]$/u;
