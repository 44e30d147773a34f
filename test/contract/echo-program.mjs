/** A program that takes the place of `kairos` in tests of the Processes port. It loads our sources from KAIROS_TEST_COMPILED. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [verb, first, second] = process.argv.slice(2);
const ours = (path) => import(pathToFileURL(join(process.env.KAIROS_TEST_COMPILED, path)).href);
const forever = () => setInterval(() => undefined, 1000);

const verbs = {
  echo: () => {
    console.log(first);
    process.exitCode = Number(second);
  },
  /** Ignores SIGTERM, with a grandchild in its group that does too; both pids go to stdout. */
  /** Takes longer to save than a child is usually given. */
  saving: () => {
    process.on('SIGTERM', () =>
      setTimeout(() => {
        console.log('saved');
        process.exit(0);
      }, 1000),
    );
    forever();
    console.log('working');
  },
  stubborn: () => {
    process.on('SIGTERM', () => undefined);
    const grandchild = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); console.log(1); setInterval(() => {}, 1000)']);
    grandchild.stdout.once('data', () => console.log(`${process.pid} ${grandchild.pid}`));
    forever();
  },
  /** Lives as long as its parent. */
  ward: async () => {
    (await ours('adapters/processes-child.js')).honourParent(process.env);
    console.log(process.pid);
    forever();
  },
  /** Starts `second` through the port, passes on what it prints, and dies as `first` says when something comes in. */
  parent: async () => {
    const { realProcesses } = await ours('adapters/processes.js');
    void realProcesses(process.argv[1]).runSelf([second], { cwd: '/', onLine: (line) => console.log(line) });
    process.stdin.on('data', () => (first === 'exit' ? process.exit(0) : process.kill(process.pid, first)));
  },
  write: () => {
    console.log('written');
    console.error('complained');
    const { pid } = process;
    writeFileSync(first, JSON.stringify({ pid, child: process.env.KAIROS_CHILD ?? null, output: process.env.KAIROS_OUTPUT ?? null }));
    forever();
  },
};
await verbs[verb]();
