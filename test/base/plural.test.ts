import { expect, it } from 'vitest';
import { grouped } from '../../src/base/plural.js';

it.each([0, 7, 999, 1000, 12_345, 123_456, 1_234_567, 10_000_000, -1234])('groups the digits of %s as English does', (count) => {
  expect(grouped(count)).toBe(count.toLocaleString('en-US'));
});
