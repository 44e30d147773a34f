/**
 * One line of a Claude Code transcript as turns: what a person said, what the model said, which tool was called, and how that ended. Pure. What a tool printed
 * is data: it is never taken for a person's words, whatever it says.
 */
import { isObject, parseObject } from '../base/json.js';
import { parseTime } from '../dates/day.js';

/** What all turns of a line share. */
export interface LineHead {
  readonly session: string;
  readonly atMs: number;
  /** Undefined where the line does not say. */
  readonly cwd: string | undefined;
  readonly branch: string | undefined;
  /** A sub-agent speaks, and whoever spoke to it was a model. */
  readonly isSidechain: boolean;
}

export type Turn =
  | { readonly is: 'said'; readonly by: 'person' | 'model'; readonly uuid: string; readonly text: string }
  | { readonly is: 'called'; readonly use: string; readonly tool: string; readonly what: string; readonly file: string | undefined }
  | { readonly is: 'answered'; readonly use: string; readonly failed: boolean; readonly text: string }
  /** The whole list of tasks as the model keeps it. */
  | { readonly is: 'tasks'; readonly open: readonly string[] };

export interface TranscriptLine {
  readonly head: LineHead;
  readonly turns: readonly Turn[];
}

/** Characters of a command, of an error or of a file's name that are read; what is kept is shorter. */
const READ_MOST = 8_000;

/** What the program itself puts in the place of a prompt: commands of its own, their output, notices. */
const BY_PROGRAM =
  /^\s*(?:<(?:command-(?:name|message|args)|local-command-[a-z]+|bash-(?:input|stdout|stderr)|task-notification|teammate-message|new-diagnostics|autonomous-loop[a-z-]*)>|\[Request interrupted by user|Caveat: The messages below|This session is being continued from a previous conversation)/;
/** Blocks that the program adds to what a person typed. */
const ADDED = /<(system-reminder|ide_[a-z_]+|user-prompt-submit-hook)>[^]*?<\/\1>/g;
/** Not a failure of the tool: the person said no, or pressed Escape. */
const REFUSED = /doesn't want to (?:proceed|take this action)|Request interrupted by user|tool use was rejected|\buser rejected\b/;

/** @returns undefined for a line that is no JSON, tells of no session, or is none that is read. */
export function readTranscriptLine(text: string): TranscriptLine | undefined {
  const line = parseObject(text);
  if (!line || typeof line['sessionId'] !== 'string') return undefined;
  const atMs = typeof line['timestamp'] === 'string' ? parseTime(line['timestamp']) : undefined;
  if (atMs === undefined) return undefined;
  const head: LineHead = {
    session: line['sessionId'],
    atMs,
    cwd: textOf(line['cwd']),
    branch: textOf(line['gitBranch']),
    isSidechain: line['isSidechain'] === true,
  };
  return { head, turns: turnsOf(line) };
}

function turnsOf(line: Readonly<Record<string, unknown>>): Turn[] {
  const uuid = textOf(line['uuid']) ?? '';
  const message = isObject(line['message']) ? line['message'] : {};
  const { content } = message;
  switch (line['type']) {
    case 'user':
      return [...answersIn(content), ...(isTyped(line) ? said('person', uuid, wordsIn(content)) : [])];
    case 'assistant':
      if (message['model'] === '<synthetic>' || line['isApiErrorMessage'] === true) return [];
      return [...callsIn(content), ...said('model', uuid, wordsIn(content))];
    case 'attachment':
      return said('person', uuid, queuedIn(line['attachment']));
    default:
      return [];
  }
}

/** False for what the program wrote under the person's name. */
function isTyped(line: Readonly<Record<string, unknown>>): boolean {
  const { origin } = line;
  const isByPerson = !isObject(origin) || origin['kind'] === undefined || origin['kind'] === 'human';
  return isByPerson && line['isMeta'] !== true && line['isCompactSummary'] !== true && line['isVisibleInTranscriptOnly'] !== true;
}

/** What was typed while the model was at work. */
function queuedIn(attachment: unknown): string {
  if (!isObject(attachment) || attachment['type'] !== 'queued_command') return '';
  const mode = attachment['commandMode'];
  return (mode === undefined || mode === 'prompt') && isTyped(attachment) ? wordsIn(attachment['prompt']) : '';
}

function said(by: 'person' | 'model', uuid: string, words: string): Turn[] {
  const text = by === 'person' ? typedWords(words) : words.trim();
  return text === '' ? [] : [{ is: 'said', by, uuid, text }];
}

function typedWords(words: string): string {
  const text = words.replace(ADDED, '').trim();
  if (BY_PROGRAM.test(text)) return '';
  return text.replace(/^<user-memory-input>([^]*)<\/user-memory-input>$/, '$1').trim();
}

function wordsIn(content: unknown): string {
  if (typeof content === 'string') return content;
  return blocksIn(content)
    .filter(({ type }) => type === 'text')
    .map(({ text }) => textOf(text) ?? '')
    .join('\n');
}

function callsIn(content: unknown): Turn[] {
  return blocksIn(content).flatMap((block): Turn[] => {
    const [use, tool] = [textOf(block['id']), textOf(block['name'])];
    if (block['type'] !== 'tool_use' || use === undefined || tool === undefined) return [];
    const input = isObject(block['input']) ? block['input'] : {};
    const tasks = tasksIn(tool, input);
    return [{ is: 'called', use, tool, what: triedIn(input), file: changedBy(tool, input) }, ...(tasks ? [tasks] : [])];
  });
}

/** What was tried, in one line: the command, the file, or the arguments. */
export function triedIn(input: Readonly<Record<string, unknown>>): string {
  const told = textOf(input['command']) ?? textOf(input['file_path']) ?? textOf(input['path']) ?? textOf(input['notebook_path']);
  const [first = ''] = (told ?? JSON.stringify(input)).trim().split('\n', 1);
  return first.slice(0, READ_MOST);
}

const CHANGING: ReadonlySet<string> = new Set(['Edit', 'MultiEdit', 'NotebookEdit', 'Write']);

function changedBy(tool: string, input: Readonly<Record<string, unknown>>): string | undefined {
  if (!CHANGING.has(tool)) return undefined;
  return textOf(input['file_path']) ?? textOf(input['notebook_path']);
}

function tasksIn(tool: string, input: Readonly<Record<string, unknown>>): Turn | undefined {
  const { todos } = input;
  if (tool !== 'TodoWrite' || !Array.isArray(todos)) return undefined;
  const open = todos.filter(isObject).filter((todo) => todo['status'] !== 'completed');
  return { is: 'tasks', open: open.flatMap((todo) => textOf(todo['content']) ?? []) };
}

function answersIn(content: unknown): Turn[] {
  return blocksIn(content).flatMap((block): Turn[] => {
    const use = textOf(block['tool_use_id']);
    if (block['type'] !== 'tool_result' || use === undefined) return [];
    const text = wordsIn(block['content']).slice(0, READ_MOST);
    return [{ is: 'answered', use, failed: block['is_error'] === true && !isRefused(text), text }];
  });
}

/** True where a person kept the tool from running, which is no failure. */
export function isRefused(text: string): boolean {
  return REFUSED.test(text);
}

function blocksIn(content: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(content) ? content.filter(isObject) : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
