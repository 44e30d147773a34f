/** What a scenario says: where it starts, what happens in it, and what must hold. It describes the format (see FORMAT.md) and runs nothing. Pure. */
import { ERROR_CODES, isErrorCode } from '../../base/errors.js';
import type { Difference } from '../../base/outcome.js';
import { CONFIG_KEYS } from '../../config/config-keys.js';
import { momentOf, offsetsOf } from '../../dates/zone.js';
import { scriptedReply } from '../../config/model-script.js';
import { CRASH_PLACES, CRASH_REFS, FILE_VERBS, GIT_VERBS, isCrashPoint } from './crash-points.js';
import { INVARIANTS, type Invariant } from './invariant.js';
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

/** A text that `isRight`, or what is wrong with it. */
function textThat(isRight: (text: string) => boolean, wrong: (text: string) => string, hint: string): Check<string> {
  return (spot, read) => {
    const typed = text(spot, read);
    return typed === undefined || isRight(typed) ? typed : read.report(spot, wrong(typed), hint);
  };
}

const moment = textThat(
  (typed) => momentOf(typed, () => 0) !== undefined,
  (typed) => `"${typed}" is no time`,
  'write 2026-11-20 14:30',
);
const zone = textThat(
  (typed) => offsetsOf(typed) !== undefined,
  (typed) => `there is no time zone "${typed}"`,
  'write Europe/Berlin, UTC or +05:30',
);
const errorCode = textThat(isErrorCode, (typed) => `no step fails with "${typed}"`, `codes are ${ERROR_CODES.join(', ')}`);
/** A file in a folder that is known: no way leads out of it. */
const fileName = textThat(
  (typed) => /^[^/\\]+$/.test(typed) && typed !== '.' && typed !== '..',
  (typed) => `"${typed}" is no name of a file`,
  'write a name without "/"',
);
/** A file in the folder of the scenario or below it: what a branch brings names no other. */
const fileBeside = textThat(
  (typed) => !typed.startsWith('/') && !typed.split(/[/\\]/).includes('..') && !/^[A-Za-z]:/.test(typed),
  (typed) => `"${typed}" does not lie beside the scenario`,
  'write its path from the folder of the scenario, without ".."',
);
/** A number of 1 or more. */
const count: Check<number> = (spot, read) => {
  const found = whole(spot, read);
  return found === 0 ? read.report(spot, 'it happens at the first time or later', 'write 1 or more') : found;
};
/** What holds something: of an empty list nothing would come. */
function filled<T>(check: Check<T>, hint: string): Check<T> {
  return (spot, read) => {
    const isEmpty = spot.node !== null && 'items' in spot.node && spot.node.items.length === 0;
    return isEmpty ? read.report(spot, 'it says nothing', hint) : check(spot, read);
  };
}
/** One of two things, and not both. */
function either<T extends object>(check: Check<T>, one: string, other: string): Check<T> {
  return (spot, read) => {
    const found = check(spot, read);
    return found && one in found && other in found
      ? read.report(spot, `"${one}" and "${other}" exclude each other`, 'write one of them')
      : found;
  };
}

/** Settings key by key: a key that there is. A text may say what it wants, wrong settings too. */
const settings: Check<ReadonlyMap<string, string>> = (spot, read) => {
  const keys: ReadonlySet<string> = new Set(CONFIG_KEYS.map(({ key }) => key));
  for (const { key, spotOfKey } of pairsOf(spot, read) ?? [])
    if (!keys.has(key))
      read.report(spotOfKey, `there is no key "${key}"`, 'kairos config lists them; a text in place of the keys may hold wrong ones');
  return record(anyText)(spot, read);
};

const START = {
  at: moment,
  zone,
  seed: text,
  files,
  revision: placed(text),
  history: placed(fileBeside),
  config: mapOr(settings, anyText),
  setUp: flag,
  trusted: flag,
  daemon: flag,
  embedder: word('virtual', 'none', 'cassette'),
  cassette: placed(fileBeside),
  model: list(scriptedReply),
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
    requests: placed(whole),
  }),
  unmoved: placed(flag),
  journal: placed(word('whole')),
  doctor: placed(word('well')),
  conflicts: texts,
  daemon: placed(word('running', 'gone')),
  asked: texts,
  'no-asked': list(placed(text)),
  outbox: texts,
  'no-outbox': list(placed(text)),
};
const expectation = filled(shape(EXPECTATION), `it may have ${Object.keys(EXPECTATION).join(', ')}`);
export const EXPECTATION_NAMES: readonly string[] = Object.keys(EXPECTATION);

export type Expectation = Checked<typeof expectation>;
export type Content = Checked<typeof content>;

const commit = shape({ message: text, files, author: text, branch: text, at: moment, amend: flag, merge: flag });
const claims = mapOr(
  shape({ accept: list(text), reject: list(text), edit: record(anyText), reopen: list(text) }),
  word('accept', 'reject'),
);

/** What several processes do at once: any steps but others of this kind. */
export interface Together {
  readonly verb: string;
  readonly args: unknown;
  readonly in?: string;
  readonly fails?: Placed<string>;
}

const together: Check<readonly Placed<Together>[]> = (spot, read) => {
  const steps = list(placed(step))(spot, read);
  const inner = steps?.find(({ value }) => value.verb === 'together' || value.verb === 'expect');
  return inner ? read.report(spot, `"${inner.value.verb}" cannot be done together with others`) : steps;
};

/** Each verb with what it takes. */
const VERBS = {
  at: moment,
  advance: duration,
  clock: filled(
    either(either(shape({ set: moment, back: duration, ahead: duration }), 'set', 'back'), 'set', 'ahead'),
    'write "back: 3d", "ahead: 2h" or "set: 2026-11-20 14:30"',
  ),
  commit: mapOr(commit, text),
  branch: mapOr(shape({ name: text, at: text, stay: flag }, 'name'), text),
  checkout: text,
  merge: mapOr(shape({ branch: text, message: text, squash: flag }, 'branch'), text),
  rebase: text,
  revert: mapOr(shape({ commit: text, message: text }, 'commit'), text),
  pick: text,
  reset: text,
  clean: nothing,
  stash: mapOr(shape({ all: flag }), nothing),
  unstash: nothing,
  'remove-branch': text,
  tag: text,
  busy: word('merge', 'rebase', 'index.lock', 'nothing'),
  edit: record(mapOr(shape({ replace: text, with: anyText, append: anyText, prepend: anyText, cut: whole }), fileText)),
  note: text,
  tell: mapOr(shape({ text, priority: word('now', 'next', 'later') }, 'text'), text),
  drop: mapOr(shape({ name: fileName, text: anyText }, 'text'), text),
  session: shape({ start: text, end: text, inputs: whole }),
  task: filled(
    shape({
      add: text,
      approve: text,
      remove: text,
      id: text,
      text: anyText,
      command: flag,
      missed: word('skip', 'once', 'all'),
      overlap: word('skip', 'queue', 'allow'),
      permanent: flag,
    }),
    'write "add: every 20m" with "text" beside it, "approve: ID" or "remove: ID"',
  ),
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
  model: list(scriptedReply),
  pause: nothing,
  resume: nothing,
  trust: flag,
  crash: either(
    either(shape({ call: count, before: crashPoint, after: crashPoint, times: count, power: flag }), 'call', 'before'),
    'before',
    'after',
  ),
  fail: either(shape({ call: count, before: crashPoint, times: count, because: word('full', 'moved') }, 'because'), 'call', 'before'),
  disk: word('full', 'free'),
  hold: word('dream', 'journal', 'daemon', 'nothing'),
  slow: shape({ by: duration, times: count }, 'by'),
  damage: text,
  mend: nothing,
  worktree: shape({ name: text, branch: text }, 'name', 'branch'),
  clone: text,
  fetch: text,
  together,
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
  /** The invariants that are looked at after each step. */
  readonly holds: readonly Invariant[];
  readonly start: Checked<typeof start>;
  readonly steps: readonly Placed<Step>[];
}

const steps = filled(list(placed(step)), `steps are ${VERB_NAMES.join(', ')}`);
const document = shape(
  { scenario: placed(text), guard: text, about: anyText, holds: list(word('all', ...INVARIANTS)), start, steps },
  'scenario',
  'steps',
);

/** The scenarios that a text holds, a document each, or what is wrong with it. @param path for the places of problems and differences. */
export function readScenarios(
  yaml: string,
  path: string,
): { readonly scenarios: readonly Scenario[] } | { readonly problems: readonly Difference[] } {
  const read = readYaml(yaml, path, document, 'any');
  if ('problems' in read) return read;
  const names = read.values.map(({ scenario }) => scenario.value);
  const twice = read.values.find(({ scenario }, n) => names.indexOf(scenario.value) < n)?.scenario;
  if (twice) return { problems: [{ what: `a second scenario "${twice.value}"`, at: twice.at, hint: 'give each its own name' }] };
  return {
    scenarios: read.values.map(({ scenario: { value: name }, guard, holds = [], start: from = {}, steps: lived }) => ({
      name,
      holds: INVARIANTS.filter((name) => holds.includes('all') || holds.includes(name)),
      start: from,
      steps: lived,
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
  if (unknown && verbs.some(({ key }) => Object.hasOwn(VERBS, key)))
    return read.report(unknown.spotOfKey, `a step has no "${unknown.key}"`, 'beside what happens it may have in, fails');
  if (unknown) return read.report(unknown.spotOfKey, `there is no step "${unknown.key}"`, `steps are ${VERB_NAMES.join(', ')}`);
  const [first, second] = verbs;
  if (!first) return read.report(spot, 'the step says nothing', `steps are ${VERB_NAMES.join(', ')}`);
  if (second)
    return read.report(second.spotOfKey, `one step cannot be "${first.key}" and "${second.key}"`, `begin the second with its own "-"`);
  const args = (VERBS[first.key as Verb] as Check<unknown>)(first.value, read);
  const place = pairs.find(({ key }) => key === 'in');
  const fails = pairs.find(({ key }) => key === 'fails');
  const inside = place && text(place.value, read);
  const code = fails && placed(errorCode)(fails.value, read);
  if (args === undefined) return undefined;
  return { verb: first.key, args, ...(inside !== undefined && { in: inside }), ...(code && { fails: code }) } as Step;
}

function crashPoint(spot: Spot, read: Parameters<Check<unknown>>[1]): string | undefined {
  const point = text(spot, read);
  if (point === undefined || isCrashPoint(point)) return point;
  const hint = `write ${FILE_VERBS.join('|')} and a dot before ${CRASH_PLACES.join(', ')}; or ${GIT_VERBS.join('|')} before ${CRASH_REFS.join(', ')}`;
  return read.report(spot, `there is no moment "${point}"`, hint);
}
