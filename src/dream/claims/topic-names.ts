/**
 * The names that people give to the parts of a project: areas that every project has, with the words that mean the same, and words that name no part at
 * all. Tables only; topic-of-claim.ts decides by them.
 */

/** A topic that a claim may belong to. */
export interface Area {
  readonly slug: string;
  readonly title: string;
  readonly description: string;
}

export interface NamedArea extends Area {
  /** Scopes, folders and files that mean this area (`ci` in `ci: ...`), in lower case, words joined by single blanks. */
  readonly alias?: RegExp;
  /** Every changed path that the entry names. */
  readonly path?: RegExp;
  /** Words of the claim. */
  readonly text?: RegExp;
}

/** Told by their words, whatever files were changed. First fit wins. */
export const BY_WORDS: readonly NamedArea[] = [
  {
    slug: 'supported-versions',
    title: 'Supported versions',
    description: 'Which versions of languages, tools and platforms are supported, and which were dropped',
    alias: /^(?:msrv|compat(?:ibility)?|supported versions)$/,
    text: /^(?:(?:drop|dropped|remove|stop|add|require|requires?|support|test|deprecate|discontinue|minimum|raise|set|bump)\b.{0,40}\b(?:node(?:\.?js)?|go(?:lang)?|python|py|ruby|java|jdk|php|rust|msrv|ie|internet explorer|windows|macos|django|rails|react|typescript|ubuntu|debian)\s*(?:version)?\s*(?:v|<|<=|>|>=|=|to|below|before)?\s*\d|.{0,60}\bmin(?:imum|srv)\b ?(?:supported )?.{0,24}version|bump (?:the )?msrv)/i,
  },
  {
    slug: 'security',
    title: 'Security',
    description: 'What is blocked or guarded against, and why',
    alias: /^(?:security|sec|vulnerabilit(?:y|ies))$/,
    text: /\bCVE-\d|\bGHSA-|\bvulnerab|\bexploit|\binjection\b|\battack (?:vector|surface)|\bunsafe (?:operation|option|switch|pack|filter)/i,
  },
];

/** Told by scope, then by the files that were changed, then by words. First fit wins within each. */
export const NAMED: readonly NamedArea[] = [
  {
    slug: 'continuous-integration',
    title: 'Continuous integration',
    description: 'How the project is tested and released by its pipelines',
    alias:
      /^(?:ci|cicd|ci cd|ci (?:build|test|release)|travis|github ?actions?|actions|workflows?|circleci|appveyor|gha|pipelines?|gitlab ci|azure(?: pipelines)?|jenkins|buildkite|drone|cirrus|github)$/,
    path: /^(?:\.github\/(?!.*(?:issue_template|pull_request_template|codeowners))|\.travis\.ya?ml|\.circleci|\.gitlab-ci|\.?appveyor|azure-pipelines|Jenkinsfile|\.drone|\.cirrus|ci\/)/i,
    text: /\b(?:travis|github actions?|circleci|appveyor|codecov|coveralls|ci pipeline|presubmit)\b/i,
  },
  {
    slug: 'development-environment',
    title: 'Development environment',
    description: 'Tools and settings that a contributor needs',
    alias:
      /^(?:dev|development|nix|devcontainer|tooling|tools?|editor|lint(?:er|ing)?|eslint|clippy|rustfmt|prettier|pre commit|hooks?|husky)$/,
    path: /^(?:flake\.(?:nix|lock)|nix\/|\.envrc|\.devcontainer|\.editorconfig|\.vscode|\.gitignore|\.golangci|\.eslintrc|\.prettierrc|rustfmt\.toml|clippy\.toml|treefmt|biome\.json|\.pre-commit|\.husky|tools?\/)/,
  },
  {
    slug: 'build-and-packaging',
    title: 'Build and packaging',
    description: 'How the project is built, packaged and published',
    alias:
      /^(?:build(?:ing|s| go| rs)?|packaging|package|releas(?:e|es|ing)|dist|bundle|rollup|webpack|docker|container|pkg|npm|make|makefile|cmake|cargo|gradle|maven|snap|homebrew|debian|deb|rpm|installer|goreleaser|setup|setup py)$/,
    path: /^(?:(?:[^/]+\/)?(?:package\.json|package-lock\.json|yarn\.lock|go\.(?:mod|sum)|Cargo\.(?:toml|lock)|pyproject\.toml|setup\.(?:py|cfg)|Makefile|CMakeLists\.txt|Dockerfile|docker-compose\.ya?ml|rollup[\w.]*|webpack[\w.]*|tsconfig[\w.]*\.json|babel[\w.]*|\.babelrc|\.npmrc|\.npmignore|pom\.xml|build\.(?:gradle\w*|go|rs|sh|py)|Gopkg\.\w+|vite[\w.]*|tox\.ini|lerna\.json|\.goreleaser[\w.]*)|build|packaging|scripts|deploy|docker|helpers\/build[\w-]*)(?:\/|$)/i,
    text: /\b(?:rollup|webpack|parcel|esbuild|bundle[rd]?|minif|es modules?|commonjs|cjs|esm|package\.json|yarn|lerna|monorepo|tree[- ]shak|dockerfile|docker images?|debian packages?)\b/i,
  },
  {
    slug: 'dependencies',
    title: 'Dependencies',
    description: 'Which libraries are used, which took the place of others, and why',
    alias: /^(?:deps?|dependenc(?:y|ies)|vendor(?:ed)?|third ?party|requirements)$/,
    text: /^[^.!?]*\b(?:crates?|dependenc(?:y|ies)|npm packages?|gems?)\b/i,
  },
  {
    slug: 'tests',
    title: 'Tests',
    description: 'How the tests are written and run, and what they need',
    alias: /^(?:tests?|testing|testers?|e2e|specs?|integration tests?|unit tests?|fixtures|fuzz(?:ing)?|snapshots?)$/,
    path: /(?:^|\/)(?:tests?|__tests__|spec|specs|e2e|testdata)\/|[._-](?:test|spec)\.\w+$|_test\.go$/i,
    text: /\b(?:(?:integration|unit|end-to-end|e2e|acceptance|regression) tests?|test (?:suite|runner|database|coverage)|jest|mocha|jasmine|vitest|pytest|junit)\b/i,
  },
  {
    slug: 'documentation',
    title: 'Documentation',
    description: 'How the documentation is written and published',
    alias: /^(?:docs?|documentation|readme|website|site|man(?: ?pages?)?|examples?)$/,
    path: /^(?:docs?|documentation|website|examples?)\/|^[^/]+\.(?:md|rst|adoc)$/i,
    text: /\b(?:jsdoc|esdoc|typedoc|man ?pages?|documentation)\b/i,
  },
  {
    slug: 'command-line',
    title: 'Command line',
    description: 'Commands, options and what they do',
    alias:
      /^(?:cli|cmd|cmds|commands?|command line|clap(?: app)?|args?|argv|arguments?|options?|flags?|bin|completions?|shell completions?)$/,
    path: /(?:^|\/)(?:cli|clap_app|args|argv|completions?)(?:\/|\.\w+$)/i,
    text: /(?:^|[\s`'"(])--[a-z][\w-]+|\b(?:command[- ]line|CLI|subcommands?|exit codes?)\b/,
  },
  {
    slug: 'configuration',
    title: 'Configuration',
    description: 'Settings, files and variables that users set',
    alias: /^(?:config(?:s|uration)?|conf|settings|preferences|env(?:ironment)?|dotenv)$/,
    path: /(?:^|\/)(?:config(?:uration)?|settings)(?:\/|\.(?!(?:json|ya?ml|toml)$)\w+$)/i,
    text: /\b(?:environment variables?|env vars?|config(?:uration)? files?|dotfiles?)\b|\b[A-Z][A-Z0-9]+_[A-Z0-9_]{2,}\b/,
  },
  {
    slug: 'performance',
    title: 'Performance',
    description: 'What is fast, what was slow, and why',
    alias: /^(?:perf|performance|bench(?:marks?|es)?|speed|profiling)$/,
  },
  {
    slug: 'errors',
    title: 'Errors',
    description: 'What fails, how, and what a user is told',
    alias: /^(?:errors?|error handling|exceptions?|warnings?)$/,
  },
  {
    slug: 'logging',
    title: 'Logging',
    description: 'What is logged, where and how',
    alias: /^(?:log|logs|logger|logging|debug|telemetry|metrics|tracing)$/,
  },
  { slug: 'types', title: 'Types', description: 'Types, and what they allow', alias: /^(?:types?|typings?|typing|typescript|ts|dts)$/ },
  {
    slug: 'translations',
    title: 'Translations',
    description: 'Languages and their texts',
    alias: /^(?:i18n|l10n|intl|locales?|lang|languages|translations?)$/,
  },
  {
    slug: 'database',
    title: 'Database',
    description: 'What is stored, and how',
    alias: /^(?:db|database|databases|migrations?|schema|sql|orm)$/,
  },
  {
    slug: 'authentication',
    title: 'Authentication',
    description: 'Who gets in, and how',
    alias: /^(?:auth|authn|authz|authentication|authorization|login|oauth2?|sso)$/,
  },
  {
    slug: 'user-interface',
    title: 'User interface',
    description: 'What a user sees, and why',
    alias: /^(?:ui|ux|gui|frontend|front end|views?|components?|styles?|css|theming)$/,
  },
  {
    slug: 'output',
    title: 'Output',
    description: 'What is printed, and how',
    alias: /^(?:output|printer|print(?:ing)?|display|formatter|formatting|render(?:er|ing)?|terminal|pager|termstatus)$/,
  },
];

/** Where claims of areas go that are too small, before they go to the general one. */
export const PARENTS: readonly { readonly area: Area; readonly of: readonly string[] }[] = [
  {
    area: {
      slug: 'building-and-testing',
      title: 'Building and testing',
      description: 'How the project is built, tested, documented and released',
    },
    of: [
      'continuous-integration',
      'development-environment',
      'build-and-packaging',
      'dependencies',
      'tests',
      'documentation',
      'supported-versions',
      'security',
    ],
  },
  {
    area: { slug: 'what-users-meet', title: 'What users meet', description: 'Commands, settings, output and errors' },
    of: ['command-line', 'configuration', 'output', 'errors', 'logging', 'user-interface', 'translations', 'authentication', 'performance'],
  },
];

export const UNDONE: Area = {
  slug: 'tried-and-undone',
  title: 'Tried and undone',
  description: 'What was tried and taken back, so that nobody tries it again unawares',
};
export const GENERAL: Area = { slug: 'decisions', title: 'Decisions', description: 'Choices that shape the project as a whole' };
export const NOTES: Area = { slug: 'notes', title: 'Notes', description: 'What people noted while they worked' };

/** Words that name no part of a project; a folder of a version (`v4`, `2.x`) holds all of one. */
export const GENERIC =
  /^(?:v?\d+(?:[ .]\w+)*|src|lib|libs|source|sources|pkg|packages?|internal|app|apps|core|main|java|kotlin|org|com|io|include|crates|modules?|components|utils?|util|utilities|helpers?|common|commons|shared|misc|miscellaneous|index|mod|tasks|contrib|all|any|bin|base|general|global|various|other|others|everything|project|code|cleanup|clean ?up|chore|fix|fixes|feat|feature|refactor|style|wip|init|dummy|new|old|temp|tmp|example|static|public|patch(?:es)?|todo|step|impl|ls|cat|rm|cp|mv|id|do|on|of|to|up|in|is|it|no|ok)$/;

/** Files that every commit may touch beside what it is about. */
export const BESIDE =
  /^(?:changelogs?|\.changesets?|\.changes|changes|newsfragments|news|release-?notes|unreleased)\/|(?:^|\/)(?:change(?:log|s)|history|news|release-?notes|authors|contributors)(?:[^/]*\.(?:md|rst|txt|adoc)|)$/i;

/** Manifests and lock files: a choice that touches one is mostly a choice of a library. */
export const MANIFEST =
  /(?:^|\/)(?:package\.json|cargo\.toml|go\.mod|pyproject\.toml|setup\.(?:py|cfg)|requirements[\w.-]*\.txt|gemfile|composer\.json|pom\.xml|build\.gradle(?:\.kts)?|pipfile|environment\.ya?ml)$/i;

/** How people write names that folders and scopes write small. */
export const PROPER_NAMES: Readonly<Record<string, string>> = {
  webui: 'Web UI',
  'web ui': 'Web UI',
  termui: 'Terminal UI',
  tui: 'Terminal UI',
  graphql: 'GraphQL',
  gitlab: 'GitLab',
  mysql: 'MySQL',
  postgres: 'PostgreSQL',
  postgresql: 'PostgreSQL',
  sqlite: 'SQLite',
  redis: 'Redis',
  kubernetes: 'Kubernetes',
  k8s: 'Kubernetes',
  javascript: 'JavaScript',
  macos: 'macOS',
  osx: 'macOS',
  windows: 'Windows',
  win: 'Windows',
  linux: 'Linux',
  ios: 'iOS',
  grpc: 'gRPC',
  openapi: 'OpenAPI',
  websocket: 'WebSocket',
  repo: 'Repository',
  repository: 'Repository',
  'termui impl': 'Terminal UI',
  fs: 'File system',
  filesystem: 'File system',
  restorer: 'Restore',
  req: 'Requests',
  request: 'Requests',
  requests: 'Requests',
  res: 'Responses',
  response: 'Responses',
  responses: 'Responses',
  backends: 'Backend',
  routes: 'Router',
  routing: 'Router',
};
