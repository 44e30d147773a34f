import { describe, expect, it } from 'vitest';
import { isShownBy, isStatedBy, overtakenIn, standingIn, unheldIn, unstatedIn } from '../../../src/dream/claims/against-tree.js';
import { consolidate } from '../../../src/dream/claims/consolidate.js';
import { commitEntry, reachableOf } from '../entries.js';
import { treeOf } from '../witness/tree-of.js';

const CARGO = '[package]\nname = "it"\nrust-version = "1.88"\n\n[dependencies]\nboost = "1.60"\n';

describe('a requirement with a figure', () => {
  it.each([
    ['Require boost 1.60', undefined],
    ['Require boost 1.72', '1.72'],
    ['Since the tool officially requires 0.7 or greater, the workaround goes', '0.7'],
    ['The minimum required compiler is 1.36', '1.36'],
    ['The minimum required compiler is 1.88', undefined],
  ])('"%s": %s is stated nowhere', async (statement, version) => {
    expect(unstatedIn(statement, await treeOf({ 'Cargo.toml': CARGO }))).toBe(version);
  });

  it('stands where no manifest states any', async () => {
    expect(unstatedIn('Require boost 1.72', await treeOf({ 'src/a.ts': 'x\n' }))).toBeUndefined();
  });
});

describe('a removal', () => {
  const files = { 'src/main.ts': 'if (is.buffer(body)) connect(UDS);\nnew SocketPipe();\n', 'build.rs': 'x\n' };
  it.each([
    ['Remove `is.buffer(body)`', 'is.buffer(body)'],
    ['Drop UDS support', 'UDS'],
    ['Remove TcpPipe', undefined],
    ['Remove `build.rs`', undefined],
    ['Remove the ponyfill of SocketPipe', undefined],
    ['Drop support for Python 3', undefined],
    ['Use SocketPipe instead of TcpPipe', undefined],
  ])('"%s": %s is still there', async (statement, name) => {
    expect(standingIn(statement, await treeOf(files))).toBe(name);
  });

  it('is not proposed while its object stands', async () => {
    const entries = [commitEntry({ subject: 'Drop UDS support', body: 'Nobody uses it, because no client can.' })];
    const input = { entries, reachable: reachableOf(entries), topics: [], verdicts: [], nowMs: Date.UTC(2026, 10, 20) };
    expect(consolidate({ ...input, tree: await treeOf(files) }).candidates).toEqual([]);
    expect(consolidate({ ...input, tree: await treeOf({ 'src/main.ts': 'x\n' }) }).candidates).toHaveLength(1);
  });
});

describe('what the tree shows to have been chosen', () => {
  const files = {
    'package.json': '{"devDependencies":{"airtap":"1"}}',
    'src/a.ts': 'const PORT_BASE = 1; getTotals(); new PageTotals();\n',
  };
  it.each([
    ['Replace zuul with airtap. Nobody keeps it', true],
    ['Replace airtap with zuul', false],
    ['Drop TSLint. Two linters are one too many', true],
    ['Drop airtap', false],
    // The name that took its place is gone as well.
    ['Remove HOME_PORT support. It is now LIST_PORT', false],
    ['Remove HOME_PORT support. It is now PORT_BASE', true],
    ['Always call getTotals last', false],
    // What they were defaults of has left.
    ['Disable GraphiQL by default', false],
    ['Turn off TSLint. It is slow', false],
    ['Catch PageTotals instead of LineTotals', false],
  ])('"%s": %s', async (claim, isShown) => {
    expect(isShownBy(claim, await treeOf(files))).toBe(isShown);
  });
});

describe('a premise that the manifest overtook', () => {
  const facts = [{ slot: 'python', value: '>= 3.10', key: '3.10', path: 'pyproject.toml', blob: '', said: '' }] as const;

  it.each([
    ['Drop the shim of typing, since 3.9 is the minimum.', 'python 3.9'],
    ['Use the walrus. The minimum supported version is 3.8 now.', 'python 3.8'],
    ['Use zoneinfo, because we require Python 3.9.', 'python 3.9'],
    ['Require typing extensions before 3.10 so as to have TypeGuard.', 'python before 3.10'],
    ['Require typing extensions before 3.11 so as to have Self.', undefined],
    ['Require httpcore before 1.0, which has another pool.', undefined],
    ['Use match, since 3.10 is the minimum.', undefined],
    ['Use fetch, because we require Node 18.', undefined],
    ['Read version 3.9 of the file format.', undefined],
  ])('%s', (claim, overtaken) => {
    expect(overtakenIn(claim, facts)).toBe(overtaken);
  });
});

describe('the package that took the place', () => {
  const pinned = new Map([
    ['etcetera', ['0.11']],
    ['is-docker', ['3']],
  ]);
  it.each([
    // Words like its name stand in the code, and no manifest holds it.
    ['Use the `is-terminal` crate instead of `atty`', 'is-terminal'],
    ['Replace `dirs-next` crate with `etcetera` crate', undefined],
    ['Replace is-inside with is-docker', undefined],
    ['Replace atty with std', undefined],
    ['Remove the is-terminal crate', undefined],
  ])('%s', (claim, unheld) => {
    expect(unheldIn(claim, { pinned }, true)).toBe(unheld);
    expect(unheldIn(claim, { pinned }, false)).toBeUndefined();
    expect(unheldIn(claim, { pinned: new Map() }, true)).toBeUndefined();
  });
});

describe('what took the place, by a manifest', () => {
  it.each([
    ['Migrate from lolex to `@sinonjs/fake-timers`', true],
    ['Switch from tape to vitest', true],
    ['Replace the old parser with a smaller module', false],
  ])('%s', (claim, isStated) => {
    const facts = [{ slot: 'tests', value: 'vitest', key: 'vitest', path: 'package.json', blob: '', said: '' }] as const;
    expect(isStatedBy(claim, { pinned: new Map([['@sinonjs/fake-timers', ['11']]]), facts })).toBe(isStated);
  });
});
