/**
 * What the manifests of the base's tree state: the facts that have one current value. It reads the files at the root and the workflows, by git alone. Of two
 * that state one fact the one that requires it wins over the one that only uses it.
 */
import type { TreeFile } from '../../world/git-tree.js';
import type { World } from '../../world/world.js';
import { SLOTS, stated, type SlotFact, type Stated } from './slots.js';
import { statedByWorkflow } from './stated-by-ci.js';
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
import { TESTIFIES_MOST_BYTES } from './testifying.js';

type Read = (text: string, toml: (text: string) => unknown) => Stated[];

/** Files at the root that are read, the stronger first. */
const MANIFESTS: readonly (readonly [RegExp, Read])[] = [
  [/^package\.json$/, statedByPackage],
  [/^go\.mod$/, statedByGoMod],
  [/^Cargo\.toml$/, (text, toml) => statedByCargo(toml(text))],
  // A hook runs; a section of settings may be what is left of another tool.
  [/^\.pre-commit-config\.ya?ml$/, statedByPreCommit],
  [/^pyproject\.toml$/, (text, toml) => statedByPyproject(toml(text))],
  [/^composer\.json$/, statedByComposer],
  [/^setup\.(?:cfg|py)$/, statedBySetup],
  [/^rust-toolchain(?:\.toml)?$/, statedByToolchain],
  [/^(?:\.nvmrc|\.node-version)$/, statedByVersionFile],
  [/^\.github\/workflows\/[^/]+\.ya?ml$/, statedByWorkflow],
  [/^(?:LICEN[CS]E|COPYING)(?:\.(?:md|txt|rst))?$/i, statedByLicence],
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
  [/^\.?clippy\.toml$/, present('linter', 'clippy')],
  [/^(?:\.prettierrc(?:\.\w+)?|prettier\.config\.\w+)$/, present('formatter', 'prettier')],
  [/^\.?rustfmt\.toml$/, present('formatter', 'rustfmt')],
  [/^\.clang-format$/, present('formatter', 'clang-format')],
];

function present(slot: Stated['slot'], tool: string): Stated {
  return stated(slot, tool, tool, 'the file is there');
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
      .map((file) => ({ file, reader })),
  );
  const blobs = await git.readBlobs(read.map(({ file }) => file.id));
  const decoder = new TextDecoder();
  const toml = read.some(({ file }) => file.path.endsWith('.toml')) ? await tomlReader() : () => undefined;
  const found: SlotFact[] = [];
  for (const { file, reader } of read)
    for (const one of reader(decoder.decode(blobs.get(file.id)), toml)) found.push({ ...one, path: file.path, blob: file.id });
  const shown = PRESENT.flatMap(([pattern, one]) =>
    regular.filter(({ path }) => pattern.test(path)).map(({ path, id }) => ({ ...one, path, blob: id })),
  );
  const managers = new Set(shown.filter(({ slot }) => slot === 'package manager').map(({ key }) => key));
  const all = [...found, ...shown.filter(({ slot }) => slot !== 'package manager' || managers.size === 1)];
  return SLOTS.flatMap((slot) => all.find((fact) => fact.slot === slot) ?? []);
}

/** The parser loads only where there is something to parse. */
async function tomlReader(): Promise<(text: string) => unknown> {
  const { parse } = await import('smol-toml');
  return (text) => {
    try {
      return parse(text);
    } catch {
      return undefined;
    }
  };
}
