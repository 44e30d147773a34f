/** The versions at which the manifests of the base hold dependencies. It reads lines, and neither ranges nor what a lock file resolves. Pure. */
import type { TreeFile } from '../../world/git-tree.js';
import { TESTIFIES_MOST_BYTES } from './testifying.js';

/** Name in small letters -> the versions that stand beside it. */
export type Pinned = ReadonlyMap<string, readonly string[]>;

/** Files at the root in which dependencies stand with their versions. */
const MANIFEST =
  /^(?:package\.json|Cargo\.toml|pyproject\.toml|setup\.(?:py|cfg)|requirements[\w-]*\.txt|go\.mod|composer\.json|Pipfile|Gemfile)$/;

/** `"qs": "^6.14.0"`, `git2 = { version = "0.13" }`, `httpcore==1.*`, `github.com/x/mux v1.8.0`. */
const PIN =
  /(?<![\w./@-])["']?(@?[a-z][\w./@-]{0,80}?)(?:\[[\w,-]{0,40}\])?["']?[\s:=~><!^,({]{1,12}(?:version\s{0,4}=\s{0,4})?["']?[\^~>=<v \t]{0,6}(\d+(?:\.\d+){0,5})/gi;

/** True for the path of a manifest in which dependencies stand. */
export function holdsDependencies(path: string): boolean {
  return MANIFEST.test(path);
}

/** True for a regular file that `pinnedIn` can read. */
export function isPinning({ path, mode, size }: TreeFile): boolean {
  return holdsDependencies(path) && mode.startsWith('100') && size !== undefined && size <= TESTIFIES_MOST_BYTES;
}

/** Of the last part of a path as well: `mux` of `github.com/x/mux`. */
export function pinnedIn(texts: readonly string[]): Pinned {
  const found = new Map<string, string[]>();
  for (const text of texts)
    for (const line of text.split('\n'))
      for (const [, name = '', version = ''] of line.matchAll(PIN))
        for (const key of new Set([name.toLowerCase(), name.toLowerCase().split('/').at(-1) ?? '']))
          if (!OTHERS.has(key)) found.set(key, [...(found.get(key) ?? []), version]);
  return found;
}

/** What stands beside a number in a manifest and is no dependency, or is a runtime, of which its own slot tells. */
const OTHERS: ReadonlySet<string> = new Set(
  'version rust-version requires-python python_requires edition resolver line-length target-version target_version minversion python node npm go rust php ruby opt-level timeout port max-line-length'.split(
    ' ',
  ),
);

/** A change of the version of something. */
const PINNING = /^(?:\w+(?:\([\w-]+\))?: )?(?:bump|pin|set|rais|requir|upgrad|updat|lock|increas|downgrad|use)\w*\b/i;
const VERSION = /(?<![\w.-])v?(\d+(?:\.\d+)+)(?![\w-]|\.\d)/g;

/** The dependency of which a claim gives a version that no manifest has any more, with that version; undefined for all else. */
export function outdatedIn(core: string, pinned: Pinned): string | undefined {
  if (!PINNING.test(core)) return undefined;
  const said = [...core.matchAll(VERSION)].at(-1)?.[1];
  if (said === undefined) return undefined;
  const names = [
    ...new Set(
      core
        .toLowerCase()
        .replace(/['’]s\b/g, '')
        .match(/@?[a-z][\w./-]*\w/g) ?? [],
    ),
  ].filter((name) => pinned.has(name));
  const [name] = names;
  if (name === undefined || names.length > 1) return undefined;
  const holds = (pinned.get(name) ?? []).some((version) => `${version}.`.startsWith(`${said}.`) || `${said}.`.startsWith(`${version}.`));
  return holds ? undefined : `${name} ${said}`;
}
