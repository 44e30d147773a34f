/**
 * The words by which people ask for a fact of the tree. A claim with a `slot:` line is short ("Tests: mocha (package.json)") and rarely has the words
 * of the question ("which test framework", "what do we run for unit tests"). A table of words, not of values. Pure.
 */
const ASKED_BY: Readonly<Record<string, string>> = {
  node: 'node.js version required minimum lowest oldest supported support engine need runtime',
  go: 'golang version required minimum lowest oldest supported support need toolchain',
  rust: 'rustc msrv version required minimum lowest oldest supported support need toolchain compiler',
  python: 'version required minimum lowest oldest supported support need interpreter',
  php: 'version required minimum lowest oldest supported support need runtime',
  tests: 'test testing framework runner library tool unit',
  bundler: 'bundle bundling build tool compile pack',
  linter: 'lint linting tool static analysis check code style',
  formatter: 'format formatting tool code style indentation',
  'package manager': 'install packages dependencies lock file npm yarn pnpm',
  licence: 'license licensed licensing copyright',
  'default branch': 'main trunk base merge pull request',
  edition: 'rust edition',
  modules: 'module system esm commonjs import require',
  workspace: 'monorepo workspaces packages crates members',
  dependencies: 'dependency depend depends runtime libraries packages',
  build: 'build command compile make how',
  'test command': 'run tests testing suite how',
  'lint command': 'run linter linting check style how',
  'format command': 'run formatter formatting how',
  'type check': 'types typing checker typed run',
  docs: 'documentation manual site build generate',
  benchmarks: 'benchmark bench performance speed run measure',
  release: 'releases publish published publishing ship version tag how',
  changelog: 'change log history changes release notes written',
  'commit hook': 'pre-commit hooks git commits before',
  ci: 'continuous integration pull request checks workflow pipeline jobs run',
  platforms: 'operating systems os linux windows macos supported',
  'tested versions': 'versions supported matrix tested support',
  coverage: 'test coverage threshold percent minimum',
  warnings: 'warning errors compiler deny',
  'unsafe code': 'unsafe forbidden allowed',
  types: 'strict typing typescript type',
  style: 'code style line length width indent quotes',
};

/** The words that a claim of this slot is found by beside its own; '' for a slot that no table knows. */
export function slotWords(slot: string | undefined): string {
  return slot !== undefined && Object.hasOwn(ASKED_BY, slot) ? (ASKED_BY[slot] as string) : '';
}
