import { expect, it } from 'vitest';
import { commitOfRef, formatCreated, readCreated } from '../../src/memory/ref-text.js';

const COMMIT = '3b0057d8eee9';

it.each([
  [formatCreated('v1.0', COMMIT), { name: 'v1.0', commit: COMMIT, isBare: true }],
  [formatCreated('v1.0', `${COMMIT} (release 1.0)`), { name: 'v1.0', commit: COMMIT, isBare: false }],
  [`v1.0 created at ${COMMIT}4d`, undefined],
  [`v1.0 deleted at ${COMMIT}`, undefined],
  [`the tag v1.0 created at ${COMMIT}`, undefined],
])('%j', (text, read) => expect(readCreated(text)).toEqual(read));

it.each([
  [formatCreated('v1.0', COMMIT), COMMIT],
  [`main: moved back, aaaaaaaaaaaa -> ${COMMIT}`, COMMIT],
  [`stash pushed: ${COMMIT} wip`, COMMIT],
  ['main: moved', undefined],
])('the commit of %j', (text, commit) => expect(commitOfRef(text)).toBe(commit));
