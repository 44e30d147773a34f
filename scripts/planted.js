// Plants bugs in the program one at a time, and says in which seed the simulation finds each: the first one that breaks something with the bug, and holds
// without it. A bug that is not found shows an invariant that is blind, or a mix of operations that never comes there.
//   node scripts/planted.js [--most SEEDS] [BUG...]
import { parseArgs } from 'node:util';
import { LIVES, loadEngine } from './engine.js';

/** Name -> the file, what stands there once, and what it is to be. */
const BUGS = {
  'the newline before a line that follows a torn one is dropped': [
    'src/replay/virtual-files.ts',
    'volume.appendFileSync(path, torn ? `\\n${text}` : text);',
    'volume.appendFileSync(path, text);',
  ],
  'the tail is not synced before the answer': [
    'src/memory/append.ts',
    "if (ws.hasGit) await world.files.append(tail, '', { synced: true });",
    '',
  ],
  'the expected old value of a ref is forgotten': [
    'src/replay/virtual-git.ts',
    'const moved = now.filter((update) => update.old !== update.now);',
    'const moved: typeof now = [];',
  ],
  'rejected hashes are ignored': [
    'src/dream/claims/known-claims.ts',
    'rejected.some((v) => v.claimHash === hash || saysTheSame(v.claim, claim));',
    'rejected.some(() => claim === hash);',
  ],
  'the time of the last dream moves on failure': ['src/dream/gate/lock.ts', '(await lockTimeMs(world, ws)) ?? 0', 'world.clock.now()'],
  'a forget writes no intent': ['src/journal/forget.ts', 'if (ws.hasGit) await writeForgetIntent(world, ws, intent);', ''],
  'what is hidden is asked by its exact path': [
    'src/memory/log-view.ts',
    'if (slash === -1) return false;',
    'if (slash !== undefined) return false;',
  ],
  'polarity is ignored in folding': [
    'src/wording/polarity.ts',
    "return a.denials === b.denials && a.lacking.join(' ') === b.lacking.join(' ');",
    'return a !== undefined && b !== undefined;',
  ],
  'an accept writes no intent': ['src/dream/review/landing.ts', 'await world.files.write(ws.acceptIntent, jsonFile(intent));', ''],
  'the journal is committed without the edited day': [
    'src/journal/commit.ts',
    'if (reading.edited) return { log: truth, edit: wanted?.startsWith(live) ? live : wanted };',
    'if (reading.edited) return { log: truth, edit: undefined };',
  ],
};
/** A second run of each life costs as much as the first, and finds none of these. */
const HOLDS = [
  'acknowledged',
  'unmoved',
  'one-dreamer',
  'dated',
  'cited',
  'rejected',
  'forgotten',
  'memory',
  'external',
  'converges',
  'quiet',
  'sound',
];

const { values, positionals } = parseArgs({ options: { most: { type: 'string', default: '500' } }, allowPositionals: true });
const most = Number(values.most);
const whole = await loadEngine(undefined, LIVES);
/** Seed -> what it breaks without a bug. */
const without = new Map();

console.log('| bug | seed | what breaks |\n| --- | --- | --- |');
for (const [name, edit] of Object.entries(BUGS)) {
  if (positionals.length > 0 && !positionals.some((word) => name.includes(word))) continue;
  const { seed, broken } = await found(edit, name);
  if (seed === undefined) process.exitCode = 1;
  console.log(`| ${name} | ${seed ?? `none of ${most}`} | ${broken?.invariant ?? ''}${broken ? `: ${said(broken.what)}` : ''} |`);
}

async function found([file, find, replace], name) {
  let isPlanted = false;
  const { liveSeed } = await loadEngine((path, source) => {
    if (path !== file) return null;
    if (source.split(find).length !== 2) throw new Error(`${name}: ${file} holds it ${source.split(find).length - 1} times: ${find}`);
    isPlanted = true;
    return source.replace(find, () => replace);
  }, LIVES);
  if (!isPlanted) throw new Error(`${name}: ${file} is not part of the program`);
  for (let seed = 1; seed <= most; seed += 1) {
    const [broken] = (await liveSeed(seed, HOLDS)).broken;
    if (broken && (await holdsWithout(seed))) return { seed, broken };
  }
  return {};
}

async function holdsWithout(seed) {
  if (!without.has(seed)) without.set(seed, (await whole.liveSeed(seed, HOLDS)).broken.length === 0);
  return without.get(seed);
}

function said(what) {
  return what.replace(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 140);
}
