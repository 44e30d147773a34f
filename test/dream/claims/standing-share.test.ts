import { describe, expect, it } from 'vitest';
import { standingShare } from '../../../src/dream/claims/standing-share.js';
import type { BroughtLine } from '../../../src/dream/witness/surviving.js';

const gone = (line: string): BroughtLine => ({ line, stands: false });
const stands = (line: string): BroughtLine => ({ line, stands: true });
const OTHERS = ['const first = open(path);', 'await close(first);', 'return names.sort();', 'log.info(count);'].map(stands);

describe('how much of what a claim is about stands', () => {
  it.each([
    ['none where the lines that speak of it are gone', [gone("if (headers['X-Forwarded-Proto'] === undefined) {"), ...OTHERS], 0],
    [
      'what of all lines stands, where those that speak of it stand',
      [stands('forwarded(proto)'), gone('const other = 1;'), ...OTHERS],
      5 / 6,
    ],
    ['what of all lines stands, where none speaks of it', [gone('const other = 1;'), ...OTHERS], 0.8],
    [
      'a word of many lines says less than one of few',
      [gone('overwriteHeader(a)'), stands('header(1)'), stands('header(2)'), stands('header(3)')],
      0,
    ],
  ])('%s', (_what, lines, share) => {
    expect(standingShare({ kind: 'rule', text: 'Never overwrite the X-Forwarded-Proto header. The name is no standard.' }, lines)).toBe(
      share,
    );
  });

  it('of what took the place of another the lines may speak of that', () => {
    const lines = [gone('use the old parser'), ...OTHERS];
    expect(standingShare({ kind: 'replaced', text: 'Replace the old parser with the new one' }, lines)).toBe(0.8);
    expect(standingShare({ kind: 'rule', text: 'Always use the old parser' }, lines)).toBe(0);
  });

  it('none where all lines are gone that hold a name of code which the claim tells', () => {
    const text = 'Never overwrite a header. The check is in `abortEarly`, because both ends call it.';
    expect(standingShare({ kind: 'rule', text }, [gone('func abortEarly(stream) {'), ...OTHERS])).toBe(0);
    expect(
      standingShare({ kind: 'rule', text }, [gone('func abortEarly(stream) {'), stands('go abortEarly(other)'), ...OTHERS]),
    ).toBeCloseTo(5 / 6);
    expect(standingShare({ kind: 'rule', text }, OTHERS)).toBe(1);
    expect(
      standingShare({ kind: 'replaced', text: `Use one call instead of two. ${text}` }, [gone('func abortEarly(stream) {'), ...OTHERS]),
    ).toBe(0.8);
  });

  it('nothing is known where no line is', () => {
    expect(standingShare({ kind: 'rule', text: 'Never overwrite a header' }, undefined)).toBeUndefined();
    expect(standingShare({ kind: 'rule', text: 'Never overwrite a header' }, [])).toBeUndefined();
  });
});
