import { describe, expect, it } from 'vitest';
import { belowKairos, dreamOfPath, isBesideMemory, isMemoryPath, reportPath, slugOf, topicPath } from '../../src/base/memory-paths.js';

describe('paths of memory', () => {
  it.each([
    ['.kairos/MEMORY.md', true, true],
    ['.kairos/topics/redis.md', true, true],
    ['.kairos/dreams/2026-11-20-ab12cd.md', true, true],
    ['.kairos/topics/Über uns.md', false, true],
    ['.kairos/topics/sub/redis.md', false, true],
    ['.kairos/topics/con.md', false, true],
    ['.kairos/dreams/notes.md', false, true],
    ['.kairos/dreams/2026-11-20-ab12cd.md.sh', false, true],
    ['.kairos/MEMORY.md.sh', false, false],
    ['.kairos/config.yaml', false, false],
    ['.kairos/topics', false, false],
    ['src/.kairos/topics/redis.md', false, false],
  ])('%s: a dream may write it %s, lies beside memory %s', (path, may, beside) => {
    expect(isMemoryPath(path)).toBe(may);
    expect(isBesideMemory(path)).toBe(beside);
  });

  it('say which topic and which dream they are of', () => {
    expect(slugOf(topicPath('redis'))).toBe('redis');
    expect(dreamOfPath(reportPath({ date: '2026-11-20', dream: 'ab12cd' }))).toBe('ab12cd');
    expect(dreamOfPath(topicPath('2026-11-20-ab12cd'))).toBeUndefined();
    expect(belowKairos(topicPath('redis'))).toBe('topics/redis.md');
    expect(belowKairos('a.md')).toBe('a.md');
  });
});
