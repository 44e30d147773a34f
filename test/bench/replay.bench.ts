/**
 * Measures what replay costs: the frozen corpus, lives of the simulation, a week of the daemon with 500 commits and a dream a day, and a history of 2,000 commits that is observed and
 * dreamt of. One commit in ten says why, as in the histories that were looked at. CPU of this process (user and system), once, as a person meets it: nothing is warmed up.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { liveScenario, type Given } from '../../src/replay/scenario/run-scenario.js';
import { liveSeed } from '../../src/replay/simulate/simulate.js';
import { readScenarios, type Scenario } from '../../src/replay/scenario/scenario.js';

const COMMITS_A_DAY = 72;
const HISTORY = 2000;
const corpus = join(process.cwd(), 'corpus');

function scenariosIn(text: string, path: string): readonly Scenario[] {
  const read = readScenarios(text, path);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.scenarios;
}

const files = readdirSync(corpus).filter((name) => name.endsWith('.yaml'));
const frozen = files.flatMap((name) => scenariosIn(readFileSync(join(corpus, name), 'utf8'), name));
print('the frozen corpus', await cost(frozen), `${frozen.length} scenarios; at most 10 s`);

const PARTS = ['parser', 'cache', 'tokenizer', 'session', 'router', 'gateway', 'index', 'journal', 'mailer', 'report', 'login', 'search'];
const DEEDS = [
  'count the retries',
  'name the fields',
  'split the file',
  'fix a crash on empty input',
  'test dates',
  'drop an unused option',
  'sort the names',
];

/** A subject, and of one in ten a reason. */
function messageOf(n: number): string {
  const [part, other] = [PARTS[n % PARTS.length] ?? '', PARTS[(n * 7 + 3) % PARTS.length] ?? ''];
  const subject = `${part}: ${DEEDS[n % DEEDS.length]} (${n})`;
  if (n % 10 !== 0) return subject;
  return `${subject}\n\nThe ${part} keeps its ${DEEDS[(n / 10) % DEEDS.length]?.split(' ').at(-1)} in the ${other}, because the ${other} lost them at restart ${n}.`;
}

const day = (n: number): string => {
  const commits = Array.from({ length: COMMITS_A_DAY }, (_, k) => {
    const number = n * COMMITS_A_DAY + k;
    return `  - commit: {message: ${JSON.stringify(messageOf(number))}, files: {src/part${number % 40}.ts: "v${number}\\n"}}\n  - advance: 19m\n`;
  });
  return `${commits.join('')}  - dream\n  - review: accept\n  - at: "2026-11-${21 + n} 12:00"\n`;
};
const week = `scenario: week\nsteps:\n${Array.from({ length: 7 }, (_, n) => day(n)).join('')}  - expect: {budget: {ticks: 100000}, journal: whole}\n`;
print('a week of work', await cost(scenariosIn(week, 'week')), `${7 * COMMITS_A_DAY} commits, 7 dreams; at most 10 s`);

const stream = Array.from({ length: HISTORY }, (_, n) => {
  const message = messageOf(n);
  const who = `A <a@example.invalid> ${1_700_000_000 + n * 3600} +0000`;
  const from = n === 0 ? '' : `from :${n}\n`;
  return `commit refs/heads/main\nmark :${n + 1}\nauthor ${who}\ncommitter ${who}\ndata ${message.length}\n${message}\n${from}M 100644 inline src/part${n % 200}.ts\ndata 6\n${String(n).padStart(5)}\n\n`;
});
const past = 'scenario: past\nstart: {daemon: false}\nsteps:\n  - observe: all\n  - dream\n  - expect: {journal: whole}\n';
const history = Buffer.from(stream.join(''));
print('a history', await cost(scenariosIn(past, 'past'), { history }), `${HISTORY} commits observed and dreamt of; at most 20 s`);

const SEEDS = 6;
const before = process.cpuUsage();
let broken = 0;
for (let seed = 1; seed <= SEEDS; seed += 1) if ((await liveSeed(seed)).broken.length > 0) broken += 1;
const { user, system } = process.cpuUsage(before);
const seconds = (user + system) / 1e6;
print(
  'lives',
  seconds,
  `seeds 1 to ${SEEDS}, each twice: ${((SEEDS * 60) / seconds).toFixed(0)} lives a minute and core, ${broken} of them cut short by what they broke; at least 20`,
);

async function cost(scenarios: readonly Scenario[], given: Given = {}): Promise<number> {
  const before = process.cpuUsage();
  for (const scenario of scenarios) {
    const { outcome, difference } = await liveScenario(scenario, given);
    if (outcome !== 'passed') throw new Error(`${scenario.name}: ${JSON.stringify(difference)}`);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function print(what: string, seconds: number, more: string): void {
  console.log(`${what.padEnd(20)} ${seconds.toFixed(1)} s of CPU   ${more}`);
}
