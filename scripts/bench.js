// `npm run bench`: compiles the benches of test/bench and runs them, or those that are named: `npm run bench -- hooks`. What stands behind a single name is
// handed on to it. One after the other, since each wants the machine for itself.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const BENCHES = ['vectors', 'embedding', 'recall', 'commands', 'hooks', 'dream', 'day', 'replay'];

const names = process.argv.slice(2).filter((word) => BENCHES.includes(word));
const others = process.argv.slice(2).filter((word) => !BENCHES.includes(word));
if (others.length > 0 && names.length !== 1) {
  console.error(`error: "${others[0]}" is no bench\nhint: there are ${BENCHES.join(', ')}; options go behind one of them`);
  process.exit(2);
}

run(['node_modules/typescript/bin/tsc', '-p', 'test/bench/tsconfig.json']);
for (const name of names.length === 0 ? BENCHES : names) run([`test/bench/.build/test/bench/${name}.bench.js`, ...others]);

function run(args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
