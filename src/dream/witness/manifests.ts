/**
 * What the manifests of the base's tree state: the facts that have one current value. It reads the files at the root and the workflows, by git alone. Of two
 * that state one fact the one that requires it wins over the one that only uses it.
 */
import type { TreeFile } from '../../world/git-tree.js';
import type { World } from '../../world/world.js';
import { manifestOf, tomlReader, type Manifest } from './read-manifest.js';
import { SLOTS, stated, type SlotFact, type SlotName, type Stated } from './slots.js';
import { statedByWorkflow } from './stated-by-ci.js';
import { statedByGitLab, statedByJobs } from './stated-by-jobs.js';
import { statedByPackage, statedByVersionFile } from './stated-by-node.js';
import {
  statedByCargo,
  statedByComposer,
  statedByGoMod,
  statedByLicence,
  statedByPreCommit,
  statedByPyproject,
  statedBySetup,
  statedByToolchain,
} from './stated-by-others.js';
import { statedByJustfile, statedByMakefile, statedByScripts } from './stated-commands.js';
import {
  hookOfHusky,
  hookOfPackage,
  hookOfPreCommit,
  rulesOfCargo,
  rulesOfChangelog,
  rulesOfCoverage,
  rulesOfCrate,
  rulesOfEditor,
  rulesOfPackage,
  rulesOfPrettier,
  rulesOfPyproject,
  rulesOfRustfmt,
  rulesOfTypes,
} from './stated-rules.js';
import { shapeOfCargo, shapeOfGoMod, shapeOfPackage, shapeOfPnpm, shapeOfPyproject } from './stated-shape.js';
import { TESTIFIES_MOST_BYTES } from './testifying.js';
import { OTHER_LINTERS, PLAIN_WORDS, TOOLS } from './tools.js';

/** @param manager runs the scripts of `package.json`. */
type Read = (manifest: Manifest, manager: string) => Stated[];

const fromText =
  (...readers: readonly ((text: string) => Stated[])[]): Read =>
  ({ text }) =>
    readers.flatMap((read) => read(text));
const fromJson =
  (...readers: readonly ((value: unknown) => Stated[])[]): Read =>
  ({ json }) =>
    readers.flatMap((read) => read(json()));
const fromYaml =
  (read: (value: unknown) => Stated[]): Read =>
  ({ yaml }) =>
    read(yaml());
const fromToml =
  (...readers: readonly ((value: unknown) => Stated[])[]): Read =>
  ({ toml }) =>
    readers.flatMap((read) => read(toml()));

/** Files at the root that are read, the stronger first. */
const MANIFESTS: readonly (readonly [RegExp, Read])[] = [
  [/^package\.json$/, fromJson(statedByPackage)],
  [/^go\.mod$/, fromText(statedByGoMod)],
  [/^Cargo\.toml$/, fromToml(statedByCargo)],
  // A hook runs; a section of settings may be what is left of another tool.
  [/^\.pre-commit-config\.ya?ml$/, fromText(statedByPreCommit)],
  [/^pyproject\.toml$/, fromToml(statedByPyproject)],
  [/^composer\.json$/, fromJson(statedByComposer)],
  [/^setup\.(?:cfg|py)$/, fromText(statedBySetup)],
  [/^rust-toolchain(?:\.toml)?$/, fromText(statedByToolchain)],
  [/^(?:\.nvmrc|\.node-version)$/, fromText(statedByVersionFile)],
  [/^\.github\/workflows\/[^/]+\.ya?ml$/, fromYaml(statedByWorkflow)],
  [/^package\.json$/, ({ json }, manager) => statedByScripts(json(), manager)],
  [/^package\.json$/, fromJson(shapeOfPackage, rulesOfPackage, hookOfPackage)],
  [/^(?:GNU)?[Mm]akefile$/, fromText(statedByMakefile)],
  [/^\.?[Jj]ustfile$/, fromText(statedByJustfile)],
  [/^pnpm-workspace\.ya?ml$/, fromYaml(shapeOfPnpm)],
  [/^Cargo\.toml$/, fromToml(shapeOfCargo, rulesOfCargo)],
  [/^pyproject\.toml$/, fromToml(shapeOfPyproject, rulesOfPyproject)],
  [/^go\.mod$/, fromText(shapeOfGoMod)],
  [/^\.github\/workflows\/[^/]+\.ya?ml$/, fromYaml(statedByJobs)],
  [/^\.gitlab-ci\.ya?ml$/, fromYaml(statedByGitLab)],
  [/^src\/(?:lib|main)\.rs$/, fromText(rulesOfCrate)],
  [/^\.husky\/pre-commit$/, fromText(hookOfHusky)],
  [/^\.pre-commit-config\.ya?ml$/, fromText(hookOfPreCommit)],
  [/^(?:\.coveragerc|setup\.cfg|tox\.ini)$/, fromText(rulesOfCoverage)],
  [/^tsconfig\.json$/, fromText(rulesOfTypes)],
  [/^\.prettierrc(?:\.json)?$/, fromJson(rulesOfPrettier)],
  [/^\.?rustfmt\.toml$/, fromToml(rulesOfRustfmt)],
  [/^\.editorconfig$/, fromText(rulesOfEditor)],
  [/^(?:CHANGELOG|Changelog|changelog|CHANGES)(?:\.md)?$/, fromText(rulesOfChangelog)],
  [/^(?:LICEN[CS]E|COPYING)(?:\.(?:md|txt|rst))?$/i, fromText(statedByLicence)],
];

/** Files that tell a fact by being there. */
const PRESENT: readonly (readonly [RegExp, Stated])[] = [
  [/^pnpm-lock\.ya?ml$/, present('package manager', 'pnpm')],
  [/^yarn\.lock$/, present('package manager', 'yarn')],
  [/^bun\.lockb?$/, present('package manager', 'bun')],
  [/^(?:package-lock|npm-shrinkwrap)\.json$/, present('package manager', 'npm')],
  [/^uv\.lock$/, present('package manager', 'uv')],
  [/^poetry\.lock$/, present('package manager', 'poetry')],
  [/^pdm\.lock$/, present('package manager', 'pdm')],
  [/^Pipfile\.lock$/, present('package manager', 'pipenv')],
  [/^vitest\.config\.\w+$/, present('tests', 'vitest')],
  [/^jest\.config\.\w+$/, present('tests', 'jest')],
  [/^\.mocharc\.\w+$/, present('tests', 'mocha')],
  [/^(?:pytest\.ini|conftest\.py)$/, present('tests', 'pytest')],
  [/^(?:eslint\.config\.\w+|\.eslintrc(?:\.\w+)?)$/, present('linter', 'eslint')],
  [/^\.oxlintrc\.json$/, present('linter', 'oxlint')],
  [/^\.golangci\.(?:ya?ml|toml|json)$/, present('linter', 'golangci-lint')],
  [/^\.?ruff\.toml$/, present('linter', 'ruff')],
  [/^\.flake8$/, present('linter', 'flake8')],
  [/^\.pylintrc$/, present('linter', 'pylint')],
  [/^(?:\.prettierrc(?:\.\w+)?|prettier\.config\.\w+)$/, present('formatter', 'prettier')],
  [/^\.?rustfmt\.toml$/, present('formatter', 'rustfmt')],
  [/^\.clang-format$/, present('formatter', 'clang-format')],
  [/^\.goreleaser\.ya?ml$/, present('release', 'goreleaser')],
  [
    /^(?:\.github\/|docs?\/(?:[\w-]+\/)?)?(?:releas(?:e|ing)|release[-_](?:checklist|process|guide|steps|procedure|howto))\.(?:md|rst|txt)$/i,
    present('release', 'steps', 'by the steps that are written there'),
  ],
  [/^release-plz\.toml$/, present('release', 'release-plz')],
  [/^\.releaserc(?:\.\w+)?$/, present('release', 'semantic-release')],
  [/^\.changeset\/config\.json$/, present('changelog', 'changesets', 'a change is told by a file in .changeset/, for changesets')],
  [/^mkdocs\.ya?ml$/, present('docs', 'mkdocs')],
  [/^docs?\/(?:source\/)?conf\.py$/, present('docs', 'sphinx')],
  [/^(?:docs?\/)?book\.toml$/, present('docs', 'mdbook')],
  [/^(?:docs?|website)\/docusaurus\.config\.\w+$/, present('docs', 'docusaurus')],
  [/^\.readthedocs\.ya?ml$/, present('docs', 'Read the Docs')],
  [/^asv\.conf\.json$/, present('benchmarks', 'asv')],
  [/^lefthook\.ya?ml$/, present('commit hook', 'lefthook')],
];

function present(slot: Stated['slot'], tool: string, value = tool): Stated {
  return stated(slot, value, tool, 'the file is there');
}

/**
 * The facts, in the order of `SLOTS`, one for each that is stated. Two lock files of different package managers state none.
 * @throws what reading git's objects throws.
 */
export async function factsIn({ git }: Pick<World, 'git'>, files: readonly TreeFile[]): Promise<readonly SlotFact[]> {
  const regular = files.filter(({ mode }) => mode.startsWith('100'));
  const read = MANIFESTS.flatMap(([pattern, reader]) =>
    regular
      .filter(({ path, size }) => pattern.test(path) && size !== undefined && size <= TESTIFIES_MOST_BYTES)
      .toSorted((a, b) => besideOf(a.path) - besideOf(b.path))
      .map((file) => ({ file, reader })),
  );
  const blobs = await git.readBlobs(read.map(({ file }) => file.id));
  const decoder = new TextDecoder();
  const shown = presentIn(regular);
  const toml = read.some(({ file }) => file.path.endsWith('.toml')) ? await tomlReader() : () => undefined;
  const manifests = new Map([...blobs].map(([id, bytes]) => [id, manifestOf(decoder.decode(bytes), toml)]));
  const found: SlotFact[] = [];
  for (const { file, reader } of read) {
    const manifest = manifests.get(file.id);
    if (manifest === undefined) continue;
    const manager = [...found, ...shown].find(({ slot }) => slot === 'package manager')?.key ?? 'npm';
    for (const one of reader(manifest, manager)) if (!isOfBeside(one, file.path)) found.push({ ...one, path: file.path, blob: file.id });
  }
  const all = [...found, ...shown];
  const facts = SLOTS.flatMap((slot) => (slot === 'release' ? releaseAmong(all, regular) : all.find((fact) => fact.slot === slot)) ?? []);
  const linter = facts.find(({ slot }) => slot === 'linter')?.key;
  const others = regular.some(({ path }) => OTHER_MANIFEST.test(path));
  return facts
    .filter((fact) => !(fact.slot === 'lint command' && runsAnother(fact, linter)) && !isOfOneCrate(fact, regular))
    .map((fact) => (others && isOfScripts(fact) ? { ...fact, value: `${fact.value}, for its JavaScript` } : fact));
}

/** The root of a project in another language than JavaScript. */
const OTHER_MANIFEST = /^(?:go\.mod|Cargo\.toml|pyproject\.toml|setup\.(?:py|cfg)|composer\.json)$/;
const OF_SCRIPTS: ReadonlySet<SlotName> = new Set([
  'tests',
  'bundler',
  'linter',
  'formatter',
  'test command',
  'lint command',
  'format command',
  'type check',
  'build',
]);

/** True for what `package.json` says of the work on the project: beside the manifest of another language it is of a part. */
function isOfScripts({ slot, path }: SlotFact): boolean {
  return path === 'package.json' && OF_SCRIPTS.has(slot);
}

/** True for what the root of one crate of several says of itself. */
function isOfOneCrate({ slot, path }: SlotFact, files: readonly TreeFile[]): boolean {
  return slot === 'unsafe code' && CRATE.test(path) && files.some((one) => one.path !== path && CRATE.test(one.path));
}

const CRATE = /(?:^|\/)src\/lib\.rs$/;

/** How a release is made: by what a workflow publishes, else by written steps, else by a script, which may be left of how it was made before there was a workflow. */
function releaseAmong(facts: readonly SlotFact[], files: readonly TreeFile[]): SlotFact | undefined {
  const all = facts.filter(({ slot }) => slot === 'release');
  const ofWorkflow = all.find(({ path }) => path.startsWith('.github/'));
  if (ofWorkflow) return ofWorkflow;
  const isScript = ({ said }: SlotFact): boolean => /^(?:the target|scripts\.)/.test(said);
  const publishes = files.some(({ path }) => /^\.github\/workflows\/[^/]*(?:release|publish)[^/]*\.ya?ml$/i.test(path));
  return all.find((fact) => !isScript(fact)) ?? (publishes ? undefined : all[0]);
}

/** True for a command that runs other linters than the one of the project: nobody took care of it since that was chosen. */
function runsAnother({ runs = '' }: SlotFact, linter: string | undefined): boolean {
  const named = LINTERS.filter((name) => new RegExp(`(?<![\\w-])${name}(?![\\w-])`, 'i').test(runs));
  const wanted = linter?.split(' ') ?? [];
  return wanted.length > 0 && named.length > 0 && !named.some((name) => wanted.includes(name));
}

/** What a workflow beside that of changes tests or checks is its own matter. */
function isOfBeside({ slot }: Stated, path: string): boolean {
  return besideOf(path) === 2 && OF_CHANGES.has(slot);
}

const OF_CHANGES: ReadonlySet<SlotName> = new Set(['ci', 'platforms', 'tested versions', 'test command', 'build']);
const LINTERS: readonly string[] = [...TOOLS.linter, ...OTHER_LINTERS].filter((name) => !PLAIN_WORDS.has(name));

/** The less, the likelier the workflow is that of changes: 0 for one called as most projects call it, 2 for one that does another thing beside it; all other files 1. */
function besideOf(path: string): number {
  const name = /^\.github\/workflows\/([^/]+)\.ya?ml$/.exec(path)?.[1] ?? '';
  if (name === '') return 1;
  if (BESIDE.test(name)) return 2;
  const usual = USUAL.exec(name)?.[0];
  // `ci-alternative` is another one beside `ci`.
  return usual === undefined ? 1 : usual === name ? 0 : 0.5;
}

const USUAL = /(?:^|[-_. ])(?:ci|cicd|ci-?cd|tests?|testing|test-?suite|main|build|checks?|unit)(?:[-_. ]|$)/i;
const BESIDE =
  /fuzz|bench|nightly|cron|schedul|docs?(?:[-_. ]|$)|website|release|publish|deploy|codeql|security|audit|diff|lint|stale|label|upstream|downstream|canary|preview|docker/i;

const FOR_SCRIPTS: ReadonlySet<string> = new Set(['prettier', 'eslint', 'oxlint', 'vitest', 'jest', 'mocha', 'npm', 'yarn', 'pnpm', 'bun']);

function presentIn(regular: readonly TreeFile[]): SlotFact[] {
  const shown = PRESENT.flatMap(([pattern, one]) =>
    regular.filter(({ path }) => pattern.test(path)).map(({ path, id }) => ({ ...one, path, blob: id })),
  );
  // Where there is no package it is there for documents and settings.
  const isOther = regular.some(({ path }) => OTHER_MANIFEST.test(path)) && !regular.some(({ path }) => path === 'package.json');
  const managers = new Set(shown.filter(({ slot }) => slot === 'package manager').map(({ key }) => key));
  return shown.filter(({ slot, key }) => (slot !== 'package manager' || managers.size === 1) && !(isOther && FOR_SCRIPTS.has(key)));
}
