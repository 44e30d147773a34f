/** Candidates written into topics, and taken out of them again, bullet by bullet. Pure: from texts to texts; everything else in a topic stays as it is. */
import { KairosError } from '../../base/errors.js';
import { byteLength } from '../../memory/entry.js';
import {
  addBullets,
  addSources,
  eolOf,
  newTopicText,
  parseTopic,
  removeBullet,
  replaceBullet,
  strikeBullet,
  TOPIC_LIMIT_BYTES,
  type NewBullet,
  type Topic,
  type TopicBullet,
} from '../../memory/topic.js';
import type { Candidate } from '../report/candidate.js';
import { slugOf, topicPath } from '../../base/memory-paths.js';
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

export function bulletOf(topic: Topic | undefined, id: string | undefined): TopicBullet | undefined {
  return id === undefined ? undefined : topic?.bullets.find((bullet) => bullet.id === id);
}

/** The ids of the bullets that a candidate touches. */
export function touchedBy(candidate: Candidate): string[] {
  return [...new Set([candidate.id, ...(candidate.target === undefined ? [] : [candidate.target])])];
}

/**
 * The files with the candidate applied, or a sentence that says why it cannot be: its target is gone, its bullet stands there already, the topic is full.
 */
export function applyCandidate(files: MemoryFiles, candidate: Candidate): Map<string, string> | string {
  const { topic: slug, type, target, after } = candidate;
  const path = topicPath(slug);
  const text = files.get(path);
  const topic = text === undefined ? undefined : topicOf(text, slug);
  const struckOrChanged = bulletOf(topic, target);
  if (type !== 'add' && struckOrChanged === undefined) return `^${target ?? candidate.id} is not in the topic ${slug}`;
  if (type === 'remove' && struckOrChanged?.struck === false)
    return `^${target ?? ''} is not struck, and only what was struck may be removed`;
  if ((type === 'add' || type === 'update' || type === 'merge') && after === undefined) return `^${candidate.id} says nothing`;
  if (type === 'add' && bulletOf(topic, candidate.id)) return `^${candidate.id} stands in the topic ${slug} already`;
  try {
    const next =
      text === undefined
        ? newTopicText({ slug, title: candidate.topicTitle, description: candidate.topicDescription, bullets: [bulletFor(candidate, [])] })
        : changed(text, topic as Topic, candidate);
    const bytes = byteLength(next);
    if (bytes > TOPIC_LIMIT_BYTES) return `the topic ${slug} would have ${bytes} bytes, over the limit of ${TOPIC_LIMIT_BYTES}`;
    return new Map([...files, [path, next]]);
  } catch (error) {
    if (error instanceof KairosError) return error.message;
    throw error;
  }
}

function changed(text: string, topic: Topic, candidate: Candidate): string {
  const { type, id, target = '', after, date } = candidate;
  const old = bulletOf(topic, target);
  const own = bulletOf(topic, id);
  if (type === 'add') return addBullets(text, [bulletFor(candidate, [])]);
  if (type === 'remove') return removeBullet(text, target);
  if (type === 'update') return replaceBullet(text, target, bulletFor(candidate, [old]));
  // What is struck names what replaced it: the new bullet, or the entry that says that it no longer holds.
  const newest = candidate.evidence.toSorted((a, b) => b.atMs - a.atMs)[0]?.id;
  const struck = old?.struck ? text : strikeBullet(text, target, { by: after === undefined ? (newest ?? id) : id, on: date });
  if (after === undefined) return struck;
  return own
    ? replaceBullet(struck, id, bulletFor(candidate, [own, ...(type === 'merge' ? [old] : [])]))
    : addBullets(struck, [bulletFor(candidate, type === 'merge' ? [old] : [])]);
}

/** Evidence that a bullet already cites is never lost by citing more. */
function bulletFor(candidate: Candidate, former: readonly (TopicBullet | undefined)[]): NewBullet {
  const entries = [...former.flatMap((bullet) => bullet?.entries ?? []), ...candidate.evidence.map((evidence) => evidence.id)];
  const commits = [
    ...former.flatMap((bullet) => bullet?.commits ?? []),
    ...candidate.evidence.flatMap((evidence) => evidence.commit ?? []),
  ];
  return {
    id: candidate.id,
    text: candidate.after ?? '',
    date: candidate.date,
    entries: [...new Set(entries)],
    commits: [...new Set(commits)],
  };
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
