// `node scripts/rooms.js --write`: makes the overrides of .oxlintrc.json out of the table below: which room may import which, and what of the
// system it may touch. A test compares; without `--write` it only says whether they differ.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * The rooms, from the bottom to the top: a room may import only rooms that stand above it here. `may` is as narrow as the imports are; whoever
 * needs another room widens it in the same change, where a reviewer sees it. `free`: it may touch the system (node:*, timers, the process). `uses`: what
 * it may use of the system all the same, and why; a file name in it is let off altogether.
 */
export const ROOMS = {
  world: { is: 'the ports: interfaces and contracts', may: [] },
  base: {
    is: 'errors, paths, the lock, what git demands',
    may: ['world'],
    uses: {
      'hash.ts': 'the one place that may hash',
      'harmless-text.ts': 'Node knows escape sequences',
      'unicode.ts': 'Node alone knows which Unicode it has',
      'wasm.ts': 'WebAssembly, which the types know only with the DOM',
    },
  },
  dates: {
    is: 'UTC days and moments, and the words for them',
    may: [],
    uses: {
      Date: 'the one place that reads and writes dates; the clock stays with world',
      Intl: 'time zones, which Node alone knows',
    },
  },
  config: { is: 'settings: keys, values, whose they are', may: ['base', 'dates', 'world'] },
  minilm: { is: 'the embedding engine: bytes of a model and texts in, vectors out', may: ['base'] },
  clients: { is: 'what stands of ours in the settings of coding agents', may: ['base'] },
  hooks: { is: "the text of git hooks, in a file that may be somebody else's", may: [] },
  wording: { is: 'what a sentence says: its words, yes or no, its statement without the reason', may: ['base'] },
  memory: { is: 'ground state: logs, topics, MEMORY.md', may: ['base', 'config', 'dates', 'world'] },
  journal: { is: 'logs <-> tail <-> refs/kairos/journal', may: ['base', 'dates', 'memory', 'world'] },
  observe: { is: 'what happened in git, as log entries', may: ['base', 'dates', 'memory', 'world'] },

  'recall/text': { is: 'what a file offers to be found', may: ['base', 'dates', 'memory', 'world'] },
  'recall/vectors': {
    is: 'stored vectors and the kernel that scans them',
    may: ['base', 'memory', 'recall/text', 'world'],
  },
  'recall/lexical': { is: 'the index of words', may: ['base', 'memory', 'recall/text', 'recall/vectors', 'world'] },
  'recall/embedding': {
    is: 'texts and questions to vectors',
    may: ['base', 'dates', 'memory', 'recall/lexical', 'recall/text', 'recall/vectors', 'world'],
  },
  'recall/question': { is: 'what a question asks for', may: ['base', 'dates', 'memory', 'recall/lexical', 'recall/text'] },
  'recall/ranking': {
    is: 'scores and their order',
    may: ['base', 'dates', 'memory', 'recall/lexical', 'recall/question', 'recall/text', 'recall/vectors', 'wording'],
  },
  recall: {
    is: 'a question in, hits out',
    may: [
      'base',
      'config',
      'dates',
      'memory',
      'recall/embedding',
      'recall/lexical',
      'recall/question',
      'recall/ranking',
      'recall/text',
      'recall/vectors',
      'world',
    ],
  },

  'dream/gate': { is: 'whether a dream may run', may: ['base', 'config', 'dates', 'memory', 'world'] },
  'dream/tree': { is: 'where memory lies in git', may: ['base', 'config', 'memory', 'world'] },
  'dream/witness': { is: 'what the tree of the base shows', may: ['base', 'wording', 'world'] },
  'dream/reading': { is: 'what people wrote', may: ['base', 'memory', 'wording'] },
  'dream/report': {
    is: 'what a dream proposes, as text and back',
    may: ['base', 'dates', 'dream/reading', 'dream/tree', 'memory', 'wording', 'world'],
  },
  'dream/claims': {
    is: 'what is worth keeping',
    may: ['base', 'dates', 'dream/reading', 'dream/report', 'dream/witness', 'memory', 'wording'],
  },
  'dream/edit': { is: 'topics before -> after', may: ['base', 'config', 'dream/report', 'dream/tree', 'memory'] },
  'dream/branch': { is: 'the branch that a dream is', may: ['base', 'dates', 'dream/report', 'dream/tree', 'world'] },
  'dream/review': {
    is: 'what becomes of a dream',
    may: ['base', 'config', 'dates', 'dream/branch', 'dream/edit', 'dream/reading', 'dream/report', 'dream/tree', 'memory', 'world'],
  },
  dream: {
    is: 'one dream, from gates to branch',
    may: [
      'base',
      'config',
      'dates',
      'dream/branch',
      'dream/claims',
      'dream/edit',
      'dream/gate',
      'dream/report',
      'dream/review',
      'dream/tree',
      'dream/witness',
      'memory',
      'world',
    ],
  },

  act: { is: 'a command in a folder of its own, and its branch', may: ['base', 'dates', 'memory', 'world'] },
  check: {
    is: 'what CI asks of a memory as git has it',
    may: [
      'base',
      'config',
      'dream/edit',
      'dream/report',
      'dream/tree',
      'memory',
      'observe',
      'recall',
      'recall/lexical',
      'recall/question',
      'recall/text',
      'world',
    ],
  },

  sessions: {
    is: 'what was said and tried in sessions of a coding agent, as log entries',
    may: ['base', 'dates', 'dream/reading', 'memory', 'observe', 'wording', 'world'],
  },
  imports: {
    is: 'what people wrote down elsewhere, as log entries',
    may: ['base', 'dates', 'memory', 'observe', 'sessions', 'world'],
  },
  schedule: {
    is: 'tasks: when they are due, what became of them, and who approved them',
    may: ['base', 'dates', 'journal', 'memory', 'observe', 'world'],
  },
  activation: { is: 'who may act here', may: ['base', 'config', 'dates', 'memory', 'world'] },
  agent: {
    is: 'what the agent makes of a repository: work list, messages, focus',
    may: [
      'activation',
      'base',
      'config',
      'dates',
      'dream/branch',
      'dream/reading',
      'dream/report',
      'dream/review',
      'dream/tree',
      'memory',
      'observe',
      'recall',
      'recall/question',
      'sessions',
      'world',
    ],
  },
  daemon: {
    is: 'the loop that watches',
    may: [
      'activation',
      'agent',
      'base',
      'config',
      'dates',
      'dream/gate',
      'dream/review',
      'journal',
      'memory',
      'observe',
      'schedule',
      'sessions',
      'world',
    ],
  },
  desk: {
    is: 'what anybody may ask of a work tree',
    may: [
      'act',
      'activation',
      'agent',
      'base',
      'check',
      'config',
      'daemon',
      'dates',
      'dream',
      'dream/branch',
      'dream/gate',
      'dream/reading',
      'dream/report',
      'dream/review',
      'dream/tree',
      'imports',
      'journal',
      'memory',
      'observe',
      'recall',
      'recall/embedding',
      'recall/lexical',
      'recall/question',
      'recall/text',
      'schedule',
      'sessions',
      'world',
    ],
  },

  adapters: { is: 'the ports on the real machine', may: ['base', 'config', 'hooks', 'minilm', 'world'], free: true },
  replay: {
    is: 'the ports in memory',
    may: ['base', 'config', 'dates', 'world'],
    uses: {
      Buffer: 'isomorphic-git and the volume, whose verbs are those of node:fs, give and take them',
      queueMicrotask: 'a watcher is told after the write, before anybody else',
      setImmediate: 'what is under way goes on before virtual time does',
    },
  },
  'replay/scenario': {
    is: 'scenarios: the whole program in the virtual world',
    may: [
      'activation',
      'agent',
      'base',
      'config',
      'daemon',
      'dates',
      'desk',
      'dream/branch',
      'dream/gate',
      'dream/report',
      'dream/review',
      'journal',
      'memory',
      'observe',
      'recall/embedding',
      'recall/lexical',
      'recall/vectors',
      'replay',
      'world',
    ],
  },
  'replay/simulate': {
    is: 'lives that never happened: made up by dice, lived as scenarios, shrunk where one breaks something',
    may: ['base', 'config', 'dates', 'dream/report', 'replay/scenario'],
  },
  compose: {
    is: 'settings -> world: the one place that picks adapters',
    may: ['adapters', 'base', 'config', 'replay', 'world'],
    free: true,
  },
  mcp: {
    is: 'the server for agents',
    may: ['base', 'compose', 'desk', 'world'],
    free: true,
  },
  cli: {
    is: 'the commands',
    may: ['adapters', 'base', 'clients', 'compose', 'dates', 'desk', 'hooks', 'mcp', 'replay/scenario', 'replay/simulate', 'world'],
    free: true,
  },
};

/** The packages that a room may load; a room that is not here loads none. A test compares with the imports. */
export const PACKAGES = {
  check: ['yaml'],
  base: ['stemmer'],
  config: ['yaml'],
  memory: ['gray-matter', 'remark'],
  observe: ['@secretlint/core', '@secretlint/secretlint-rule-preset-recommend', '@secretlint/types'],
  'dream/witness': ['smol-toml', 'yaml'],
  'dream/report': ['yaml'],
  'dream/review': ['diff'],
  schedule: ['croner'],
  adapters: ['ollama', 'proper-lockfile', 'simple-git'],
  desk: ['minisearch'],
  replay: ['isomorphic-git'],
  'replay/scenario': ['yaml'],
  mcp: ['@modelcontextprotocol/server'],
  cli: ['cli-progress', 'commander', 'diff', 'picocolors'],
};

/** Node's own modules by their old names, which `node:*` does not cover. */
const BUILTINS =
  'assert|async_hooks|buffer|child_process|cluster|console|constants|crypto|dgram|diagnostics_channel|dns|domain|events|fs|http|http2|https' +
  '|inspector|module|net|os|path|perf_hooks|process|punycode|querystring|readline|repl|stream|string_decoder|sys|timers|tls|trace_events|tty' +
  '|url|util|v8|vm|wasi|worker_threads|zlib';
/** Packages that start programs, read the disk or talk to a server. */
const EFFECTS = 'cli-progress|commander|isomorphic-git|ollama|picocolors|simple-git|@lat\\.md|@modelcontextprotocol';

const BANNED_GLOBALS = {
  process: 'world.processes',
  console: 'world.log',
  fetch: 'no room talks to a network',
  setTimeout: 'world.clock.sleep',
  setInterval: 'world.clock.sleep',
  setImmediate: 'world.clock.sleep',
  queueMicrotask: 'await',
  performance: 'world.clock',
  crypto: 'world.random, base/hash.ts',
  Date: 'world.clock, dates/day.ts',
  Buffer: 'Uint8Array, TextEncoder, TextDecoder',
  globalThis: 'by their names, so that lint sees them',
  global: 'by their names, so that lint sees them',
  Intl: 'dates/day.ts; its output depends on how Node was built',
};
const EVERYWHERE = [
  { object: 'Math', property: 'random', message: 'chance is world.random' },
  { object: 'Math', property: 'pow', message: 'differs between Node versions: use Math.exp' },
];
const IN_ROOMS = [{ object: 'AbortSignal', property: 'timeout', message: 'world.clock.sleep' }];

/** The room of a source file, by its path. A folder of a room is a room of its own where the table has a row for it. */
export function roomOf(file) {
  const [, room = '', part = ''] = /^src\/([^/.]+)(?:\/([^/]+)\/)?/.exec(file) ?? [];
  return `${room}/${part}` in ROOMS ? `${room}/${part}` : room;
}

/** The overrides of .oxlintrc.json that follow from the table. */
export function overrides() {
  const rooms = Object.entries(ROOMS).map(([room, row]) => ({ files: [filesOf(room)], rules: rulesOf(room, row) }));
  const letOff = Object.entries(ROOMS).flatMap(([room, { uses = {} }]) =>
    Object.keys(uses)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => ({
        files: [`src/${room}/${name}`],
        rules: { 'no-restricted-imports': 'off', 'no-restricted-globals': 'off' },
      })),
  );
  return [{ files: ['src/**'], rules: { 'no-restricted-properties': ['error', ...EVERYWHERE] } }, ...rooms, ...letOff];
}

function filesOf(room) {
  if (room === 'compose') return 'src/compose.ts';
  return partsOf(room).length > 0 ? `src/${room}/*.ts` : `src/${room}/**`;
}

function rulesOf(room, { is, may, free = false, uses = {} }) {
  const allowed = may.length > 0 ? `may import ${may.join(', ')}` : 'imports no other room';
  const patterns = [{ regex: deniedBy(room, may), message: `${room} (${is}) ${allowed}: see scripts/rooms.js` }];
  if (free) return { 'no-restricted-imports': ['error', { patterns }] };
  const banned = Object.entries(BANNED_GLOBALS).filter(([name]) => !(name in uses));
  return {
    'no-restricted-imports': [
      'error',
      { patterns: [...patterns, { regex: outsideOf(room), message: 'rooms reach the system through world' }] },
    ],
    'no-restricted-globals': ['error', ...banned.map(([name, message]) => ({ name, message }))],
    'no-restricted-properties': ['error', ...EVERYWHERE, ...IN_ROOMS],
  };
}

/** A pattern for Node's modules, and for packages with effects that the room may not load. */
function outsideOf(room) {
  const denied = EFFECTS.split('|').filter((name) => !(PACKAGES[room] ?? []).includes(name));
  return `^(?:node:|(?:${BUILTINS}|${denied.join('|')})(?:/|$))`;
}

/** A pattern for what a file of the room writes to import a room that it may not. (Lint's expressions cannot say "all but".) */
function deniedBy(room, may) {
  const denied = Object.keys(ROOMS).filter((other) => other !== room && !may.includes(other));
  const [own, part] = room.split('/');
  // Folders inside a room that are no rooms (cli/commands) write one step more.
  const up = room === 'compose' ? '\\./' : part ? '\\.\\./\\.\\./' : '(?:\\.\\./){1,2}';
  const ways = [];
  const whole = denied.filter(
    (other) => other !== 'compose' && !other.includes('/') && other !== own && !may.some((one) => one.startsWith(`${other}/`)),
  );
  if (whole.length > 0) ways.push(`${up}(?:${whole.join('|')})/`);
  if (denied.includes('compose')) ways.push(`${up}compose\\.js$`);
  for (const parent of ['dream', 'recall', 'replay']) {
    if (whole.includes(parent)) continue;
    const way = parent !== own ? `${up}${parent}/` : part ? '\\.\\./' : '\\./';
    const parts = denied.filter((other) => other.startsWith(`${parent}/`)).map((other) => other.split('/')[1]);
    if (parts.length > 0) ways.push(`${way}(?:${parts.join('|')})/`);
    if (denied.includes(parent)) ways.push(`${way}[^/]+$`);
  }
  return `^(?:${ways.join('|')})`;
}

function partsOf(room) {
  return Object.keys(ROOMS).filter((other) => other.startsWith(`${room}/`));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const file = new URL('../.oxlintrc.json', import.meta.url);
  const config = JSON.parse(readFileSync(file, 'utf8'));
  const others = config.overrides.filter(({ files }) => files.every((glob) => !glob.startsWith('src/')));
  const next = { ...config, overrides: [...overrides(), ...others] };
  const differs = JSON.stringify(next) !== JSON.stringify(config);
  if (process.argv.includes('--write')) {
    writeFileSync(file, `${JSON.stringify(next, undefined, 2)}\n`);
    execFileSync('npx', ['--no-install', 'oxfmt', fileURLToPath(file)], { stdio: 'inherit' });
  } else if (differs) process.exitCode = 1;
  console.log(differs ? 'the overrides of .oxlintrc.json differ from the table' : 'the overrides of .oxlintrc.json are those of the table');
}
