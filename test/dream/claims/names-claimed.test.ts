import { describe, expect, it } from 'vitest';
import { namesClaimed } from '../../../src/dream/claims/names-claimed.js';

describe('the names that a claim stands or falls with', () => {
  it.each([
    ['Make the `useProxy` option `false` by default', { adopted: [], about: ['useProxy'] }],
    ['Let `readAll()` return `null` at the end', { adopted: [], about: ['readAll()'] }],
    ['Replace duplexify with patched duplexer2', { adopted: ['duplexer2'], about: [] }],
    ['Replace lazy module with lazycell crate', { adopted: ['lazycell'], about: [] }],
    ['Replace the travis service with the circleci service', { adopted: ['circleci'], about: [] }],
    ['Replace the old parser with the new parser', { adopted: [], about: [] }],
    ['Drop the `SocketPipe` server', { adopted: [], about: [] }],
  ])('of "%s"', (claim, names) => {
    expect(namesClaimed(claim)).toEqual(names);
  });
});
