/**
 * Measures what time costs in the virtual world: npm run bench, or day.bench.js alone. CPU of this process (user and system) in the median of three,
 * after three weeks of work for warming up, since V8 compiles meanwhile; and the milliseconds from a stop to its end while 10,000 commits are observed.
 */
import { DAY_MS, MINUTE_MS } from '../../src/dates/units.js';
import { runDaemon } from '../../src/daemon/daemon.js';
import { actAll, kairosClone } from '../kairos-clone.js';
import { stopAt } from '../daemon/stopped-daemon.js';
import { liveDay } from '../replay/lived-day.js';

interface Cost {
  readonly cpuMs: number;
  readonly count: number;
}

const COMMITS = 48;
const ALONE = 2000;

for (let warmUp = 0; warmUp < 3; warmUp += 1) await daemonAlone(7, COMMITS);
const [two, twelve] = [await median(() => daemonAlone(2, 0)), await median(() => daemonAlone(12, 0))];
const quietMs = (twelve.cpuMs - two.cpuMs) / (twelve.count - two.count);
print('a quiet tick', `${quietMs.toFixed(2)} ms`);
// In alternation, so that both are measured on the same machine and the same compiled code.
const weeks: [quiet: Cost, busy: Cost][] = [];
for (let n = 0; n < 3; n += 1) weeks.push([await daemonAlone(7, 0), await daemonAlone(7, COMMITS)]);
const [week, busy] = [middle(weeks.map(([quiet]) => quiet)), middle(weeks.map(([, worked]) => worked))];
print('a quiet week', `${(week.cpuMs / 1000).toFixed(2)} s for ${week.count} ticks`);
const commit = await median(commitsAlone);
print('a commit', `${(commit.cpuMs / commit.count).toFixed(2)} ms`);
const extraMs = busy.cpuMs - week.cpuMs - quietMs * (busy.count - week.count);
const newsMs = extraMs / (COMMITS * 7) - commit.cpuMs / commit.count + quietMs;
print('a tick with news', `${newsMs.toFixed(2)} ms`);
const whole = await median(wholeDay);
print('a day of work', `${whole.cpuMs.toFixed(0)} ms for ${whole.count} ticks, with dreams and vectors`);
const stopped = await stopAt(950);
print('a stop while observing', `taken after ${stopped.takenMs.toFixed(1)} ms, ended after ${stopped.endedMs.toFixed(1)} ms`);

/** A daemon without children that looks at `commits` commits a day. Counts its ticks. */
async function daemonAlone(days: number, commits: number): Promise<Cost> {
  const { world, ws, repo } = await kairosClone({ config: 'format: 1\nrecall:\n  embedder: none\n' });
  const startMs = world.clock.now();
  const stop = new AbortController();
  const script = Array.from({ length: commits * days }, (_, n) => ({
    atMs: startMs + MINUTE_MS + Math.floor((n * DAY_MS) / (commits + 1)),
    act: async () => {
      await repo.commit(`work ${n}`, { 'src/a.ts': `v${n}\n` }, { atMs: Math.floor(world.clock.now() / 1000) * 1000 });
      await world.files.touch(ws.wakeFile, world.clock.now());
    },
  }));
  const lived = [...script, { atMs: startMs + days * DAY_MS, act: () => stop.abort('it is over') }];
  const before = process.cpuUsage();
  const [{ ticks }] = await Promise.all([runDaemon(world, ws, { stop: stop.signal, print: () => undefined }), actAll(world, lived)]);
  return { cpuMs: since(before), count: ticks };
}

async function commitsAlone(): Promise<Cost> {
  const { repo } = await kairosClone();
  const before = process.cpuUsage();
  for (let n = 0; n < ALONE; n += 1) await repo.commit(`work ${n}`, { [`src/f${n % 50}.ts`]: `v${n}\n` });
  return { cpuMs: since(before), count: ALONE };
}

async function wholeDay(): Promise<Cost> {
  const before = process.cpuUsage();
  const { ticks } = await liveDay();
  return { cpuMs: since(before), count: ticks };
}

async function median(measure: () => Promise<Cost>): Promise<Cost> {
  return middle([await measure(), await measure(), await measure()]);
}

function middle(costs: readonly Cost[]): Cost {
  return costs.toSorted((a, b) => a.cpuMs - b.cpuMs)[1] as Cost;
}

function since(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function print(name: string, value: string): void {
  console.log(`${name.padEnd(24)} ${value}`);
}
