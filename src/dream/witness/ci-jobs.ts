/**
 * The jobs of a pipeline, as GitHub and GitLab write them, with what each of them waits for: what a condition, a skipped job, or a start by tags, paths or the
 * clock may leave out does not run for each change. Pure.
 */
import { fieldAt, fieldsOf, textAt, textsAt } from './fields.js';

export interface CiStep {
  readonly commands: readonly string[];
  readonly uses: string | undefined;
  /** What the action is given, as text. */
  readonly given: string;
  /** What must hold for it; undefined where nothing need. */
  readonly condition: string | undefined;
}

export interface CiJob {
  readonly name: string;
  readonly steps: readonly CiStep[];
  readonly condition: string | undefined;
  readonly matrix: unknown;
  /** Labels of the machines, with what an expression takes from the matrix in its place. */
  readonly runsOn: readonly string[];
  /** True where neither a condition nor a job that it needs can leave it out. */
  readonly isOfEach: boolean;
}

export interface CiJobs {
  readonly jobs: readonly CiJob[];
  /** True where changes start it, as far as they touch more than what it passes over. */
  readonly isOfChanges: boolean;
  /** Which changes start it without exception: `each pull request`, `each pull request to main`, `each push`. */
  readonly each: string | undefined;
}

/** @param workflow the parsed file of a workflow of GitHub. */
export function jobsOfGitHub(workflow: unknown): CiJobs {
  const written = fieldsOf(fieldAt(workflow, 'jobs'));
  const on = fieldAt(workflow, 'on');
  const [pulls, pushes] = [startAt(on, 'pull_request'), startAt(on, 'push')];
  const isOfPulls = pulls !== undefined && !Object.hasOwn(pulls, 'paths') && isOfUsualTypes(pulls);
  const isOfPushes = pushes !== undefined && !Object.hasOwn(pushes, 'paths') && isOfBranches(pushes);
  return {
    jobs: Object.entries(written).map(([name, job]) => ({
      name,
      steps: stepsOf(job),
      condition: conditionOf(job),
      matrix: fieldAt(job, 'strategy', 'matrix'),
      runsOn: runsOnOf(job),
      isOfEach: isOfEach(name, written, conditionOf),
    })),
    isOfChanges: isOfPulls || isOfPushes,
    each: isOfPulls ? eachPull(pulls) : undefined,
  };
}

/** What stands at an event of `on: push`, `on: [push, pull_request]`, `on: {push: ...}`; undefined where it does not start the workflow. */
export function startAt(on: unknown, event: string): Readonly<Record<string, unknown>> | undefined {
  if (on === event || (Array.isArray(on) && on.includes(event))) return {};
  const events = fieldsOf(on);
  return Object.hasOwn(events, event) ? fieldsOf(events[event]) : undefined;
}

/** What a pull request starts when nothing else is said. */
const USUAL_TYPES = ['opened', 'synchronize', 'reopened'] as const;

function isOfUsualTypes(pulls: unknown): boolean {
  const types = [...textsAt(pulls, 'types'), textAt(pulls, 'types') ?? ''].filter((type) => type !== '');
  return types.length === 0 || USUAL_TYPES.every((type) => types.includes(type));
}

/** Pushed tags alone are no changes. */
function isOfBranches(pushes: Readonly<Record<string, unknown>>): boolean {
  const [branches, tags] = ['branches', 'tags'].map((kind) => Object.hasOwn(pushes, kind) || Object.hasOwn(pushes, `${kind}-ignore`));
  return branches === true || tags !== true;
}

function eachPull(pulls: Readonly<Record<string, unknown>>): string | undefined {
  if (['paths-ignore', 'branches-ignore'].some((key) => Object.hasOwn(pulls, key))) return undefined;
  if (!Object.hasOwn(pulls, 'branches')) return 'each pull request';
  const branches = [...textsAt(pulls, 'branches'), textAt(pulls, 'branches') ?? ''].filter((branch) => branch !== '');
  if (branches.some((branch) => branch === '**')) return 'each pull request';
  return branches.length > 0 && branches.length <= BRANCHES_MOST && branches.every((branch) => /^[\w./-]+$/.test(branch))
    ? `each pull request to ${branches.join(' or ')}`
    : undefined;
}

const BRANCHES_MOST = 2;

function stepsOf(job: unknown): CiStep[] {
  const steps = fieldAt(job, 'steps');
  return (Array.isArray(steps) ? (steps as unknown[]) : []).map((step) => ({
    commands: [job, step].some(setsFlags) || isElsewhere(job, step) ? [] : commandsIn(textAt(step, 'run') ?? ''),
    uses: textAt(step, 'uses'),
    given: JSON.stringify(fieldAt(step, 'with') ?? ''),
    condition: conditionOf(step),
  }));
}

/** It runs in a folder of the project. */
function isElsewhere(job: unknown, step: unknown): boolean {
  return (textAt(step, 'working-directory') ?? textAt(job, 'defaults', 'run', 'working-directory') ?? '.').replace(/^\.\/*/, '') !== '';
}

/** What it runs fails, or does another thing, where it is typed without these. */
function setsFlags(owner: unknown): boolean {
  return Object.entries(fieldsOf(fieldAt(owner, 'env'))).some(
    ([name, value]) => FLAGS.test(name) && !/^-D ?warnings$/.test(String(value).trim()),
  );
}

const FLAGS = /FLAGS$|^(?:GOOS|GOARCH|CARGO_BUILD_TARGET|NODE_OPTIONS|PYTHON_GIL)$/;

/** The lines of a script, those that a backslash ends joined with the next. */
function commandsIn(run: string): string[] {
  return run
    .replace(/\\\r?\n\s*/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** The condition of a job or a step, without `${{ }}`; none where it always holds. */
function conditionOf(written: unknown): string | undefined {
  const bare = (textAt(written, 'if') ?? '')
    .trim()
    .replace(/^\$\{\{([^]*)\}\}$/, '$1')
    .trim();
  return bare === '' || /^(?:true|success\(\))$/i.test(bare) ? undefined : bare;
}

/** It runs whatever became of the jobs that it needs. */
const WHATEVER = /^(?:always\(\)|!\s*cancelled\(\)|success\(\)\s*\|\|\s*failure\(\))$/i;

function isOfEach(
  name: string,
  written: Readonly<Record<string, unknown>>,
  conditionIn: (job: unknown) => string | undefined,
  above: readonly string[] = [],
): boolean {
  const condition = conditionIn(written[name]);
  if (condition !== undefined) return WHATEVER.test(condition);
  // A job that is not written here, or one that needs itself, is not known to run.
  return neededBy(written[name]).every(
    (other) => Object.hasOwn(written, other) && !above.includes(other) && isOfEach(other, written, conditionIn, [...above, name]),
  );
}

/** `needs: build`, `needs: [build]`, `needs: [{job: build}]`. */
function neededBy(job: unknown): string[] {
  const needs = fieldAt(job, 'needs');
  const all: unknown[] = Array.isArray(needs) ? needs : needs === undefined ? [] : [needs];
  return all.flatMap((one) => (typeof one === 'string' && one !== '' ? [one] : (textAt(one, 'job') ?? [])));
}

/** True for a step that each run of its job takes, or that the matrix alone decides about: then one of the runs does. */
export function isOfEachRun({ condition }: CiStep): boolean {
  return condition === undefined || WHATEVER.test(condition) || OF_MATRIX.test(condition);
}

const OF_MATRIX =
  /^!?\s*\(?\s*(?:matrix\.[\w.-]+|startsWith\(matrix\.[\w.-]+,\s*'[^']*'\))(?:\s*[=!]=\s*(?:'[^']*'|true|false|[\d.]+))?\s*\)?$/;

function runsOnOf(job: unknown): string[] {
  const written = [textAt(job, 'runs-on') ?? '', ...textsAt(job, 'runs-on'), ...textsAt(job, 'runs-on', 'labels')];
  return written.flatMap((label) => {
    const taken = /\$\{\{\s*matrix\.([\w.-]+)\s*\}\}/.exec(label)?.[1];
    if (taken !== undefined) return ofMatrix(fieldAt(job, 'strategy', 'matrix'), taken.split('.'));
    return label.includes('${{') ? [] : [label];
  });
}

/** The texts that a name of the matrix stands for, those of `include` with them. */
function ofMatrix(matrix: unknown, [first = '', ...rest]: readonly string[]): string[] {
  const listed = fieldAt(matrix, first);
  const included = fieldAt(matrix, 'include');
  const values = [
    ...(Array.isArray(listed) ? (listed as unknown[]) : []),
    ...(Array.isArray(included) ? included.map((one) => fieldAt(one, first)) : []),
  ];
  return values.map((value) => fieldAtOf(value, rest)).filter((value): value is string => typeof value === 'string');
}

function fieldAtOf(value: unknown, names: readonly string[]): unknown {
  return names.length === 0 ? value : fieldAt(value, ...names);
}

/** What stands beside the jobs in `.gitlab-ci.yml`. */
const NO_JOBS: ReadonlySet<string> = new Set(
  'default include stages variables workflow image services cache before_script after_script spec'.split(' '),
);
/** Any of them may leave a job out, or takes its conditions from elsewhere. */
const LEAVING_OUT = ['rules', 'only', 'except', 'extends', 'trigger', '<<'] as const;

/** @param pipeline the parsed `.gitlab-ci.yml`. */
export function jobsOfGitLab(pipeline: unknown): CiJobs {
  const written = Object.fromEntries(
    Object.entries(fieldsOf(pipeline)).filter(([name, job]) => !name.startsWith('.') && !NO_JOBS.has(name) && fieldAt(job, 'script')),
  );
  const isAlways = fieldAt(pipeline, 'workflow') === undefined;
  return {
    jobs: Object.entries(written).map(([name, job]) => ({
      name,
      steps: [
        {
          commands: [textAt(job, 'script') ?? '', ...textsAt(job, 'script')].flatMap(commandsIn),
          uses: undefined,
          given: '',
          condition: undefined,
        },
      ],
      condition: leftOutBy(job),
      matrix: undefined,
      runsOn: [],
      isOfEach: isOfEach(name, written, leftOutBy),
    })),
    isOfChanges: isAlways,
    each: isAlways ? 'each push' : undefined,
  };
}

function leftOutBy(job: unknown): string | undefined {
  const when = textAt(job, 'when');
  if (when !== undefined && !['on_success', 'always'].includes(when)) return `when: ${when}`;
  return LEAVING_OUT.find((key) => Object.hasOwn(fieldsOf(job), key));
}
