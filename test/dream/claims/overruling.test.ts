import { describe, expect, it } from 'vitest';
import { choicesOf } from '../../../src/dream/claims/choices.js';
import { consolidate } from '../../../src/dream/claims/consolidate.js';
import { applyToTopic } from '../../../src/dream/edit/apply.js';
import { messageOf, type Message } from '../../../src/dream/reading/message.js';
import type { Entry } from '../../../src/memory/entry.js';
import { newTopicText } from '../../../src/memory/topic-edit.js';
import { parseTopic } from '../../../src/memory/topic.js';
import { commitEntry, noteEntry, reachableOf } from '../entries.js';

const LATER = '2026-04-01T00:00:00Z';
const nowMs = Date.parse('2026-11-20T00:00:00Z');

/** What is struck of a claim that a topic holds since the first of two entries was accepted. */
function struckOf(first: Entry, claim: string, later: Entry): string[] {
  const entries = [first, later];
  const commits = [...reachableOf([first])];
  const bullets = [{ id: 'aaaaaaaaaa', text: claim, date: '2026-03-01', entries: [first.id], commits }];
  const { topic } = parseTopic(newTopicText({ slug: 'notes', title: 'Notes', description: 'd', bullets }), 'topics/notes.md');
  const { candidates } = consolidate({ entries, reachable: reachableOf(entries), topics: [topic], verdicts: [], nowMs });
  return candidates.flatMap(({ target }) => target ?? []);
}

type Said = readonly [subject: string, body?: string];

const entryOf = ([subject, body = '']: Said, at?: string): Entry =>
  body === 'note'
    ? noteEntry(subject, at === undefined ? {} : { at })
    : commitEntry({ subject, body, ...(at === undefined ? {} : { at }) });

const claimOf = ([subject, body = '']: Said): string => (body === 'note' || body === '' ? `${subject}.` : `${subject}. ${body}`);

describe('a later message overrules', () => {
  it.each([
    [['Keep sessions in Redis', 'It is fast, because it stays in memory.'], ['Keep sessions in PostgreSQL instead of Redis']],
    [
      ['Keep sessions in Redis', 'note'],
      ['Keep sessions in PostgreSQL instead of Redis', 'note'],
    ],
    [
      ['Keep sessions in Redis', 'note'],
      ['Use PostgreSQL instead of Redis for sessions', 'note'],
    ],
    [
      ['Keep sessions in Redis', 'note'],
      ['Move the sessions from Redis to PostgreSQL', 'note'],
    ],
    [
      ['Store uploads on S3', 'note'],
      ['Store uploads in MinIO rather than S3', 'note'],
    ],
    [['Deploys are started with capistrano', 'note'], ['Replace capistrano with ansible']],
    [['Use travis instead of jenkins', 'Jenkins is slow, because it has one core.'], ['Drop travis']],
    [
      ['The dev server listens on port 3000, because 8080 is taken', 'note'],
      ['Move the dev server to port 3001', 'The proxy must have the old one, because its image cannot be changed.'],
    ],
    [
      ['The upload limit of the API is 10 MB', 'note'],
      ['Raise the upload limit of the API to 25 MB', 'note'],
    ],
  ] as [Said, Said][])('%j / %j', (first, later) => {
    expect(struckOf(entryOf(first), claimOf(first), entryOf(later, LATER))).toEqual(['aaaaaaaaaa']);
  });
});

describe('a later message leaves alone', () => {
  it.each([
    // A number that stands beside anything.
    [
      ['The importer reads batches of 100 rows', 'note'],
      ['Use 250 instead of 100', 'note'],
    ],
    [['Payments of the shop were moved to Stripe in 2024', 'note'], ['Replace 2024 with 2026']],
    [
      ['The payment worker of the shop handles 100 jobs at a time', 'note'],
      ['The newsletter of the shop is no longer sent to more than 100 readers', 'note'],
    ],
    [
      ['Session tokens of the API live in Redis (#1234)', 'note'],
      ['Never log request bodies of the API (#1234)', 'note'],
    ],
    // A word of the reason, the place of another thing, a word that every project has.
    [
      ['Allow style lints', 'Turns out GitHub shows every warning in the diff, which is noisy because nobody wants to hear about style.'],
      ['Move the Zig submodule from GitHub to Codeberg'],
    ],
    [
      ['Check the minimum version without default features', 'Otherwise a feature hides what is missing, because defaults turn it on.'],
      ['Move changelog entry from Features to Syntaxes'],
    ],
    [["build: Don't ignore error", 'The build passed, because nobody looked.'], ['ignore chmod "not supported" errors']],
    [['Pin the toolchain', 'Because nightly of Travis broke twice.'], ['Replace Travis with GitHub Actions']],
    [['Renamed params -> keys', 'The old name said nothing, because all are params.'], ['renamed example to params']],
    [
      ['Keep the queue in Redis', 'note'],
      ['Use PostgreSQL instead of Redis for sessions', 'note'],
    ],
    [
      ['Keep sessions in Redis', 'note'],
      ['Move the job queue from Redis to RabbitMQ', 'note'],
    ],
    [
      ['Never keep sessions in Redis', 'note'],
      ['Keep sessions in PostgreSQL instead of Redis', 'note'],
    ],
    [
      ['Keep sessions in Redis', 'note'],
      ['We will not replace Redis with PostgreSQL', 'note'],
    ],
    [
      ['Keep sessions in Redis', 'note'],
      ['Should we keep sessions in PostgreSQL instead of Redis?', 'note'],
    ],
    [['Keep sessions in Redis', 'note'], ['Merge branch: Keep sessions in PostgreSQL instead of Redis']],
    [
      ['The dev server listens on port 3000', 'note'],
      ['Move the metrics server to port 3001', 'note'],
    ],
  ] as [Said, Said][])('%j / %j', (first, later) => {
    expect(struckOf(entryOf(first), claimOf(first), entryOf(later, LATER))).toEqual([]);
  });
});

describe('what a message chooses', () => {
  const chosen = (said: Said): unknown[] =>
    choicesOf(messageOf(entryOf(said)) as Message).map(({ how, adopted, dropped }) => [how, adopted.join(' '), dropped.join(' ')]);

  it.each([
    ['Keep sessions in PostgreSQL instead of Redis', [['replaced', 'postgresql', 'redi']]],
    ['Move the Zig submodule from GitHub to Codeberg', [['replaced', 'codeberg', 'github']]],
    ['Do not replace protobuf with flatbuffers', []],
    ['Revert "Replace protobuf with flatbuffers"', []],
    ['Reapply "Replace protobuf with flatbuffers"', []],
    ['Maybe replace protobuf with flatbuffers', []],
    ['Bump protobuf from 3.1 to 3.2', []],
  ])('%s', (subject, choices) => expect(chosen([subject])).toEqual(choices));
});

describe('a replacement that is itself taken back', () => {
  const first = commitEntry({ subject: 'Use bcrypt for passwords', body: 'It must be slow, because hashes leak.', sha: 'a1'.repeat(6) });
  const second = commitEntry({
    subject: 'Use argon2 instead of bcrypt for passwords',
    body: 'It needs memory, because graphics cards have little.',
    sha: 'b2'.repeat(6),
    at: LATER,
  });
  const back = commitEntry({
    subject: 'Revert "Use argon2 instead of bcrypt for passwords"',
    body: 'This reverts commit b2b2b2b2b2b2.\n\nIt fails on the build hosts, because they lack the library.',
    sha: 'c3'.repeat(6),
    at: '2026-05-01T00:00:00Z',
  });

  it('brings back what it struck, and then all is quiet', () => {
    const topics = new Map<string, string>();
    const step = (entries: Entry[]): (readonly [string, string | undefined])[] => {
      const parsed = Array.from(topics, ([slug, text]) => parseTopic(text, `topics/${slug}.md`).topic);
      const { candidates } = consolidate({
        entries,
        reachable: reachableOf(entries),
        topics: parsed,
        verdicts: [],
        nowMs: Date.parse('2026-05-02T00:00:00Z'),
      });
      for (const slug of new Set(candidates.map(({ topic }) => topic))) {
        const own = candidates.filter(({ topic }) => topic === slug);
        topics.set(slug, applyToTopic(slug, topics.get(slug), own).text ?? '');
      }
      return candidates.map(({ type, after }) => [type, after?.split('.')[0]]);
    };
    expect(step([first])).toEqual([['add', 'Use bcrypt for passwords']]);
    expect(step([first, second])).toEqual([['supersede', 'Use argon2 instead of bcrypt for passwords']]);
    expect(step([first, second, back])).toContainEqual(['update', 'Use bcrypt for passwords']);
    expect([...topics.values()].join('\n')).toMatch(/^- Use bcrypt for passwords/m);
    expect(step([first, second, back])).toEqual([]);
  });
});
