import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addBullets, newTopicText, removeBullet, replaceBullet, strikeBullet } from '../../src/memory/topic-edit.js';
import { parseTopic } from '../../src/memory/topic.js';
import type { NewBullet } from '../../src/memory/topic.js';
import { claimLine, datedClaim, readClaim } from '../../src/memory/topic-bullet.js';
import { riskyText } from './risky-text.js';

const PATH = 'topics/integration-tests.md';
const PLAIN = `---
topic: integration-tests
description: What the integration tests need and how they fail
---
# Integration tests

- They need Redis on port 6380, not 6379 (2026-11-20). ^k9x0aa1b2c
  evidence: (^k81m2pp0zd) (^k7d0c1m2xq) commit 3f2a91c04d11
- ~~They use port 6379.~~ superseded 2026-11-20 by (^k9x0aa1b2c) ^k2aa0b1c3d
`;
const NEW: NewBullet = {
  id: 'k0000000n1',
  text: 'They run in parallel.',
  date: '2026-11-21',
  entries: ['k81m2pp0ze'],
  commits: ['aaaaaaaaaaaa'],
};
const NEW_SOURCE = '- They run in parallel (2026-11-21). ^k0000000n1\n  evidence: (^k81m2pp0ze) commit aaaaaaaaaaaa\n';

/** Everything a person may put into a topic, with bullets of ours between. */
const WILD = `\uFEFF---
topic: integration-tests
title: Not this
description: "emoji 😀: yes"
tags: [a, b]
---

Setext title
============

Prose that speaks of - bullets and ~~strikes~~ 😀.

- a bullet of my own, without an id
  and its second line
* another list
  - nested one
    1. numbered below

1. first step
2. second step ^my-step

| table | with |
|-------|------|
| - no  | ^no  |

<!-- a comment
- not a bullet ^kcomment001
-->

\`\`\`sh
- not a bullet either ^kfence00001
\`\`\`

- They need Redis on port 6380,
  not 6379 (2026-11-20). ^k9x0aa1b2c
  evidence: (^k81m2pp0zd) commit 3f2a91c04d11
  - but ask Ann first

  a paragraph of mine
- ~~They use port 6379.~~ superseded 2026-11-20 by (^k9x0aa1b2c) ^k2aa0b1c3d

> - quoted ^kquote00001

The end, with no newline`;

const bulletsOf = (text: string) => parseTopic(text, PATH).topic.bullets;

describe('reading a topic', () => {
  it('reads the form that we write', () => {
    const { topic, problems } = parseTopic(PLAIN, PATH);
    expect(problems).toEqual([]);
    expect(topic).toMatchObject({
      slug: 'integration-tests',
      title: 'Integration tests',
      description: 'What the integration tests need and how they fail',
    });
    expect(topic.bullets).toMatchObject([
      {
        id: 'k9x0aa1b2c',
        address: 'k9x0aa1b2c',
        text: 'They need Redis on port 6380, not 6379 (2026-11-20).',
        struck: false,
        date: '2026-11-20',
        entries: ['k81m2pp0zd', 'k7d0c1m2xq'],
        commits: ['3f2a91c04d11'],
        line: 7,
      },
      {
        id: 'k2aa0b1c3d',
        text: 'They use port 6379.',
        struck: true,
        supersededBy: 'k9x0aa1b2c',
        supersededOn: '2026-11-20',
        entries: [],
        commits: [],
        line: 9,
      },
    ]);
    for (const { start, end } of topic.bullets) expect(topic.text.slice(start, end)).toMatch(/^- [\s\S]*\n$/);
  });

  it.each([
    ['as it is', WILD],
    ['with CRLF', WILD.replaceAll('\n', '\r\n')],
  ])('reads what people write, %s', (_name, text) => {
    const { topic, problems } = parseTopic(text, PATH);
    expect(problems).toEqual([]);
    expect(topic).toMatchObject({ title: 'Setext title', description: 'emoji 😀: yes' });
    expect(topic.bullets.map(({ id, text: said }) => [id, said])).toEqual([
      [undefined, 'a bullet of my own, without an id\nand its second line'],
      [undefined, 'another list\n- nested one\n  1. numbered below'],
      [undefined, 'first step'],
      ['my-step', 'second step'],
      ['k9x0aa1b2c', 'They need Redis on port 6380,\nnot 6379 (2026-11-20).\n- but ask Ann first\n\na paragraph of mine'],
      ['k2aa0b1c3d', 'They use port 6379.'],
    ]);
    expect(new Set(topic.bullets.map(({ address }) => address)).size).toBe(6);
    for (const { line, start } of topic.bullets) expect(line).toBe(text.slice(0, start).split('\n').length);
  });

  it.each([
    ['---js front matter does not run', '---js\nglobalThis.pwned = true; module.exports = {}\n---\n- a ^k9x0aa1b2c\n', 1, 1],
    ['--- javascript does not run', '--- javascript\nglobalThis.pwned = true\n---\n- a ^k9x0aa1b2c\n', 1, 1],
    ['broken YAML', '---\ntopic: [\n---\n- a ^k9x0aa1b2c\n', 1, 1],
    ['front matter never closed', '---\ntopic: x\n\n- a ^k9x0aa1b2c\n', 1, 1],
    ['an executable YAML tag', '---\ndescription: !!js/function "function(){ globalThis.pwned = true }"\n---\n- a ^k9x0aa1b2c\n', 1, 1],
    ['another name inside than outside', '---\ntopic: other\n---\n- a ^k9x0aa1b2c\n', 1, 1],
    ['an id twice', '- a ^k9x0aa1b2c\n- b ^k9x0aa1b2c\n', 2, 1],
    ['nothing', '', 0, 0],
    ['a byte order mark only', '\uFEFF', 0, 0],
    ['bullets nested without end', `${'- '.repeat(100_000)}a`, 0, 1],
    ['bullets and quotes nested in every line', '> - > - > - > - a\n'.repeat(12_000), 0, 1],
    ['a paragraph of a hundred thousand lines', `- a\n${'b\n'.repeat(100_000)}`, 0, 1],
    ['moderate nesting', `${'- '.repeat(40)}a`, 1, 0],
    ['many brackets', `- ${'['.repeat(100_000)} ^k9x0aa1b2c\n`, 1, 0],
  ])('%s', (_name, text, bullets, problems) => {
    const read = parseTopic(text, PATH);
    // Read twice: a front matter that failed must fail again, not come out of a cache as empty.
    expect(parseTopic(text, PATH)).toEqual(read);
    expect(read.problems).toHaveLength(problems);
    expect(read.topic.bullets).toHaveLength(bullets);
    expect((globalThis as { pwned?: boolean }).pwned).toBeUndefined();
  });

  it('a person who wrote on behind the id keeps the id and the words', () => {
    expect(bulletsOf('- claim ^k9x0aa1b2c\n  and more\n')).toMatchObject([{ id: 'k9x0aa1b2c', text: 'claim\nand more' }]);
  });

  it.each([
    ['~~gone~~ ^k9x0aa1b2c', { struck: true, text: 'gone' }],
    ['~~a~~ and ~~b~~ ^k9x0aa1b2c', { struck: false, text: '~~a~~ and ~~b~~' }],
    [
      '~~~~a~~ b~~ superseded 2026-01-02 by (^x) ^k9x0aa1b2c',
      { struck: true, text: '~~a~~ b', supersededBy: 'x', supersededOn: '2026-01-02' },
    ],
  ])('strikes: %s', (line, expected) => {
    expect(bulletsOf(`- ${line}\n`)[0]).toMatchObject(expected);
  });
});

describe('writing a topic', () => {
  it('a new topic reads back', () => {
    const text = newTopicText({ slug: 'x', title: 'C# and # signs', description: 'yes: "it" #holds', bullets: [NEW] });
    expect(text).toBe(`---\ntopic: x\ndescription: "yes: \\"it\\" #holds"\n---\n# C# and # signs\n\n${NEW_SOURCE}`);
    expect(parseTopic(text, 'topics/x.md')).toMatchObject({
      problems: [],
      topic: { title: 'C# and # signs', description: 'yes: "it" #holds' },
    });
  });

  it('holds nothing that cannot be seen, in claim, title and description', () => {
    const said = `a\u200bb${'\u{e0061}'.repeat(9)}\u2028c\u202e`;
    const bullet = { ...NEW, text: said };
    expect(newTopicText({ slug: 'x', title: said, description: said, bullets: [bullet] })).not.toMatch(
      /[\p{Default_Ignorable_Code_Point}\u2028]/u,
    );
    expect(claimLine(said)).toBe('ab c');
  });

  it('any claim, title and description read back', () => {
    fc.assert(
      fc.property(riskyText, riskyText, riskyText, fc.boolean(), (text, title, description, dated) => {
        const bullet: NewBullet = {
          id: 'k0000000n1',
          text,
          entries: ['k81m2pp0ze'],
          commits: ['aaaaaaaaaaaa'],
          ...(dated ? { date: '2026-11-21' } : {}),
        };
        const after: NewBullet = { id: 'k0000000n2', text: 'after', entries: [], commits: [] };
        const { topic, problems } = parseTopic(newTopicText({ slug: 'x', title, description, bullets: [bullet, after] }), 'topics/x.md');
        expect(problems).toEqual([]);
        expect(topic.description).toBe(claimLine(description).replace(/^\\~~/, '~~'));
        expect(topic.bullets).toMatchObject([
          { id: 'k0000000n1', text: datedClaim(text, bullet.date), struck: false, entries: ['k81m2pp0ze'], commits: ['aaaaaaaaaaaa'] },
          { id: 'k0000000n2', text: 'after' },
        ]);
      }),
      { numRuns: 120 },
    );
  });

  it.each([
    ['They need Redis.', '2026-11-20', 'They need Redis (2026-11-20).'],
    ['They need Redis', '2026-11-20', 'They need Redis (2026-11-20)'],
    ['They need Redis!', '2026-11-20', 'They need Redis! (2026-11-20).'],
    ['Why?', '2026-11-20', 'Why? (2026-11-20).'],
    ['It waits...', '2026-11-20', 'It waits.. (2026-11-20).'],
    ['It waits…', '2026-11-20', 'It waits… (2026-11-20).'],
    ['It says "stop."', '2026-11-20', 'It says "stop." (2026-11-20).'],
    ['They need ports (all of them)', '2026-11-20', 'They need ports (all of them) (2026-11-20)'],
    ['測試需要 Redis。', '2026-11-20', '測試需要 Redis。 (2026-11-20).'],
    ['The key ends with the contract (2027-03-01).', '2026-11-20', 'The key ends with the contract (2027-03-01) (2026-11-20).'],
    ['They need Redis (2026-11-20).', '2026-11-20', 'They need Redis (2026-11-20).'],
    ['two\n  lines', undefined, 'two lines'],
    ['~~x~~ superseded 2026-01-01 by (^k9x0aa1b2c)', undefined, '\\~~x~~ superseded 2026-01-01 by (^k9x0aa1b2c)'],
  ])('the claim %j of %s stands as %j', (text, date, line) => {
    expect(datedClaim(text, date)).toBe(line);
  });

  // What topics of earlier days hold, and what people write by hand.
  it.each([
    ['They need Redis (2026-11-20).', 'They need Redis.'],
    ['They need Redis (2026-11-20)', 'They need Redis'],
    ['They need Redis (2026-11-20)!', 'They need Redis!'],
    ['Do they need Redis (2026-11-20)?', 'Do they need Redis?'],
    ['Why? (2026-11-20).', 'Why?'],
    ['They need Redis! (2026-11-20).', 'They need Redis!'],
    ['It waits.. (2026-11-20).', 'It waits...'],
    ['It says "stop." (2026-11-20).', 'It says "stop."'],
    ['Redis चाहिए। (2026-11-20).', 'Redis चाहिए।'],
    ['They need Redis\n(2026-11-20).', 'They need Redis.'],
    ['They need Redis(2026-11-20).', 'They need Redis.'],
  ])('%j says %j since that day', (line, claim) => {
    expect(readClaim(line)).toEqual({ claim, date: '2026-11-20' });
    expect(bulletsOf(`- ${line.replace('\n', '\n  ')} ^k9x0aa1b2c\n`)).toMatchObject([{ text: line, claim, date: '2026-11-20' }]);
    expect(bulletsOf(`- ~~${line}~~ superseded 2026-12-01 by (^k0000000n1) ^k9x0aa1b2c\n`)).toMatchObject([{ claim, date: '2026-11-20' }]);
  });

  it('a claim keeps what a person wrote below it, and loses the date all the same', () => {
    expect(bulletsOf('- They need Redis (2026-11-20). ^k9x0aa1b2c\n  - but ask Ann first\n')).toMatchObject([
      { text: 'They need Redis (2026-11-20).\n- but ask Ann first', claim: 'They need Redis.\n- but ask Ann first', date: '2026-11-20' },
    ]);
    expect(readClaim('They need Redis (since 2026-11-20).')).toEqual({ claim: 'They need Redis (since 2026-11-20).' });
  });

  const END = fc.constantFrom(
    '',
    '.',
    '!',
    '?',
    '...',
    '..',
    '…',
    ')',
    '.)',
    '!)',
    '"',
    '."',
    '?”',
    '’',
    '`',
    '。',
    '।',
    '؟',
    '!.',
    '?!',
    ' .',
    '(2027-03-01).',
    ' (2027-03-01)',
  );
  it('any claim and its date come back from the line that they make, whatever the claim ends in', () => {
    fc.assert(
      fc.property(fc.oneof(riskyText, fc.constantFrom('They need Redis', 'Es läuft', '')), END, (said, end) => {
        const claim = claimLine(`${said}${end}`);
        fc.pre(readClaim(claim).date !== '2026-11-20');
        expect(readClaim(datedClaim(claim, '2026-11-20'))).toEqual({ claim, date: '2026-11-20' });
        const bullet: NewBullet = { id: 'k0000000n1', text: claim, date: '2026-11-20', entries: [], commits: [] };
        const text = newTopicText({ slug: 'x', title: 'x', description: 'x', bullets: [bullet] });
        expect(bulletsOf(text)).toMatchObject([{ claim, date: '2026-11-20' }]);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [{ ...NEW, id: 'a b' }, /not an id/],
    [{ ...NEW, date: 'today' }, /not a day/],
    [{ ...NEW, commits: ['HEAD'] }, /not a commit/],
    [{ ...NEW, entries: ['a)'] }, /not an entry/],
    [{ ...NEW, text: 'x'.repeat(20_000) }, /over the limit/],
  ])('refuses what the grammar cannot hold', (bullet, message) => {
    expect(() => addBullets(PLAIN, [bullet])).toThrow(message);
  });

  it('refuses to grow a topic over 256 KB', () => {
    expect(() => addBullets(`${PLAIN}\n${`${'x'.repeat(1000)}\n`.repeat(270)}`, [NEW])).toThrow(/over the limit of 262144/);
  });
});

describe('splices', () => {
  it('adds behind the last bullet of ours', () => {
    expect(addBullets(PLAIN, [NEW])).toBe(PLAIN + NEW_SOURCE);
  });

  it('strikes and names what took the place, once', () => {
    const struck = PLAIN.replace(
      'They need Redis on port 6380, not 6379 (2026-11-20).',
      '~~They need Redis on port 6380, not 6379 (2026-11-20).~~ superseded 2026-12-01 by (^k0000000n1)',
    );
    expect(strikeBullet(PLAIN, 'k9x0aa1b2c', { by: 'k0000000n1', on: '2026-12-01' })).toBe(struck);
    expect(strikeBullet(struck, 'k9x0aa1b2c', { by: 'k0000000n2', on: '2026-12-02' })).toBe(struck);
  });

  it('strikes what a person struck by hand', () => {
    expect(strikeBullet('- ~~gone~~ ^k9x0aa1b2c\n', 'k9x0aa1b2c', { by: 'b', on: '2026-12-01' })).toBe(
      '- ~~gone~~ superseded 2026-12-01 by (^b) ^k9x0aa1b2c\n',
    );
  });

  it('strikes a bullet without an id by its address', () => {
    const address = bulletsOf(WILD)[0]?.address as string;
    expect(strikeBullet(WILD, address, { by: 'k9x0aa1b2c', on: '2026-12-01' })).toBe(
      WILD.replace(
        'a bullet of my own, without an id\n  and its second line',
        '~~a bullet of my own, without an id\n  and its second line~~ superseded 2026-12-01 by (^k9x0aa1b2c)',
      ),
    );
  });

  it.each([
    ['strikeBullet', (text: string) => strikeBullet(text, 'nowhere', { by: 'b', on: '2026-12-01' })],
    ['replaceBullet', (text: string) => replaceBullet(text, 'nowhere', NEW)],
    ['removeBullet', (text: string) => removeBullet(text, 'nowhere')],
  ])('%s says when the bullet is not there', (_name, edit) => {
    expect(() => edit(PLAIN)).toThrow(/no bullet \^nowhere/);
  });

  describe.each([
    ['LF', WILD],
    ['CRLF', WILD.replaceAll('\n', '\r\n')],
  ])('every other byte survives, %s', (name, text) => {
    const eol = name === 'CRLF' ? '\r\n' : '\n';
    const native = (source: string) => source.replaceAll('\n', eol);
    const [, , , , ours, last] = bulletsOf(text) as unknown as [
      never,
      never,
      never,
      never,
      { start: number; end: number },
      { start: number; end: number },
    ];

    it('add', () => expect(addBullets(text, [NEW])).toBe(text.slice(0, last.end) + native(NEW_SOURCE) + text.slice(last.end)));
    it('remove', () => expect(removeBullet(text, 'k9x0aa1b2c')).toBe(text.slice(0, ours.start) + text.slice(ours.end)));
    it('strike', () => {
      const wanted = text
        .replace('They need Redis on port 6380,', '~~$&')
        .replace('(2026-11-20). ^k9x0aa1b2c', '(2026-11-20).~~ superseded 2026-12-01 by (^b) ^k9x0aa1b2c');
      expect(strikeBullet(text, 'k9x0aa1b2c', { by: 'b', on: '2026-12-01' })).toBe(wanted);
    });
    it('replace keeps what a person hung below', () => {
      const kept = native('  - but ask Ann first\n\n  a paragraph of mine\n');
      expect(replaceBullet(text, 'k9x0aa1b2c', NEW)).toBe(text.slice(0, ours.start) + native(NEW_SOURCE) + kept + text.slice(ours.end));
    });
    it('remove at the end of a file without newline', () => expect(removeBullet('- a ^x\n- b ^y', 'y')).toBe('- a ^x\n'));
  });

  it.each([
    ['an open fence', '# T\n\n```\ncode\n'],
    ['an open comment', '# T\n\n<!-- note\n'],
    ['a paragraph without newline', '# T\n\nwords'],
    ['a table', '| a |\n|---|\n| b |\n'],
    ['only front matter', '---\ntopic: x\n---\n'],
    ['nothing', ''],
    ['an open fence under a byte order mark', '\uFEFF```\ncode'],
    ['indented bullets', '  - a ^k9x0aa1b2c\n    more\n'],
    ['numbered bullets', '1. a ^k9x0aa1b2c\n2. b\n'],
    ['a bullet with an open fence', '- a ^k9x0aa1b2c\n  ```\n  code\n'],
  ])('a new bullet is read as one behind %s', (_name, text) => {
    const added = addBullets(text, [NEW, { ...NEW, id: 'k0000000n2' }]);
    expect(bulletsOf(added).flatMap(({ id }) => id ?? [])).toEqual(expect.arrayContaining(['k0000000n1', 'k0000000n2']));
    for (const line of text.replace('\uFEFF', '').split('\n')) expect(added).toContain(line);
    expect(bulletsOf(removeBullet(removeBullet(added, 'k0000000n1'), 'k0000000n2')).map(({ text: said }) => said)).toEqual(
      bulletsOf(text).map(({ text: said }) => said),
    );
  });

  it('adding never changes or hides a line, whatever the file holds', () => {
    const piece = fc.oneof(
      riskyText.map((text) => `${text}\n`),
      fc.constantFrom(
        '- a ^k9x0aa1b2c\n',
        '  - nested\n',
        '\n',
        '```\n',
        '<!--\n',
        '-->\n',
        '1. x ^k9x0aa1b2d\n',
        '   lazy\n',
        '> q\n',
        '| a |\n|---|\n',
        '<div>\n',
        '---\n',
        '* s ^k9x0aa1b2e\r\n',
      ),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join('')),
        (text) => {
          let added: string;
          try {
            added = addBullets(text, [NEW]);
          } catch (error) {
            expect(error).toMatchObject({ code: 'damaged' });
            return;
          }
          const before = bulletsOf(text).map(({ id, text: said }) => `${id} ${said}`);
          const after = bulletsOf(added).map(({ id, text: said }) => `${id} ${said}`);
          expect(after.filter((said) => !said.startsWith('k0000000n1'))).toEqual(before);
          expect(after).toHaveLength(before.length + 1);
          const rest = added.replace(NEW_SOURCE, '').replace(NEW_SOURCE.replaceAll('\n', '\r\n'), '');
          expect(rest.replace(/\s+/g, '')).toBe(text.replace(/\s+/g, ''));
        },
      ),
      { numRuns: 150 },
    );
  });
});
