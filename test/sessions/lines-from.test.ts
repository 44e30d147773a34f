/** Lines of a file that is read in parts. */
import { expect, it } from 'vitest';
import { linesFrom } from '../../src/sessions/lines-from.js';
import { virtualWorld } from '../../src/replay/virtual-world.js';

async function read(text: string, from = 0): Promise<[string, number][]> {
  const { files } = virtualWorld();
  files.lay({ '/f': text });
  const lines: [string, number][] = [];
  for await (const { text: line, endsAt } of linesFrom({ files }, '/f', from)) lines.push([line, endsAt]);
  return lines;
}

it('gives whole lines and where each ends, from any line on; the last waits for its newline', async () => {
  expect(await read('ä\nbb\n\nrest')).toEqual([
    ['ä', 3],
    ['bb', 6],
    ['', 7],
  ]);
  expect(await read('ä\nbb\nrest', 3)).toEqual([['bb', 6]]);
  expect(await read('')).toEqual([]);
});

it('joins a line that lies in several parts, and cuts no character between them', async () => {
  const long = 'ä'.repeat(400_000);
  expect(await read(`x${long}\nnext\n`)).toEqual([
    [`x${long}`, 800_002],
    ['next', 800_007],
  ]);
});

it('passes over a line that is too long, and goes on behind it', async () => {
  const lines = await read(`${'x'.repeat(5 << 20)}\nnext\n`);
  expect(lines).toEqual([
    ['', (5 << 20) + 1],
    ['next', (5 << 20) + 6],
  ]);
});

it('holds no more than one line of a file of any size', async () => {
  const { files } = virtualWorld();
  const line = new TextEncoder().encode(`${'y'.repeat(999)}\n`);
  let most = 0;
  const endless = {
    ...files,
    readPart: async (_path: string, from: number, length: number): Promise<Uint8Array> => {
      most = Math.max(most, length);
      const size = 2_000_000;
      return Uint8Array.from({ length: Math.max(0, Math.min(length, size - from)) }, (_, n) => line[(from + n) % 1000] as number);
    },
  };
  let count = 0;
  for await (const { text } of linesFrom({ files: endless }, '/f', 0)) {
    count += 1;
    expect(text.length).toBe(999);
  }
  expect(count).toBe(2000);
  expect(most).toBeLessThanOrEqual(1 << 20);
});
