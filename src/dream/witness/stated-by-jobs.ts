/**
 * Reads of a pipeline what its jobs run for each change: by which commands the project is tested, checked and built there, on which platforms and versions, and
 * what publishes a release. A command that depends on an expression is left out, and so is what a condition or a needed job may leave out. Pure.
 */
import { isOfEachRun, jobsOfGitHub, jobsOfGitLab, startAt, type CiJob, type CiJobs, type CiStep } from './ci-jobs.js';
import { fieldAt, fieldsOf, textAt, textsAt } from './fields.js';
import { commandText, listText, stated, type SlotName, type Stated } from './slots.js';
import { compareVersions } from './version-range.js';

/** @param workflow a parsed file of `.github/workflows`. */
export function statedByJobs(workflow: unknown): Stated[] {
  const read = jobsOfGitHub(workflow);
  return [...releaseStated(fieldAt(workflow, 'on'), read.jobs), ...changesStated(read, workflow)];
}

/** @param pipeline the parsed `.gitlab-ci.yml`. */
export function statedByGitLab(pipeline: unknown): Stated[] {
  return changesStated(jobsOfGitLab(pipeline), pipeline);
}

function changesStated({ jobs, isOfChanges, each }: CiJobs, written: unknown): Stated[] {
  if (!isOfChanges) return [];
  const running = jobs.filter(({ isOfEach }) => isOfEach);
  const testing = running.filter((job) => commandsOf(job).some((command) => COMMANDS[0]?.[1].test(command)));
  return [
    ...(testing.length > 0
      ? [...jobsStated(each, running, jobs.length > running.length), ...platformsStated(testing), ...versionsStated(testing)]
      : []),
    ...commandsStated(running, written),
    // What an earlier job decides about runs for most changes: how to test is told by it where nothing else tells.
    ...commandsStated(jobs.filter(isDecidedBefore), {}).filter(({ slot }) => slot === 'test command'),
    ...lintersStated(running),
  ];
}

function commandsOf({ steps }: CiJob): string[] {
  return steps.filter(isOfEachRun).flatMap(({ commands }) => commands);
}

/** The commands by which a slot is known, the first of which tests. */
const COMMANDS: readonly (readonly [SlotName, RegExp])[] = [
  [
    'test command',
    /^(?:(?:xvfb-run|sudo|env) (?:-\S+ )*)?(?:cargo (?:\+\S+ )?(?:test|nextest run)|go test|make (?:test|check)|(?:npm|pnpm|yarn|bun) (?:run )?test[\w:-]*|npx (?:vitest|jest|mocha)|(?:python3? -m |uv run |poetry run |hatch run |coverage run -m )?(?:pytest|unittest)|(?:python3? -m )?(?:tox|nox)(?!.* -[es][ =]*(?![ =]|["']?(?:py|pypy|test|unit|integration|all|\d|\$)))|just test|(?:\.\/)?scripts?\/tests?|(?:bundle exec )?(?:rspec|rake test)|\.\/gradlew (?:\S+ )*(?:test|check|build)|(?:\.\/)?mvnw? (?:-\S+ )*(?:test|verify)|mix test|dotnet test|swift test|deno test|(?:vendor\/bin\/)?phpunit|composer test|ctest)(?=$|[\s:])/,
  ],
  [
    'lint command',
    /^(?:cargo (?:\+\S+ )?clippy|golangci-lint run|(?:npm|pnpm|yarn|bun) (?:run )?lint|(?:uv run |poetry run )?(?:ruff check|flake8|pylint)|(?:npx )?eslint|pre-commit run|(?:\.\/)?scripts?\/(?:check|lint)|make lint|just lint|staticcheck|go vet)(?=$|[\s:])/,
  ],
  [
    'format command',
    /^(?:cargo (?:\+\S+ )?fmt|(?:npm|pnpm|yarn) (?:run )?format|(?:uv run |poetry run )?(?:ruff format|black)|(?:npx )?prettier|gofmt)(?=$|[\s:])/,
  ],
  [
    'type check',
    /^(?:(?:npm|pnpm|yarn) (?:run )?(?:type-?check|check-types|tsc)|(?:npx )?tsc|(?:uv run |poetry run )?(?:mypy|pyright))(?=$|[\s:])/,
  ],
  ['docs', /^(?:cargo (?:\+\S+ )?doc|mkdocs build|sphinx-build|make docs)(?=$|\s)/],
  [
    'build',
    /^(?:cargo (?:\+\S+ )?build|go build|(?:npm|pnpm|yarn|bun) (?:run )?build|python3? -m build|uv build|make build|(?:\.\/)?scripts?\/build)(?=$|\s)/,
  ],
];

/** Of all jobs the first command of each slot that can be quoted. */
function commandsStated(jobs: readonly CiJob[], written: unknown): Stated[] {
  const commands = jobs.flatMap(commandsOf);
  const found = COMMANDS.flatMap(([slot, pattern]) => {
    const own = commands.filter((one) => pattern.test(one));
    const isWhole = (one: string): boolean => one.length <= COMMAND_MOST && !/[$`()|;&]/.test(one) && !OF_A_PART.test(one);
    const command = own.find(isWhole);
    if (command !== undefined) return [stated(slot, `CI runs ${commandText(command)}`, command, `run: ${command}`)];
    // How to test is asked for first: what is typed by hand is the command without what CI fills in.
    const bare = slot === 'test command' ? bareAmong(own).find(isWhole) : undefined;
    return bare === undefined ? [] : [stated(slot, `CI runs ${commandText(bare)} with options of its own`, bare, `run: ${bare} ...`)];
  });
  const flags = textAt(written, 'env', 'RUSTFLAGS') ?? textAt(written, 'variables', 'RUSTFLAGS') ?? '';
  const isStrict = /-D ?warnings/.test(flags);
  const linted = commands.filter((one) => /\bclippy\b/.test(one));
  const whose = [
    ...(isStrict ? ['the Rust compiler'] : []),
    ...(linted.some((one) => isStrict || /-D ?warnings/.test(one)) ? ['clippy'] : []),
  ];
  return whose.length === 0
    ? found
    : [...found, stated('warnings', `CI fails at any warning of ${whose.join(' or ')}`, '-D warnings', '-D warnings')];
}

/** `needs.changes.outputs.src`, and no event, tag or branch. */
function isDecidedBefore({ condition }: CiJob): boolean {
  return condition !== undefined && /^needs\.[\w-]+\.outputs\.[\w-]+(?: == '?true'?)?$/.test(condition);
}

/** The linters that run for each change, where a file of settings of another may be what is left of it. */
function lintersStated(jobs: readonly CiJob[]): Stated[] {
  const steps = jobs.flatMap(({ steps: all }) => all.filter(isOfEachRun));
  const found = LINTERS.filter(
    ([, action, name]) =>
      steps.some(({ uses = '' }) => uses.startsWith(action)) || steps.some(({ commands }) => commands.some((one) => name.test(one))),
  ).map(([tool]) => tool);
  return found.length === 0 ? [] : [stated('linter', listText(found), found.join(' '), `CI runs ${listText(found)}`)];
}

const LINTERS: readonly (readonly [tool: string, action: string, command: RegExp])[] = [
  ['golangci-lint', 'golangci/golangci-lint-action', /^golangci-lint run\b/],
  ['staticcheck', 'dominikh/staticcheck-action', /^staticcheck\b/],
  ['golint', 'Jerome1337/golint-action', /^golint\b/],
];

const COMMAND_MOST = 110;

const FILLED_IN = /\s(?:--?[\w-]+[ =])?["']?\$\{\{?[^{}]*\}\}?["']?(?=\s|$)/g;

const PACKAGE = /\s(?:--package|-p)[ =][\w-]+/g;

/** The commands without the options that an expression or a variable gives, and without the package, where several have a line each. */
function bareAmong(commands: readonly string[]): string[] {
  const packages = new Set(commands.flatMap((one) => one.match(PACKAGE) ?? []));
  return commands.flatMap((one) => {
    const bare = one.replace(FILLED_IN, '').replace(packages.size > 1 ? PACKAGE : /(?!)/g, '');
    return bare === one || bare.includes('$') ? [] : [bare];
  });
}

/** It says little of the whole: of one package, one file of tests, another machine. */
const OF_A_PART = /\s(?:--(?:package|test|target|bin|example|bench)|-p)[ =]|\s--doc(?=\s|$)/;

function jobsStated(each: string | undefined, jobs: readonly CiJob[], hasOthers: boolean): Stated[] {
  if (jobs.length < 2 || each === undefined) return [];
  const names = jobs.map(({ name }) => name);
  return [
    stated(
      'ci',
      `${each} runs the jobs ${listText(names)}${hasOthers ? ', and others on a condition' : ''}`,
      names.join(' '),
      `jobs: ${names.join(', ')}`,
    ),
  ];
}

const PLATFORMS: readonly (readonly [RegExp, string])[] = [
  [/ubuntu|linux/i, 'Linux'],
  [/macos/i, 'macOS'],
  [/windows/i, 'Windows'],
];

function platformsStated(testing: readonly CiJob[]): Stated[] {
  const said = testing.flatMap(({ runsOn }) => runsOn);
  const names = PLATFORMS.filter(([pattern]) => said.some((one) => pattern.test(one))).map(([, name]) => name);
  return names.length < 2
    ? []
    : [stated('platforms', `CI tests on ${listText(names)}`, names.join(' ').toLowerCase(), `runs-on: ${names.join(', ')}`)];
}

const RUNTIMES: readonly (readonly [RegExp, string])[] = [
  [/^node(?:[-_]?(?:js)?[-_]?versions?)?$/i, 'Node'],
  [/^go(?:[-_]?versions?)?$/i, 'Go'],
  [/^py(?:thon)?(?:[-_]?versions?)?$/i, 'Python'],
  [/^php(?:[-_]?versions?)?$/i, 'PHP'],
  [/^ruby(?:[-_]?versions?)?$/i, 'Ruby'],
];

function versionsStated(testing: readonly CiJob[]): Stated[] {
  for (const [, name] of RUNTIMES) {
    const listed = testing.flatMap(({ matrix }) =>
      Object.entries(fieldsOf(matrix)).filter(
        (one): one is [string, unknown[]] =>
          RUNTIMES.some(([pattern, other]) => other === name && pattern.test(one[0])) && Array.isArray(one[1]),
      ),
    );
    const values = [...new Set(listed.flatMap(([, all]) => all.map((value) => String(value).trim())))];
    const versions = values.flatMap((value) => VERSION.exec(value)?.[1] ?? []);
    const named = values.filter((value) => NAMED_VERSION.test(value)).toSorted();
    // What else stands there might be older or newer than all of them.
    if (versions.length < 2 || versions.length + named.length < values.length) continue;
    const sorted = [...new Set(versions)].toSorted(compareVersions);
    const said = `${listed.map(([key]) => key)[0]}: ${[...sorted, ...named].join(', ')}`;
    return [stated('tested versions', `${name} ${listText([...sorted, ...named], VERSIONS_MOST)}`, [...sorted, ...named].join(' '), said)];
  }
  return [];
}

const VERSION = /^v?(\d+(?:\.\d+)*)(?:\.x)?$/;
/** A version that is another one each year. */
const NAMED_VERSION = /^(?:stable|oldstable|latest|current|node|lts(?:\/\*|\/-\d)?)$/i;
const VERSIONS_MOST = 12;

/** What brings a release to its users. */
const PUBLISHING =
  /\b(?:npm publish|pnpm (?:-r )?publish|yarn (?:npm )?publish|npx semantic-release|semantic-release|jsr publish|twine upload|cargo publish|cargo release|uv publish|poetry publish|flit publish|hatch publish|goreleaser(?: release)?|gh release (?:create|upload)|changeset publish|gem push)\b|^(?:\.\/)?scripts?\/(?:publish|release)\b/;
const PUBLISHING_ACTION =
  /^(?:pypa\/gh-action-pypi-publish|goreleaser\/goreleaser-action|softprops\/action-gh-release|ncipollo\/release-action|actions\/create-release|release-plz\/action|(?:marcoieni|MarcoIeni)\/release-plz-action|changesets\/action|cycjimmy\/semantic-release-action|JS-DevTools\/npm-publish|googleapis\/release-please-action|google-github-actions\/release-please-action|rubygems\/release-gem|katyo\/publish-crates)\b/;

function releaseStated(on: unknown, jobs: readonly CiJob[]): Stated[] {
  const publishing = jobs.flatMap((job) =>
    job.steps.flatMap((step) => ({ by: publishedBy(step), conditions: [job.condition, step.condition] })),
  );
  const found = publishing.find(({ by }) => by?.isAction === true) ?? publishing.find(({ by }) => by !== undefined);
  if (found?.by === undefined) return [];
  const { name: by } = found.by;
  const condition = found.conditions.flatMap((one) => one ?? []).join(' && ');
  // What is released so is one part of the project.
  if (OF_SOME_TAGS.test(condition)) return [];
  const when = startOf(on, condition);
  return when === undefined ? [] : [stated('release', `by a workflow that ${when}, with \`${by}\``, by, `${when}: ${by}`)];
}

/** A tag of which the beginning names a part: `cmd/tool/v1`. */
const OF_SOME_TAGS = /\b(?:startsWith|contains)\([^()]*,\s*'(?!(?:\w+\/(?:tags|heads)\/)?v?\d*'|(?:chore\W*)?release)[^']*'\)/i;

/** A registry for trials, or a run that publishes nothing, is no release. */
const ON_TRIAL = /test\.?pypi|--dry-run|dry[-_]run"?: ?"?true/i;

function publishedBy({ commands, uses = '', given }: CiStep): { readonly name: string; readonly isAction: boolean } | undefined {
  const action = PUBLISHING_ACTION.exec(uses)?.[0];
  if (action !== undefined) return ON_TRIAL.test(given) ? undefined : { name: action, isAction: true };
  const command = commands.filter((one) => !ON_TRIAL.test(one)).flatMap((one) => PUBLISHING.exec(one)?.[0] ?? [])[0];
  return command === undefined ? undefined : { name: command, isAction: false };
}

/** How a workflow is started, by what is likeliest meant for releases; with a condition by the start that it names, where it has several. */
function startOf(on: unknown, condition: string): string | undefined {
  const starts = startsOf(on);
  if (starts.length < 2 || condition === '') return starts[0]?.text;
  return starts.find(({ named }) => named.test(condition))?.text;
}

function startsOf(on: unknown): { readonly text: string; readonly named: RegExp }[] {
  const tags = textsAt(on, 'push', 'tags').filter((tag) => !/[`()]/.test(tag));
  const shown = tags.map((tag) => `\`${tag}\``);
  const branches = textsAt(on, 'push', 'branches');
  return [
    ...(tags.length > 0 ? [{ text: `a pushed tag ${listText(shown, STARTS_MOST)} starts`, named: /\btags\/|ref_type == 'tag'/ }] : []),
    ...(startAt(on, 'release')
      ? [
          {
            text: 'a release on GitHub starts',
            named: /event_name == 'release'|event\.action == '(?:published|released|created)'|\bevent\.release\b/,
          },
        ]
      : []),
    ...(branches.length > 0 && branches.every((branch) => /^[\w./-]+$/.test(branch))
      ? [{ text: `a push to ${listText(branches, STARTS_MOST)} starts`, named: /\bheads\/|event_name == 'push'|ref_name == / }]
      : []),
    ...(startAt(on, 'workflow_dispatch') ? [{ text: 'is started by hand', named: /event_name == 'workflow_dispatch'/ }] : []),
  ];
}

const STARTS_MOST = 3;
