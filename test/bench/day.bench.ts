/**
 * Measures what time costs in the virtual world: npm run bench, or day.bench.js alone. CPU of this process (user and system), which does not depend on
 * what else the machine does; medians of three.
 */
import { liveDay } from '../replay/lived-day.js';

const COMMITS = 24;

interface Cost {
  readonly cpuMs: number;
  readonly ticks: number;
}

await cost({ quiet: true });
const quiet = await median({ quiet: true });
print('a quiet day', `${quiet.ticks} ticks, ${quiet.cpuMs.toFixed(0)} ms of CPU, ${(quiet.cpuMs / quiet.ticks).toFixed(2)} ms a tick`);
const week = await cost({ quiet: true, days: 7 });
print('a quiet week', `${week.ticks} ticks, ${(week.cpuMs / 1000).toFixed(2)} s of CPU`);
const few = await median({ commits: 2 });
const many = await median({ commits: COMMITS + 2 });
print('a day of work', `${few.ticks} ticks, ${few.cpuMs.toFixed(0)} ms of CPU`);
const extra = many.cpuMs - few.cpuMs;
print(
  `${COMMITS} commits more`,
  `${many.ticks - few.ticks} ticks more, ${(extra / COMMITS).toFixed(2)} ms each, with their ticks, children and vectors`,
);

async function median(day: Parameters<typeof liveDay>[0]): Promise<Cost> {
  const costs = [await cost(day), await cost(day), await cost(day)];
  return costs.sort((a, b) => a.cpuMs - b.cpuMs)[1] as Cost;
}

async function cost(day: Parameters<typeof liveDay>[0]): Promise<Cost> {
  const before = process.cpuUsage();
  const { ticks } = await liveDay(day);
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000, ticks };
}

function print(name: string, value: string): void {
  console.log(`${name.padEnd(24)} ${value}`);
}
