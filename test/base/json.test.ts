import { describe, expect, it } from 'vitest';
import { jsonFile, parseObject, sortedJson } from '../../src/base/json.js';

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
  it('ends in a newline in a file, and is the same however the value was built', () => {
    expect(jsonFile({ b: 1, a: [] })).toBe('{"a":[],"b":1}\n');
    expect(jsonFile({ b: { d: 1, c: 2 }, a: 2 }, 2)).toBe(jsonFile({ a: 2, b: { c: 2, d: 1 } }, 2));
  });
  it.each([undefined, '', 'null', '[]', '"a"', '1', '{"a":', '{} {}'])('that is no object reads as none: %j', (text) =>
    expect(parseObject(text)).toBeUndefined(),
  );
  it('reads an object', () => expect(parseObject(' {"a": [1]}\n')).toEqual({ a: [1] }));
});
