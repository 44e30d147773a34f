import { describe, expect, it } from 'vitest';
import { logBlocks, parseDailyLog } from '../../src/memory/daily-log.js';
import { knownBlocks, parsedLog } from '../../src/memory/parsed-logs.js';

const meta = { path: 'logs/2026/11/2026-11-20.md', day: '2026-11-20', writer: 'w0000000' };
const line = (n: number, width = 10): string => `- 14:03:22.123Z note@user ${'x'.repeat(width)} ^k${String(n).padStart(9, '0')}\n`;

describe('a log that is parsed again', () => {
  it('is what it was, until a byte of it changes', () => {
    const text = line(1) + line(2);
    const first = parsedLog(text, meta);
    expect(first).toEqual(parseDailyLog(text, meta));
    expect(parsedLog(`${line(1)}${line(2)}`, meta)).toBe(first);
    const grown = parsedLog(text + line(3), meta);
    expect(grown).toEqual(parseDailyLog(text + line(3), meta));
    expect(parsedLog(text, meta)).toEqual(first);
  });

  it('is another one for another path, day or writer', () => {
    const text = line(1);
    const first = parsedLog(text, meta);
    for (const other of [
      { ...meta, path: 'peers/w1111111/2026/11/2026-11-20.md', writer: 'w1111111' },
      { ...meta, writer: 'w2222222' },
      { ...meta, path: 'logs/2026/11/2026-11-21.md', day: '2026-11-21' },
    ]) {
      expect(parsedLog(text, other)).toEqual(parseDailyLog(text, other));
      expect(parsedLog(text, other)).not.toEqual(first);
    }
  });

  it('is forgotten when others that were read since take the place, and is never kept if it alone is too large', () => {
    const old = parsedLog(line(1), meta);
    const large = line(2, 10_000).repeat(30);
    expect(parsedLog(large, { ...meta, path: 'a' })).not.toBe(parsedLog(large, { ...meta, path: 'a' }));
    expect(parsedLog(line(1), meta)).toBe(old);
    for (let n = 0; n < 40; n += 1) parsedLog(line(n, 10_000), { ...meta, path: `logs/${n}.md` });
    expect(parsedLog(line(1), meta)).not.toBe(old);
    expect(parsedLog(line(1), meta)).toEqual(old);
  });

  it('has its blocks found once as well', () => {
    const text = `# a day\n\n${line(1)}  more\n`;
    expect(knownBlocks(text)).toEqual(logBlocks(text));
    expect(knownBlocks(`# a day\n\n${line(1)}  more\n`)).toBe(knownBlocks(text));
  });
});
