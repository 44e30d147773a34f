/** Words entries or claims whole, each with its evidence and its successor, for `memory_recall_by_id`. The desk finds them. */
import { KairosError } from '../../base/errors.js';
import { bareId } from '../../base/ids.js';
import { isoTime } from '../../dates/day.js';
import { docOf, evidenceOf, find, NOWHERE, supersededBy, type Evidence } from '../find.js';
import { marksOf } from '../marks.js';
import type { Lookup } from '../lookup.js';
import type { Resident } from '../resident.js';
import { ANSWER_CHARACTERS, failureText, headLine, quoted, supersededLine, timeOf, type Head } from './text.js';

/** The limit holds for the evidence as well: a claim may cite many commits with long messages. */
const EVIDENCE_CHARACTERS = 2_000;

/**
 * Each of the ids once, in their order; what is wrong with one of several is told in its place.
 * @throws KairosError `not-found`, `usage` where there is none of them.
 */
export async function recallByIds(resident: Pick<Resident, 'byId'>, ids: readonly string[]): Promise<string> {
  const blocks: string[] = [];
  const left: string[] = [];
  let failed: KairosError | undefined;
  let characters = 0;
  for (const given of new Set(ids.map((id) => id.replace(/^\(?\^?|\)$/g, '')))) {
    if (characters > ANSWER_CHARACTERS) {
      left.push(given);
      continue;
    }
    try {
      const id = bareId(given, 'memory_recall shows ids');
      const text = await resident.byId(id, async (lookup) => recallById(lookup, id));
      characters += text.length;
      blocks.push(text);
    } catch (error) {
      if (!(error instanceof KairosError)) throw error;
      failed ??= error;
      blocks.push(failureText(error));
    }
  }
  if (failed && characters === 0) throw failed;
  if (left.length > 0) blocks.push(`left out, because the answer is long enough: ask again for ${left.join(' ')}`);
  return blocks.join('\n\n');
}

async function recallById(lookup: Lookup, id: string): Promise<string> {
  const found = await find(lookup, id);
  const { actor, line, path, atMs, topic, commit, ...doc } = docOf(found);
  const at = timeOf({ atMs, tier: doc.tier });
  const head: Head = {
    ...doc,
    source: `${path}:${line}`,
    ...marksOf(doc.text),
    ...(actor !== '' && { actor }),
    ...(at !== undefined && { at }),
    ...(topic !== undefined && { topic }),
  };
  const commits = found.is === 'claim' ? found.bullet.commits : commit === undefined ? [] : [commit];
  const chain = await supersededBy(lookup, found);
  const blocks = [`${headLine(head)}\n${quoted(doc.text)}`];
  if (commits.length > 0) blocks.push(`commits: ${commits.join(' ')}`);
  if (chain.length > 0) blocks.push(chain.map(supersededLine).join('\n'));
  if (found.is === 'claim') blocks.push(...(await evidenceOf(lookup, found.bullet)).map(evidenceText));
  return blocks.join('\n\n');
}

/** The block of an entry behind the word that it is evidence. */
function evidenceText(evidence: Evidence): string {
  const { id } = evidence;
  if (evidence.in === 'nowhere') return `evidence ^${id}  ${NOWHERE}`;
  const { kind, text, atMs, origin } = evidence.in === 'journal' ? evidence.entry : evidence;
  const place = { id, kind, origin, at: isoTime(atMs), ...marksOf(text) };
  const head: Head =
    evidence.in === 'report'
      ? { ...place, tier: 'report', source: evidence.source }
      : {
          ...place,
          tier: 'stm',
          source: `${evidence.entry.source.path}:${evidence.entry.source.line}`,
          ...(evidence.entry.actor !== undefined && { actor: evidence.entry.actor }),
        };
  return `evidence ${headLine(head)}\n${quoted(shortened(text))}`;
}

function shortened(text: string): string {
  return text.length <= EVIDENCE_CHARACTERS ? text : `${text.slice(0, EVIDENCE_CHARACTERS)} ...`;
}
