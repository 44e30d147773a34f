/**
 * A worker for `lock-stress.system.test.ts`: takes the lock again and again, and sometimes kills itself while it holds it. A listening port checks
 * that nobody else holds it: the kernel gives the port to one process at a time, and frees it when the process ends.
 */
import { createServer } from 'node:net';
import { appendFileSync } from 'node:fs';

const [folder, dir, port, report, seed] = process.argv.slice(2);
const { acquire, isHeld } = await import(`${folder}/base/lock.js`);
const { realFiles } = await import(`${folder}/adapters/files.js`);
const { realClock } = await import(`${folder}/adapters/clock.js`);
const { realRandom } = await import(`${folder}/adapters/random.js`);
const { realProcesses } = await import(`${folder}/adapters/processes.js`);

const world = { files: realFiles(), clock: realClock(), random: realRandom(), processes: realProcesses() };
let state = Number(seed);
/** Numbers that follow from the seed, so that a run can be told from another. */
const below = (limit) => (state = (state * 48271) % 2147483647) % limit;
const tell = (what) => appendFileSync(report, `${what} ${process.pid}\n`);

for (;;) {
  const lock = await acquire(world, dir, 'dream');
  if (!isHeld(lock)) {
    await world.clock.sleep(below(8));
    continue;
  }
  const judge = createServer();
  await new Promise((resolve) => {
    judge.once('error', (error) => {
      tell(`double:${error.code}`);
      resolve();
    });
    judge.listen({ host: '127.0.0.1', port: Number(port), exclusive: true }, resolve);
  });
  tell('held');
  await world.clock.sleep(below(4));
  if (below(10) < 3) process.kill(process.pid, 'SIGKILL');
  await new Promise((resolve) => judge.close(resolve));
  await lock.release();
}
