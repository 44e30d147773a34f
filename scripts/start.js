// `npm start`: builds if that was not done, trusts this clone and says so, then runs the daemon on this very repository.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (command, args) => {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
};

if (!existsSync(new URL('../node_modules', import.meta.url))) {
  console.error('error: the dependencies are not installed\nhint: npm install && npm start');
  process.exit(1);
}
run('npm', ['run', '--silent', 'build']);
run(process.execPath, ['bin/kairos.js', 'trust']);
const { main } = await import('../dist/cli/main.js');
process.chdir(root);
process.exitCode = await main(['run']);
