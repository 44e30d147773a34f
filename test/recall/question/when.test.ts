import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateAt, mayNameDate } from '../../../src/dates/date-at.js';
import { releaseMoment } from '../../../src/recall/question/releases.js';
import { whenAsked } from '../../../src/recall/question/when.js';

/** A Saturday. */
const NOW = Date.UTC(2026, 10, 21, 12);
const RANGE = { fromMs: Date.UTC(2023, 0, 5), toMs: Date.UTC(2024, 11, 20) };
const TODAY = { fromMs: Date.UTC(2023, 0, 5), toMs: NOW };
const TAGS = new Map([
  ['v1.4', Date.UTC(2023, 3, 1)],
  ['v2.0.0', Date.UTC(2024, 5, 1)],
]);

/** `2023-05-01..2023-05-31`, `!` before the hard one, open ends left out. */
function asked(query: string, range = RANGE): string[] {
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  return whenAsked(query, NOW, (name) => releaseMoment(TAGS, name), range).spans.map(
    ({ fromMs, toMs, hard }) => `${hard ? '!' : ''}${fromMs === 0 ? '' : day(fromMs)}..${toMs > Date.UTC(9000, 0) ? '' : day(toMs)}`,
  );
}

const wordsOf = (query: string): string[] => whenAsked(query, NOW, undefined, RANGE).words.map(({ start, end }) => query.slice(start, end));

describe('dates in a question', () => {
  it.each([
    ['2023-05-08', '2023-05-08..2023-05-08'],
    ['what was said on 2023/05/08?', '2023-05-08..2023-05-08'],
    ['the notes of 2023-05', '2023-05-01..2023-05-31'],
    ['on 8.5.2023', '2023-05-08..2023-05-08'],
    ['on 5/28/2023', '2023-05-28..2023-05-28'],
    ['what changed in May 2023', '2023-05-01..2023-05-31'],
    ['on 7 May 2023', '2023-05-07..2023-05-07'],
    ['on October 13, 2023?', '2023-10-13..2023-10-13'],
    ['on 3 June, 2023?', '2023-06-03..2023-06-03'],
    ['on December 1,2023', '2023-12-01..2023-12-01'],
    ['on the 3rd of March 2023', '2023-03-03..2023-03-03'],
    ['Dec 12 2023', '2023-12-12..2023-12-12'],
    ['at the end of February 2024', '2024-02-01..2024-02-29'],
    ['in late 2023', '2023-01-01..2023-12-31'],
    ['in 2024', '2024-01-01..2024-12-31'],
    ['the year 2023', '2023-01-01..2023-12-31'],
    ['Q3 2024', '2024-07-01..2024-09-30'],
    ['the first quarter of 2024', '2024-01-01..2024-03-31'],
    ['first half of 2023', '2023-01-01..2023-06-30'],
    ['in the summer of 2023', '2023-06-01..2023-08-31'],
    ['from March to May 2024', '2024-03-01..2024-05-31'],
    ['in June 2023 and in July 2023', '2023-06-01..2023-06-30', '2023-07-01..2023-07-31'],
  ])('%s', (query, ...wanted) => {
    expect(asked(query)).toEqual(wanted);
  });

  it.each([
    ['what did we do in May', '2023-05-01..2023-05-31', '2024-05-01..2024-05-31'],
    ['what broke in may?', '2023-05-01..2023-05-31', '2024-05-01..2024-05-31'],
    ['the May release', '2023-05-01..2023-05-31', '2024-05-01..2024-05-31'],
    ['on 29 February', '2024-02-29..2024-02-29'],
    ['in the summer', '2023-06-01..2023-08-31', '2024-06-01..2024-08-31'],
    ['in Q1', '2023-01-01..2023-03-31', '2024-01-01..2024-03-31'],
  ])('without a year means every year of the memory: %s', (query, ...wanted) => {
    expect(asked(query)).toEqual(wanted);
  });

  it.each([
    ['today', '2026-11-21..2026-11-21'],
    ["yesterday's build", '2026-11-20..2026-11-20'],
    ['the day before yesterday', '2026-11-19..2026-11-19'],
    ['last Tuesday', '2026-11-17..2026-11-17'],
    ['on Saturday', '2026-11-21..2026-11-21'],
    ['last Saturday', '2026-11-14..2026-11-14'],
    ['this week', '2026-11-16..2026-11-22'],
    ['last week', '2026-11-09..2026-11-15'],
    ['last weekend', '2026-11-14..2026-11-15'],
    ['in the last week', '2026-11-14..2026-11-21'],
    ['in the last 3 days', '2026-11-18..2026-11-21'],
    ['last month', '2026-10-01..2026-10-31'],
    ['last quarter', '2026-07-01..2026-09-30'],
    ['last year', '2025-01-01..2025-12-31'],
    ['three days ago', '2026-11-18..2026-11-18'],
    ['two weeks ago', '2026-11-03..2026-11-11'],
    ['a few days ago', '2026-11-14..2026-11-19'],
    ['this summer', '2026-06-01..2026-08-31'],
    ['last winter', '2025-12-01..2026-02-28'],
  ])('from today: %s', (query, wanted) => {
    expect(asked(query, TODAY)).toEqual([wanted]);
  });

  it('outside of what the memory covers say nothing', () => {
    expect(asked('what did they see last year')).toEqual([]);
    expect(asked('in 2019')).toEqual([]);
  });
});

describe('borders', () => {
  it.each([
    ['since 2023-11-01', '!2023-11-01..'],
    ['since October', '!2024-10-01..'],
    ['since yesterday', '!2026-11-20..'],
    ['after 2023', '!2024-01-01..'],
    ['after May 2023', '!2023-06-01..'],
    ['before May 2023', '!..2023-04-30'],
    ['until 2024-01', '!..2024-01-31'],
    ['before v2.0', '!..2024-05-31'],
    ['before 2.0', '!..2024-05-31'],
    ['what changed since the 1.4 release?', '!2023-04-01..'],
    ['between 2023-05-03 and 2023-05-05', '!2023-05-03..2023-05-05'],
    ['between 1.4 and 2.0', '!2023-04-01..2024-06-01'],
    ['between March and May 2024', '!2024-03-01..2024-05-31'],
    ['since 2023-02-01 and before 2023-06-01', '!2023-02-01..2023-05-31'],
  ])('%s', (query, wanted) => {
    expect(asked(query)).toEqual([wanted]);
  });

  it.each([
    ['the day after 3 May 2023', '2023-05-03..2023-06-07'],
    ['on the Sunday before October 25, 2023', '2023-09-20..2023-10-25'],
    ['two weeks before August 11, 2023', '2023-07-07..2023-08-11'],
    ['what happened last weekend before April 10, 2023?', '2023-03-06..2023-04-10'],
    ['before March', '..2024-02-29'],
    ['where was he between May 3 and May 5 2023?', '2023-05-03..2023-05-08'],
    ['after 2024-06-01 and before 2024-01-01', '..2023-12-31', '2024-06-02..'],
  ])('are none where the date is only counted from, bare or contradicted: %s', (query, ...wanted) => {
    expect(asked(query)).toEqual(wanted);
  });

  it.each([
    'before 3.10',
    'after 14:00',
    'after the accident',
    'since when',
    'before breakfast',
    'upgrade from 1.4 to 2.0',
    'before 3/4/2023',
  ])('are none where nobody knows the date: %s', (query) => {
    expect(asked(query)).toEqual([]);
  });
});

describe('ordinary words', () => {
  it.each([
    'it may fail',
    'may it fail',
    'May I ask',
    'this may break before may fails',
    'how may 5 workers run',
    'the state it is in may change',
    'the build may fail in march through the parser',
    'the rainbow flag Pride March',
    'sat on the queue in the sun, second by second',
    'mon and wed are names of jobs',
    'spring boot and fall back',
    'in spring boot',
    'port 2022',
    'dec and oct numbers',
    'version 1.2.3',
    '10/12 tests',
    '2026-02-31',
    'abc-2023-05-08',
    'second half of the list',
  ])('are no dates: %s', (query) => {
    expect(asked(query, TODAY)).toEqual([]);
  });
});

describe('asking for now', () => {
  it.each([
    'which port do we use now?',
    'what is the latest port',
    'Currently?',
    'is it still on 6380',
    'the current owner',
    'the newest rule',
    'up to date',
  ])('%s', (query) => expect(whenAsked(query, NOW).asksForNow).toBe(true));

  it.each([
    'which port do we use?',
    'python get current directory',
    'current user name',
    'image:latest',
    'Date.now()',
    'now() is a function',
    'what do we know',
    'a still-image',
    'stills',
  ])('not by %s', (query) => expect(whenAsked(query, NOW).asksForNow).toBe(false));
});

describe('the words that say it', () => {
  it.each([
    ['What setback did Melanie face in October 2023?', ['in October 2023']],
    ['during the summer of 2023 and on 3 June', ['during the summer of 2023', 'on 3 June']],
    ['what changed since 2023-11-01?', ['since 2023-11-01']],
    ['it may fail', []],
  ])('%s', (query, wanted) => {
    expect(wordsOf(query)).toEqual(wanted);
  });

  it('are inside the question and never overlap, whatever it is; spans are whole and run forward', () => {
    const piece = fc.constantFrom(
      'in ',
      'May ',
      '2023 ',
      'since ',
      'before ',
      '2.0 ',
      'last ',
      'week ',
      '12 ',
      'of ',
      'and ',
      'between ',
      'two weeks ago ',
      '-',
      '\n',
      '?',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 6, unit: 'binary' })), { maxLength: 14 }), (parts) => {
        const query = parts.join('');
        const { spans, words } = whenAsked(query, NOW, (name) => releaseMoment(TAGS, name), TODAY);
        let end = 0;
        for (const word of words) {
          expect(word.start).toBeGreaterThanOrEqual(end);
          expect(word.end).toBeGreaterThan(word.start);
          end = word.end;
        }
        expect(end).toBeLessThanOrEqual(query.length);
        for (const { fromMs, toMs } of spans) expect(fromMs).toBeLessThanOrEqual(toMs);
        expect(spans.filter(({ hard }) => hard).length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('are found in a memory without dates, too', () => {
    expect(whenAsked('in May since April', NOW, undefined, { fromMs: Infinity, toMs: -Infinity }).spans).toEqual([]);
  });
});

describe('releases', () => {
  const tags = new Map([
    ['release-1.0', 1],
    ['parser@1.2.0', 3],
    ['lexer@1.2.0', 2],
    ['v2.0.0-rc.1', 4],
    ['v2.0.0', 5],
    ['nightly', 6],
  ]);

  it.each([
    ['1.0', 1],
    ['1.2', 2],
    ['parser@1.2.0', 3],
    ['2.0', 5],
    ['v2', 5],
    ['2.0.0-rc.1', 4],
    ['nightly', 6],
    ['3.0', undefined],
    ['0', undefined],
  ])('%s', (name, wanted) => {
    expect(releaseMoment(tags, name)).toBe(wanted);
  });
});

it('looks for dates in each text in which one stands', () => {
  const words =
    '2023-05-08 3/4/2023 8.5.2023 the 3rd of May june 7 2024 in early winter q3 second half quarter last weekend two months ago a few yesterday night this afternoon past year Monday library of v1.4 spring'.split(
      ' ',
    );
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 8 }), (parts) => {
      const text = parts.join(' ');
      const found = Array.from(text, (_, at) => dateAt(text, at, NOW, true)).some((said) => said !== undefined);
      if (found) expect(mayNameDate(text)).toBe(true);
    }),
    { numRuns: 1000 },
  );
  expect(mayNameDate('invoice rounding library')).toBe(false);
});
