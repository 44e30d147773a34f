import { describe, expect, it } from 'vitest';
import { relationOf, saidIn, type Related } from '../../src/wording/relation.js';
import { isTellingNumber } from '../../src/wording/words.js';

const between = (older: string, newer: string, having = 2, strict = false): Related | undefined =>
  relationOf(saidIn(older), saidIn(newer), { having: () => having, strict });

describe('what a newer statement does to an older one', () => {
  it.each([
    ['Production deployment is allowed from laptops', 'Production deployment is not allowed from laptops'],
    ['Deleting a project also removes its attachments.', 'Deleting a project leaves its attachments.'],
    ['The billing API base URL is https://billing.example.invalid/v1', 'Billing moved, use https://billing.example.invalid/v2 from today'],
    ['The dev server listens on port 3000, because 8080 is taken', 'Move the dev server to port 3001'],
    ['Redis keeps the sessions', 'PostgreSQL keeps the sessions instead of Redis'],
    ['Dark mode was cancelled.', 'Dark mode has been reinstated.'],
    ['The parser tolerates trailing commas.', 'Trailing commas make the parser fail.'],
    ['The new checkout is live for everybody.', 'The new checkout had to be pulled; everybody is on the old one.'],
    ['支付回调使用 Redis 队列', '支付回调改用 RabbitMQ 队列'],
  ])('overrules: %s / %s', (older, newer) => {
    expect(between(older, newer)).toMatchObject({ relation: 'overrules', sure: true });
  });

  it.each([
    ['The dev server listens on port 3000.', 'The dev server listens on port 3001.'],
    ['The default branch is master.', 'The default branch is main.'],
    ['Invoices are sent on the 1st of the month.', 'Invoices of a month are sent on the 15th.'],
    ['Cache entries live for 10 minutes.', 'Entries in the cache are kept for 45 seconds.'],
  ])('gives another value: %s / %s', (older, newer) => {
    expect(between(older, newer)).toMatchObject({ relation: 'other value', sure: true });
  });

  it.each([
    ['The payment service writes to S3.', 'The refund service no longer writes to S3.'],
    ['The staging cluster runs in Frankfurt.', 'The production cluster runs in Dublin.'],
    ['The public API is versioned by path.', 'The internal API is not versioned.'],
    ['The staging database is refreshed on Mondays.', 'The staging certificates are renewed on Thursdays.'],
    ['Tests run on every push.', 'Invoices are no longer sent by mail.'],
    [
      'The payment worker of the shop handles 100 jobs at a time.',
      'The newsletter of the shop is no longer sent to more than 100 readers.',
    ],
    ['Session tokens of the API live in Redis (#1234).', 'Never log request bodies of the API (#1234).'],
  ])('nothing, of another thing: %s / %s', (older, newer) => {
    expect(between(older, newer)).toBeUndefined();
  });

  it('only speaks of the same thing: one more of a kind, or no word of change', () => {
    expect(between('Redis holds the sessions.', 'Redis also holds the job queue now.')?.relation).toBe('same');
    expect(between('Anna owns the translation pipeline.', "Anna's team owns the translation pipeline of the guide.")?.relation).toBe(
      'same',
    );
  });

  it('a number that tells what is meant ties two, and the number of an issue is no value', () => {
    expect(between('The office blocks port 25, so mail of the shop goes out on 587.', 'Mail no longer leaves on 587.')?.relation).toBe(
      'overrules',
    );
    expect(between('The upload limit of the API is 20 files (#41).', 'The upload limit of the API is 20 files (#77).')?.relation).toBe(
      'same',
    );
  });

  it.each([
    ['587', true],
    ['6379', true],
    ['3000', true],
    ['1.2.10', true],
    ['2', false],
    ['100', false],
    ['2024', false],
    ['1024', false],
    ['404', false],
    ['10,000', false],
    ['3.5', false],
  ])('%s tells what is meant: %s', (number, tells) => {
    expect(isTellingNumber(number)).toBe(tells);
  });

  it('one word that many have leaves it unsure', () => {
    const [older, newer] = ['Access tokens expire after 15 minutes.', 'A token is now valid for a full hour.'] as const;
    expect(between(older, newer, 2)).toMatchObject({ relation: 'overrules', sure: true });
    expect(between(older, newer, 9)).toMatchObject({ relation: 'overrules', sure: false });
  });

  it('two subjects of commits need more', () => {
    const [older, newer] = ['skip unnecessary dependency in Travis CI', 'use GitHub Actions instead of Travis CI'] as const;
    expect(between(older, newer)?.relation).toBe('overrules');
    expect(between(older, newer, 2, true)).toBeUndefined();
  });
});

it.each([
  ['The shop does not use Redis for caching', 'The shop uses Redis for sessions'],
  ['Never log request bodies', 'We log the duration of requests'],
])('a denial of something else leaves it unsure: %s / %s', (older, newer) => {
  expect(between(older, newer)?.sure ?? false).toBe(false);
});
