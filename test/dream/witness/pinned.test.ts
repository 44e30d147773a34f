import { expectLittleTime, LITTLE_TIME } from '../../little-time.js';
import { describe, expect, it } from 'vitest';
import { outdatedIn, pinnedIn } from '../../../src/dream/witness/pinned.js';

const PINNED = pinnedIn([
  '{\n  "version": "5.1.0",\n  "engines": { "node": ">= 18" },\n  "dependencies": {\n    "qs": "^6.14.0",\n    "@scope/parser": "~2.1.0"\n  }\n}\n',
  '[dependencies]\ngit2 = { version = "0.13", default-features = false }\nlibc = "0.2"\n',
  'dependencies = [\n    "httpcore==1.*",\n    "attrs[extra]>=23.1",\n]\n',
  'require (\n\tgithub.com/gorilla/mux v1.8.0\n)\n',
]);

describe('a version that a claim gives', () => {
  it.each([
    ["Set httpcore's minimum version to 0.17.2", 'httpcore 0.17.2'],
    ['Bump qs minimum to 5.9.1', 'qs 5.9.1'],
    ['Require git2 0.12.1', 'git2 0.12.1'],
    ['deps: upgrade mux to v1.7.3', 'mux 1.7.3'],
    ['Pin @scope/parser at 1.9.0', '@scope/parser 1.9.0'],
  ])('is no more: %s', (core, outdated) => {
    expect(outdatedIn(core, PINNED)).toBe(outdated);
  });

  it.each([
    'Bump qs minimum to 6.14.0',
    'Update httpcore to 1.0.5',
    'Bump attrs from 22.2.0 to 23.1.0',
    'Require libc 0.2.44',
    // Of something that no manifest holds, of two things, of none, and what is no change of a version.
    'Set openssl to 1.0.2',
    'Update qs and libc to 0.1.1',
    'Bump version to 4.9.0',
    'qs 5.9.1 loops for ever on such a text',
    'Require Node 16.2',
  ])('is not known to be outdated: %s', (core) => {
    expect(outdatedIn(core, PINNED)).toBeUndefined();
  });
});

it('reads a manifest of any kind in little time', LITTLE_TIME, () => {
  expectLittleTime(['a', '= ', ' ', '"a": ', 'a = { version', '"', 'a[', '1.'], 60_000, (text) => pinnedIn([text]));
});
