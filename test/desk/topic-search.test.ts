/** Claims found while somebody types, and names that a mistyped one may mean. */
import { describe, expect, it } from 'vitest';
import { likelyNames, orText } from '../../src/desk/likely-names.js';
import { claimsWith } from '../../src/desk/topic-search.js';
import { parseTopic } from '../../src/memory/topic.js';

const REDIS = `---
description: where sessions live
---
# Redis

- Redis listens on port 6380 (2026-11-18). ^k9x0aa1b2c
- ~~Redis listens on port 6379.~~ superseded 2026-11-18 by (^k9x0aa1b2c) ^k2aa0b1c3d
- Sessions expire after a day
`;
const RELEASES = '# Releases\n\n- Releases are cut from main, never from a branch. ^k3aa0b1c3d\n';
const topics = [parseTopic(REDIS, 'topics/redis.md').topic, parseTopic(RELEASES, 'topics/releases.md').topic];
const found = (words: string): string[] => claimsWith(topics, words, 10).map(({ text }) => text);

describe('claims with words', () => {
  it('are found by beginnings of words, mistyped ones, ids, and words of the topic', () => {
    expect(found('port 638')).toEqual(['Redis listens on port 6380.']);
    expect(found('lisetns')).toHaveLength(2);
    expect(found('rele bran')).toEqual(['Releases are cut from main, never from a branch.']);
    expect(found('k9x0')).toEqual(['Redis listens on port 6380.']);
    expect(found('sessions exp')).toEqual(['Sessions expire after a day']);
  });

  it('have all of the words, and one that holds comes first', () => {
    expect(found('redis branch')).toEqual([]);
    expect(found('listens')).toEqual(['Redis listens on port 6380.', 'Redis listens on port 6379.']);
    expect(claimsWith(topics, 'listens', 1)).toEqual([
      { id: 'k9x0aa1b2c', topic: 'redis', title: 'Redis', text: 'Redis listens on port 6380.', line: 6, struck: false },
    ]);
  });

  it('are none for no word', () => {
    expect(found('')).toEqual([]);
    expect(found('?!')).toEqual([]);
  });
});

describe('likely names', () => {
  it('are alike, best first', () => {
    const names = ['supported-versions', 'redis', 'releases', 'src/redis-queue.ts'];
    expect(likelyNames('reids', names)[0]).toBe('redis');
    expect(likelyNames('supported-version', names)).toEqual(['supported-versions']);
    expect(likelyNames('redis-queu.ts', names)[0]).toBe('src/redis-queue.ts');
    expect(likelyNames('zzz', names)).toEqual([]);
  });

  it('read as a choice', () => {
    expect([orText([]), orText(['a']), orText(['a', 'b']), orText(['a', 'b', 'c'])]).toEqual(['', 'a', 'a or b', 'a, b or c']);
  });
});
