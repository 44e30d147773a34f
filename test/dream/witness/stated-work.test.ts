import { describe, expect, it } from 'vitest';
import { treeOf } from './tree-of.js';

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

async function factsOf(files: Record<string, string>): Promise<Record<string, string>> {
  return Object.fromEntries((await treeOf(files)).facts.map(({ slot, value }) => [slot, value]));
}

const workflow = (text: string): Record<string, string> => ({ '.github/workflows/ci.yml': text });

describe('what manifests state of the work on a project', () => {
  it('the commands of a package, by its own manager, and none where nobody wrote one', async () => {
    const scripts = { test: 'xo && ava', build: 'tsc', lint: '', docs: 'echo none', bench: 'node bench.js (slow)', release: 'np' };
    expect(await factsOf({ 'package.json': json({ scripts, type: 'module', version: '1.0.0' }), 'yarn.lock': '' })).toMatchObject({
      'test command': '`yarn test` runs `xo && ava`',
      build: '`yarn run build` runs `tsc`',
      benchmarks: '`yarn run bench`',
      release: '`yarn run release` runs `np`',
      modules: 'ES modules, by `"type": "module"`',
      dependencies: 'none at run time',
    });
    const none = { scripts: { test: 'echo "Error: no test specified" && exit 1', lint: ' ' }, private: true, version: '1.0.0' };
    expect(await factsOf({ 'package.json': json(none) })).toEqual({});
  });

  it('the targets of a Makefile and of a Justfile, with what one runs where that is one line', async () => {
    const make =
      'VERSION := 1\n.PHONY: test\ntest: deps\n\t@echo hello\n\tgo test -race ./...\nlint:\n\tgo vet ./...\n\tstaticcheck ./...\nbuild:\n\t$(GO) build\n';
    expect(await factsOf({ Makefile: make })).toEqual({
      'test command': '`make test` runs `go test -race ./...`',
      'lint command': '`make lint`',
      build: '`make build`',
    });
    expect(await factsOf({ Justfile: 'all: build test\n\n# compile\n@build:\n    cargo build\n\n@test:\n    cargo test\n' })).toEqual({
      build: '`just build` runs `cargo build`',
      'test command': '`just test` runs `cargo test`',
    });
  });

  it('a linter that runs before one whose settings are left, and no target that runs another', async () => {
    const make = 'lint:\n\tgo vet ./...\n\tgolint -set_exit_status ./...\n';
    const settings = { Makefile: make, '.golangci.yml': '' };
    expect(await factsOf(settings)).toEqual({ linter: 'golangci-lint' });
    expect(await factsOf({ Makefile: 'lint:\n\tgolangci-lint run -v\n', '.golangci.yml': '' })).toMatchObject({
      'lint command': '`make lint` runs `golangci-lint run -v`',
    });
    const ci = 'on: push\njobs:\n  c:\n    runs-on: x\n    steps: [{run: "golint ./..."}, {run: "staticcheck ./..."}]\n';
    expect(await factsOf({ ...settings, ...workflow(ci) })).toMatchObject({
      linter: 'staticcheck and golint',
      'lint command': '`make lint`',
    });
    const byAction = 'on: pull_request\njobs:\n  c:\n    runs-on: x\n    steps: [{uses: golangci/golangci-lint-action@v9}]\n';
    expect(await factsOf({ Makefile: make, ...workflow(byAction) })).toEqual({ linter: 'golangci-lint' });
  });

  it('no command without what it is run on, and nothing of all changes from a workflow beside', async () => {
    expect(await factsOf({ 'pyproject.toml': '[tool.mypy]\npython_version = "3.9"\n' })).toEqual({});
    expect(await factsOf({ 'pyproject.toml': '[tool.mypy]\nfiles = ["src"]\n' })).toEqual({ 'type check': '`mypy`' });
    const decided = (by: string): string =>
      `on: pull_request\njobs:\n  t:\n    if: ${by}\n    runs-on: x\n    steps: [{run: cargo test}, {run: cargo build}]\n`;
    expect(await factsOf(workflow(decided('needs.pre.outputs.continue')))).toEqual({ 'test command': 'CI runs `cargo test`' });
    expect(await factsOf(workflow(decided("github.ref_type == 'tag'")))).toEqual({});
    expect(await factsOf({ 'clippy.toml': 'msrv = "1.57"\n' })).toEqual({});
    const cut = 'on: push\njobs:\n  t:\n    runs-on: x\n    steps: [{run: "cargo test --target ${{ matrix.target }}"}]\n';
    expect(await factsOf(workflow(cut))).toEqual({ 'test command': 'CI runs `cargo test` with options of its own' });
    expect(await factsOf(workflow(cut.replace('test --target', '+${{ matrix.rust }} test --target')))).toEqual({});
    expect(await factsOf({ 'doc/release-checklist.md': '# Release\n' })).toEqual({ release: 'by the steps that are written there' });
    expect(await factsOf({ 'docs/release-notes.md': '# 1.0\n' })).toEqual({});
    const fuzz =
      'on: push\njobs:\n  t:\n    strategy: {matrix: {python-version: ["3.10", "3.12"]}}\n    runs-on: x\n    steps: [{run: tox -e fuzz}]\n';
    expect(await factsOf({ '.github/workflows/fuzz.yml': fuzz })).toEqual({ python: '>= 3.10' });
    const tox = (env: string): Record<string, string> => workflow(`on: push\njobs: {t: {runs-on: x, steps: [{run: tox run -e ${env}}]}}\n`);
    expect(await factsOf(tox('man'))).not.toHaveProperty('test command');
    expect(await factsOf(tox('3.14'))).toMatchObject({ 'test command': 'CI runs `tox run -e 3.14`' });
  });

  it('what the jobs of a workflow run, where they run, and what starts a release', async () => {
    const text = `on:
  pull_request:
  push:
    tags: ['v*']
env: {RUSTFLAGS: -D warnings}
jobs:
  style:
    runs-on: ubuntu-24.04
    steps:
      - run: cargo fmt --all -- --check
      - run: cargo clippy --locked --manifest-path \${{ matrix.path }}/Cargo.toml
      - run: cargo clippy --locked
  test:
    strategy: {matrix: {os: [ubuntu-latest, windows-latest], node: [20, 22]}}
    runs-on: \${{ matrix.os }}
    steps:
      - run: |
          cargo build
          cargo test --locked
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: softprops/action-gh-release@v2
`;
    expect(await factsOf(workflow(text))).toMatchObject({
      'test command': 'CI runs `cargo test --locked`',
      'lint command': 'CI runs `cargo clippy --locked`',
      'format command': 'CI runs `cargo fmt --all -- --check`',
      release: 'by a workflow that a pushed tag `v*` starts, with `softprops/action-gh-release`',
      ci: 'each pull request runs the jobs style, test and publish',
      platforms: 'CI tests on Linux and Windows',
      'tested versions': 'Node 20 and 22',
    });
    const byHand = 'on: workflow_dispatch\njobs:\n  go:\n    runs-on: x\n    steps:\n      - run: npm publish --access public\n';
    expect(await factsOf(workflow(byHand))).toEqual({ release: 'by a workflow that is started by hand, with `npm publish`' });
    const ofOnePackage = 'on: push\njobs:\n  go:\n    runs-on: x\n    steps:\n      - run: cargo test -p one\n      - run: $CMD test\n';
    expect(await factsOf(workflow(ofOnePackage))).toEqual({});
  });

  it('of clippy nothing where it does not run, and of an upload to a registry for trials nothing', async () => {
    const strict = 'on: pull_request\nenv: {RUSTFLAGS: -Dwarnings}\njobs:\n  test:\n    runs-on: x\n    steps:\n      - run: cargo test\n';
    expect(await factsOf(workflow(strict))).toMatchObject({ warnings: 'CI fails at any warning of the Rust compiler' });
    const linted = `${strict}      - run: cargo clippy\n`;
    expect(await factsOf(workflow(linted))).toMatchObject({ warnings: 'CI fails at any warning of the Rust compiler or clippy' });
    const upload = `on:
  push: {branches: [main]}
  release: {types: [published]}
jobs:
  trial:
    if: github.event_name == 'push'
    runs-on: x
    steps:
      - uses: pypa/gh-action-pypi-publish@release/v1
        with: {repository-url: 'https://test.pypi.org/legacy/'}
  real:
    if: github.event_name == 'release'
    runs-on: x
    steps:
      - uses: pypa/gh-action-pypi-publish@release/v1
`;
    expect(await factsOf(workflow(upload))).toMatchObject({
      release: 'by a workflow that a release on GitHub starts, with `pypa/gh-action-pypi-publish`',
    });
    const published = upload.replace(
      "github.event_name == 'release'",
      "github.repository_owner == 'ann' && github.event.action == 'published'",
    );
    expect(await factsOf(workflow(published))).toHaveProperty('release', expect.stringContaining('a release on GitHub starts'));
    const dry = 'on: push\njobs:\n  go:\n    runs-on: x\n    steps:\n      - run: npm publish --dry-run\n';
    expect(await factsOf(workflow(dry))).not.toHaveProperty('release');
  });

  it('versions that are tested only where all of them are plain', async () => {
    const matrix = (versions: string): Record<string, string> =>
      workflow(
        `on: push\njobs:\n  t:\n    strategy: {matrix: {python-version: ${versions}}}\n    runs-on: x\n    steps: [{run: pytest}]\n`,
      );
    expect(await factsOf(matrix('["3.9", "3.10", "3.12"]'))).toMatchObject({ 'tested versions': 'Python 3.9, 3.10 and 3.12' });
    expect(await factsOf(matrix('["3.9", "3.10", "pypy-3.10"]'))).not.toHaveProperty('tested versions');
  });

  it('the versions of all jobs that test, with those that are others each year', async () => {
    const job = (name: string, versions: string): string =>
      `  ${name}:\n    strategy: {matrix: {go_version: ${versions}}}\n    runs-on: x\n    steps: [{run: go test ./...}]\n`;
    const both = `on: push\njobs:\n${job('build', '[stable, oldstable]')}${job('old', '["1.17", "1.18"]')}`;
    expect(await factsOf(workflow(both))).toMatchObject({ 'tested versions': 'Go 1.17, 1.18, oldstable and stable' });
    const odd = `on: push\njobs:\n${job('build', '["1.18", tip]')}${job('old', '["1.17", "1.18"]')}`;
    expect(await factsOf(workflow(odd))).not.toHaveProperty('tested versions');
  });

  it('what must hold and what is forbidden', async () => {
    expect(await factsOf({ 'Cargo.toml': '[package]\nname = "x"\nedition = "2021"\n[lints.rust]\nunsafe_code = "forbid"\n' })).toEqual({
      edition: 'Rust 2021',
      'unsafe code': 'forbidden, the compiler refuses it',
    });
    expect(await factsOf({ 'src/lib.rs': '//! x\n#![forbid(unsafe_code)]\n' })).toHaveProperty('unsafe code');
    expect(await factsOf({ 'src/lib.rs': '#![forbid(unsafe_code)]\n', 'lex/src/lib.rs': 'unsafe {}\n' })).toEqual({});
    expect(await factsOf({ 'src/lib.rs': '//! `#![forbid(unsafe_code)]` may come\n' })).toEqual({});
    const pyproject =
      '[project]\ndependencies = ["anyio>=3", "idna"]\n[build-system]\nbuild-backend = "hatchling.build"\n[tool.mypy]\nstrict = true\n[tool.coverage.report]\nfail_under = 97\n[tool.pytest.ini_options]\nfilterwarnings = ["error", "ignore::x"]\n';
    expect(await factsOf({ 'pyproject.toml': pyproject })).toMatchObject({
      dependencies: 'anyio and idna at run time',
      build: 'the backend `hatchling.build`',
      types: 'checked strictly, by mypy',
      coverage: 'must not fall below 97 %',
      warnings: 'a test that gives a warning fails',
    });
    const onWindows = '[project]\ndependencies = ["colorama; platform_system == \'Windows\'"]\n';
    expect(await factsOf({ 'pyproject.toml': onWindows })).toEqual({});
    expect(await factsOf({ 'tsconfig.json': '{\n  // strict\n  "compilerOptions": { "strict": true }\n}' })).toEqual({
      types: 'checked strictly, by TypeScript',
    });
    expect(await factsOf({ 'tsconfig.json': '{"compilerOptions": {"strict": true, "noImplicitAny": false}}' })).toEqual({});
    const listing = (files: string): string => `{"compilerOptions": {"strict": true}, "include": [${files}]}`;
    expect(await factsOf({ 'tsconfig.json': listing('"eslint.config.js", "scripts"') })).toEqual({});
    expect(await factsOf({ 'tsconfig.json': listing('"scripts", "src/**/*.ts"') })).toHaveProperty('types');
  });

  it('the form of the code, the changelog and the hook before a commit', async () => {
    expect(
      await factsOf({ '.editorconfig': 'root = true\n[*]\nindent_style = tab\nend_of_line = lf\n[*.yml]\nindent_style = space\n' }),
    ).toEqual({
      style: 'indent with tabs',
    });
    expect(await factsOf({ '.editorconfig': '[*.py]\nindent_style = tab\n' })).toEqual({});
    expect(await factsOf({ '.editorconfig': '[*]\nindent_style = space\nindent_size = 2\n[*.go]\nindent_style = tab\n' })).toEqual({});
    expect(await factsOf({ 'rustfmt.toml': 'disable_all_formatting = true\n' })).toMatchObject({
      style: 'rustfmt is switched off, code is formatted by hand',
    });
    expect(await factsOf({ '.prettierrc': '{"singleQuote": true, "semi": false, "printWidth": 100}' })).toMatchObject({
      style: 'lines of at most 100, single quotes, no semicolons',
    });
    expect(await factsOf({ 'CHANGELOG.md': '# Changelog\n\n## [Unreleased]\n\n- x\n' })).toEqual({
      changelog: 'a change is told below "Unreleased"',
    });
    expect(await factsOf({ 'CHANGELOG.md': '# Changelog\n\n## 1.0.0\n\nNothing is unreleased.\n' })).toEqual({});
    const hooks = 'repos:\n- repo: a\n  hooks:\n  - id: check-yaml\n  - id: black\n  - {id: isort}\n';
    expect(await factsOf({ '.pre-commit-config.yaml': hooks })).toMatchObject({
      'commit hook': 'pre-commit runs black and isort, beside checks of files',
    });
    expect(await factsOf({ '.husky/pre-commit': '#!/bin/sh\nnpx lint-staged\n' })).toEqual({
      'commit hook': 'husky runs `npx lint-staged`',
    });
  });

  it('what is needed at run time, apart from what is optional, a peer or an extra, and of Go nothing of run time', async () => {
    const library = {
      version: '1.0.0',
      dependencies: { debug: '4', fsevents: '2' },
      optionalDependencies: { fsevents: '2' },
      peerDependencies: { react: '18', redux: '5' },
      peerDependenciesMeta: { redux: { optional: true } },
    };
    expect(await factsOf({ 'package.json': json(library) })).toMatchObject({
      dependencies: 'debug at run time; optional: fsevents; peers: react; optional peers: redux',
    });
    const cargo =
      '[package]\nname = "x"\n[dependencies]\nlibc = "1"\nserde = { version = "1", optional = true }\n[dev-dependencies]\nrand = "1"\n';
    expect(await factsOf({ 'Cargo.toml': cargo })).toEqual({ dependencies: 'libc at run time; optional: serde' });
    const python = '[project]\ndependencies = ["idna"]\n[project.optional-dependencies]\nhttp2 = ["h2"]\n';
    expect(await factsOf({ 'pyproject.toml': python })).toEqual({ dependencies: 'idna at run time; extras: http2' });
    const go =
      'module x\n\nrequire (\n\texample.com/yaml v3.0.1 // (kept)\n\texample.com/testify v1.8.0\n\texample.com/far v1.0.0 // indirect\n)\n\nexclude (\n\texample.com/bad v1.0.0\n)\n';
    expect(await factsOf({ 'go.mod': go })).toEqual({
      dependencies: 'example.com/yaml and example.com/testify, for the program, its tests or its tools',
    });
  });

  it('no tool that a published package needs or works with, which it may wrap', async () => {
    const plugin = { version: '1.0.0', dependencies: { esbuild: '1' }, peerDependencies: { eslint: '9' }, devDependencies: { ava: '6' } };
    expect(await factsOf({ 'package.json': json(plugin) })).toEqual({ tests: 'ava', dependencies: 'esbuild at run time; peers: eslint' });
    expect(await factsOf({ 'package.json': json({ private: true, dependencies: { esbuild: '1' } }) })).toEqual({ bundler: 'esbuild' });
  });

  it('of JavaScript beside another language as of a part, and of its settings alone nothing', async () => {
    const files = { 'package.json': json({ private: true, devDependencies: { eslint: '1' } }), '.prettierrc.yml': 'semi: false\n' };
    expect(await factsOf({ ...files, 'go.mod': 'module x\n' })).toMatchObject({
      linter: 'eslint, for its JavaScript',
      formatter: 'prettier',
    });
    expect(await factsOf({ '.prettierrc.yml': 'semi: false\n', 'go.mod': 'module x\n' })).not.toHaveProperty('formatter');
  });

  it('the packages of a workspace', async () => {
    expect(await factsOf({ 'Cargo.toml': '[workspace]\nmembers = ["axle", "axle-*"]\n' })).toEqual({
      workspace: 'packages in axle and axle-*',
    });
    expect(await factsOf({ 'pnpm-workspace.yaml': 'packages:\n  - "packages/*"\n  - "!**/test/**"\n' })).toEqual({
      workspace: 'packages in packages/*',
    });
  });

  it('benchmarks of Cargo, where one runs as it is', async () => {
    const cargo = (bench: string): Record<string, string> => ({ 'Cargo.toml': `[package]\nname = "x"\n\n[[bench]]\nname = "b"\n${bench}` });
    expect(await factsOf(cargo('harness = false\n'))).toMatchObject({ benchmarks: '`cargo bench`' });
    expect(await factsOf(cargo(''))).not.toHaveProperty('benchmarks');
    expect(await factsOf(cargo('harness = false\nrequired-features = ["full"]\n'))).not.toHaveProperty('benchmarks');
  });

  it('the command to format, where it writes or checks', async () => {
    const scripts = { format: 'prettier "**/*"', 'format-fix': 'prettier -w .' };
    expect(await factsOf({ 'package.json': json({ scripts }) })).toMatchObject({
      'format command': '`npm run format-fix` runs `prettier -w .`',
    });
    expect(await factsOf({ 'package.json': json({ scripts: { format: 'prettier .' } }) })).not.toHaveProperty('format command');
  });

  it('no target that only verifies as the command to format', async () => {
    const fmt = (lines: string): Record<string, string> => ({ Makefile: `fmt:\n${lines}` });
    const verifies = "\t@echo Verifying\n\t@!(gofmt -l -s -d ${FILES} | grep '[a-z]')\n\t@!(goimports -l -d . | grep a)\n";
    expect(await factsOf(fmt(verifies))).not.toHaveProperty('format command');
    expect(await factsOf(fmt('\tblack --check src\n'))).not.toHaveProperty('format command');
    expect(await factsOf(fmt('\tgofmt -l .\n\tgofmt -s -w .\n'))).toMatchObject({ 'format command': '`make fmt`' });
    expect(await factsOf(fmt('\tgo fmt ./...\n'))).toMatchObject({ 'format command': '`make fmt` runs `go fmt ./...`' });
  });

  it('no bundler that only comes with the test runner', async () => {
    const devDependencies = { vite: '1', vitest: '1' };
    expect(await factsOf({ 'package.json': json({ devDependencies }) })).not.toHaveProperty('bundler');
    expect(await factsOf({ 'package.json': json({ devDependencies, scripts: { build: 'vite build' } }) })).toMatchObject({
      bundler: 'vite',
    });
    expect(await factsOf({ 'package.json': json({ devDependencies: { vite: '1' } }) })).toMatchObject({ bundler: 'vite' });
  });

  it('a release by what a workflow publishes, then by written steps, and by a target only where neither is', async () => {
    const target = { Makefile: 'release:\n\tgit tag v1\n' };
    const publish = 'on: {push: {tags: [v*]}}\njobs:\n  p:\n    steps: [{uses: pypa/gh-action-pypi-publish@v1}]\n';
    const released = async (files: Record<string, string>): Promise<string | undefined> =>
      (await factsOf({ ...target, ...files }))['release'];
    expect(await released({})).toBe('`make release` runs `git tag v1`');
    expect(await released({ 'RELEASE.md': 'x\n' })).toBe('by the steps that are written there');
    expect(await released({ '.github/workflows/publish.yml': publish })).toMatch(/^by a workflow/);
    expect(await released({ '.github/workflows/publish.yml': 'on: push\njobs: {p: {steps: [{run: ./publish.sh}]}}\n' })).toBeUndefined();
    const ofTag = (prefix: string): Record<string, string> => ({
      '.github/workflows/publish.yml': `on: {release: {types: [published]}}\njobs:\n  p:\n    if: startsWith(github.event.release.tag_name, '${prefix}')\n    steps: [{run: gh release upload x}]\n`,
    });
    expect(await released(ofTag('cmd/tool/'))).toBeUndefined();
    expect(await released(ofTag('v'))).toMatch(/^by a workflow/);
  });
});
