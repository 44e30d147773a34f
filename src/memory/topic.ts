/**
 * Reads a topic file: its title, its relations, and its bullets by the positions that remark reports. topic-edit.ts changes a topic, topic-merge.ts
 * merges two versions of one.
 */
import { shortHash } from '../base/hash.js';
import { memo } from '../base/memo.js';
import type { Problem } from './entry.js';
import { readTopicBullet } from './topic-bullet.js';
import type { TopicBullet } from './topic-bullet.js';
import { layoutOf, readFrontMatter } from './topic-layout.js';
import { relatesIn, tidy } from './topic-relates.js';

export { TOPIC_LIMIT_BYTES } from './topic-bullet.js';
export type { NewBullet, TopicBullet } from './topic-bullet.js';

export interface Topic {
  /** The file's name without `.md`; the front matter does not count. */
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly bullets: readonly TopicBullet[];
  /** The names in all `relates:` lines of the topic: slugs (also of absent topics) and `^id`s, sorted, each once. */
  readonly relates: readonly string[];
  readonly text: string;
  /** Relative to `.kairos`. */
  readonly path: string;
}

interface ParsedTopic {
  readonly topic: Topic;
  readonly problems: readonly Problem[];
}

/** Of all topics that are kept. A review, a dream and a merge ask for the same texts many times, and remark takes a millisecond and more for each. */
const KEPT_CHARACTERS = 128 * 1024;
const parsed = memo<ParsedTopic>(KEPT_CHARACTERS);

/**
 * Reads a topic. Bad front matter, ids used twice and the like become problems, and the rest is still read. Never throws. The result is shared and must not
 * be changed.
 */
export function parseTopic(text: string, path: string): ParsedTopic {
  return parsed(`${path}\n${text}`, text, () => parsedAnew(text, path));
}

function parsedAnew(text: string, path: string): ParsedTopic {
  const slug = path.replace(/^.*\//, '').replace(/\.md$/, '');
  const problems: Problem[] = [];
  const report = (line: number, message: string): void => void problems.push({ path, line, message });
  const front = readFrontMatter(text);
  for (const message of front.problems) report(1, message);
  if (front.topic !== '' && front.topic !== slug)
    report(1, `front matter says topic "${front.topic}", the file is named "${slug}"; the name counts`);
  const layout = layoutOf(text, front.end);
  if (layout.failed !== undefined) report(0, `is not read: ${layout.failed}`);
  const starts = lineStarts(text);
  const occurrences = new Map<string, number>();
  const seen = new Set<string>();
  const bullets = layout.items.map(({ start, end }): TopicBullet => {
    const read = readTopicBullet(text.slice(start, end));
    const line = lineOf(starts, start);
    const occurrence = occurrences.get(read.text) ?? 0;
    occurrences.set(read.text, occurrence + 1);
    const again = read.id !== undefined && seen.has(read.id);
    if (again) report(line, `^${read.id} stands in this topic already; edits go to the first`);
    const address = read.id === undefined || again ? shortHash(['topic', slug, read.text, String(occurrence)]) : read.id;
    seen.add(address);
    return { ...read, address, line, start, end };
  });
  const said = [...front.relates, ...layout.paragraphs.flatMap(({ start, end }) => relatesIn(text.slice(start, end)))];
  const relates = tidy([...said, ...bullets.flatMap((bullet) => bullet.relates ?? [])], slug);
  const title = layout.title || front.title || slug;
  return { topic: { slug, title, description: front.description, bullets, relates, text, path }, problems };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineOf(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
