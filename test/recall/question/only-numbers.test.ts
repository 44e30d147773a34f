import { describe, expect, it } from 'vitest';
import { asksOnlyNumbers } from '../../../src/recall/question/only-numbers.js';

describe('a question for a number', () => {
  it.each([
    '#5803',
    '!45',
    '5803',
    'pull request #12',
    'PR 12 and 13',
    'CVE-2024-51999',
    'SHOP-12?',
    'v5.0.0',
    '160b91cbf79b',
    'port 6380',
    '127.0.0.1:80',
  ])('%s', (question) => expect(asksOnlyNumbers(question)).toBe(true));
});

describe('a question with words in it', () => {
  it.each([
    '',
    'why #5803',
    'node 18',
    'the port',
    'facade',
    'deadbee',
    'how many retries, 3 or 5',
    'pull request',
    '使用6380',
    'HTTP-date',
  ])('%s', (question) => expect(asksOnlyNumbers(question)).toBe(false));
});
