/** What a scenario says: where it starts, what happens in it, and what must hold. It describes the format (see FORMAT.md) and runs nothing. Pure. */
import type { Difference } from '../../base/outcome.js';
import { CRASH_PLACES, CRASH_REFS, FILE_VERBS, GIT_VERBS, isCrashPoint } from './crash-points.js';
import {
  anyText,
  duration,
  flag,
  list,
  mapOr,
  nothing,
  pairsOf,
  placed,
  readYaml,
  record,
  shape,
  text,
  whole,
  word,
  type Check,
  type Checked,
  type Placed,
  type Spot,
} from '../../config/yaml-reader.js';

/** A file is removed where its text is `null`. */
const fileText: Check<string | null> = (spot, read) => {
  const isGone = spot.node === null || ('value' in spot.node && spot.node.value === null);
  return isGone ? null : anyText(spot, read);
};
const files = record(fileText);

const START = {
  at: text,
  zone: text,
  seed: text,
  files,
  revision: text,
  history: text,
  config: mapOr(record(anyText), anyText),
  setUp: flag,
  trusted: flag,
  daemon: flag,
  embedder: word('virtual', 'none', 'cassette'),
  cassette: text,
};
const start = shape(START);
export const START_NAMES: readonly string[] = Object.keys(START);

/** What of a text must be there, and what must not. */
const CONTENT = {
  is: placed(anyText),
  has: placed(list(placed(text))),
  lacks: list(placed(text)),
  exists: placed(flag),
  bytesMost: placed(whole),
  lines: placed(whole),
};
export const CONTENT_NAMES: readonly string[] = Object.keys(CONTENT);
const content = mapOr(shape(CONTENT), placed(anyText));
const contents = record(content);
const texts = placed(list(placed(text)));

const EXPECTATION = {
  log: texts,
  'no-log': list(placed(text)),
  hits: texts,
  'no-hits': list(placed(text)),
  claims: texts,
  'no-claims': list(placed(text)),
  topics: texts,
  'no-topics': list(placed(text)),
  files: contents,
  branches: record(mapOr(contents, placed(word('exists', 'gone')))),
  refs: list(placed(text)),
  'no-refs': list(placed(text)),
  dream: placed(word('proposed', 'nothing', 'gated', 'failed', 'stopped', 'refused')),
  effects: texts,
  'no-effects': list(placed(text)),
  lines: texts,
  'no-lines': list(placed(text)),
  gates: record(placed(word('open', 'closed'))),
  budget: shape({
    ticks: placed(whole),
    dreams: placed(whole),
    files: placed(whole),
    git: placed(whole),
    entries: placed(whole),
    claims: placed(whole),
  }),
  unmoved: placed(flag),
  journal: placed(word('whole')),
  doctor: placed(word('well')),
  conflicts: texts,
  daemon: placed(word('running', 'gone')),
};
const expectation = shape(EXPECTATION);
export const EXPECTATION_NAMES: readonly string[] = Object.keys(EXPECTATION);

export type Expectation = Checked<typeof expectation>;
export type Content = Checked<typeof content>;

const commit = shape({ message: text, files, author: text, branch: text, at: text, amend: flag, merge: flag });
const claims = mapOr(
  shape({ accept: list(text), reject: list(text), edit: record(anyText), reopen: list(text) }),
  word('accept', 'reject'),
);

/** Each verb with what it takes. */
const VERBS = {
  at: text,
  advance: duration,
  clock: shape({ set: text, back: duration }),
  commit: mapOr(commit, text),
  branch: mapOr(shape({ name: text, at: text, stay: flag }, 'name'), text),
  checkout: text,
  merge: mapOr(shape({ branch: text, message: text, squash: flag }, 'branch'), text),
  rebase: text,
  revert: mapOr(shape({ commit: text, message: text }, 'commit'), text),
  pick: text,
  reset: text,
  clean: nothing,
  'remove-branch': text,
  tag: text,
  busy: word('merge', 'rebase', 'index.lock', 'nothing'),
  edit: record(mapOr(shape({ replace: text, with: anyText, append: anyText, prepend: anyText, cut: whole }), fileText)),
  note: text,
  tell: mapOr(shape({ text, priority: word('now', 'next', 'later') }, 'text'), text),
  drop: mapOr(shape({ name: text, text: anyText }, 'text'), text),
  session: shape({ start: text, end: text, inputs: whole }),
  reinforce: text,
  forget: text,
  observe: mapOr(shape({ all: flag }), word('all', 'news')),
  tick: nothing,
  daemon: word('start', 'stop', 'kill'),
  index: nothing,
  dream: mapOr(shape({ now: flag, replace: flag }), nothing),
  review: claims,
  undo: nothing,
  recall: mapOr(
    shape({
      query: anyText,
      topic: text,
      tier: text,
      since: text,
      until: text,
      path: text,
      author: text,
      kind: text,
      limit: whole,
      edges: flag,
      words: flag,
    }),
    text,
  ),
  pause: nothing,
  resume: nothing,
  trust: flag,
  crash: shape({ call: whole, before: crashPoint, times: whole, power: flag }),
  worktree: shape({ name: text, branch: text }, 'name', 'branch'),
  clone: text,
  fetch: text,
  expect: expectation,
} satisfies Record<string, Check<unknown>>;

type Verb = keyof typeof VERBS;
export const VERB_NAMES = Object.keys(VERBS) as readonly Verb[];

export type Step = {
  readonly [V in Verb]: {
    readonly verb: V;
    readonly args: Checked<(typeof VERBS)[V]>;
    /** The clone or work tree in which it happens. */
    readonly in?: string;
    /** The code of the error with which it must end. */
    readonly fails?: Placed<string>;
  };
}[Verb];
export type StepOf<V extends Verb> = Extract<Step, { readonly verb: V }>;

export interface Scenario {
  readonly name: string;
  readonly guard?: string;
  readonly start: Checked<typeof start>;
  readonly steps: readonly Placed<Step>[];
}

const document = shape({ scenario: text, guard: text, about: anyText, start, steps: list(placed(step)) }, 'scenario', 'steps');

/** The scenarios that a text holds, a document each, or what is wrong with it. @param path for the places of problems and differences. */
export function readScenarios(
  yaml: string,
  path: string,
): { readonly scenarios: readonly Scenario[] } | { readonly problems: readonly Difference[] } {
  const read = readYaml(yaml, path, document, 'any');
  if ('problems' in read) return read;
  return {
    scenarios: read.values.map(({ scenario: name, guard, start: from = {}, steps }) => ({
      name,
      start: from,
      steps,
      ...(guard !== undefined && { guard }),
    })),
  };
}

/** `tick`, or `commit: ...` with `in` and `fails` beside it. */
function step(spot: Spot, read: Parameters<Check<unknown>>[1]): Step | undefined {
  const { node } = spot;
  const bare = node && 'value' in node && typeof node.value === 'string' ? node.value : undefined;
  const pairs =
    bare === undefined ? pairsOf(spot, read) : [{ key: bare, value: { node: null, way: [...spot.way, bare] }, spotOfKey: spot }];
  if (!pairs) return undefined;
  const verbs = pairs.filter(({ key }) => key !== 'in' && key !== 'fails');
  const unknown = verbs.find(({ key }) => !Object.hasOwn(VERBS, key));
  if (unknown) return read.report(unknown.spotOfKey, `there is no step "${unknown.key}"`, `steps are ${VERB_NAMES.join(', ')}`);
  const [first, second] = verbs;
  if (!first) return read.report(spot, 'the step says nothing', `steps are ${VERB_NAMES.join(', ')}`);
  if (second)
    return read.report(second.spotOfKey, `one step cannot be "${first.key}" and "${second.key}"`, `begin the second with its own "-"`);
  const args = (VERBS[first.key as Verb] as Check<unknown>)(first.value, read);
  const place = pairs.find(({ key }) => key === 'in');
  const fails = pairs.find(({ key }) => key === 'fails');
  const inside = place && text(place.value, read);
  const code = fails && placed(text)(fails.value, read);
  if (args === undefined) return undefined;
  return { verb: first.key, args, ...(inside !== undefined && { in: inside }), ...(code && { fails: code }) } as Step;
}

function crashPoint(spot: Spot, read: Parameters<Check<unknown>>[1]): string | undefined {
  const point = text(spot, read);
  if (point === undefined || isCrashPoint(point)) return point;
  const hint = `write ${FILE_VERBS.join('|')} and a dot before ${CRASH_PLACES.join(', ')}; or ${GIT_VERBS.join('|')} before ${CRASH_REFS.join(', ')}`;
  return read.report(spot, `there is no moment "${point}"`, hint);
}
