/**
 * Long-term memory of one tree, ready to be asked: the topics, and the evidence that the reports quote. It is a function of the files alone, the
 * present being the newest date in them, so that every clone gets the same answers on every day. Pure; it knows no journal.
 */
import { MEMORY } from '../base/memory-paths.js';
import { reportsIn, type ReportFile } from '../dream/report/reports.js';
import { topicsIn, type MemoryFiles } from '../dream/tree/memory-files.js';
import type { Entry, Problem } from '../memory/entry.js';
import type { Topic, TopicBullet } from '../memory/topic.js';
import { indexOfSources } from '../recall/lexical/index-of-sources.js';
import type { LexicalIndex } from '../recall/lexical/lexical-index.js';
import { contentOfTopics, type Part } from '../recall/lexical/segment-source.js';
import { docOfEntry } from '../recall/text/document.js';
import { TOPICS } from '../recall/text/sources.js';

/** A bullet of a topic, and where it stands. */
export interface Standing {
  readonly bullet: TopicBullet;
  readonly topic: Topic;
}

export interface TreeIndex {
  readonly index: LexicalIndex;
  /** The newest date of a claim or of evidence, in milliseconds since 1970; 0 where nothing is dated. */
  readonly nowMs: number;
  /** By id, or by the address of a bullet without one. */
  readonly claims: ReadonlyMap<string, Standing>;
  /** The entries that reports quote, by id. */
  readonly quoted: ReadonlyMap<string, Entry>;
  /** Ids of the claims that cite an entry. */
  readonly citedBy: ReadonlyMap<string, readonly string[]>;
  readonly problems: readonly Problem[];
}

/** The memory in these files, as recall by words sees it. */
export function treeIndex(files: MemoryFiles): TreeIndex {
  const { topics, problems } = topicsIn(files);
  const claims = new Map<string, Standing>();
  for (const topic of topics)
    for (const bullet of topic.bullets) if (!claims.has(bullet.address)) claims.set(bullet.address, { bullet, topic });
  const citedBy = new Map<string, string[]>();
  for (const [id, { bullet }] of claims) for (const entry of bullet.entries) citedBy.set(entry, [...(citedBy.get(entry) ?? []), id]);
  const quoted = new Map<string, Entry>();
  const parts: Part[] = [];
  for (const report of reportsIn(files)) {
    const entries = quotedIn(report).filter(({ id }) => !quoted.has(id) && !claims.has(id));
    for (const entry of entries) quoted.set(entry.id, entry);
    if (entries.length > 0) parts.push({ path: pathOf(report), docs: entries.map(docOfEntry), touches: [], relates: {} });
  }
  if (topics.length > 0) parts.push({ path: TOPICS, ...contentOfTopics(topics) });
  const index = indexOfSources(parts);
  const nowMs = index.atMs.reduce((newest, atMs) => Math.max(newest, atMs), 0);
  return { index, nowMs, claims, quoted, citedBy, problems };
}

function pathOf({ file }: ReportFile): string {
  return `${MEMORY.dreams}/${file}`.slice(MEMORY.root.length + 1);
}

/** What a report quotes, each entry once. A branch carries the report, so that nothing in it is a person's own voice. */
function quotedIn(report: ReportFile): Entry[] {
  const found = new Map<string, Entry>();
  for (const { id, kind, actor, atMs, text, origin } of report.candidates.flatMap(({ evidence }) => evidence)) {
    const source = { path: pathOf(report), line: 0, writer: '' };
    if (!found.has(id))
      found.set(id, { id, kind, actor, atMs, text, source, origin: origin === 'user' ? 'repo' : origin, ours: true, defined: true });
  }
  return [...found.values()];
}
