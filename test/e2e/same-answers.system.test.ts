/** The command and the tool of the same purpose give the same answer: they ask the same desk. Real processes, one memory, one time. */
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FIRST_COMMIT_MS, realRepo, type RealRepo } from '../real-repo.js';
import { BIN, HISTORY, placeAt, writeSettings, type Place } from './kairos.js';

const DAY_MS = 86_400_000;
const NOW = new Date(FIRST_COMMIT_MS + 60 * DAY_MS).toISOString();
/** An entry names three of its paths; git knows the others. */
const MANY = Object.fromEntries(['big1', 'big2', 'big3'].map((name) => [`src/${name}.js`, 'x\n'.repeat(50)]));
const CARTS = [
  { message: 'Show the cart beside the list', files: { 'app/(shop)/cart/page.tsx': '1\n', 'src/cart.js': 'shown\n' } },
  { message: 'Count the sessions of the cart', files: { 'app/(shop)/cart/count.tsx': '1\n', 'src/session.js': 'counted\n' } },
  { message: 'Rewrite the engine', files: { ...MANY, 'src/small.js': '1\n' } },
];
const TOPIC =
  '---\ntopic: sessions\ndescription: where sessions are\n---\n# Sessions\n\n- Sessions are in Redis on port 6380 (2026-03-04). ^k9x0aa1b2c\n- ~~Sessions are in memory.~~ superseded 2026-03-04 by (^k9x0aa1b2c) ^k2aa0b1c3d\n';

let repo: RealRepo;
let here: Place;
let client: Client;
beforeAll(async () => {
  const plain = realRepo();
  repo = { ...plain, env: { ...plain.env, KAIROS_NOW: NOW } };
  repo.repo([...HISTORY, ...CARTS].map((commit, n) => ({ ...commit, atMs: FIRST_COMMIT_MS + n * 5 * DAY_MS })));
  repo.git('tag', 'v1.0', 'HEAD~4');
  writeSettings(repo.env, 'recall:\n  embedder: none\n');
  here = placeAt(repo, repo.root);
  here.ok(['init', '--yes', '--no-hooks']);
  repo.write('.kairos/topics/sessions.md', TOPIC);
  here.ok(['note', 'The cart in src/cart.js loses sessions at midnight']);
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [BIN, 'mcp'],
    cwd: repo.root,
    env: repo.env,
    stderr: 'ignore',
  });
  client = new Client({ name: 'a client', version: '1' });
  await client.connect(transport);
});
afterAll(async () => {
  await client.close();
  repo.cleanup();
});

interface Answer {
  readonly hits: readonly {
    readonly id: string;
    readonly at?: string;
    readonly source: string;
    readonly actor?: string;
    readonly text: string;
  }[];
  readonly searched: number;
}

/** Filters of the tool have the names of the options. */
type Filters = Readonly<Record<string, string | number>>;

const questions: [string, Filters][] = [
  ['where are sessions kept', {}],
  ['cart', { limit: 2 }],
  ['sessions redis', { tier: 'ltm' }],
  ['sessions redis', { topic: 'sessions', limit: 1 }],
  ['what changed in the cart in march', {}],
  ['sessions before v1.0', {}],
  ['rounding', { since: '2026-03-10', until: '2026-04-01' }],
  ['', { since: '2026-03-20', limit: 3 }],
  ['', { path: 'src/cart.js' }],
  ['', { path: 'src/small.js' }],
  ['sessions', { path: 'src/session.js' }],
  ['cart', { path: 'app/(shop)' }],
  ['cart', { path: './app/(shop)/cart/', tier: 'stm' }],
  ['cart', { path: '**/*.tsx', since: '2026-04-01' }],
  ['cart', { path: 'no/such/place' }],
  ['cart', { author: 'Ann', limit: 2 }],
  ['', { kind: 'note,claim' }],
];

it.each(questions)('the command and the tool find the same for "%s" %j', async (query, filters) => {
  const byCommand = here.json<Answer>(['recall', query, ...flagsOf(filters)]);
  const byTool = await told(query, filters);
  expect(byTool.isError).toBe(false);
  expect(byTool.hits).toEqual(byCommand.hits.map(shown));
  if (byCommand.hits.length === 0) expect(byTool.text).toMatch(new RegExp(`^nothing found in ${byCommand.searched} entr`));
  // A question that finds nothing at all would make any two answers the same.
  if (filters['path'] !== 'no/such/place') expect(byCommand.hits.length).toBeGreaterThan(0);
});

it('the command and the tool take an absolute path, and refuse one outside', async () => {
  const path = `${repo.root}/src/cart.js`;
  const { hits } = await told('cart', { path });
  expect(hits).toEqual(here.json<Answer>(['recall', 'cart', '--path', path]).hits.map(shown));
  expect(hits.length).toBeGreaterThan(0);
  const outside = `the path "/etc" is outside of ${repo.root}`;
  expect(here.kairos(['recall', 'cart', '--path', '/etc'])).toMatchObject({ code: 2, err: expect.stringContaining(outside) });
  expect(await told('cart', { path: '/etc' })).toMatchObject({ isError: true, text: expect.stringContaining(outside) });
});

it('neither takes a question about nothing', async () => {
  expect(here.kairos(['recall', '', '--limit', '3'])).toMatchObject({ code: 2, err: expect.stringContaining('nothing to recall') });
  expect(await told('', { limit: 3 })).toMatchObject({ isError: true, text: expect.stringContaining('nothing to recall') });
});

function flagsOf(filters: Filters): string[] {
  return Object.entries(filters).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

/** What the tool tells of a hit, but for its kind and origin: id, day, author, place, and its text in quoted lines. */
function shown({ id, at, actor, source, text }: Answer['hits'][number]): string {
  const references = /\(\^([A-Za-z0-9-]+)\)/g;
  const quoted = text.split('\n').map((line) => `> ${line}`.trimEnd());
  return [id, at?.slice(0, 10) ?? 'undated', actor ?? '', source, ...quoted].join('\n').replace(references, '($1)');
}

async function told(query: string, filters: Filters): Promise<{ isError: boolean; text: string; hits: string[] }> {
  const { content, isError } = await client.callTool({ name: 'memory_recall', arguments: { query, ...filters } });
  const [{ text } = { text: '' }] = content as { text: string }[];
  const blocks = text.split('\n\n').filter((block) => block.startsWith('^'));
  const hits = blocks.map((block) => {
    const [head = '', ...lines] = block.split('\n');
    const [, id, day, actor, source] =
      /^\^(\S+) {2}(\S+)(?: \S+)? {2}\S+(?: by (\S+))?(?: in \S+)? {2}(?:journal|memory) (\S+)/.exec(head) ?? [];
    return [id, day, actor ?? '', source, ...lines.filter((line) => line.startsWith('>'))].join('\n');
  });
  return { isError: isError === true, text, hits };
}
