import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';

const { withLazyConstants } = (await import(new URL('../scripts/lazy-constants.js', import.meta.url).href)) as {
  withLazyConstants: (code: string) => string;
};

/** The exports of a file, as built and with lazy constants. */
function both(code: string): { readonly made: string; readonly before: unknown; readonly after: unknown } {
  const run = (text: string): unknown => runInNewContext(`const exports = {}; ${text}\n; JSON.stringify(exports)`);
  const made = withLazyConstants(code);
  return { made, before: run(code), after: run(made) };
}

describe('withLazyConstants', () => {
  test('makes patterns and tables of our modules at their first use, and each use finds the same one', () => {
    const { made, before, after } = both(`
// src/a.ts
const WORD = /\\p{L}+/gu;
const NAMES = new Set("a b".split(" "));
const BOTH = [...NAMES, WORD.source];
function words(text) { return text.match(WORD); }
exports.a = words("x y"); exports.b = NAMES.has("a"); exports.c = BOTH; exports.d = { WORD }.WORD.flags;
exports.e = WORD === WORD && { NAMES }.NAMES === NAMES;
`);
    expect(after).toBe(before);
    expect(made).toContain('function WORD()');
    expect(made).toContain('function NAMES()');
    expect(made).toContain('function BOTH()');
  });

  test('leaves a name alone that is bound a second time', () => {
    const { made, before, after } = both(`
// src/a.ts
const WORD = /a/;
function f(WORD) { return WORD; }
exports.a = f(3); exports.b = WORD.test("a");
`);
    expect(after).toBe(before);
    expect(made).not.toContain('function WORD()');
  });

  test('leaves packages alone, and what does more than to make a value', () => {
    const code = `
// node_modules/a/index.js
const ONE = /a/;
// src/b.ts
let count = 0;
const TWO = new Map([[count++, /b/]]);
const THREE = [count, /c/];
const FOUR = () => /d/;
const FIVE = globalThis.make(/e/);
const SIX = 6;
`;
    expect(withLazyConstants(code)).toBe(code);
  });

  test('knows names of properties, keys and methods from uses', () => {
    const { made, before, after } = both(`
// src/a.ts
const KEY = /k/;
class Held { KEY() { return this.at.KEY; } at = { KEY: 1 }; }
const { KEY: taken } = { KEY: 2 };
exports.a = new Held().KEY() + taken; exports.b = [1][KEY.test("") ? 1 : 0]; exports[KEY] = \`\${KEY}\`;
`);
    expect(after).toBe(before);
    expect(made).toContain('function KEY()');
  });
});
