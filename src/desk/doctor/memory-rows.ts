/** Checks of `kairos doctor`: whether logs, topics and MEMORY.md can be read, and cite only ids that this clone knows. */
import { plural } from '../../base/plural.js';
import type { Entry } from '../../memory/entry.js';
import { deriveIndex } from '../../memory/memory-index.js';
import { readEntries } from '../../memory/read-logs.js';
import { readMemoryIndex, readTopics } from '../../memory/read-topics.js';
import type { Topic } from '../../memory/topic.js';
import { daysAhead } from '../log.js';
import { bad, LISTED_MOST, listed, note, well, type Examined, type Examination } from './examined.js';

/** The rows about logs, topics and MEMORY.md. */
export async function memoryRows({ world, ws, view }: Examination): Promise<Examined[]> {
  const { entries, problems } = await readEntries(world, ws, view);
  const { topics, problems: topicProblems } = await readTopics(world, ws, view);
  const index = await readMemoryIndex(world, ws);
  const unread = [...problems, ...topicProblems];
  const rows = unread.slice(0, LISTED_MOST).map(({ path, line, message }) => bad('memory', `${path}:${line}: ${message}`));
  const rest = unread.length - rows.length;
  if (rest > 0) rows.push(bad('memory', `and ${rest} more lines that could not be read`));
  if (unread.length === 0) rows.push(well('memory', `${plural(entries.length, 'entry', 'entries')}, ${plural(topics.length, 'topic')}`));
  for (const { message } of [...index.problems, ...deriveIndex(index.text, topics).problems]) rows.push(bad('MEMORY.md', message));
  const ahead = await daysAhead(world, ws, view);
  if (ahead.length > 0)
    rows.push(note('clock', `ahead of this clock, so that dreams leave them out: ${listed(ahead)}`, `kairos log --day ${ahead[0]}`));
  const dangling = danglingIn(topics, entries);
  if (dangling.length > 0) rows.push(note('topics', `superseded by what this clone does not know: ${listed(dangling)}`));
  return rows;
}

/** Bullets that cite an id which this clone does not have. */
function danglingIn(topics: readonly Topic[], entries: readonly Entry[]): string[] {
  const known = new Set([...entries.map(({ id }) => id), ...topics.flatMap(({ bullets }) => bullets.map(({ id = '' }) => id))]);
  return topics.flatMap(({ slug, bullets }) =>
    bullets
      .filter(({ supersededBy }) => supersededBy !== undefined && !known.has(supersededBy))
      .map(({ line }) => `topics/${slug}.md:${line}`),
  );
}
