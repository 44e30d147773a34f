/**
 * A worker for `concurrency.system.test.ts`: appends notes to one journal, commits and restores it, until it is killed. It writes a note into
 * `report` only after the note was acknowledged. Its clock runs fast, so that tails are deleted soon.
 */
import { appendFileSync } from 'node:fs';

const [folder, root, report, seed, home] = process.argv.slice(2);
const load = (path) => import(`${folder}/${path}.js`);
const { findRepository, openGit } = await load('adapters/git');
const { realFiles } = await load('adapters/files');
const { realRandom } = await load('adapters/random');
const { realProcesses } = await load('adapters/processes');
const { workspaceOf } = await load('base/workspace');
const { restore } = await load('journal/restore');
const { commitJournal } = await load('journal/commit');
const { appendEntries } = await load('memory/append');

const FASTER = 30;
const START_MS = Date.UTC(2026, 10, 20, 12);
const repository = await findRepository(root);
const ws = workspaceOf(repository, home);
const world = {
  clock: {
    now: () => START_MS + ((Date.now() * FASTER) % 30_000_000),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  },
  random: realRandom(),
  files: realFiles([repository.root, repository.commonDir]),
  git: openGit(repository),
  processes: realProcesses(),
  log: { info: () => undefined, warn: () => undefined },
};

let state = Number(seed);
const below = (limit) => (state = (state * 48271) % 2147483647) % limit;

for (let turn = 0; ; turn += 1) {
  await work(turn).catch((error) => {
    // The folder was taken away in the middle of a write: the caller hears of it, and nothing was acknowledged.
    if (error.code !== 'ENOENT') throw error;
  });
}

async function work(turn) {
  const { view } = await restore(world, ws);
  for (let note = 0; note < 3; note += 1) {
    const text = `note ${seed}.${turn}.${note} ${'x'.repeat(below(10) === 0 ? 12_000 : below(80))}`;
    const [entry] = await appendEntries(world, ws, view, [{ kind: 'note', atMs: START_MS + below(1_000_000), text }]);
    if (entry) appendFileSync(report, `${entry.id}\n`);
  }
  if (below(3) === 0) await commitJournal(world, ws, view, { minIntervalMs: 0 });
}
