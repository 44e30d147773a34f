/** The command of a job in tests: a child as bad as its first argument says. What it prints goes to the output of the job. */
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';

const [verb, first, second] = process.argv.slice(2);
const forever = () => setInterval(() => undefined, 1000);
const again = (which, options = {}) =>
  spawn(process.execPath, [process.argv[1], which], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], ...options });
/** Starts another of us, waits until it has set itself up, and lets go of it. */
const child = async (which, options) => {
  const one = again(which, options);
  await new Promise((resolve) => one.once('message', resolve));
  one.disconnect();
  one.unref();
};
const ready = () => {
  console.log('ready');
  process.send?.('ready');
};

const verbs = {
  say: () => {
    console.log(first);
    process.exitCode = Number(second);
  },
  environment: () => console.log(JSON.stringify(process.env)),
  /** Ends when it is told to, with 0. */
  wait: () => {
    process.on('SIGTERM', () => process.exit(0));
    forever();
    ready();
  },
  /** Ignores SIGTERM. */
  stubborn: () => {
    process.on('SIGTERM', () => undefined);
    forever();
    ready();
  },
  /** Leaves a child in its group, that ignores SIGTERM. */
  leave: () => child('stubborn'),
  /** Leaves a grandchild in a session of its own, whose parent is gone. */
  daemonize: () => child('forkAndGo', { detached: true }),
  /** The same, and stays, with the output in the hands of the grandchild. */
  daemonizeAndStay: async () => {
    await child('forkAndGo', { detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    verbs.stubborn();
  },
  forkAndGo: async () => {
    await child('stubborn', { detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    ready();
    setTimeout(() => process.exit(0), 20);
  },
  /** Ignores SIGTERM, with a child in another session that does so too. */
  family: async () => {
    await child('stubborn', { detached: true });
    verbs.stubborn();
  },
  /** Prints without end. */
  pour: () => {
    const line = `${'x'.repeat(99)}\n`.repeat(10);
    for (;;) writeSync(1, line);
  },
};
await verbs[verb]();
