// `npm run attack -- kills 500 [SEED]`, `-- writers 8 1000 [WORK TREES] [HOW MANY ARE SERVERS]`, `-- states`, `-- hostile`: attacks the built program as long as it takes.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [kind = 'kills', ...numbers] = process.argv.slice(2);
const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'system', 'test/attack/attack.system.test.ts'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  stdio: 'inherit',
  env: { ...process.env, KAIROS_ATTACK: [kind, ...numbers].join(' '), KAIROS_ATTACK_LOG: process.env.KAIROS_ATTACK_LOG ?? '/dev/stderr' },
});
process.exit(status ?? 1);
