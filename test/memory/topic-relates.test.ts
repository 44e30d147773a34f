import { describe, expect, it } from 'vitest';
import { addBullets, addRelates, removeBullet, replaceBullet, strikeBullet } from '../../src/memory/topic-edit.js';
import { parseTopic } from '../../src/memory/topic.js';
import { mergeTopics } from '../../src/memory/topic-merge.js';

const CLAIM = '- They need Redis on port 6380 (2026-11-20). ^k9x0aa1b2c\n  evidence: (^k81m2pp0zd)\n';
const page = (relates: string, front = ''): string =>
  `---\ntopic: integration-tests\ndescription: d\n${front}---\n# Integration tests\n\n${relates}\n${CLAIM}`;
const relatesOf = (text: string): readonly string[] => parseTopic(text, 'topics/integration-tests.md').topic.relates;

describe('the relates: lines of a topic', () => {
  it.each([
    ['a line below the title', page('relates: redis, ci-hosts\n'), ['ci-hosts', 'redis']],
    ['capitals, more blanks and a stop', page('Relates:   redis ,ci-hosts.\n'), ['ci-hosts', 'redis']],
    ['several lines', page('relates: redis\nrelates: ci-hosts\n'), ['ci-hosts', 'redis']],
    ['a line among other words', page('My own words.\nrelates: redis\nMore of them.\n'), ['redis']],
    ['a list of front matter', page('', 'relates: [redis, ci-hosts]\n'), ['ci-hosts', 'redis']],
    ['text of front matter', page('', 'relates: redis, ci-hosts\n'), ['ci-hosts', 'redis']],
    ['brackets as in YAML', page('relates: [redis, ci-hosts]\n'), ['ci-hosts', 'redis']],
    ['links', page('relates: [Redis](redis.md), [the hosts](../topics/ci-hosts.md)\n'), ['ci-hosts', 'redis']],
    ['wiki links', page('relates: [[redis]] [[ci-hosts|hosts]]\n'), ['ci-hosts', 'redis']],
    ['titles', page('relates: Redis; CI hosts\n'), ['ci-hosts', 'redis']],
    ['ids', page('relates: (^k7d0c1m2xq), redis\n'), ['^k7d0c1m2xq', 'redis']],
    ['a line of a bullet', `${page('')}  relates: redis\n`, ['redis']],
    ['a line at the end', `${page('')}\nrelates: redis`, ['redis']],
    ['the topic itself, and one twice', page('relates: redis, integration-tests, redis\n'), ['redis']],
    ['with CRLF', page('relates: redis, ci-hosts\n').replaceAll('\n', '\r\n'), ['ci-hosts', 'redis']],
  ])('%s', (_what, text, wanted) => {
    expect(relatesOf(text)).toEqual(wanted);
    expect(parseTopic(text, 'topics/integration-tests.md').problems).toEqual([]);
  });

  it.each([
    ['in a code fence', page('```\nrelates: redis\n```\n')],
    ['in a comment', page('<!--\nrelates: redis\n-->\n')],
    ['in a quote', page('> relates: redis\n')],
    ['inside a sentence', page('This relates: redis\n')],
    ['with what can be no name', page('relates: ../../etc/passwd, $(rm), \n')],
  ])('%s are none', (_what, text) => {
    expect(relatesOf(text)).toEqual([]);
  });

  it('are no part of a claim, wherever the claim has its id', () => {
    const bullets = parseTopic(page('').replace('  evidence', '  relates: redis\n  evidence'), 'topics/integration-tests.md').topic.bullets;
    expect(bullets).toMatchObject([{ id: 'k9x0aa1b2c', text: 'They need Redis on port 6380 (2026-11-20).', entries: ['k81m2pp0zd'] }]);
    const own = parseTopic('# T\n\n- a claim of mine\n  relates: redis\n', 'topics/t.md').topic;
    expect(own).toMatchObject({ relates: ['redis'], bullets: [{ text: 'a claim of mine' }] });
  });

  it('stay through every edit of a bullet', () => {
    const text = page('relates: redis\n').replace('  evidence', '  relates: ci-hosts\n  evidence');
    const bullet = { id: 'k000000001', text: 'New.', entries: [], commits: [] };
    for (const edited of [
      addBullets(text, [bullet]),
      strikeBullet(text, 'k9x0aa1b2c', { by: 'k000000001', on: '2026-11-21' }),
      replaceBullet(text, 'k9x0aa1b2c', bullet),
    ])
      expect(relatesOf(edited)).toEqual(['ci-hosts', 'redis']);
    expect(relatesOf(removeBullet(text, 'k9x0aa1b2c'))).toEqual(['redis']);
  });
});

describe('adding relations', () => {
  it('goes onto the line that is there, and keeps every other byte', () => {
    const text = page('My words.\nrelates: redis  \nMore.\n').replaceAll('\n', '\r\n');
    expect(addRelates(text, ['ci-hosts', '^k7d0c1m2xq'])).toBe(
      text.replace('relates: redis  ', 'relates: redis, ci-hosts, (^k7d0c1m2xq)  '),
    );
  });

  it.each([
    ['below the title', page('')],
    ['where there is no title', CLAIM],
    ['behind front matter alone', '---\ntopic: integration-tests\n---\n'],
    ['in an empty topic', ''],
  ])('makes a line %s', (_what, text) => {
    const added = addRelates(text, ['redis']);
    expect(relatesOf(added)).toEqual(['redis']);
    const idsOf = (one: string): unknown => parseTopic(one, 'topics/integration-tests.md').topic.bullets.map(({ id }) => id);
    expect(idsOf(added)).toEqual(idsOf(text));
    expect(added.replace(/relates: redis|\n/g, '')).toBe(text.replaceAll('\n', ''));
  });
});

describe('merging relations', () => {
  const BASE = page('relates: redis, old-hosts\n');
  const merged = (ours: string, theirs: string, base = BASE): ReturnType<typeof mergeTopics> => mergeTopics(base, ours, theirs);
  const said = (names: string): string => page(`relates: ${names}\n`);

  it.each([
    ['both add', said('redis, old-hosts, a'), said('redis, old-hosts, b'), ['a', 'b', 'old-hosts', 'redis']],
    ['ours takes out, theirs adds', said('redis'), said('redis, old-hosts, b'), ['b', 'redis']],
    // Our line is a person's: nothing is taken out of it.
    ['theirs takes out, ours adds', said('redis, old-hosts, a'), said('redis'), ['a', 'old-hosts', 'redis']],
    [
      'ours has front matter',
      page('relates: redis, old-hosts\n', 'relates: [a]\n'),
      said('redis, old-hosts, b'),
      ['a', 'b', 'old-hosts', 'redis'],
    ],
    ['theirs has a second line', said('redis, old-hosts, a'), said('redis, old-hosts\nrelates: b'), ['a', 'b', 'old-hosts', 'redis']],
  ])('%s: both stand, and it is no conflict', (_what, ours, theirs, wanted) => {
    const { text, conflicts } = merged(ours, theirs);
    expect(relatesOf(text)).toEqual(wanted);
    expect(conflicts).toEqual([]);
  });

  it('two first lines become one relation of both', () => {
    const { text, conflicts } = merged(page('relates: a\n'), page('relates: b\n'), page(''));
    expect(relatesOf(text)).toEqual(['a', 'b']);
    expect(conflicts).toEqual([]);
  });

  it('two front matters keep the additions of both', () => {
    const { text } = merged(page('', 'relates: [a]\n'), page('', 'relates: [b]\n'), page(''));
    expect(relatesOf(text)).toEqual(['a', 'b']);
    expect(parseTopic(text, 'topics/integration-tests.md').problems).toEqual([]);
  });

  it('words beside them are still a conflict', () => {
    const { text, conflicts } = merged(page('Ours.\nrelates: a\n'), page('Theirs.\nrelates: b\n'), page('Base.\n'));
    expect(relatesOf(text)).toEqual(['a', 'b']);
    expect(conflicts).toHaveLength(1);
  });
});
