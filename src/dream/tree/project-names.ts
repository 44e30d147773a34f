/** What a project calls itself, from the manifests of a tree: no part of it is called so. Reads only, and of the root alone, so that every clone reads the same. */
import type { Git } from '../../world/git.js';
import type { TreeFile } from '../../world/git-tree.js';

/** Manifests at the root, and where each has the name. */
const MANIFESTS: Readonly<Record<string, RegExp>> = {
  'package.json': /^\s*"name"\s*:\s*"(?:@[^/"]+\/)?([^"/]+)"/m,
  'composer.json': /^\s*"name"\s*:\s*"(?:[^/"]+\/)?([^"/]+)"/m,
  'Cargo.toml': /^\[package\][^]*?^name\s*=\s*"([^"]+)"/m,
  'pyproject.toml': /^\[(?:project|tool\.poetry)\][^]*?^name\s*=\s*["']([^"']+)["']/m,
  'setup.cfg': /^\[metadata\][^]*?^name\s*=\s*(\S+)/m,
  'setup.py': /\bname\s*=\s*["']([^"']+)["']/,
  'go.mod': /^module\s+(?:\S*\/)?((?!v\d+\s*$)[^\s/]+)(?:\/v\d+)?\s*$/m,
  'mix.exs': /\bapp:\s*:(\w+)/,
};

/** The names in lower case and without marks between words, sorted; [] where no manifest tells one. */
export async function projectNames(git: Pick<Git, 'readBlobs'>, files: readonly TreeFile[]): Promise<readonly string[]> {
  const found = files.filter(({ path, mode, size }) => Object.hasOwn(MANIFESTS, path) && mode.startsWith('100') && size !== undefined);
  if (found.length === 0) return [];
  const blobs = await git.readBlobs(
    found.map(({ id }) => id),
    { passLarge: true },
  );
  const names = found.flatMap(({ path, id }) => {
    const name = MANIFESTS[path]?.exec(new TextDecoder().decode(blobs.get(id)))?.[1];
    return name === undefined ? [] : [name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')];
  });
  return [...new Set(names)].filter((name) => name !== '').toSorted();
}
