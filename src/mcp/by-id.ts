/** Words one entry or claim with its evidence and its successor, for `memory_recall_by_id`. The desk finds them. */
import { isoTime } from '../dates/day.js';
import { docOf, evidenceOf, find, NOWHERE, supersededBy, type Evidence } from '../desk/find.js';
import { marksOf } from '../desk/marks.js';
import type { Lookup } from '../desk/lookup.js';
import type { Answer } from './answer.js';
import { headLine, quoted, supersededLine, timeOf } from './text.js';

/** The limit holds for the evidence as well: a claim may cite many commits with long messages. */
const EVIDENCE_CHARACTERS = 2_000;

interface Cited {
  readonly id: string;
  readonly text: string;
  readonly source?: string;
  readonly at?: string;
  readonly kind?: string;
  readonly marked?: readonly string[];
}

/** @throws KairosError `not-found`. */
export async function recallById(lookup: Lookup, id: string): Promise<Answer> {
  const found = await find(lookup, id);
  const {
    atMs,
    title: _title,
    actor,
    line,
    path,
    turn: _turn,
    ours: _ours,
    defined: _defined,
    struckBy: _struckBy,
    ...rest
  } = docOf(found);
  const commits = found.is === 'claim' ? found.bullet.commits : rest.commit === undefined ? [] : [rest.commit];
  const evidence = found.is === 'claim' ? (await evidenceOf(lookup, found.bullet)).map(citedOf) : [];
  const chain = await supersededBy(lookup, found);

  const at = timeOf({ atMs, tier: rest.tier });
  const whole = {
    ...rest,
    source: `${path}:${line}`,
    ...marksOf(rest.text),
    ...(actor === '' ? {} : { actor }),
    ...(at === undefined ? {} : { at }),
  };
  const blocks = [`${headLine(whole)}\n${quoted(rest.text)}`];
  if (commits.length > 0) blocks.push(`commits: ${commits.join(' ')}`);
  if (chain.length > 0) blocks.push(chain.map(supersededLine).join('\n'));
  if (evidence.length > 0) blocks.push('evidence:');
  for (const { id: cited, source, at: when, kind, text, marked } of evidence) {
    const marks = marked && `marked: ${marked.join(', ')}`;
    blocks.push(`${[cited, source, when?.slice(0, 10), kind, marks].filter((part) => part !== undefined).join('  ')}\n${quoted(text)}`);
  }
  return { text: blocks.join('\n\n'), data: { ...whole, commits, evidence, supersededBy: chain } };
}

function citedOf(evidence: Evidence): Cited {
  const { id } = evidence;
  switch (evidence.in) {
    case 'journal': {
      const { kind, text, atMs, source } = evidence.entry;
      return { id, text: shortened(text), source: `${source.path}:${source.line}`, kind, at: isoTime(atMs), ...marksOf(text) };
    }
    case 'report': {
      const { kind, text, atMs, source } = evidence;
      return { id, text: shortened(text), source, kind, at: isoTime(atMs), ...marksOf(text) };
    }
    case 'nowhere':
      return { id, text: NOWHERE };
  }
}

function shortened(text: string): string {
  return text.length <= EVIDENCE_CHARACTERS ? text : `${text.slice(0, EVIDENCE_CHARACTERS)} ...`;
}
