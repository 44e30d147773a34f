/** Where a claim belongs by itself: the area that its words, its scope or its changed files tell. What becomes of areas that are too small or too large is decided in topic-sizes.ts. Pure. */
import { compareText } from '../../base/order.js';
import type { Claim } from './claims.js';
import {
  BESIDE,
  BY_WORDS,
  GENERAL,
  GENERIC,
  MANIFEST,
  NAMED,
  NOTES,
  PROPER_NAMES,
  UNDONE,
  type Area,
  type NamedArea,
} from './topic-names.js';

/** An area, and the part of it where a large one is split. */
export interface Place {
  readonly area: Area;
  readonly part?: Area;
}

/** What tells nothing in this project: folders that hold most of it, and its own names. */
export interface Surroundings {
  readonly wrappers: ReadonlySet<string>;
  /** In lower case, without marks between words. */
  readonly names: ReadonlySet<string>;
}

/** The place of a claim. A claim that tells nothing of it is general, a note without one is a note. */
export function placeOf(claim: Claim, around: Surroundings): Place {
  const { message, text } = claim;
  if (claim.kind === 'undone') return { area: UNDONE };
  if (claim.document) return { area: plain(named('development-environment')) };
  const strong = BY_WORDS.find((area) => area.text?.test(text));
  if (strong) return { area: plain(strong) };
  const paths = message.paths.filter((path) => !BESIDE.test(path));
  // A name of the code stays in front of its subject.
  const label = message.label === '' ? (/^[\w./-]+(?=: )/.exec(message.subject)?.[0] ?? '') : message.label;
  const scope = scopeOf(message.scope ?? '', label, around);
  const byScope = aliasOf(scope === '' ? message.type : scope);
  if (byScope) return { area: byScope };
  const isNoun = /^[a-z][a-z0-9 ._-]{1,24}$/i.test(scope);
  const byPath = paths.length > 0 ? NAMED.find((area) => area.path && paths.every((path) => area.path?.test(path))) : undefined;
  if (byPath && byPath.slug !== 'documentation') return { area: plain(byPath) };
  if (isNoun) return { area: areaNamed(scope) };
  const byText = NAMED.find((area) => area.text?.test(text));
  if (byText) return { area: plain(byText) };
  if (claim.kind === 'replaced' && paths.some((path) => MANIFEST.test(path))) return { area: plain(named('dependencies')) };
  const folder = folderOf(paths, around);
  if (folder) return folder;
  // A command that is too small for a topic of its own.
  const isCommand = paths.length > 0 && paths.every((path) => COMMANDS.test(path));
  return { area: isNoted(claim) ? NOTES : byPath ? plain(byPath) : isCommand ? plain(named('command-line')) : GENERAL };
}

const COMMANDS = /(?:^|\/)(?:cmds?|commands?|cli|bin)\/|(?:^|\/)cmd_\w+\.\w+$/;

/** What somebody noted by the way; a decision that was recorded as one belongs to the decisions. */
export function isNoted({ message, kind }: Pick<Claim, 'message' | 'kind'>): boolean {
  return message.commit === undefined && kind !== 'decision';
}

/** Folders that hold most of what many claims changed tell nothing. */
export function wrapperFolders(claims: readonly Claim[]): Set<string> {
  if (claims.length < WRAPPER_CLAIMS) return new Set();
  const counts = new Map<string, number>();
  let total = 0;
  for (const { message } of claims) {
    for (const path of message.paths) {
      total += 1;
      const parts = path.split('/').slice(0, -1);
      parts.forEach((_, i) => counts.set(parts.slice(0, i + 1).join('/'), (counts.get(parts.slice(0, i + 1).join('/')) ?? 0) + 1));
    }
  }
  return new Set([...counts].filter(([, n]) => n > total * 0.5).map(([folder]) => folder));
}

const WRAPPER_CLAIMS = 8;

/** A name without what its spelling varies in. */
export function bareName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Words of a name: `HighlightingAssets`, `clap_app`, `cmd-ls` are each two. */
function wordsOf(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_.\s/-]+/g, ' ')
    .trim();
}

function aliasOf(name: string): Area | undefined {
  const words = wordsOf(name).toLowerCase();
  const area = [...BY_WORDS, ...NAMED].find(({ alias }) => alias?.test(words));
  return area && plain(area);
}

function named(slug: string): NamedArea {
  return NAMED.find((area) => area.slug === slug) as NamedArea;
}

function plain({ slug, title, description }: Area): Area {
  return { slug, title, description };
}

/** `cmd/compile`, `@app/server`, `net, x86`: the first part that tells something. */
function scopeOf(scope: string, label: string, { names }: Surroundings): string {
  // CICD.yml, Cargo.toml: a file, and not a part of the project.
  const parts = (scope.split(',')[0] ?? '')
    .split('/')
    .map((part) => part.trim().replace(/\.(?:ya?ml|toml|json|md|rs|go|py|[jt]sx?)$/i, ''))
    .filter((part, at, all) => part !== '' && !part.startsWith('@') && !(CONTAINER.test(part) && at < all.length - 1));
  if (aliasOf(scope)) return scope;
  const telling = parts.find((part) => aliasOf(part) !== undefined);
  if (telling !== undefined) return telling;
  return isCode(label) ? '' : (parts.find((part) => !isGeneric(part) && !names.has(bareName(part))) ?? '');
}

/** In front of another part these hold it, and are not what it is about: `cmd/compile`. */
const CONTAINER = /^(?:cmds?|bin|cli)$/i;

/** A class, a function or a macro in front of a subject names no part that a person would look for. */
function isCode(label: string): boolean {
  return /[a-z][A-Z]|[a-z]_[a-z]|::|\(\)|!$/.test(label);
}

function isGeneric(part: string): boolean {
  return GENERIC.test(wordsOf(part).toLowerCase());
}

/** A topic of a name that no table has. */
function areaNamed(name: string): Area {
  const known = aliasOf(name);
  if (known) return known;
  const words = wordsOf(name).toLowerCase();
  const proper = PROPER_NAMES[words];
  const slug = (proper ?? words)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  const isAcronym =
    /^(?:ai|api|cli|cpu|css|db|dns|gpu|gui|http|id|io|ip|json|orm|os|rpc|sdk|sql|ssh|tls|ui|udp|uri|url|usb|ux|xml|yaml|[b-df-hj-np-tv-xz]{2,5})$/.test(
      words,
    );
  const title = proper ?? (isAcronym ? words.toUpperCase() : `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`);
  return { slug: slug === '' ? GENERAL.slug : slug, title, description: '' };
}

/** The telling folder (or file) of at least half of the paths that the entry names, and the telling part below it. */
function folderOf(paths: readonly string[], around: Surroundings): Place | undefined {
  const code = paths.filter(
    (p) => !/\.(?:md|json|lock|sum|mod|txt|ya?ml|toml|rst|snap)$/.test(p) && !NAMED.some((a) => TELLING.has(a.slug) && a.path?.test(p)),
  );
  const counts = new Map<string, { count: number; below: string[] }>();
  for (const path of code) {
    const [first, ...rest] = tellingParts(path, around);
    if (first === undefined) continue;
    const seen = counts.get(first) ?? { count: 0, below: [] };
    counts.set(first, {
      count: seen.count + 1,
      below: [...seen.below, ...rest.filter((part) => bareName(part) !== bareName(first)).slice(0, 1)],
    });
  }
  const [best] = [...counts].toSorted((a, b) => b[1].count - a[1].count || compareText(a[0], b[0]));
  if (!best || best[1].count * 2 < code.length) return undefined;
  const area = areaNamed(best[0]);
  const below = best[1].below[0];
  return { area, ...(below !== undefined && { part: partNamed(area, below) }) };
}

const SLUG_MOST = 80;

/** Areas whose files go along with others: they tell something only where all paths are theirs. */
const TELLING = new Set(['continuous-integration', 'development-environment', 'build-and-packaging', 'tests', 'documentation']);

function partNamed(area: Area, below: string): Area {
  const { title } = areaNamed(below);
  const slug = `${area.slug}-${bareName(below)}`.slice(0, SLUG_MOST);
  // An acronym keeps its letters.
  const name = /^.[a-z]/.test(title) ? `${title[0]?.toLowerCase() ?? ''}${title.slice(1)}` : title;
  return { slug, title: `${area.title}: ${name}`, description: '' };
}

/** The parts of a path, top down, that name something: no wrapper, no generic name, not the project's own. `cmd_ls.go` is about `ls`. */
function tellingParts(path: string, { wrappers, names }: Surroundings): string[] {
  const parts = path.split('/');
  return parts.flatMap((part, at) => {
    if (part.startsWith('.') || (CONTAINER.test(part) && at < parts.length - 1) || wrappers.has(parts.slice(0, at + 1).join('/')))
      return [];
    const bare = part
      .replace(/\.(?:(?:test|spec)\.)?\w+$/, '')
      .replace(/^(?:cmd|cli|lib|mod|test)[_-](?=\w)|[_-](?:cmd|test|tests|spec|unix|windows|linux|darwin)$/g, '');
    return isGeneric(bare) || names.has(bareName(bare)) || !/^[\w-]{2,40}$/.test(bare) ? [] : [bare];
  });
}

/**
 * A subject with the label that it has in its message (`net/http`), where the topic does not say it already: in a topic of all things
 * "stop using the monotonic clock" could be about any of them.
 */
export function labelled({ text, message }: Claim, area: Pick<Area, 'slug'>): string {
  const { label, subject } = message;
  const last = label.split(/[/:,\s]+/).at(-1) ?? '';
  const isTold = label === '' || text.toLowerCase().includes(last.toLowerCase()) || aliasOf(label) !== undefined;
  if (isTold || !text.toLowerCase().startsWith(subject.toLowerCase()) || (!area.slug.startsWith(GENERAL.slug) && area.slug !== UNDONE.slug))
    return text;
  return `${label}: ${subject[0]}${text.slice(1)}`;
}

const LABEL = /^@?[a-z][\w./-]{1,24}(?:, ?[\w./-]+)*(?:: [a-z][\w./-]{1,24})*: (?=\S)/i;

/** A labelled claim without its label. */
export function unlabelled(text: string): string {
  return text.replace(LABEL, '');
}
