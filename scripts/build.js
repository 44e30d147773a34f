// `npm run build`: compiles, then takes away what was compiled from sources that are gone. It empties nothing first: a daemon may be running on it.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
if (!existsSync(tsc)) {
  console.error('error: TypeScript, which kairos is built with, is not installed here\nhint: npm install');
  process.exit(1);
}
const { status, error } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.json'], { cwd: root, stdio: 'inherit' });
if (error) throw error;
if (status !== 0) process.exit(status ?? 1);
for (const file of readdirSync(`${root}dist`, { recursive: true, encoding: 'utf8' })) {
  if (file.endsWith('.js') && !existsSync(`${root}src/${file.replace(/\.js$/, '.ts')}`)) rmSync(`${root}dist/${file}`);
}
