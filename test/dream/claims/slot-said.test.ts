import { describe, expect, it } from 'vitest';
import { agrees, slotSaid } from '../../../src/dream/claims/slot-said.js';

describe('what a sentence says of a fact of one value', () => {
  it.each([
    ['Set minimum supported rust version to 1.51', 'rust', '1.51'],
    ['Bump MSRV to 1.88', 'rust', '1.88'],
    ['Updated minimum version of Rust', 'rust', undefined],
    ['Require Node 18', 'node', '18'],
    ['Bump minimum supported node version to 22', 'node', '22'],
    ['Adopt Node@18 as the minimum supported version', 'node', '18'],
    ['Drop support for Node.js before 18', 'node', '18'],
    ['Drop support for Go < 1.7', 'go', '1.7'],
    ['Requires Python >= 3.10 or newer', 'python', '3.10'],
    ['Update Go to 1.21', 'go', '1.21'],
    ['Replace jasmine with ava', 'tests', 'ava'],
    ['Move the tests to vitest and rewrite the build', 'tests', 'vitest'],
    ['Switch from standard to eslint for linting', 'linter', 'eslint'],
    ['Use esbuild instead of rollup', 'bundler', 'esbuild'],
    ['Drop webpack in favour of vite', 'bundler', 'vite'],
    ['Format with prettier instead of standard', 'formatter', 'prettier'],
    ['Switch to pnpm', 'package manager', 'pnpm'],
    ['Relicense under the MIT licence', 'licence', 'mit'],
    ['Rename the default branch to main', 'default branch', 'main'],
    ['Rename master to main', 'default branch', 'main'],
    ['Bump requires-python to >=3.10 in pyproject.toml', 'python', '3.10'],
    ['Set rust-version to 1.88', 'rust', '1.88'],
  ])('"%s" is %s %s', (sentence, slot, key) => {
    expect(slotSaid(sentence)).toEqual({ slot, key });
  });

  it.each([
    'Set up prettier for the website',
    'Replace "pnpm test" with "pnpm test:kit" in the docs',
    'Use eslint in the playground',
    'Replace `npm test` with `pnpm test`',
    'Migrate the website into mocha',
    'Add `eslint:all` option',
    'Add pnpm as dev dependency for the preview',
  ])('of a part, or of a command, "%s" says nothing of it', (sentence) => {
    expect(slotSaid(sentence)).toBeUndefined();
  });

  it('a minimum version without a name is of the only runtime', () => {
    expect(slotSaid('Bump minimum supported version to 1.33', 'rust')).toEqual({ slot: 'rust', key: '1.33' });
    expect(slotSaid('Bump minimum supported version to 1.33')).toBeUndefined();
    expect(slotSaid('Bump minimum supported version of the protocol to 3', 'rust')).toBeUndefined();
  });

  it('a version that is served no more is above none', () => {
    expect(slotSaid('Drop support for Python 3.7')).toEqual({ slot: 'python', key: '3.7', isDropped: true });
    expect(slotSaid('Remove Go 1.24 from the CI test matrix')).toEqual({ slot: 'go', key: '1.24', isDropped: true });
  });

  it.each([
    'Fix a crash on Node 18',
    'Check MSRV without git feature enabled',
    'Check the minimum version without default features',
    'Remove the allow of match_bool since the MSRV 1.45 bump',
    'Update git2 to fix incompatibility with Rust 1.54',
    'Update .travis.yml to build Go 1.6',
    'Add support for Python 3.13',
    'Bump node-fetch to 3.0',
    'Bump actions/setup-node from 3 to 4',
    'Update go-git to 5.11.0',
    'Go back to the start when 3 readers fail',
    'Use pytest.raises instead of pytest.mark.xfail',
    'Use the standard library instead of methods',
    'Set the background to black in dark mode',
    'Use npm ci in the build',
    'Move mocha to devDependencies',
    'Add eslint-plugin-import',
    'Rename branch_of to main_branch',
    'Tap the event bus in the tests to see what is sent',
    'Read the licence text from disk with care',
  ])('"%s" says nothing of one', (sentence) => {
    expect(slotSaid(sentence)).toBeUndefined();
  });
});

describe('what agrees with a manifest', () => {
  const python = { slot: 'python', value: '>= 3.10', key: '3.10', path: 'pyproject.toml', blob: 'f'.repeat(40), said: '' } as const;
  it.each([
    ['3.10', true],
    ['3', false],
    ['3.9', false],
  ])('Python %s with 3.10: %s', (key, is) => {
    expect(agrees({ slot: 'python', key }, python, true)).toBe(is);
  });

  it('the major version of Node does, and what is written about a tool says nothing of it', () => {
    expect(agrees({ slot: 'node', key: '22' }, { ...python, slot: 'node', key: '22.11' }, true)).toBe(true);
    for (const other of [
      'Replace references to unittest in the documentation with pytest',
      'Add jest to babel and the dependencies',
      'Add `pytest.register_fixture`',
      'Add a small section on migrating from nose to pytest',
    ])
      expect(slotSaid(other)).toBeUndefined();
    expect(slotSaid('Add XO for linting')).toBeDefined();
  });
});
