/** `kairos recall` by words and by meaning, with an embedding server on loopback. */
import { appendFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { realRepo } from '../real-repo.js';
import { embeddingServer, type EmbeddingServer } from './embedding-server.js';
import { place, placeAt, writeSettings, type Place } from './kairos.js';

interface Answer {
  readonly hits: readonly { readonly id: string; readonly score: number; readonly parts: Readonly<Record<string, number>> }[];
  readonly coverage: { readonly embedded: number; readonly entries: number; readonly without?: string; readonly text: string };
  readonly belowCut: number;
}

const LOG = [
  '- 09:00 The harbour master tokenizes the ledgers at noon ^aaaaaaaaaa',
  '- 09:10 Redis listens on port 6380 for the integration suite ^bbbbbbbbbb',
  '- 09:20 The lock gate opens at dawn ^cccccccccc',
  '',
].join('\n');
const NOW = '2026-11-21T12:00:00Z';

let server: EmbeddingServer;
const places: Place[] = [];
beforeAll(async () => {
  server = await embeddingServer();
});
afterAll(() => server.close());
afterEach(() => {
  server.holdUp = undefined;
  server.embeds.length = 0;
  for (const one of places.splice(0)) one.repo.cleanup();
});

async function harbour(options: { readonly indexed: boolean }): Promise<Place> {
  const repo = realRepo();
  const here = placeAt({ ...repo, env: { ...repo.env, KAIROS_NOW: NOW } }, repo.root);
  places.push(here);
  server.serve(repo.env);
  mkdirSync(join(here.root, '.kairos/logs/2026/11'), { recursive: true });
  writeFileSync(join(here.root, '.kairos/logs/2026/11/2026-11-20.md'), LOG);
  if (options.indexed) expect((await here.run(['index', '--wait'])).code).toBe(0);
  return here;
}

const json = async (here: Place, ...args: string[]): Promise<Answer> => {
  const { code, out, err } = await here.run(['recall', '--json', ...args]);
  const answer = JSON.parse(out) as Answer;
  expect({ code, err }).toEqual({ code: answer.hits.length > 0 ? 0 : 1, err: '' });
  return answer;
};

describe('narrowed to a path', () => {
  it('finds what touched or names it, as it is typed, from any folder', () => {
    const many = Object.fromEntries(['big1', 'big2', 'big3'].map((name) => [`src/${name}.ts`, 'x\n'.repeat(50)]));
    const here = place({
      history: [
        { message: 'Show the cart', files: { 'app/(shop)/cart/page.tsx': '1\n', 'routes/[id]/+page.svelte': '1\n' } },
        { message: 'Explain the cart', files: { 'docs/{lang}/a, b.md': '1\n' } },
        { message: 'Rewrite the engine', files: { ...many, 'app/(shop)/cart/page.tsx': '2\n', 'src/small.ts': '1\n', 'src/ab.ts': '1\n' } },
        { message: 'Rename the small one', files: { 'src/small.ts': undefined, 'src/a/tiny.ts': '1\n' } },
      ],
      init: true,
    });
    places.push(here);
    here.ok(['note', 'Never touch app/(shop)/cart/page.tsx without a test']);
    symlinkSync(here.root, join(dirname(here.root), 'link'));
    const found = (path: string, folder = ''): string[] => {
      const args = ['recall', '--path', path, '--json'];
      const { code, out } = here.kairos(args, { cwd: join(here.root, folder) });
      const { hits } = JSON.parse(out) as { hits: { text: string }[] };
      expect(code).toBe(hits.length > 0 ? 0 : 1);
      return hits.map(({ text }) => /^(?:\w{12} main: )?(\w+)/.exec(text)?.[1] ?? text).toSorted();
    };
    const cart = ['Never', 'Rewrite', 'Show'];
    expect(found('app/(shop)/cart/page.tsx')).toEqual(cart);
    expect(found('(shop)', 'app')).toEqual(cart);
    expect(found('../app/(shop)/', 'src')).toEqual(cart);
    expect(found('app/(shop)/cart', 'src')).toEqual(cart);
    expect(found(`${here.root}/app`, 'src')).toEqual(cart);
    expect(found(join(dirname(here.root), 'link/app'), 'src')).toEqual(cart);
    expect(found('./routes/[id]/+page.svelte')).toEqual(['Show']);
    expect(found('docs/{lang}')).toEqual(['Explain']);
    expect(found('a, b.md', 'docs/{lang}')).toEqual(['Explain']);
    expect(found('src/small.ts')).toEqual(['Rename', 'Rewrite']);
    expect(found('src/a')).toEqual(['Rename']);
    expect(found('src/ab.ts')).toEqual(['Rewrite']);
    expect(found('src/absent')).toEqual([]);
    expect(here.kairos(['recall', '--path', 'src/absent']).out).toMatch(
      /^nothing found with these filters\nno entry is about src\/absent; did you mean src\/.*\?\n$/,
    );
    expect(here.kairos(['recall', '--path', '/etc'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining(`error: the path "/etc" is outside of ${here.root}\n`),
    });
  });
});

describe('an answer states what it was made from', () => {
  it('words and meaning, where vectors are', async () => {
    const here = await harbour({ indexed: true });
    const { code, out, err } = await here.run(['recall', 'which port has redis', '--explain', '--min-score', '0']);
    expect({ code, err }).toEqual({ code: 0, err: 'words and meaning; 3 of 3 embedded\n' });
    expect(out).toMatch(/^2026-11-20 .*Redis listens[^]*score \d\.\d{3} = words \d\.\d{3} \+ meaning \d\.\d{3}/);
    const answer = await json(here, 'which port has redis', '--min-score', '0');
    expect(answer.coverage).toEqual({ embedded: 3, entries: 3, text: 'words and meaning; 3 of 3 embedded' });
    for (const { score, parts } of answer.hits) expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(score, 4);
  });

  it('how many are embedded, where some are new', async () => {
    const here = await harbour({ indexed: true });
    appendFileSync(join(here.root, '.kairos/logs/2026/11/2026-11-20.md'), '- 10:00 The pilot boards at the outer buoy\n');
    expect((await json(here, 'redis port')).coverage).toMatchObject({ embedded: 3, entries: 4 });
  });

  it('words only, where nothing is embedded: nobody is asked for a vector then', async () => {
    const here = await harbour({ indexed: false });
    expect((await here.run(['recall', 'redis port'])).err).toBe(
      'words only: nothing is embedded yet ("kairos index" does it); 0 of 3 embedded\n',
    );
    expect(server.texts()).toEqual([]);
  });

  it('words only with --words, and nobody is asked for a vector', async () => {
    const here = await harbour({ indexed: true });
    server.embeds.length = 0;
    const answer = await json(here, 'redis port', '--words');
    expect(answer.coverage.text).toMatch(/^words only: .*; 3 of 3 embedded$/);
    expect(answer.hits[0]?.parts['meaning'] ?? 0).toBe(0);
    expect(server.texts()).toEqual([]);
  });

  it('words only, where recall.embedder is none', async () => {
    const here = await harbour({ indexed: true });
    writeSettings(here.repo.env, 'recall:\n  embedder: none\n');
    expect((await here.run(['recall', 'redis port'])).err).toBe('words only: recall.embedder is none; 0 of 3 embedded\n');
  });

  it('words only, where the embedder takes longer than the budget; the answer comes all the same', async () => {
    const here = await harbour({ indexed: true });
    writeSettings(
      here.repo.env,
      `recall:\n  embedder: ollama\n  keepWarm: 0\n  queryBudget: 300ms\nollama:\n  url: ${server.url}\n  model: all-minilm:l6\n`,
    );
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    server.holdUp = ({ input }) => (input.some((text) => text.includes('redis')) ? opened : Promise.resolve());
    const { code, out, err } = await here.run(['recall', 'redis port']);
    open();
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('Redis listens') });
    expect(err).toMatch(/^words only: the embedder .*; 3 of 3 embedded\n$/);
  });

  it('nothing, where nothing was asked', async () => {
    const here = await harbour({ indexed: true });
    expect(await here.run(['recall', '--since', '2026-11-01', '--limit', '1'])).toMatchObject({ code: 0, err: '' });
  });
});

describe('the least score', () => {
  it('leaves weaker hits out, says so where none is left, and 0 shows all', async () => {
    const here = await harbour({ indexed: false });
    const none = await here.run(['recall', 'redis zebra giraffe elephant', '--min-score', '0.95']);
    expect(none.out).toMatch(/^nothing found for "redis zebra giraffe elephant" in 3 entries\n[^\n]*--min-score 0/);
    expect((await json(here, 'redis zebra giraffe elephant', '--min-score', '0')).hits.map(({ id }) => id)).toEqual(['bbbbbbbbbb']);
  });

  it.each(['2', '-1', 'much', ''])('"%s" is refused', async (score) => {
    const here = await harbour({ indexed: false });
    expect(await here.run(['recall', 'x', '--min-score', score])).toMatchObject({ code: 2, err: expect.stringContaining('from 0 to 1') });
  });
});

describe('recall', () => {
  it('with --edges brings what the topics of the hits are related to, and says through which', async () => {
    const here = await harbour({ indexed: false });
    mkdirSync(join(here.root, '.kairos/topics'));
    const topic = (slug: string, claim: string, more = ''): void =>
      writeFileSync(join(here.root, `.kairos/topics/${slug}.md`), `---\ntopic: ${slug}\n---\n# ${slug}\n\n- ${claim}\n${more}`);
    topic('moorings', 'Pilots tie up at the northern quay (2026-11-01). ^dddddddddd', '\nrelates: dues\n');
    topic('dues', 'The fee is forty crowns a night (2026-11-02). ^eeeeeeeeee');
    const asked = ['where do pilots tie up', '--tier', 'ltm'];
    expect((await json(here, ...asked)).hits.map(({ id }) => id)).toEqual(['dddddddddd']);
    expect((await json(here, ...asked, '--edges')).hits.map(({ id }) => id)).toEqual(['dddddddddd', 'eeeeeeeeee']);
    expect((await here.run(['recall', ...asked, '--edges', '--explain'])).out).toMatch(
      /\^eeeeeeeeee {2}.*memory topics\/dues\.md:6 {2}related to moorings\n.*score 0\.\d{3} = edge 0\.\d{3}/,
    );
  });

  it('gives the same bytes for the same files, clock and coverage', async () => {
    const here = await harbour({ indexed: true });
    const asked = ['recall', 'when does the gate open', '--explain', '--min-score', '0'];
    const first = await here.run(asked);
    expect(first.out).not.toBe('');
    expect(await here.run(asked)).toEqual(first);
  });

  it('keeps what was asked and answered in usage.jsonl, which nothing recalls, secrets taken out', async () => {
    const here = await harbour({ indexed: false });
    const secret = `ghp_${'0123456789abcdefghijABCDEFGHIJ012345'}`;
    await here.run(['recall', 'redis port', secret]);
    const [line = ''] = readFileSync(join(here.root, '.kairos/state/usage.jsonl'), 'utf8').split('\n');
    expect(JSON.parse(line)).toMatchObject({ at: expect.stringContaining('2026-11-21T12:00'), client: 'kairos', ids: ['bbbbbbbbbb'] });
    expect(line).not.toContain(secret);
    expect((await json(here, 'client coverage format', '--min-score', '0')).hits).toEqual([]);
  });
});
