/**
 * Which files of a tree tell what the project uses now: those that people of the project wrote for it. What tells of the past (changelogs), of others (vendored
 * and generated files, submodules, lock files) or of us (`.kairos`) does not. Pure.
 */
import { MEMORY } from '../../base/memory-paths.js';
import type { TreeFile } from '../../world/git-tree.js';
import type { Attribute } from './attributes.js';

/** Larger files are data. */
export const TESTIFIES_MOST_BYTES = 256 * 1024;

const CHANGELOG =
  /(?:^|\/)(?:(?:change-?logs?|changes|history|news|release-?notes|releases|whats-?new)(?:[.-][\w.-]*)?|[^/]*change-?log[^/]*)$|(?:^|\/)(?:change-?logs?|\.changesets?|\.changes|changes|news|newsfragments|release-?notes)\//i;
const LOCK =
  /(?:^|\/)(?:[^/]+\.lockb?|package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.ya?ml|go(?:\.work)?\.sum|[^/]+\.lock\.(?:json|hcl|ya?ml)|\.terraform\.lock\.hcl)$/i;
/** As linguist takes them where no attribute says otherwise. */
const VENDORED =
  /(?:^|\/)(?:node_modules|bower_components|vendor(?:s|ed)?|third[-_]?party|extern(?:al)?s?|dist|\.yarn)\/|[.-]min\.(?:js|css)$|\.map$|(?:^|\/)jquery[^/]*\.js$/i;
const GENERATED = /\.(?:pb\.(?:go|cc|h)|g\.dart|designer\.cs|snap)$|(?:_pb2(?:_grpc)?\.py|\.generated\.\w+)$/i;

/** True for a path that testifies, whatever its size. */
export function isWitness(path: string, isNotOurs: Attribute): boolean {
  if (path.startsWith(`${MEMORY.root}/`) || CHANGELOG.test(path) || LOCK.test(path)) return false;
  return !(isNotOurs(path) ?? (VENDORED.test(path) || GENERATED.test(path)));
}

/** What testifies in a tree. */
export interface Testifying {
  /** The regular files whose paths testify, and of these the ones whose words do so, as far as their size is known. */
  readonly files: readonly TreeFile[];
  /** Paths that would, of files that are too large to be read: of what they hold nothing is known. */
  readonly large: ReadonlySet<string>;
  readonly isNotOurs: Attribute;
}

/** Which of the files of a tree testify. */
export function testifyingIn(listed: readonly TreeFile[], isNotOurs: Attribute): Testifying {
  const fitting = listed.filter(({ path, mode }) => mode.startsWith('100') && isWitness(path, isNotOurs));
  const isLarge = ({ size = 0 }: TreeFile): boolean => size > TESTIFIES_MOST_BYTES;
  return { files: fitting.filter((file) => !isLarge(file)), large: new Set(fitting.filter(isLarge).map(({ path }) => path)), isNotOurs };
}
