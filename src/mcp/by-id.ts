/** One entry or claim whole, for `memory_recall_by_id`: what it says, what it rests on, what took its place. */
import { isoTime } from '../dates/day.js';
import { KairosError } from '../base/errors.js';
import { readEntries, readTopics, type LogView } from '../memory/store.js';
import type { TopicBullet } from '../memory/topic.js';
import type { Doc } from '../recall/text/document.js';
import { replacements } from '../recall/lexical/superseded.js';
import { docWithId, type LexicalIndex } from '../recall/lexical/lexical-index.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import type { Answer } from './answer.js';
import { headLine, quoted, supersededLine, timeOf } from './text.js';

/** Of the evidence as well: a claim may rest on many commits with long messages. */
const EVIDENCE_CHARACTERS = 2_000;

type Whole = Omit<Doc, 'line' | 'path' | 'turn' | 'ours' | 'defined' | 'struckBy'> & { readonly source: string };

interface Evidence {
  readonly id: string;
  readonly text: string;
  readonly source?: string;
  readonly at?: string;
  readonly kind?: string;
}

/** @throws KairosError `not-found`. */
export async function recallById(
  world: Pick<World, 'files'>,
  ws: Workspace,
  view: LogView,
  index: LexicalIndex,
  id: string,
): Promise<Answer> {
  const doc = docWithId(index, id);
  const entry = doc ? wholeOf(doc) : await unindexed(world, ws, view, id);
  if (!entry)
    throw new KairosError('not-found', `there is no entry or claim ${id}`, { hint: 'memory_recall shows the ids that there are' });
  const bullet = entry.tier === 'ltm' ? await bulletOf(world, ws, view, id) : undefined;
  const commits = bullet?.commits ?? (entry.commit === undefined ? [] : [entry.commit]);
  const evidence = await Promise.all((bullet?.entries ?? []).map((cited) => evidenceOf(world, ws, view, index, cited)));
  const supersededBy = chainOf(index, id, bullet);

  const at = timeOf(entry);
  const { atMs: _atMs, title: _title, actor, ...rest } = entry;
  const data = { ...rest, ...(actor === '' ? {} : { actor }), ...(at === undefined ? {} : { at }), commits, evidence, supersededBy };
  const head = headLine({ ...entry, ...(at === undefined ? {} : { at }) });
  const blocks = [`${head}\n${quoted(entry.text)}`];
  if (commits.length > 0) blocks.push(`commits: ${commits.join(' ')}`);
  if (supersededBy.length > 0) blocks.push(supersededBy.map(supersededLine).join('\n'));
  if (evidence.length > 0) blocks.push('evidence:');
  for (const { id: cited, source, at: when, kind, text } of evidence) {
    blocks.push(`${[cited, source, when?.slice(0, 10), kind].filter((part) => part !== undefined).join('  ')}\n${quoted(text)}`);
  }
  return { text: blocks.join('\n\n'), data };
}

function wholeOf({ line, path, turn: _turn, ours: _ours, defined: _defined, struckBy: _struckBy, ...doc }: Doc): Whole {
  return { ...doc, source: `${path}:${line}` };
}

/** What recall does not find (verdicts, dreams, sessions) can still be asked for by its id. */
async function unindexed(world: Pick<World, 'files'>, ws: Workspace, view: LogView, id: string): Promise<Whole | undefined> {
  const found = (await readEntries(world, ws, view)).entries.find((entry) => entry.id === id);
  if (!found) return undefined;
  const { kind, actor = '', atMs, text, origin, source } = found;
  return { id, tier: 'stm', kind, actor, atMs, text, origin, source: `${source.path}:${source.line}` };
}

async function bulletOf(world: Pick<World, 'files'>, ws: Workspace, view: LogView, id: string): Promise<TopicBullet | undefined> {
  const { topics } = await readTopics(world, ws, view);
  return topics.flatMap(({ bullets }) => bullets).find((bullet) => bullet.id === id || bullet.address === id);
}

/** From the index; else from the report of the dream that cited it, which every clone has. */
async function evidenceOf(world: Pick<World, 'files'>, ws: Workspace, view: LogView, index: LexicalIndex, id: string): Promise<Evidence> {
  const doc = docWithId(index, id);
  if (doc) {
    const at = timeOf(doc);
    return { id, text: shortened(doc.text), source: `${doc.path}:${doc.line}`, kind: doc.kind, ...(at === undefined ? {} : { at }) };
  }
  const { readReports } = await import('../dream/report/reports.js');
  for (const report of await readReports(world, ws, view)) {
    const cited = report.candidates.flatMap((candidate) => candidate.evidence).find((one) => one.id === id);
    if (cited) {
      return { id, text: shortened(cited.text), source: `dreams/${report.file}`, kind: cited.kind, at: isoTime(cited.atMs) };
    }
  }
  return { id, text: 'stands neither in the journal of this clone nor in a report' };
}

function shortened(text: string): string {
  return text.length <= EVIDENCE_CHARACTERS ? text : `${text.slice(0, EVIDENCE_CHARACTERS)} ...`;
}

/** What replaced it, what replaced that, and so on to what holds. */
function chainOf(index: LexicalIndex, id: string, bullet: TopicBullet | undefined): { id: string; text: string; why: string }[] {
  const chain = replacements(index.superseded, id);
  const [first] = chain.length > 0 || bullet?.supersededBy === undefined ? chain : [bullet.supersededBy];
  const ids = chain.length > 0 ? chain : first === undefined ? [] : [first];
  return ids.map((by, at) => ({
    id: by,
    text: docWithId(index, by)?.text ?? '',
    why: index.superseded.get(ids[at - 1] ?? id)?.why ?? 'struck',
  }));
}
