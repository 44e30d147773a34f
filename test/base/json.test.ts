import { describe, expect, it } from 'vitest';
import { parseObject, sortedJson } from '../../src/base/json.js';

describe('JSON', () => {
  it('has the keys of all objects in order, in lists and maps too', () => {
    const value = {
      b: [{ d: 1, c: 2 }],
      a: new Map<string, unknown>([
        ['z', { y: 1, x: null }],
        ['B', undefined],
      ]),
    };
    expect(sortedJson(value)).toBe('{"a":{"z":{"x":null,"y":1}},"b":[{"c":2,"d":1}]}');
    expect(sortedJson({ b: 1, a: 2 }, 1)).toBe('{\n "a": 2,\n "b": 1\n}');
  });
  it.each([undefined, '', 'null', '[]', '"a"', '1', '{"a":', '{} {}'])('that is no object reads as none: %j', (text) =>
    expect(parseObject(text)).toBeUndefined(),
  );
  it('reads an object', () => expect(parseObject(' {"a": [1]}\n')).toEqual({ a: [1] }));
});
