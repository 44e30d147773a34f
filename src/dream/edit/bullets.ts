/** Bullets of topics: found by their ids, and taken over from another version of the same topic, byte for byte. Pure. */
import { slugOf, topicPath } from '../../base/memory-paths.js';
import { addSources } from '../../memory/topic-edit.js';
import { eolOf } from '../../memory/topic-layout.js';
import { parseTopic, type Topic, type TopicBullet } from '../../memory/topic.js';
import type { Candidate } from '../report/candidate.js';
import type { MemoryFiles } from '../tree/memory-files.js';

/** The topic in a text; `slug` names it in problems only. */
export function topicOf(text: string, slug: string): Topic {
  return parseTopic(text, `topics/${slug}.md`).topic;
}

/** The topics of some files by their slugs; undefined where there is none. */
export type TopicReader = (slug: string) => Topic | undefined;

/** Parses each topic once, when it is first asked for. */
export function topicReader(files: MemoryFiles): TopicReader {
  const topics = new Map<string, Topic | undefined>();
  return (slug) => {
    if (!topics.has(slug)) {
      const text = files.get(topicPath(slug));
      topics.set(slug, text === undefined ? undefined : topicOf(text, slug));
    }
    return topics.get(slug);
  };
}

/** The bullet with this id; undefined if the topic has none, or if there is no topic or id. */
export function bulletOf(topic: Topic | undefined, id: string | undefined): TopicBullet | undefined {
  return id === undefined ? undefined : topic?.bullets.find((bullet) => bullet.id === id);
}

/** The ids of the bullets that a candidate touches. */
export function touchedBy(candidate: Candidate): string[] {
  const { id, target, renews = [] } = candidate;
  return [...new Set([id, ...(target === undefined ? [] : [target]), ...renews.map((one) => one.id)])];
}

/** A bullet's bytes without its last line end; undefined where it does not stand. */
export function rawBullet(topic: Topic | undefined, id: string): string | undefined {
  const bullet = bulletOf(topic, id);
  return bullet && topic?.text.slice(bullet.start, bullet.end).replace(/[\r\n]+$/, '');
}

/** The topic's text with the bullet's bytes put in place of what stands there; added to the list where nothing does; taken out for undefined. */
function withBullet(topic: Topic, id: string, raw: string | undefined): string {
  const { text } = topic;
  const bullet = bulletOf(topic, id);
  if (raw === undefined) return bullet ? text.slice(0, bullet.start) + text.slice(bullet.end) : text;
  if (!bullet) return addSources(text, [`${raw}${eolOf(text)}`]);
  const lineEnd = /[\r\n]*$/.exec(text.slice(bullet.start, bullet.end))?.[0] ?? '';
  return `${text.slice(0, bullet.start)}${raw}${lineEnd}${text.slice(bullet.end)}`;
}

/** `text` with these bullets as they are in `source`: as there, or absent where `source` has none. */
export function withBulletsFrom(text: string, source: string | undefined, slug: string, ids: Iterable<string>): string {
  const from = source === undefined ? undefined : topicOf(source, slug);
  let topic = topicOf(text, slug);
  for (const id of ids) {
    const next = withBullet(topic, id, rawBullet(from, id));
    if (next !== topic.text) topic = topicOf(next, slug);
  }
  return topic.text;
}

/** Slugs of all topics in any of the files, sorted. */
export function slugsIn(...files: readonly MemoryFiles[]): string[] {
  return [...new Set(files.flatMap((one) => [...one.keys()].flatMap((path) => slugOf(path) ?? [])))].toSorted();
}
