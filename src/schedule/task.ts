/**
 * A task of `scheduled_tasks.json`: what it says, read field by field with the place of each error, and the digest of what a person approves. Fields that
 * nobody knows are kept in the file and mean nothing. Pure.
 */
import { sha256 } from '../base/hash.js';
import { itemOf, type JsonNode } from '../base/json-text.js';
import { isoTime, isRealDay } from '../dates/day.js';
import { momentOf, offsetsOf } from '../dates/zone.js';
import { isOnce, isZone, nameOf, readRule, type Rule, type Zone } from './rule.js';

export type TaskPriority = 'now' | 'next' | 'later';
/** What becomes of runs that were missed: none, one for all of them, or each, the newest ten. */
export type Missed = 'skip' | 'once' | 'all';
/** What becomes of a run whose last one is not over: it is left out, it waits for the end, or both run. */
export type Overlap = 'skip' | 'queue' | 'allow';
/** What kairos does by itself where no model is set up; with one, the prompt of the task goes to it. */
export const ROUTINES = ['catch-up', 'morning-checkin', 'dream'] as const;
export type Routine = (typeof ROUTINES)[number];

export interface Task {
  readonly id: string;
  /** What the agent is asked. Of a task with a command: ''. */
  readonly prompt: string;
  /** The program and its arguments; no shell reads them. */
  readonly command?: readonly string[];
  readonly routine?: Routine;
  /** As it is written. */
  readonly schedule: string;
  readonly rule: Rule;
  /** As it is written; left out: the zone of this machine. */
  readonly timezone?: string;
  readonly priority: TaskPriority;
  /** False: it ends with the daemon. */
  readonly durable: boolean;
  /** It does not expire. */
  readonly permanent: boolean;
  /** In milliseconds since 1970. */
  readonly expiresAtMs?: number;
  readonly missed: Missed;
  readonly overlap: Overlap;
  /** For people: nothing follows from it. */
  readonly lastRun?: string;
}

export interface TaskProblem {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** Of the task, where it is known. */
  readonly id?: string;
  readonly message: string;
}

/** Says where a problem is. */
export type Blame = (node: Pick<JsonNode, 'start'> | undefined, message: string) => void;

const ID = /^[a-z0-9][a-z0-9-]{0,39}$/;
const PROMPT_MOST = 4_000;
const WORDS_MOST = 100;
const PRIORITIES = ['now', 'next', 'later'] as const satisfies readonly TaskPriority[];
const MISSED = ['skip', 'once', 'all'] as const satisfies readonly Missed[];
const OVERLAPS = ['skip', 'queue', 'allow'] as const satisfies readonly Overlap[];
/** What a shell would read and nothing else does. */
const SHELL = /[|&;<>()$`*?[\]{}~\n]/;

/** True for the name of a task: lower-case letters, digits and hyphens. */
export function isTaskId(id: string): boolean {
  return ID.test(id);
}

/** True for a task that goes away after its run. */
export function isOneOff({ rule }: Pick<Task, 'rule'>): boolean {
  return isOnce(rule);
}

/**
 * What a person approves: who the task is, what it does, when, in which zone, and how long. 16 hexadecimal digits of SHA-256. Urgency and the policies for
 * runs that were missed or overlap may be changed without being asked about: they do nothing that was not approved.
 */
export function taskHash(task: Task): string {
  const { id, prompt, command = [], routine = '', schedule, timezone = '', permanent, expiresAtMs } = task;
  const until = expiresAtMs === undefined ? '' : isoTime(expiresAtMs);
  return sha256(JSON.stringify([id, prompt, command, routine, schedule, timezone, permanent, until])).slice(0, HASH_LENGTH);
}

/** How many digits `taskHash` has. */
export const HASH_LENGTH = 16;

/** What it does, in one line. */
export function whatOf({ command, prompt }: Pick<Task, 'command' | 'prompt'>): string {
  return command === undefined
    ? prompt
    : `command: ${command.map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : JSON.stringify(word))).join(' ')}`;
}

/** Reads one task. Undefined: it is none, and `blame` was told why. @param zone of this machine. @param text of the whole file. */
export function readTask(node: JsonNode, text: string, zone: Zone, blame: Blame): Task | undefined {
  const { bad, isSound } = blamingOnce(node, blame);
  if (node.kind !== 'object') return bad(node, 'a task is an object: { "id": ..., "prompt": ..., "schedule": ... }');
  const field = (name: string): JsonNode | undefined => itemOf(node, name)?.value;
  const value = (name: string): unknown => valueOf(field(name), text);
  const string = (name: string): string | undefined => {
    const found = value(name);
    if (found === undefined || found === null) return undefined;
    return typeof found === 'string' ? found : bad(field(name), `"${name}" must be a text`);
  };
  const oneOf = <T extends string>(name: string, words: readonly T[], usual: T): T => {
    const found = string(name);
    const word = words.find((one) => one === found);
    if (found !== undefined && word === undefined) bad(field(name), `"${name}" must be ${listOf(words)}, not "${found}"`);
    return word ?? usual;
  };
  const truth = (name: string, usual: boolean): boolean => {
    const found = value(name);
    if (found === undefined || typeof found === 'boolean') return found ?? usual;
    bad(field(name), `"${name}" must be true or false`);
    return usual;
  };

  const id = string('id');
  if (id === undefined) bad(field('id'), 'it has no "id"');
  else if (!isTaskId(id)) bad(field('id'), `"${id}" is no id: lower-case letters, digits and hyphens, 40 at most`);
  const prompt = string('prompt')?.trim() ?? '';
  const command = readDoing(prompt, field, value('command'), bad);
  const routine = string('routine') === undefined ? undefined : oneOf('routine', ROUTINES, 'dream');
  if (command && routine) bad(field('routine'), 'it has a "command" and a "routine"; one of them is enough');
  const timezone = string('timezone');
  if (timezone !== undefined && !isZone(timezone)) bad(field('timezone'), `"${timezone}" is no time zone, as "Europe/Berlin" is one`);
  const schedule = string('schedule');
  if (schedule === undefined) bad(field('schedule'), 'it has no "schedule"');
  const zoneHere = timezone !== undefined && isZone(timezone) ? timezone : zone;
  const read = readRule(schedule ?? '', zoneHere);
  if (schedule !== undefined && 'why' in read) bad(field('schedule'), `"schedule": ${read.why}`);
  const expires = string('expiresAt');
  const expiresAtMs = expires === undefined ? undefined : momentIn(expires, nameOf(zoneHere));
  if (expires !== undefined && expiresAtMs === undefined)
    bad(field('expiresAt'), `"${expires}" is no time, as "2026-12-01 09:00" and "2026-12-01T09:00Z" are`);
  const rest = {
    priority: oneOf('priority', PRIORITIES, 'next'),
    durable: truth('durable', true),
    permanent: truth('permanent', false),
    missed: oneOf('missed', MISSED, 'once'),
    overlap: oneOf('overlap', OVERLAPS, 'skip'),
  };
  if (rest.permanent && expires !== undefined)
    bad(field('expiresAt'), 'a task that is "permanent" does not expire: "permanent" and "expiresAt" exclude each other');
  const lastRun = typeof value('lastRun') === 'string' ? String(value('lastRun')) : undefined;
  if (!isSound() || id === undefined || schedule === undefined || 'why' in read) return undefined;
  return {
    id,
    prompt: command ? '' : prompt,
    ...(command && { command }),
    ...(routine && { routine }),
    schedule,
    rule: read,
    ...(timezone !== undefined && { timezone }),
    ...rest,
    ...(expiresAtMs !== undefined && { expiresAtMs }),
    ...(lastRun !== undefined && { lastRun }),
  };
}

/**
 * Says one thing of one place: what else follows from a wrong field is no fault of its own, and what is missing is missing in one task. What it is not given
 * a place for is missing, and told by `isSound`.
 */
function blamingOnce(
  node: JsonNode,
  blame: Blame,
): { readonly bad: (at: JsonNode | undefined, message: string) => undefined; readonly isSound: () => boolean } {
  const blamed = new Set<JsonNode>();
  const missing: string[] = [];
  return {
    bad: (at, message) => {
      if (!at) missing.push(message);
      else if (!blamed.has(at)) {
        blamed.add(at);
        blame(at, message);
      }
      return undefined;
    },
    isSound: () => {
      if (missing.length > 0) blame(node, missing.join('; '));
      return blamed.size + missing.length === 0;
    },
  };
}

/** The command of a task; undefined: it has a prompt, or something is wrong, which `bad` was told. */
function readDoing(
  prompt: string,
  field: (name: string) => JsonNode | undefined,
  value: unknown,
  bad: (at: JsonNode | undefined, message: string) => undefined,
): readonly string[] | undefined {
  const at = field('command');
  if (prompt.length > PROMPT_MOST) bad(field('prompt'), `"prompt" has ${prompt.length} characters, more than ${PROMPT_MOST}`);
  if (!at && prompt === '') bad(field('prompt'), 'it has neither a "prompt" nor a "command"');
  if (!at) return undefined;
  if (field('prompt')) bad(at, 'it has a "prompt" and a "command"; one of them is enough');
  return readCommand(value, (message) => {
    bad(at, message);
  });
}

/** The moment of a local time, or of one with a zone of its own. */
function momentIn(text: string, zone: string): number | undefined {
  const offsetMsAt = offsetsOf(zone);
  return offsetMsAt && isRealDay(text.slice(0, 10)) ? momentOf(text, offsetMsAt) : undefined;
}

/** A word of a command that was typed in one piece. What stands in quotation marks is meant as it is. */
interface Word {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** The words of a command that was typed in one piece: split at blanks, kept together by quotation marks. Undefined: a mark is not closed. */
export function wordsOf(command: string): readonly Word[] | undefined {
  const words: Word[] = [];
  const word = /\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"']+))(?=\s|$)/y;
  const text = command.trim();
  while (word.lastIndex < text.length) {
    const found = word.exec(text);
    if (!found) return undefined;
    words.push({ text: found[1]?.replace(/\\(.)/g, '$1') ?? found[2] ?? found[3] ?? '', isQuoted: found[3] === undefined });
  }
  return words;
}

function readCommand(value: unknown, bad: (message: string) => void): readonly string[] | undefined {
  if (typeof value === 'string') {
    const words = wordsOf(value);
    const shown = words?.find(({ text, isQuoted }) => !isQuoted && SHELL.test(text))?.text;
    if (words === undefined || words.length === 0) bad('"command" must be a program and its arguments');
    else if (shown !== undefined)
      bad(`no shell reads "command", and "${shown}" is for one; write ${shellAsked(value)} if that is meant, or put it in quotation marks`);
    else return words.map(({ text }) => text);
    return undefined;
  }
  if (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= WORDS_MOST &&
    value.every((one) => typeof one === 'string' && !one.includes('\0'))
  )
    return value as string[];
  bad('"command" must be a list of texts: the program, then its arguments');
  return undefined;
}

/** The same by a shell, in one piece where its quotation marks allow it. */
function shellAsked(command: string): string {
  return command.includes("'") ? `["sh", "-c", ${JSON.stringify(command)}]` : `sh -c '${command}'`;
}

function valueOf(node: JsonNode | undefined, text: string): unknown {
  return node && (JSON.parse(text.slice(node.start, node.end)) as unknown);
}

function listOf(words: readonly string[]): string {
  return `"${words.slice(0, -1).join('", "')}" or "${words.at(-1)}"`;
}
