/**
 * `kairos hook [event]`: a hook of a coding agent, JSON in and JSON out. It ends with 0 whatever happens, prints nothing but an answer, and in a folder without
 * `.kairos` it writes nothing. It is no command of the table, because it must start sooner than one: `bin/load.js` loads this file alone.
 */
import { existsSync, fstatSync, readFileSync, writeSync } from 'node:fs';
import { answerPrompt, type HookAnswer, type StartedHook } from './hook-prompt.js';

const STDIN = 0;
const STDOUT = 1;
const INPUT_MOST_BYTES = 8 << 20;
/** Whoever starts a hook writes its input at once, or keeps a pipe open by mistake. */
const INPUT_MS = 3_000;
/** A prompt waits for its answer. What counts is the time that the hook itself works; where the machine is busy it may take longer, and not much. */
const PROMPT = { ownMs: 600, wallMs: 2_500 };
const OTHERS = { ownMs: 20_000, wallMs: 30_000 };
const LOOK_MS = 20;

const HELP = `Usage: kairos hook [event]

Answers a hook of Claude Code: the hook's JSON on standard input, the answer on standard output.

Events: SessionStart, UserPromptSubmit, PostToolUse, PostToolUseFailure, PreCompact, Stop, SessionEnd (default: the hook_event_name of the input)

It always ends with 0, and says and writes nothing where kairos is not set up.

Example:
  $ echo '{"hook_event_name":"SessionStart","session_id":"a1","cwd":"'"$PWD"'"}' | kairos hook
`;

/** Answers one hook. Never throws. */
export async function runHook(args: readonly string[]): Promise<number> {
  if (args.some((arg) => arg === '-h' || arg === '--help')) {
    print(HELP);
    return 0;
  }
  try {
    const text = await standardInput();
    const named = args.find((arg) => !arg.startsWith('-'));
    const cwd = cwdIn(text) ?? process.cwd();
    if (text === '' || !isNearKairos(cwd)) return 0;
    const isPrompt = /^user-?prompt-?submit$/i.test(named ?? '') || (named === undefined && text.includes('"UserPromptSubmit"'));
    const hook = { text, named, cwd, env: process.env };
    // What keeps to its own time needs no watch.
    const warm = isPrompt ? await answerPrompt(hook) : undefined;
    if (warm !== undefined) await say(warm);
    else await within(isPrompt ? PROMPT : OTHERS, async () => say(await (isPrompt ? answerCold(hook) : answerEvent(hook))));
  } catch {
    // Nobody may be kept from work by a memory that fails.
  }
  return 0;
}

async function say({ said, afterwards }: HookAnswer): Promise<void> {
  if (said !== undefined) print(`${JSON.stringify(said)}\n`);
  await afterwards?.();
}

async function answerCold(hook: StartedHook): Promise<HookAnswer> {
  await compileAsCommands();
  return (await import('./hook-cold.js')).answerCold(hook);
}

async function answerEvent(hook: StartedHook): Promise<HookAnswer> {
  await compileAsCommands();
  return (await import('./hook-answer.js')).answerEvent(hook);
}

/** Before anything else is loaded: what V8 kept of a file holds for the flags that it was loaded with. */
async function compileAsCommands(): Promise<void> {
  const { optimizeLate } = await import('../adapters/v8-flags.js');
  optimizeLate();
}

/** Lets it act for so long; after that nobody waits for it any more, and the process ends in the midst of it. */
async function within({ ownMs, wallMs }: typeof PROMPT, act: () => Promise<void>): Promise<void> {
  const startMs = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((done) => {
    timer = setInterval(() => {
      const { user, system } = process.cpuUsage();
      if ((user + system) / 1000 < ownMs && performance.now() - startMs < wallMs) return;
      done();
      // Behind the turn in which the program tells its exit code.
      setTimeout(() => process.exit(), LOOK_MS);
    }, LOOK_MS);
  });
  try {
    await Promise.race([act(), late]);
  } finally {
    clearInterval(timer);
  }
}

/** The folder that the agent works in, found without parsing what may be large. */
function cwdIn(text: string): string | undefined {
  const match = /"cwd"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(text);
  const cwd: unknown = match?.[1] === undefined ? undefined : JSON.parse(match[1]);
  return typeof cwd === 'string' && cwd.startsWith('/') ? cwd : undefined;
}

function isNearKairos(cwd: string): boolean {
  for (let folder = cwd; ; folder = folder.slice(0, folder.lastIndexOf('/'))) {
    if (existsSync(`${folder}/.kairos`)) return true;
    if (folder === '') return false;
  }
}

/** What was written until its end, or for as long as that may take; '' at a terminal, and for too much. */
async function standardInput(): Promise<string> {
  const from = fstatSync(STDIN);
  // A terminal, or nothing.
  if (from.isCharacterDevice()) return '';
  if (from.isFile()) return from.size > INPUT_MOST_BYTES ? '' : readFileSync(STDIN, 'utf8');
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  const { stdin } = process;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, INPUT_MS);
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    stdin.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      sizeBytes += chunk.length;
      if (sizeBytes > INPUT_MOST_BYTES) end();
    });
    for (const event of ['end', 'close', 'error']) stdin.once(event, end);
  });
  // A pipe that stays open keeps nobody waiting.
  stdin.destroy();
  return sizeBytes > INPUT_MOST_BYTES ? '' : Buffer.concat(chunks).toString('utf8');
}

function print(line: string): void {
  try {
    writeSync(STDOUT, line);
  } catch {
    // A pipe that takes no more at once, or a reader that went away.
    process.stdout.on('error', () => undefined);
    process.stdout.write(line);
  }
}
