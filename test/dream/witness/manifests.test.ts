import { describe, expect, it } from 'vitest';
import { treeOf } from './tree-of.js';

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** Slot and value of each fact, and the file that states it. */
async function factsOf(files: Record<string, string>): Promise<Record<string, string>> {
  return Object.fromEntries((await treeOf(files)).facts.map(({ slot, value, path }) => [slot, `${value} in ${path}`]));
}

describe('what manifests state', () => {
  it('of Node', async () => {
    const files = {
      'package.json': json({
        engines: { node: '>=22.11' },
        license: 'MIT',
        packageManager: 'pnpm@9.1.0',
        scripts: {
          test: 'npm run build && npm run unit',
          unit: 'c8 vitest run',
          build: 'node build.js',
          lint: 'eslint .',
          format: 'prettier --write .',
        },
        devDependencies: { mocha: '1', vitest: '1', esbuild: '1', eslint: '1' },
      }),
      'package-lock.json': '{}',
    };
    expect(await factsOf(files)).toEqual({
      node: '>= 22.11 in package.json',
      tests: 'vitest in package.json',
      bundler: 'esbuild in package.json',
      linter: 'eslint in package.json',
      formatter: 'prettier in package.json',
      'package manager': 'pnpm in package.json',
      licence: 'MIT in package.json',
      build: '`pnpm run build` runs `node build.js` in package.json',
      'test command': '`pnpm test` runs `npm run build && npm run unit` in package.json',
      'lint command': '`pnpm run lint` runs `eslint .` in package.json',
      'format command': '`pnpm run format` runs `prettier --write .` in package.json',
    });
  });

  it('of Go, Rust, Python and PHP', async () => {
    expect(
      await factsOf({
        'go.mod': 'module x\n\ngo 1.21 // least\n',
        LICENSE: 'MIT License\n\nPermission is hereby granted, free of charge, to any person',
      }),
    ).toEqual({
      go: '>= 1.21 in go.mod',
      licence: 'MIT in LICENSE',
      dependencies: 'none but the standard library in go.mod',
    });
    expect(
      await factsOf({ 'Cargo.toml': '[package]\nname = "x"\nrust-version = "1.88"\nlicense = "MIT OR Apache-2.0"\n', 'rustfmt.toml': '' }),
    ).toEqual({
      rust: '>= 1.88 in Cargo.toml',
      formatter: 'rustfmt in rustfmt.toml',
      licence: 'MIT OR Apache-2.0 in Cargo.toml',
    });
    expect(await factsOf({ 'Cargo.toml': '[workspace.package]\nrust-version = "1.70"\n', 'rust-toolchain': '1.80\n' })).toEqual({
      rust: '>= 1.70 in Cargo.toml',
    });
    const pyproject =
      '[project]\nrequires-python = ">=3.10"\nlicense = {text = "BSD-3-Clause"}\n[tool.pytest.ini_options]\nx = 1\n[tool.ruff]\nline-length = 100\n[tool.black]\n';
    expect(await factsOf({ 'pyproject.toml': pyproject, 'uv.lock': '' })).toEqual({
      python: '>= 3.10 in pyproject.toml',
      tests: 'pytest in pyproject.toml',
      linter: 'ruff in pyproject.toml',
      formatter: 'black in pyproject.toml',
      'package manager': 'uv in uv.lock',
      licence: 'BSD-3-Clause in pyproject.toml',
      style: 'lines of at most 100 in pyproject.toml',
    });
    expect(await factsOf({ 'composer.json': json({ require: { php: '^8.1' } }) })).toEqual({ php: '^8.1 in composer.json' });
  });

  it('by the lowest of a matrix or the version that is worked with, where nothing requires one', async () => {
    const workflow =
      'on: push\njobs:\n  test:\n    strategy:\n      matrix:\n        python-version: ["3.9", 3.10, "3.11"]\n        node: [20, 18.x, lts/*]\n';
    expect(await factsOf({ '.github/workflows/ci.yml': workflow })).toEqual({
      node: '>= 18 in .github/workflows/ci.yml',
      python: '>= 3.9 in .github/workflows/ci.yml',
    });
    expect(
      await factsOf({ '.github/workflows/ci.yml': workflow, '.nvmrc': 'v20.1.0\n', 'setup.cfg': '[options]\npython_requires = >=3.8\n' }),
    ).toEqual({
      node: '20.1.0 in .nvmrc',
      python: '>= 3.8 in setup.cfg',
    });
  });

  it('a hook that formats, before the settings that another tool left', async () => {
    const files = {
      'pyproject.toml': '[tool.black]\nx = 1\n',
      '.pre-commit-config.yaml': 'repos:\n- repo: x\n  hooks:\n  - id: ruff-format\n',
    };
    expect(await factsOf(files)).toEqual({
      formatter: 'ruff in .pre-commit-config.yaml',
      'commit hook': 'pre-commit runs ruff-format in .pre-commit-config.yaml',
    });
    expect(await factsOf({ 'package.json': json({ scripts: { test: 'borp' } }) })).toMatchObject({ tests: 'borp in package.json' });
  });

  it.each([
    [
      'broken files',
      { 'package.json': '{', 'Cargo.toml': '= =', 'pyproject.toml': '[', 'go.mod': 'go\n', '.github/workflows/a.yml': 'a: [' },
    ],
    [
      'manifests that say nothing',
      { 'package.json': json({ engines: { node: '*' }, license: 'SEE LICENSE IN x', scripts: { test: 'echo no' } }) },
    ],
    ['two lock files', { 'yarn.lock': '', 'package-lock.json': '{}' }],
    ['manifests further down', { 'examples/a/package.json': json({ engines: { node: '>=8' } }) }],
    ['several tools without a script', { 'package.json': json({ devDependencies: { mocha: '1', jest: '1' } }) }],
  ])('nothing by %s', async (_, files) => {
    expect(await factsOf(files)).toEqual({});
  });
});
