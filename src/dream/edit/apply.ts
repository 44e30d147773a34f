/** Applies candidates to a topic. The topic is parsed once and written once for all of them. Pure: everything else in the topic stays as it is. */
import { KairosError } from '../../base/errors.js';
import { byteLength } from '../../memory/entry.js';
import { addBullets, changeBullets, newTopicText, reanchored, replaced, struck, type SourceChange } from '../../memory/topic-edit.js';
import { eolOf } from '../../memory/topic-layout.js';
import { TOPIC_LIMIT_BYTES, type NewBullet, type Topic, type TopicBullet } from '../../memory/topic.js';
import type { Candidate } from '../report/candidate.js';
import { bulletOf, topicOf, touchedBy } from './bullets.js';

export interface Applied {
  /** Undefined where there is no topic and nothing was added. */
  readonly text: string | undefined;
  readonly applied: readonly Candidate[];
  /** With a clause that says why: its target is gone, its bullet stands there already, the topic is full. */
  readonly refused: readonly { readonly candidate: Candidate; readonly why: string }[];
}

/** A topic with as many of these candidates as can be applied, in their order. @param text undefined where there is no such topic yet. */
export function applyToTopic(slug: string, text: string | undefined, candidates: readonly Candidate[]): Applied {
  const topic = text === undefined ? undefined : topicOf(text, slug);
  const applied: Candidate[] = [];
  const refused: { candidate: Candidate; why: string }[] = [];
  const touched = new Set<string>();
  for (const candidate of candidates) {
    const isTaken = touchedBy(candidate).some((id) => touched.has(id));
    const why = isTaken ? 'another proposal of this dream touches the same bullet' : refusalOf(slug, topic, candidate);
    if (why !== undefined) {
      refused.push({ candidate, why });
      continue;
    }
    for (const id of touchedBy(candidate)) touched.add(id);
    applied.push(candidate);
  }
  if (applied.length === 0) return { text, applied, refused };
  const written = write(slug, topic, applied);
  if ('text' in written) return { text: written.text, applied, refused };
  if (applied.length === 1) return { text, applied: [], refused: [...refused, ...applied.map((candidate) => ({ candidate, ...written }))] };
  // Not all of them together: as many of the first as can be, then as many of the rest.
  const half = Math.ceil(applied.length / 2);
  const first = applyToTopic(slug, text, applied.slice(0, half));
  const second = applyToTopic(slug, first.text, applied.slice(half));
  return {
    text: second.text,
    applied: [...first.applied, ...second.applied],
    refused: [...refused, ...first.refused, ...second.refused],
  };
}

function refusalOf(slug: string, topic: Topic | undefined, { id, type, target, after }: Candidate): string | undefined {
  const old = bulletOf(topic, target);
  if (type !== 'add' && old === undefined) return `^${target ?? id} is not in the topic ${slug}`;
  if (type === 'remove' && old?.struck === false) return `^${target ?? ''} is not struck, and only what was struck may be removed`;
  if ((type === 'add' || type === 'update' || type === 'merge') && after === undefined) return `^${id} says nothing`;
  if (type === 'add' && bulletOf(topic, id)) return `^${id} stands in the topic ${slug} already`;
  return undefined;
}

/** The topic's text with all of them, or why that cannot be. */
function write(slug: string, topic: Topic | undefined, candidates: readonly Candidate[]): { text: string } | { why: string } {
  try {
    const added: NewBullet[] = [];
    const changes = new Map<string, SourceChange>();
    for (const candidate of candidates) {
      const bullet = edit(topic, candidate, changes);
      if (bullet) added.push(bullet);
    }
    const text = topic ? printed(topic, added, changes) : newTopic(slug, candidates, added);
    const bytes = byteLength(text);
    return bytes > TOPIC_LIMIT_BYTES
      ? { why: `the topic ${slug} would have ${bytes} bytes, over the limit of ${TOPIC_LIMIT_BYTES}` }
      : { text };
  } catch (error) {
    if (error instanceof KairosError) return { why: error.message };
    throw error;
  }
}

/** Added first: where new bullets go is told by those of ours that stand there, also by one that goes. */
function printed(topic: Topic, added: readonly NewBullet[], changes: ReadonlyMap<string, SourceChange>): string {
  const text = addBullets(topic.text, added);
  if (changes.size === 0) return text;
  return changeBullets(text === topic.text ? topic : topicOf(text, topic.slug), changes);
}

function newTopic(slug: string, [first]: readonly Candidate[], bullets: readonly NewBullet[]): string {
  return newTopicText({ slug, title: first?.topicTitle ?? slug, description: first?.topicDescription ?? '', bullets });
}

/** Collects the changes of a candidate, and returns the bullet that it adds. */
function edit(topic: Topic | undefined, candidate: Candidate, changes: Map<string, SourceChange>): NewBullet | undefined {
  const { type, id, target = '', after, date } = candidate;
  const [old, own] = [bulletOf(topic, target), bulletOf(topic, id)];
  const eol = eolOf(topic?.text ?? '');
  if (type === 'add') return bulletFor(candidate, []);
  if (type === 'remove') return void changes.set(target, () => '');
  if (candidate.renews) {
    for (const { id: renewed, about } of candidate.renews) if (bulletOf(topic, renewed)) changes.set(renewed, reanchored(about, eol));
    return undefined;
  }
  if (type === 'update') return void changes.set(target, replaced(bulletFor(candidate, [old]), eol));
  // What is struck names what replaced it: the new bullet, or the entry that says that it no longer holds.
  const newest = candidate.evidence.toSorted((a, b) => b.atMs - a.atMs)[0]?.id;
  if (old?.struck !== true) changes.set(target, struck({ by: after === undefined ? (newest ?? id) : id, on: date }));
  if (after === undefined) return undefined;
  const merged = type === 'merge' ? [old] : [];
  if (!own) return bulletFor(candidate, merged);
  return void changes.set(id, replaced(bulletFor(candidate, [own, ...merged]), eol));
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
    slot: candidate.slot ?? former.find((bullet) => bullet?.slot !== undefined)?.slot,
    about: candidate.about ?? former.flatMap((bullet) => bullet?.about ?? []),
  };
}
