/**
 * Reads of a workflow what its jobs run: by which commands the project is tested, checked and built there, on which platforms and versions, and what publishes a
 * release. A command that depends on an expression is left out. Pure.
 */
import { parse } from 'yaml';
import { fieldAt, fieldsOf, textAt, textsAt } from './fields.js';
import { commandText, listText, stated, type SlotName, type Stated } from './slots.js';
import { compareVersions } from './version-range.js';

interface Job {
  readonly name: string;
  readonly commands: readonly string[];
  readonly uses: readonly string[];
  readonly matrix: unknown;
  readonly runsOn: string;
}

export function statedByJobs(text: string): Stated[] {
  let workflow: unknown;
  try {
    // Else 3.10 would be the number 3.1, and `on` might be true.
    workflow = parse(text, { schema: 'failsafe', maxAliasCount: 20 });
  } catch {
    return [];
  }
  const jobs = Object.entries(fieldsOf(fieldAt(workflow, 'jobs'))).map(([name, job]) => jobOf(name, job));
  const on = fieldAt(workflow, 'on');
  const testing = jobs.filter(({ commands }) => commands.some((command) => COMMANDS[0]?.[1].test(command)));
  const isOfChanges = startsAt(on, 'push') || startsAt(on, 'pull_request');
  return [
    ...releaseStated(on, jobs),
    ...(testing.length > 0 && isOfChanges ? [...jobsStated(on, jobs), ...platformsStated(testing), ...versionsStated(testing)] : []),
    ...(isOfChanges ? commandsStated(jobs, text) : []),
  ];
}

function jobOf(name: string, job: unknown): Job {
  const steps = fieldAt(job, 'steps');
  const all: unknown[] = Array.isArray(steps) ? steps : [];
  return {
    name,
    commands: all.flatMap((step) => commandsIn(textAt(step, 'run') ?? '')),
    uses: all.flatMap((step) => textAt(step, 'uses') ?? []),
    matrix: fieldAt(job, 'strategy', 'matrix'),
    runsOn: [textAt(job, 'runs-on') ?? '', ...textsAt(job, 'runs-on')].join(' '),
  };
}

/** The lines of a script, those that a backslash ends joined with the next. */
function commandsIn(run: string): string[] {
  return run
    .replace(/\\\r?\n\s*/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** `on: push`, `on: [push, pull_request]`, `on: {push: ...}`. */
function startsAt(on: unknown, event: string): boolean {
  return on === event || (Array.isArray(on) ? on.includes(event) : Object.hasOwn(fieldsOf(on), event));
}

/** The commands by which a slot is known, the first of which tests. */
const COMMANDS: readonly (readonly [SlotName, RegExp])[] = [
  [
    'test command',
    /^(?:(?:xvfb-run|sudo|env) (?:-\S+ )*)?(?:cargo (?:\+\S+ )?(?:test|nextest run)|go test|make (?:test|check)|(?:npm|pnpm|yarn|bun) (?:run )?test[\w:-]*|npx (?:vitest|jest|mocha)|(?:python3? -m |uv run |poetry run |hatch run |coverage run -m )?(?:pytest|unittest)|(?:python3? -m )?(?:tox|nox)|just test|(?:\.\/)?scripts?\/tests?|(?:bundle exec )?(?:rspec|rake test)|\.\/gradlew (?:\S+ )*(?:test|check|build)|(?:\.\/)?mvnw? (?:-\S+ )*(?:test|verify)|mix test|dotnet test|swift test|deno test|(?:vendor\/bin\/)?phpunit|composer test|ctest)(?=$|[\s:])/,
  ],
  [
    'lint command',
    /^(?:cargo (?:\+\S+ )?clippy|golangci-lint run|(?:npm|pnpm|yarn|bun) (?:run )?lint|(?:uv run |poetry run )?(?:ruff check|flake8|pylint)|(?:npx )?eslint|pre-commit run|(?:\.\/)?scripts?\/(?:check|lint)|make lint|just lint|staticcheck|go vet)(?=$|[\s:])/,
  ],
  [
    'format command',
    /^(?:cargo (?:\+\S+ )?fmt|(?:npm|pnpm|yarn) (?:run )?format|(?:uv run |poetry run )?(?:ruff format|black)|(?:npx )?prettier|gofmt|make fmt)(?=$|[\s:])/,
  ],
  [
    'type check',
    /^(?:(?:npm|pnpm|yarn) (?:run )?(?:type-?check|check-types|tsc)|(?:npx )?tsc|(?:uv run |poetry run )?(?:mypy|pyright))(?=$|[\s:])/,
  ],
  ['docs', /^(?:cargo (?:\+\S+ )?doc|mkdocs build|sphinx-build|make docs)(?=$|\s)/],
  ['build', /^(?:(?:npm|pnpm|yarn|bun) (?:run )?build|python3? -m build|uv build|make build|(?:\.\/)?scripts?\/build)(?=$|\s)/],
];

/** Of all jobs the first command of each slot that can be quoted. */
function commandsStated(jobs: readonly Job[], text: string): Stated[] {
  const commands = jobs.flatMap((job) => job.commands);
  const found = COMMANDS.flatMap(([slot, pattern]) => {
    const command = commands
      .filter((one) => pattern.test(one))
      .map(withoutExpressions)
      .find((one) => one.length <= COMMAND_MOST && !/[$`()|;&]/.test(one) && !OF_ONE_PACKAGE.test(one));
    return command === undefined ? [] : [stated(slot, `CI runs ${commandText(command)}`, command, `run: ${command}`)];
  });
  const isStrict = /^\s*RUSTFLAGS:\s*["']?[^\n]*-D ?warnings/m.test(text) || commands.some((one) => /clippy\b.*-D ?warnings/.test(one));
  return [
    ...found,
    ...(isStrict ? [stated('warnings', 'CI fails at any warning of the Rust compiler or clippy', '-D warnings', '-D warnings')] : []),
  ];
}

const COMMAND_MOST = 110;
/** It says little of the whole. */
const OF_ONE_PACKAGE = /\s(?:--package|-p)[ =]/;

/** `cargo test --locked ${{ env.FEATURES }}` is `cargo test --locked ...`. */
function withoutExpressions(command: string): string {
  const at = command.search(/\s(?:--?[\w-]+[ =])?\S*\$\{\{/);
  return at === -1 ? command : `${command.slice(0, at)} ...`;
}

function jobsStated(on: unknown, jobs: readonly Job[]): Stated[] {
  if (jobs.length < 2 || !startsAt(on, 'pull_request')) return [];
  const names = jobs.map(({ name }) => name);
  return [stated('ci', `each pull request runs the jobs ${listText(names)}`, names.join(' '), `jobs: ${names.join(', ')}`)];
}

const PLATFORMS: readonly (readonly [RegExp, string])[] = [
  [/ubuntu|linux/i, 'Linux'],
  [/macos/i, 'macOS'],
  [/windows/i, 'Windows'],
];

function platformsStated(testing: readonly Job[]): Stated[] {
  const said = testing.flatMap(({ matrix, runsOn }) => [runsOn, ...(/\$\{\{/.test(runsOn) ? textsIn(matrix) : [])]);
  const names = PLATFORMS.filter(([pattern]) => said.some((one) => pattern.test(one))).map(([, name]) => name);
  return names.length < 2
    ? []
    : [stated('platforms', `CI tests on ${listText(names)}`, names.join(' ').toLowerCase(), `runs-on: ${names.join(', ')}`)];
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Object.values(typeof value === 'object' && value !== null ? value : {}).flatMap(textsIn);
}

const RUNTIMES: readonly (readonly [RegExp, string])[] = [
  [/^node(?:[-_]?(?:js)?[-_]?versions?)?$/i, 'Node'],
  [/^go(?:[-_]?versions?)?$/i, 'Go'],
  [/^py(?:thon)?(?:[-_]?versions?)?$/i, 'Python'],
  [/^php(?:[-_]?versions?)?$/i, 'PHP'],
  [/^ruby(?:[-_]?versions?)?$/i, 'Ruby'],
];

function versionsStated(testing: readonly Job[]): Stated[] {
  for (const { matrix } of testing) {
    for (const [key, values] of Object.entries(fieldsOf(matrix))) {
      const name = RUNTIMES.find(([pattern]) => pattern.test(key))?.[1];
      if (name === undefined || !Array.isArray(values)) continue;
      const versions = values.flatMap((value) => /^v?(\d+(?:\.\d+)*)(?:\.x)?$/.exec(String(value).trim())?.[1] ?? []);
      // What else stands there might be older or newer than all of them.
      if (versions.length < 2 || versions.length < values.length) continue;
      const sorted = versions.toSorted(compareVersions);
      return [stated('tested versions', `${name} ${listText(sorted, VERSIONS_MOST)}`, sorted.join(' '), `${key}: ${sorted.join(', ')}`)];
    }
  }
  return [];
}

const VERSIONS_MOST = 12;

/** What brings a release to its users. */
const PUBLISHING =
  /\b(?:npm publish|pnpm (?:-r )?publish|yarn (?:npm )?publish|npx semantic-release|semantic-release|jsr publish|twine upload|cargo publish|cargo release|uv publish|poetry publish|flit publish|hatch publish|goreleaser(?: release)?|gh release (?:create|upload)|changeset publish|gem push)\b|^(?:\.\/)?scripts?\/(?:publish|release)\b/;
const PUBLISHING_ACTION =
  /^(?:pypa\/gh-action-pypi-publish|goreleaser\/goreleaser-action|softprops\/action-gh-release|ncipollo\/release-action|actions\/create-release|release-plz\/action|(?:marcoieni|MarcoIeni)\/release-plz-action|changesets\/action|cycjimmy\/semantic-release-action|JS-DevTools\/npm-publish|googleapis\/release-please-action|google-github-actions\/release-please-action|rubygems\/release-gem|katyo\/publish-crates)\b/;

function releaseStated(on: unknown, jobs: readonly Job[]): Stated[] {
  const command = jobs.flatMap((job) => job.commands).flatMap((one) => PUBLISHING.exec(one)?.[0] ?? [])[0];
  const action = jobs.flatMap(({ uses }) => uses).flatMap((one) => PUBLISHING_ACTION.exec(one)?.[0] ?? [])[0];
  const by = action ?? command;
  if (by === undefined) return [];
  const when = startOf(on);
  return when === undefined ? [] : [stated('release', `by a workflow that ${when}, with \`${by}\``, by, `${when}: ${by}`)];
}

/** How a workflow is started, by what is likeliest meant for releases. */
function startOf(on: unknown): string | undefined {
  const tags = textsAt(on, 'push', 'tags').filter((tag) => !/[`()]/.test(tag));
  if (tags.length > 0)
    return `a pushed tag ${listText(
      tags.map((tag) => `\`${tag}\``),
      3,
    )} starts`;
  if (startsAt(on, 'release')) return 'a release on GitHub starts';
  const branches = textsAt(on, 'push', 'branches');
  if (branches.length > 0 && branches.every((branch) => /^[\w./-]+$/.test(branch))) return `a push to ${listText(branches, 3)} starts`;
  return startsAt(on, 'workflow_dispatch') ? 'is started by hand' : undefined;
}
