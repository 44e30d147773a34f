import { describe, expect, it } from 'vitest';
import { parseMailmap, whoIs } from '../../../src/dream/claims/mailmap.js';

const MAP = parseMailmap(
  [
    '# Ann has three addresses',
    'Ann Lee <ann@example.com> <ann@old.example>',
    'Ann Lee <ann@example.com> Root <root@build.example>',
    '<ann@example.com> <A.LEE@home.example> # and this one',
    'Bob <bob@example.com>',
    'not a line of it',
    '<ann@example.com',
  ].join('\r\n'),
);
const who = (name: string, email: string): string => whoIs({ name, email }, MAP);

describe('an author', () => {
  it('is an address, in any case', () => {
    expect(who('Ann', 'Ann@Example.com')).toBe('ann@example.com');
    expect(who('Ann Lee', 'ann@example.com')).toBe('ann@example.com');
  });

  it('is somebody else with the same name and another address', () => {
    expect(who('Bob', 'bob@evil.example')).toBe('bob@evil.example');
  });

  it('has the addresses that the mailmap joins', () => {
    expect(who('ann', 'ann@old.example')).toBe('ann@example.com');
    expect(who('x', 'a.lee@home.example')).toBe('ann@example.com');
    expect(who('root', 'root@build.example')).toBe('ann@example.com');
    expect(who('mallory', 'root@build.example')).toBe('root@build.example');
  });

  it('has one account at GitHub', () => {
    expect(who('ann', '123+annlee@users.noreply.github.com')).toBe(who('ann', 'annlee@users.noreply.github.com'));
  });

  it('is a name where there is no address', () => {
    expect(who('Ann', '')).not.toBe(who('Bob', ''));
    expect(who('Ann', ' ')).toBe(who('ann', ''));
  });
});
