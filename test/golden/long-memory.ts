/**
 * Builds the repository of a shop with a year of memory, the same bytes on every machine: history, notes, sessions, an accepted dream and one that
 * awaits review. It has no embedder.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { realRepo, type TestCommit } from '../real-repo.js';
import { placeAt, writeSettings, type Place } from '../e2e/kairos.js';
import { several } from './several.js';

/** When the screens are looked at. */
export const NOW = '2026-11-20T12:00:00Z';
/** A name of the work tree as a writer, which would be thrown by dice otherwise, as the key: the ids of notes and the seals of tasks are made from them. */
const WRITER = 'k4tm2q9x';
const DAY_MS = 86_400_000;
const FIRST_DAY_MS = Date.UTC(2025, 11, 15);
const DAYS = 320;

const PEOPLE = ['Ann <ann@example.invalid>', 'Bo Li <bo@example.invalid>', 'Zoë Müller <zoe@example.invalid>'];
const PLACES = [
  ['the cart', 'src/cart.js'],
  ['the checkout form', 'src/checkout/form.js'],
  ['invoice numbers', 'src/invoice.js'],
  ['the search index', 'src/search/index.js'],
  ['the mail queue', 'src/mail/queue.js'],
  ['the stock importer', 'src/stock/import.js'],
  ['product images', 'src/images.js'],
] as const;
const WORK = [
  'Fix a race in',
  'Simplify',
  'Test the edges of',
  'Log less in',
  'Cover empty input in',
  'Rename two things in',
  'Speed up',
  'Move constants out of',
  'Handle timeouts in',
  'Document',
  'Remove dead code from',
] as const;

/** What a dream makes claims of, by the day of the year on which it was decided. */
const DECISIONS: Readonly<Record<number, Omit<TestCommit, 'atMs'>>> = {
  8: {
    message: 'Keep sessions in memory\n\nA restart logs everybody out, which is fine while we are alone.',
    files: { 'src/session.js': 'memory\n' },
  },
  41: {
    message: 'Keep sessions in Redis instead of memory\n\nEvery deploy logged all customers out, because the process is replaced.',
    files: { 'src/session.js': 'redis\n' },
  },
  77: { message: 'Round prices half to even', files: { 'src/cart.js': 'even\n' } },
  83: {
    message:
      'Revert "Round prices half to even"\n\nThe tax office requires commercial rounding, so that totals must be rounded half up. Invoices of the first quarter were corrected by hand.',
    files: { 'src/cart.js': 'up\n' },
  },
  120: {
    message: 'Drop support for Node 18\n\nIt reached its end of life, and the test runner cannot start on it.',
    files: { 'package.json': '{ "engines": { "node": ">=20" } }\n' },
  },
  168: {
    message:
      'Send mail from a queue, never from a request\n\nThe provider takes ten seconds at noon, so that requests timed out.\n\n- the queue is a table, not a broker\n- a mail is tried five times within an hour\n- after that a person is told',
    files: { 'src/mail/queue.js': 'queue\n', 'src/mail/retry.js': 'five\n', 'docs/mail.md': '# Mail\n' },
  },
  214: {
    message:
      'Use SQLite for the search index instead of Solr\n\nSolr needs a gigabyte of memory for forty thousand products. 検索 works with the trigram tokenizer.',
    files: { 'src/search/index.js': 'sqlite\n', 'src/search/db.sqlite': '' },
  },
  262: {
    message: 'Never store card numbers\n\nOnly the token of the payment provider may be kept, because the audit forbids anything else.',
    files: { 'src/checkout/pay.js': 'token\n' },
  },
  310: {
    message: 'Serve images from the object store instead of the disk\n\nThe disk of the second host filled up twice in October.',
    files: { 'src/images.js': 'store\n' },
  },
};

/** One commit of each day, and of each fourth day two, by three people. */
function history(): TestCommit[] {
  const commits: TestCommit[] = [{ message: 'Start the shop server', files: { 'src/server.js': 'listen();\n' }, atMs: FIRST_DAY_MS }];
  for (let day = 1, count = 0; day < DAYS; day += 1) {
    const atMs = FIRST_DAY_MS + day * DAY_MS + 9 * 3_600_000 + ((day * 37) % 300) * 60_000;
    for (let nth = 0; nth < (day % 4 === 0 ? 2 : 1); nth += 1, count += 1) {
      const [thing, path] = PLACES[count % PLACES.length] as (typeof PLACES)[number];
      const routine: Omit<TestCommit, 'atMs'> = { message: `${WORK[count % WORK.length]} ${thing}`, files: { [path]: `${count}\n` } };
      const author = PEOPLE[(count * 5 + day) % PEOPLE.length] as string;
      commits.push({ ...((nth === 0 && DECISIONS[day]) || routine), author, atMs: atMs + nth * 3_600_000 });
    }
  }
  return commits;
}

/** A page of long-term memory that a person keeps by hand. */
const BY_HAND = `---
topic: deployment
description: How a release comes to the hosts, and when
---
# Deployment

Ann keeps this page by hand; ask her before you change it.

- ~~Releases go out on Fridays (2026-01-09).~~ superseded 2026-05-15 by (^t7esdays00) ^fr1days000
- Releases go out on Tuesdays before noon, never on the day before a holiday (2026-05-15). ^t7esdays00

relates: tests
`;

/** What happened since the memory was set up; a second answer to two old questions among it. */
const NEWS: readonly { readonly at: string; readonly message: string; readonly files: Readonly<Record<string, string>> }[] = [
  { at: '2026-11-05T09:40:00Z', message: 'Test the edges of the stock importer', files: { 'src/stock/import.js': 'edges\n' } },
  {
    at: '2026-11-07T15:10:00Z',
    message:
      'Keep sessions in PostgreSQL instead of Redis\n\nOne more server to watch was not worth the two milliseconds that it saved, and sessions now live through a restart of both hosts.',
    files: { 'src/session.js': 'postgres\n', 'docs/sessions.md': '# Sessions\n' },
  },
  { at: '2026-11-10T11:05:00Z', message: 'Handle timeouts in the checkout form', files: { 'src/checkout/form.js': 'timeouts\n' } },
  {
    at: '2026-11-13T10:20:00Z',
    message: 'Require two reviews for changes of the checkout\n\nThe double booking of 12 November went through with one.',
    files: { CODEOWNERS: 'src/checkout/ @ann @bo\n' },
  },
];
const TODAY = {
  at: '2026-11-20T09:40:00Z',
  message:
    'Let the stock importer skip rows without a price, and write them to a report that the buyers get every morning\n\nThe supplier sends them since October.',
  files: { 'src/stock/import.js': 'skip\n', 'src/stock/report.js': 'rows\n' },
};

/** Builds it; takes seconds, so once for all tests of a file. Whoever writes into it makes a copy first. */
export function longMemory(): Place {
  const repo = realRepo();
  repo.repo(history());
  repo.git('tag', 'v1.0', ':/Drop support for Node 18');
  repo.git('tag', 'v2.0', ':/Never store card numbers');
  writeSettings(repo.env, 'recall:\n  embedder: none\n');
  repo.write('.git/kairos/writer', `${WRITER}\n`);
  repo.write('.git/kairos/key', `${'0123456789abc'.repeat(4)}\n`);
  const here = placeAt(repo, repo.root);
  const commit = (one: (typeof NEWS)[number]): string => repo.commit(one.message, one.files, { at: Date.parse(one.at) });
  const kairos = (...rows: readonly (readonly [now: string, ...args: string[]])[]): unknown =>
    several(
      here,
      rows.map(([now, ...args], n) => ({ name: `${n}-${args[0]}`, args, now })),
    );

  kairos(['2026-11-02T09:00:00Z', 'init', '--yes', '--no-hooks']);
  repo.write('.kairos/topics/deployment.md', BY_HAND);
  repo.git('add', '.kairos');
  repo.commit('Add the memory of kairos', {}, { at: Date.parse('2026-11-02T09:05:00Z') });
  kairos(
    ['2026-11-03T10:00:00Z', 'note', 'The integration tests need Redis on port 6380'],
    ['2026-11-04T08:30:00Z', 'dream', '--now'],
    ['2026-11-04T09:00:00Z', 'review', '--accept'],
  );
  for (const one of NEWS) commit(one);
  kairos(
    ['2026-11-18T10:00:00Z', 'note', 'The integration tests need Redis on port 6390, because 6380 is taken on the new build hosts'],
    ['2026-11-18T11:00:00Z', 'session', 'start', 'morning1'],
    ['2026-11-18T12:00:00Z', 'session', 'end', 'morning1', '--inputs', '4'],
    ['2026-11-19T08:30:00Z', 'dream', '--now'],
  );
  commit(TODAY);
  kairos(
    ['2026-11-20T08:15:00Z', 'note', 'The supplier closes on 24 December at noon.\nOrders after that are shipped on 2 January.'],
    ['2026-11-20T10:00:00Z', 'session', 'start', 'today001'],
    ['2026-11-20T10:05:00Z', 'reinforce', '^t7esdays00', 'asked', 'again', 'by', 'the', 'new', 'colleague'],
    ['2026-11-20T10:10:00Z', 'observe'],
  );
  return here;
}

/** The id at the end of the first entry or claim that holds these words, in a file below `.kairos`. */
export function idOf({ root }: Place, path: string, words: string): string {
  const text = readFileSync(join(root, '.kairos', path), 'utf8');
  const id = / \^([a-z0-9]{10})$/m.exec(text.slice(text.indexOf(words)))?.[1];
  if (!text.includes(words) || id === undefined) throw new Error(`${path} says nothing of ${words}`);
  return id;
}
