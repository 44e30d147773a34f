/** Assigns each claim to a topic: by the subject area of its words, else by the paths of its changes. Pure. */
import { compareText } from '../../base/order.js';
import type { Claim } from './claims.js';

export interface Area {
  readonly slug: string;
  readonly title: string;
  readonly description: string;
}

interface NamedArea extends Area {
  /** Scope of the message (`ci` in `ci: ...`). */
  readonly scope?: RegExp;
  /** Every changed path that the entry names. */
  readonly path?: RegExp;
  /** Words of the claim. */
  readonly text?: RegExp;
}

/** Areas that every project has, by the names people give them. First fit wins within each of: text of the strong ones, scope, paths. */
const NAMED: readonly NamedArea[] = [
  {
    slug: 'supported-versions',
    title: 'Supported versions',
    description: 'Which versions of languages, tools and platforms are supported, and which were dropped',
    text: /^(?:(?:drop|dropped|remove|stop|add|require|requires?|support|test|deprecate|discontinue|minimum|raise|set)\b.{0,40}\b(?:node(?:\.?js)?|go(?:lang)?|python|py|ruby|java|jdk|php|rust|msrv|ie|internet explorer|windows|macos|django|rails|react|typescript|ubuntu|debian)\s*(?:version)?\s*(?:v|<|<=|>=|=)?\s*\d|.{0,60}\bminimum (?:supported )?.{0,24}version)/i,
  },
  {
    slug: 'security',
    title: 'Security',
    description: 'What is blocked or guarded against, and why',
    text: /\bCVE-\d|\bvulnerab|\bexploit|\binjection\b|\battack (?:vector|surface)|\bunsafe (?:operation|option|switch|pack|filter)/i,
    scope: /^(?:security|sec)$/i,
  },
  {
    slug: 'continuous-integration',
    title: 'Continuous integration',
    description: 'How the project is tested and released by its pipelines',
    scope: /^(?:ci|travis|github-?actions?|actions|workflows?|circleci|appveyor|gha|pipelines?|gitlab-ci|azure)$/i,
    path: /^(?:\.github\/|\.travis\.ya?ml|\.circleci|\.gitlab-ci|appveyor|azure-pipelines|Jenkinsfile|\.drone)/,
    text: /\b(?:travis|github actions?|circleci|appveyor|codecov|coveralls|ci pipeline|presubmit)\b/i,
  },
  {
    slug: 'development-environment',
    title: 'Development environment',
    description: 'Tools and settings that a contributor needs',
    scope: /^(?:dev|nix|devcontainer|tooling|editor|lint|eslint)$/i,
    path: /^(?:flake\.(?:nix|lock)|nix\/|\.envrc|\.devcontainer|\.editorconfig|\.vscode|\.gitignore|\.golangci|\.eslintrc|\.prettierrc|treefmt|biome\.json|\.pre-commit|\.husky)/,
  },
  {
    slug: 'build-and-packaging',
    title: 'Build and packaging',
    description: 'How the project is built, packaged and published',
    scope: /^(?:build|packaging|release|dist|bundle|rollup|webpack|docker|pkg|npm|make|cmake)$/i,
    path: /^(?:(?:[^/]+\/)?(?:package\.json|package-lock\.json|yarn\.lock|go\.(?:mod|sum)|Cargo\.(?:toml|lock)|pyproject\.toml|setup\.(?:py|cfg)|Makefile|CMakeLists\.txt|Dockerfile|docker-compose\.ya?ml|rollup[\w.]*|webpack[\w.]*|tsconfig[\w.]*\.json|babel[\w.]*|\.babelrc|\.npmrc|\.npmignore|pom\.xml|build\.gradle\w*|Gopkg\.\w+|vite[\w.]*|tox\.ini|lerna\.json)|build|packaging|scripts|deploy)(?:\/|$)/i,
    text: /\b(?:rollup|webpack|parcel|esbuild|bundle[rd]?|minif|es modules?|commonjs|cjs|esm|package\.json|yarn|lerna|monorepo|tree[- ]shak)\b/i,
  },
  {
    slug: 'tests',
    title: 'Tests',
    description: 'How the tests are written and run, and what they need',
    scope: /^(?:tests?|testing|e2e|spec)$/i,
    path: /(?:^|\/)(?:tests?|__tests__|spec|specs|e2e|testdata)\/|[._-](?:test|spec)\.\w+$|_test\.go$/i,
    text: /\b(?:(?:integration|unit|end-to-end|e2e|acceptance) tests?|test (?:suite|runner|database)|jest|mocha|jasmine|vitest|pytest|junit)\b/i,
  },
  {
    slug: 'documentation',
    title: 'Documentation',
    description: 'How the documentation is written and published',
    scope: /^docs?$/i,
    path: /^(?:docs?|documentation|website)\/|^[^/]+\.(?:md|rst|adoc)$/i,
    text: /\b(?:jsdoc|esdoc|typedoc|man ?pages?|documentation)\b/i,
  },
];

const UNDONE: Area = {
  slug: 'tried-and-undone',
  title: 'Tried and undone',
  description: 'What was tried and taken back, so that nobody tries it again unawares',
};
const GENERAL: Area = { slug: 'decisions', title: 'Decisions', description: 'Choices that shape the project as a whole' };
const NOTES: Area = { slug: 'notes', title: 'Notes', description: 'What people noted while they worked' };

/** The area of each claim, in the order of the claims. Small areas fold into the general one, so that no topic holds a single line. */
export function areasOf(claims: readonly Claim[], existing: readonly Area[]): Area[] {
  const wrappers = wrapperFolders(claims);
  const first = claims.map((claim) => areaOf(claim, wrappers, existing));
  const counts = new Map<string, number>();
  for (const area of first) counts.set(area.slug, (counts.get(area.slug) ?? 0) + 1);
  const known = new Set(existing.map((a) => a.slug));
  const kept = new Set([...NAMED, UNDONE, GENERAL, NOTES].map((a) => a.slug));
  return first.map((area, i) => {
    if (known.has(area.slug) || kept.has(area.slug) || (counts.get(area.slug) ?? 0) >= 2) return area;
    return isNoted(claims[i]) ? NOTES : GENERAL;
  });
}

/**
 * A subject with the label that it has in its message (`net/http`), where the topic does not say it already: in a topic of all things
 * "stop using the monotonic clock" could be about any of them.
 */
export function labelled({ text, message }: Claim, area: Pick<Area, 'slug'>): string {
  const { label, subject } = message;
  const last = label.split(/[/:,\s]+/).at(-1) ?? '';
  const isTold = label === '' || text.toLowerCase().includes(last.toLowerCase()) || NAMED.some((a) => a.scope?.test(label));
  if (isTold || !text.toLowerCase().startsWith(subject.toLowerCase()) || (area.slug !== GENERAL.slug && area.slug !== UNDONE.slug))
    return text;
  return `${label}: ${subject[0]}${text.slice(1)}`;
}

const LABEL = /^@?[a-z][\w./-]{1,24}(?:, ?[\w./-]+)*(?:: [a-z][\w./-]{1,24})*: (?=\S)/i;

/** A labelled claim without its label. */
export function unlabelled(text: string): string {
  return text.replace(LABEL, '');
}

function areaOf(claim: Claim, wrappers: ReadonlySet<string>, existing: readonly Area[]): Area {
  const { message, text } = claim;
  if (claim.kind === 'undone') return UNDONE;
  const strong = NAMED.slice(0, 2).find((a) => a.text?.test(text));
  if (strong) return plain(strong);
  const scope = scopeName(message.scope ?? '');
  // `tests: ...` is both a type and a place.
  const byScope = NAMED.find((a) => a.scope?.test(scope === '' ? message.type : scope));
  if (byScope) return plain(byScope);
  const { paths } = message;
  const byPath = paths.length > 0 ? NAMED.find((a) => a.path && paths.every((p) => a.path?.test(p))) : undefined;
  if (byPath && byPath.slug !== 'documentation') return plain(byPath);
  if (scope !== '' && /^[a-z][a-z0-9 ._-]{1,24}$/i.test(scope)) return named(scope, existing);
  const byText = NAMED.slice(2).find((a) => a.text?.test(text));
  if (byText) return plain(byText);
  const place = codeFolderOf(paths, wrappers);
  if (place) return named(place, existing);
  return isNoted(claim) ? NOTES : byPath ? plain(byPath) : GENERAL;
}

/** What somebody noted by the way; a decision that was recorded as one belongs to the decisions. */
function isNoted(claim: Claim | undefined): boolean {
  return claim?.message.commit === undefined && claim?.kind !== 'decision';
}

/** `cmd/compile`, `@app/server`, `net, x86`: the first part that tells something. */
function scopeName(scope: string): string {
  const parts = (scope.split(',')[0] ?? '').split('/').map((part) => part.trim());
  return parts.find((part) => part !== '' && !part.startsWith('@') && !GENERIC_FOLDER.test(part)) ?? '';
}

/** How people write names that folders and scopes write small. */
const PROPER_NAMES: Readonly<Record<string, string>> = {
  webui: 'Web UI',
  'web ui': 'Web UI',
  termui: 'Terminal UI',
  graphql: 'GraphQL',
  github: 'GitHub',
  gitlab: 'GitLab',
  oauth: 'OAuth',
  mysql: 'MySQL',
  postgres: 'PostgreSQL',
  postgresql: 'PostgreSQL',
  sqlite: 'SQLite',
  redis: 'Redis',
  kubernetes: 'Kubernetes',
  k8s: 'Kubernetes',
  typescript: 'TypeScript',
  javascript: 'JavaScript',
  macos: 'macOS',
  ios: 'iOS',
  grpc: 'gRPC',
  openapi: 'OpenAPI',
  websocket: 'WebSocket',
  i18n: 'Translations',
  auth: 'Authentication',
  db: 'Database',
  config: 'Configuration',
  conf: 'Configuration',
  perf: 'Performance',
  repo: 'Repository',
};

function plain({ slug, title, description }: Area): Area {
  return { slug, title, description };
}

function named(name: string, existing: readonly Area[]): Area {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_.\s-]+/g, ' ')
    .trim();
  const slug =
    (/[a-z][A-Z]/.test(name) ? name : words)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'general';
  const known = existing.find((a) => a.slug === slug);
  if (known) return known;
  const proper = PROPER_NAMES[words.toLowerCase()];
  if (proper) return { slug, title: proper, description: `Decisions and rules about ${proper}` };
  // An identifier keeps its spelling; words are written as a title.
  const isIdentifier = /[a-z][A-Z]/.test(name);
  const isAcronym =
    /^(?:ai|api|cli|cpu|css|db|dns|gpu|gui|http|id|io|ip|json|orm|os|rpc|sdk|sql|ssh|tls|tui|udp|ui|uri|url|usb|ux|xml|yaml|[b-df-hj-np-tv-xz]{2,5})$/i.test(
      words,
    );
  const title = isIdentifier ? name : isAcronym ? words.toUpperCase() : words[0]?.toUpperCase() + words.slice(1);
  return { slug, title, description: `Decisions and rules about ${isIdentifier ? name : isAcronym ? title : words}` };
}

const GENERIC_FOLDER =
  /^(?:src|lib|libs|source|pkg|packages?|internal|app|apps|core|main|java|kotlin|org|com|io|cmd|include|crates|modules|components|utils?|helpers?|common|shared|misc|index|mod|tasks|types|contrib)$/i;

/** The telling folder (or file) of at least half of the paths that the entry names. */
function codeFolderOf(paths: readonly string[], wrappers: ReadonlySet<string>): string | undefined {
  const code = paths.filter((p) => !/\.(?:md|json|lock|sum|mod|txt|ya?ml)$/.test(p) && !NAMED.some((a) => a.path?.test(p)));
  const counts = new Map<string, number>();
  for (const path of code) {
    const parts = path.split('/');
    const telling = parts.find(
      (part, i) =>
        !wrappers.has(parts.slice(0, i + 1).join('/')) && !GENERIC_FOLDER.test(part.replace(/\.\w+$/, '')) && !part.startsWith('.'),
    );
    const place = telling?.replace(/\.(?:(?:test|spec)\.)?\w+$/, '');
    if (place !== undefined && /^[\w-]{2,40}$/.test(place)) counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  const best = [...counts].toSorted((a, b) => b[1] - a[1] || compareText(a[0], b[0]))[0];
  return best && best[1] * 2 >= code.length ? best[0] : undefined;
}

/** Folders that hold most of what many claims changed tell nothing. */
const WRAPPER_CLAIMS = 8;

function wrapperFolders(claims: readonly Claim[]): Set<string> {
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
