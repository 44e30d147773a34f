/** The tools that fill a slot, by the names under which manifests, scripts and messages know them. Tables only. */
import type { SlotName } from './slots.js';

export type ToolSlot = Extract<SlotName, 'tests' | 'bundler' | 'linter' | 'formatter' | 'package manager'>;

export const TOOLS: Readonly<Record<ToolSlot, readonly string[]>> = {
  tests: [
    'vitest',
    'jest',
    'mocha',
    'ava',
    'jasmine',
    'tape',
    'tap',
    'qunit',
    'karma',
    'uvu',
    'expresso',
    'nodeunit',
    'borp',
    'vows',
    'pytest',
    'nose',
    'nose2',
    'nextest',
    'rspec',
    'phpunit',
  ],
  bundler: [
    'webpack',
    'rollup',
    'rolldown',
    'esbuild',
    'vite',
    'parcel',
    'tsup',
    'tsdown',
    'rspack',
    'browserify',
    'snowpack',
    'microbundle',
    'unbuild',
  ],
  linter: [
    'eslint',
    'biome',
    'oxlint',
    'standard',
    'xo',
    'tslint',
    'jshint',
    'jslint',
    'ruff',
    'flake8',
    'pylint',
    'golangci-lint',
    'clippy',
    'rubocop',
  ],
  formatter: ['prettier', 'oxfmt', 'biome', 'dprint', 'black', 'yapf', 'ruff', 'rustfmt', 'gofumpt', 'clang-format'],
  'package manager': ['npm', 'yarn', 'pnpm', 'bun', 'uv', 'poetry', 'pdm', 'pipenv'],
};

/** Linters that are known by what runs them alone. */
export const OTHER_LINTERS: readonly string[] = ['golint', 'staticcheck', 'revive', 'gometalinter', 'pycodestyle', 'pyflakes'];

const ALL: ReadonlySet<string> = new Set([...Object.values(TOOLS).flat(), ...OTHER_LINTERS]);

/** True for the name of any of them, in small letters. */
export function isTool(name: string): boolean {
  return ALL.has(name);
}

/** Names of tools that are plain words as well. */
export const PLAIN_WORDS: ReadonlySet<string> = new Set([
  'standard',
  'black',
  'tap',
  'tape',
  'parcel',
  'nose',
  'bun',
  'vows',
  'ava',
  'karma',
  'biome',
  'poetry',
]);

/** Packages that bring a tool under another name. */
export const PACKAGES: Readonly<Record<string, string>> = { '@biomejs/biome': 'biome', '@rspack/core': 'rspack', '@rspack/cli': 'rspack' };

/** The words of a message that say which slot is meant where the name alone does not. */
export const SLOT_WORDS: Readonly<Record<ToolSlot, RegExp>> = {
  tests: /\btest|\bspec|\bassert/i,
  bundler: /\bbundl|\bbuild/i,
  linter: /\blint|\bstyle/i,
  formatter: /\bformat|\bstyle/i,
  'package manager': /\bpackage manag|\binstall|\bdependenc|\block ?file|\bworkspaces?\b/i,
};
