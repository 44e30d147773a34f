import { describe, expect, test } from 'vitest';
import { longLine } from '../../src/mcp/long-line.js';
import { messageLines } from '../../src/mcp/message-lines.js';
import { MESSAGE_BYTES, refusalOf, type Refusal } from '../../src/mcp/messages.js';

const PING = '{"jsonrpc":"2.0","id":1,"method":"ping"}';

describe('a line', () => {
  test.each([
    PING,
    '{"jsonrpc":"2.0","method":"notifications/initialized"}',
    '{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{}}',
    '{"jsonrpc":"2.0","id":1,"result":{}}',
    '{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"no"}}',
    '',
    ' \r',
  ])('that is a message, or blank, is passed: %s', (line) => expect(refusalOf(line)).toBeUndefined());

  test.each([
    ['not json', -32700, null],
    ['{"jsonrpc":"2.0","id":1,"method":"ping"', -32700, null],
    [`${PING}${PING}`, -32700, null],
    ['[]', -32600, null],
    [`[${PING}]`, -32600, null],
    ['3', -32600, null],
    ['null', -32600, null],
    ['{"jsonrpc":"2.0"}', -32600, null],
    ['{"id":5,"method":"ping"}', -32600, 5],
    ['{"jsonrpc":"1.0","id":"a","method":"ping"}', -32600, 'a'],
    ['{"jsonrpc":"2.0","id":null,"method":"ping"}', -32600, null],
    ['{"jsonrpc":"2.0","id":1.5,"method":"ping"}', -32600, null],
    ['{"jsonrpc":"2.0","id":6,"method":7}', -32600, 6],
    ['{"jsonrpc":"2.0","id":6,"method":"ping","params":[1]}', -32600, 6],
  ])('that is none is refused: %s', (line, code, id) => expect(refusalOf(line)).toMatchObject({ jsonrpc: '2.0', id, error: { code } }));
});

describe('a line that is too long to be kept', () => {
  test.each([
    ['{"id":7,"params":{"id":8,"a":[{"id":9}]}}', 7],
    ['{"method":"x","params":{"id":8,"text":"\\"}],\\"id\\":3"},"jsonrpc":"2.0","id":"last"}', 'last'],
    ['{ "id" : "a\\"b\\u00e9" , "x": 1}', 'a"bé'],
    [`{"${'k'.repeat(400)}":1,"id":2}`, 2],
    [`{"id":"${'k'.repeat(400)}"}`, null],
    ['{"id":{"id":1}}', null],
    ['{"x":"id","y":1}', null],
    ['[{"id":1}]', null],
    ['"id":4', null],
    ['yyyy', null],
  ])('gives its id away, however it is cut: %s', (line, id) => {
    const bytes = Buffer.from(line);
    for (let size = 1; size <= bytes.length; size += 3) {
      const long = longLine();
      for (let at = 0; at < bytes.length; at += size) long.take(bytes.subarray(at, at + size));
      expect(long.id()).toBe(id);
    }
  });
});

describe('the lines of a client', () => {
  async function read(chunks: readonly (string | Buffer)[]): Promise<{ lines: string[]; refusals: Refusal[] }> {
    const refusals: Refusal[] = [];
    const stream = messageLines((refusal) => void refusals.push(refusal));
    const parts: Buffer[] = [];
    stream.on('data', (part: Buffer) => void parts.push(part));
    for (const chunk of chunks) stream.write(chunk);
    await new Promise<void>((resolve) => void stream.once('end', resolve).end());
    return { lines: Buffer.concat(parts).toString('utf8').split('\n').slice(0, -1), refusals };
  }

  test('are passed whole, wherever chunks are cut, the last one without its end too', async () => {
    const text = Buffer.from(`${PING.replace('ping', 'pïng')}\n\n${PING}\r\n${PING}`);
    for (const size of [1, 7, 50, 1000]) {
      const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, n) => text.subarray(n * size, (n + 1) * size));
      const { lines, refusals } = await read(chunks);
      expect(lines).toEqual([PING.replace('ping', 'pïng'), `${PING}\r`, PING]);
      expect(refusals).toEqual([]);
    }
  });

  test('one that is longer than a message may be is refused with its id, and the next one is read', async () => {
    const long = `{"params":{"text":"${'x'.repeat(MESSAGE_BYTES)}"},"id":"long"}`;
    const parts = long.match(/.{1,65536}/g) as string[];
    const { lines, refusals } = await read([...parts, `\n${PING}\n`]);
    expect(lines).toEqual([PING]);
    expect(refusals).toMatchObject([{ id: 'long', error: { code: -32600 } }]);
    const fits = PING.replace('ping', 'p'.repeat(MESSAGE_BYTES - PING.length + 4));
    expect(await read([fits])).toEqual({ lines: [fits], refusals: [] });
  });
});
