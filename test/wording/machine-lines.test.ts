import { describe, expect, it } from 'vitest';
import { machineLine, quotesOthers } from '../../src/wording/machine-lines.js';
import { passagesOf, standsAlone } from '../../src/wording/sentence.js';

const told = (body: string): string[] => passagesOf(body).map(({ text }) => text);

describe('what a program printed', () => {
  it.each([
    ['Insert-8 34.6us ± 3% 7.0us ± 2% -79% (p=0.000 n=18+19)'],
    ['Insert-8  34.6us ± 3%    7.0us ± 2%   -79% (p=0.000 n=18+19)'],
    ['BenchmarkRead 1000 2345 ns/op 12 B/op'],
    ['name      old time/op    new time/op    delta'],
    ['src/check/check.go:13:18: (*Checker).Load - result 0 (error) is always nil (unparam)'],
    ['lib/a.py:12: undefined name x'],
    ['error[E0382]: borrow of moved value: `x`'],
    ['  --> src/main.rs:4:5'],
    ['warning: unused variable'],
    ['TypeError: x is not a function'],
    ['    at Object.run (/app/x.js:1:2)'],
    ['Traceback (most recent call last):'],
    ['$ npm run build'],
    ['user@host:~$ make'],
    ['bash-5.1$ make'],
    ['@@ -1,2 +1,2 @@'],
    ['2026-01-02 10:00:00 listening'],
    ['"level": "debug",'],
    ['Requests/sec:  12345.6'],
  ])('is no line of an author: "%s"', (line) => {
    expect(machineLine(line)).toBeDefined();
  });

  it.each([
    ['Readers must load the snapshots first and only then the index.'],
    ['Since 1.2, 1.3 and 1.4 are supported, drop 1.1.'],
    ['See src/a.ts for the table.'],
    ['Warning users early is cheap.'],
    ['Note: the lock must be held.'],
    ['Use 2 workers instead of 1, which takes 40 % of the time.'],
    ['It takes 3 s.  Before it took 9 s.  Nobody waits now.'],
    ['- [x] Require Node 22'],
  ])('is told from what one writes: "%s"', (line) => {
    expect(machineLine(line)).toBeUndefined();
  });

  it('leaves the rest of the message, and takes the head of a table along', () => {
    expect(
      told(
        'Nothing is allocated now.\n\nname old time/op new time/op delta\nInsert-8 34.6us 7.0us -79% (p=0.000 n=18+19)\n\nThe pool is never shrunk.',
      ),
    ).toEqual(['Nothing is allocated now.', 'The pool is never shrunk.']);
    expect(told('The linter says:\nsrc/a.go:13:18: result 0 is always nil\nIt is right.')).toEqual(['The linter says:', 'It is right.']);
  });
});

describe('what somebody else wrote', () => {
  it.each([
    ['The manual says:\n\nKeys must never be reused.\n\nWe rotate them.', ['The manual says:', 'We rotate them.']],
    ['From the docs:\n\nAlways close the file.\n\nWe do.', ['From the docs:', 'We do.']],
    ['Example:\n\nNever do this at home.\n\nIt works.', ['Example:', 'It works.']],
    ['"Files must never be opened twice."\n\nThat is why.', ['That is why.']],
    ['Output:\n\n```\nmust never\n```\n\nThe cache must be cleared.', ['Output:', 'The cache must be cleared.']],
    ['Two things follow:\n\nKeys must be rotated.', ['Two things follow:', 'Keys must be rotated.']],
  ])('is no passage of the message: %j', (body, passages) => {
    expect(told(body)).toEqual(passages);
  });

  it('is known in a sentence', () => {
    expect(quotesOthers('The linter says: result 0 is always nil')).toBe(true);
    expect(quotesOthers('The page states "keys must never be reused" twice')).toBe(true);
    expect(quotesOthers('The report says how many were left out')).toBe(false);
  });
});

describe('a pointer to something outside the sentence', () => {
  it.each([
    ['Rename the latter to ui/bar to make this clear.'],
    ['For those blobs the builtin checks must be disabled.'],
    ['Avoid that by retrieving these blobs separately.'],
    ['In these cases the caller must retry.'],
    ['Like it should have always been.'],
    ['Do this only where the lock is held.'],
    ['With its help the parser must never fail.'],
  ])('keeps it from standing alone: "%s"', (sentence) => {
    expect(standsAlone(sentence)).toBe(false);
  });

  it.each([
    ['Ensure that readers load the index last.'],
    ['Check that it is closed before the rename.'],
    ['Of the index and the packs only the latter must be synced.'],
    ['Make it an error to pass both options.'],
    ['For generated files the checks must be disabled.'],
  ])('is none in "%s"', (sentence) => {
    expect(standsAlone(sentence)).toBe(true);
  });
});

describe('what stands below a command', () => {
  it('is its output, up to the next blank line', () => {
    expect(
      told('Completions are shown twice.\n\n$ app use\nuse (Set the context that must be used.)\nmore of it\n\nThey must be shown once.'),
    ).toEqual(['Completions are shown twice.', 'They must be shown once.']);
  });
});

describe('a sentence that needs another', () => {
  it.each([
    ['To prevent this, save the trace and always raise with it.'],
    ['To do so we cannot simply use the first of them.'],
    ['Required since the second version of the parser.'],
    ['Our parser needs at least this version of the lexer.'],
  ])('does not stand alone: "%s"', (sentence) => {
    expect(standsAlone(sentence)).toBe(false);
  });

  it('a number and a dash begin an item', () => {
    expect(told('1- We use one process for all of them.')).toEqual(['We use one process for all of them.']);
  });
});
