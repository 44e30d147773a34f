import { describe, expect, it } from 'vitest';
import { treeOf } from './tree-of.js';

async function factsOf(path: string, text: string): Promise<Record<string, string>> {
  return Object.fromEntries((await treeOf({ [path]: text })).facts.map(({ slot, value }) => [slot, value]));
}

/** Jobs that test and lint, with what else is written of the start and of each of them. */
function gitHub(on: string, { test = '', lint = '', step = '' } = {}): Promise<Record<string, string>> {
  return factsOf(
    '.github/workflows/ci.yml',
    `on:${on}
jobs:
  test:
    runs-on: \${{ matrix.os }}
    strategy: {matrix: {os: [ubuntu-latest, windows-latest], node: [20, 22]}}
    steps:
      - run: npm test
  lint:
    runs-on: ubuntu-latest${lint}
    steps:
      - run: npm run lint${step}
  types:
    runs-on: ubuntu-latest${test}
    steps:
      - run: npx tsc
`,
  );
}

const EACH = 'runs the jobs test, lint and types';

describe('what the jobs of GitHub run for each change', () => {
  it.each([
    [' pull_request', `each pull request ${EACH}`],
    [' [push, pull_request]', `each pull request ${EACH}`],
    ['\n  pull_request:\n  push: {tags: [v*]}', `each pull request ${EACH}`],
    ['\n  pull_request: {types: [opened, synchronize, reopened, labeled]}', `each pull request ${EACH}`],
    ['\n  pull_request: {branches: [main]}', `each pull request to main ${EACH}`],
    ["\n  pull_request: {branches: ['**']}", `each pull request ${EACH}`],
    [' push', undefined],
    ['\n  pull_request: {paths-ignore: [docs/**]}', undefined],
    ['\n  pull_request: {branches-ignore: [wip]}', undefined],
  ])('started by %j', async (on, ci) => {
    const facts = await gitHub(on);
    expect(facts['ci']).toBe(ci);
    expect(facts).toMatchObject({ 'test command': 'CI runs `npm test`', platforms: 'CI tests on Linux and Windows' });
  });

  it.each([
    '\n  push: {tags: [v*]}',
    '\n  push: {tags-ignore: [x]}',
    '\n  schedule: [{cron: "0 0 * * 0"}]',
    ' workflow_dispatch',
    ' workflow_call',
    ' pull_request_target',
    '\n  pull_request: {paths: [docs/**]}',
    '\n  pull_request: {types: [labeled]}',
    '\n  pull_request: {types: closed}',
    '\n  push: {branches: [main], paths: [docs/**]}',
  ])('nothing where it is started by %j', async (on) => {
    expect(await gitHub(on)).toEqual({});
  });

  it.each([
    "\n    if: startsWith(github.ref, 'refs/tags/')",
    "\n    if: ${{ github.event_name == 'schedule' }}",
    '\n    if: false',
    '\n    if: failure()',
    '\n    needs: elsewhere',
  ])('not a job with %j, nor one that needs it', async (lint) => {
    const facts = await gitHub(' pull_request', { lint, test: '\n    needs: [test, lint]' });
    expect(facts).toMatchObject({ 'test command': 'CI runs `npm test`' });
    expect(facts).not.toHaveProperty('ci');
    expect(facts).not.toHaveProperty('lint command');
    expect(facts).not.toHaveProperty('type check');
  });

  it('a job that runs whatever became of those before it, and one whose condition always holds', async () => {
    const whatever = '\n    if: ${{ !cancelled() }}\n    needs: lint';
    const facts = await gitHub(' pull_request', { lint: '\n    if: failure()', test: whatever });
    expect(facts['ci']).toBe('each pull request runs the jobs test and types, and others on a condition');
    expect((await gitHub(' pull_request', { lint: '\n    if: ${{ success() }}' }))['ci']).toBe(`each pull request ${EACH}`);
  });

  it('no step that a condition may leave out, but one of the matrix', async () => {
    const pushed = await gitHub(' pull_request', { step: "\n        if: github.ref == 'refs/heads/main'" });
    expect(pushed).not.toHaveProperty('lint command');
    const once = await gitHub(' pull_request', { step: "\n        if: matrix.os == 'ubuntu-latest'" });
    expect(once).toHaveProperty('lint command');
  });

  it('the machines that the matrix names, and not for which other machines it builds', async () => {
    const text = (os: string): string =>
      `on: push\njobs:\n  t:\n    runs-on: \${{ matrix.job.os }}\n    strategy: {matrix: {job: [{os: ubuntu-latest, target: x86_64-pc-windows-gnu}], include: [{job: {os: ${os}}}]}}\n    steps: [{run: cargo test}]\n`;
    const path = '.github/workflows/ci.yml';
    expect(await factsOf(path, text('ubuntu-22.04'))).not.toHaveProperty('platforms');
    expect(await factsOf(path, text('macos-latest'))).toMatchObject({ platforms: 'CI tests on Linux and macOS' });
  });

  it.each([
    ['of a step', 'steps: [{run: cargo test --lib, env: {RUSTFLAGS: --cfg unstable}}]', undefined],
    ['of a job', 'env: {GOARCH: wasm}\n    steps: [{run: cargo test --lib}]', undefined],
    ['of a folder', 'defaults: {run: {working-directory: macros}}\n    steps: [{run: cargo test --lib}]', undefined],
    ['of a folder of a step', 'steps: [{run: cargo test --lib, working-directory: ./macros}]', undefined],
    ['but for the root', 'steps: [{run: cargo test --lib, working-directory: ./}]', 'CI runs `cargo test --lib`'],
    ['of another environment', 'steps: [{run: tox run -e type}]', undefined],
    ['but for an environment of tests', 'steps: [{run: tox run -e py313}]', 'CI runs `tox run -e py313`'],
    ['but for warnings', 'steps: [{run: cargo test --lib, env: {RUSTFLAGS: -D warnings}}]', 'CI runs `cargo test --lib`'],
    ['but for other settings', 'steps: [{run: cargo test --lib, env: {RUST_BACKTRACE: 1}}]', 'CI runs `cargo test --lib`'],
  ])('no command that needs the flags or the folder %s', async (_what, job, value) => {
    const { facts } = await treeOf({ '.github/workflows/ci.yml': `on: [push, pull_request]\njobs:\n  t:\n    ${job}\n` });
    expect(facts.find(({ slot }) => slot === 'test command')?.value).toBe(value);
  });

  it('first of the workflow that changes mostly run, and not of one beside it', async () => {
    const text = (versions: string): string =>
      `on: [push, pull_request]\njobs:\n  t:\n    strategy: {matrix: {python-version: ${versions}}}\n    steps: [{run: pytest}]\n`;
    const { facts } = await treeOf({
      '.github/workflows/fuzz.yml': text('["3.9", "3.15"]'),
      '.github/workflows/test.yml': text('["3.9", "3.14"]'),
      '.github/workflows/test-alternative.yml': text('["3.9", "3.16"]'),
    });
    expect(facts.find(({ slot }) => slot === 'tested versions')?.value).toBe('Python 3.9 and 3.14');
  });

  it('a release by the start that its condition names', async () => {
    const text = (condition: string): string =>
      `on:\n  push: {branches: [main], tags: [v*]}\n  workflow_dispatch:\njobs:\n  publish:\n    ${condition}\n    steps: [{run: npm publish}]\n`;
    const path = '.github/workflows/release.yml';
    const byTag = { release: 'by a workflow that a pushed tag `v*` starts, with `npm publish`' };
    expect(await factsOf(path, text("if: startsWith(github.ref, 'refs/tags/v')"))).toEqual(byTag);
    expect(await factsOf(path, text("if: github.event_name == 'workflow_dispatch'"))).toEqual({
      release: 'by a workflow that is started by hand, with `npm publish`',
    });
    expect(await factsOf(path, text('if: needs.plan.outputs.any'))).toEqual({});
  });
});

it('what is run for one file of tests, one package or another machine is not how the whole is tested and built', async () => {
  const run = (...lines: string[]): Promise<Record<string, string>> =>
    factsOf(
      '.github/workflows/ci.yml',
      `on: pull_request\njobs:\n  all:\n    runs-on: x\n    steps:\n${lines.map((line) => `      - run: ${line}\n`).join('')}`,
    );
  const cross = 'cargo build --locked --target aarch64-unknown-linux-musl';
  expect(await run('cargo test --locked --test gui', cross)).toEqual({});
  expect(await run('cargo test --verbose --package rayon', 'cargo test --verbose --package rayon-core')).toEqual({
    'test command': 'CI runs `cargo test --verbose` with options of its own',
  });
  expect(await run('cargo test --locked --test gui', 'cargo test --all --target ${{ matrix.target }}', 'cargo build')).toEqual({
    'test command': 'CI runs `cargo test --all` with options of its own',
    build: 'CI runs `cargo build`',
  });
});

describe('what the jobs of GitLab run for each push', () => {
  const jobs =
    'stages: [test]\n.base: {script: [make check]}\nlint:\n  script: ruff check\ntest:\n  script:\n    - pytest\n  needs: [lint]\n';

  it('without conditions', async () => {
    expect(await factsOf('.gitlab-ci.yml', jobs)).toEqual({
      ci: 'each push runs the jobs lint and test',
      'test command': 'CI runs `pytest`',
      'lint command': 'CI runs `ruff check`',
    });
  });

  it.each(['rules: [{if: $CI_COMMIT_TAG}]', 'only: [tags]', 'except: [main]', 'when: manual', 'extends: .base', '<<: *base'])(
    'not a job with %j, nor one that needs it',
    async (condition) => {
      const text = jobs.replace('.base:', '.base: &base').replace('  script: ruff check', `  script: ruff check\n  ${condition}`);
      expect(await factsOf('.gitlab-ci.yml', text)).toEqual({});
    },
  );

  it('nothing where the pipeline has conditions of its own', async () => {
    expect(await factsOf('.gitlab-ci.yml', `workflow: {rules: [{if: $CI_COMMIT_TAG}]}\n${jobs}`)).toEqual({});
  });
});
