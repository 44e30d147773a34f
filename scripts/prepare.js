// `prepare`, which npm runs at the end of an install in a clone: builds. `npm install -g .` links this folder and installs nothing in it, and
// `--omit=dev` brings no compiler; then what is missing is installed first, and what was not wanted is taken away again.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { env } = process;
const omitsDev = /\bdev\b/.test(env.npm_config_omit ?? '') || env.NODE_ENV === 'production';
const hasCompiler = ['typescript/bin/tsc', 'rolldown'].every((path) => existsSync(`${root}node_modules/${path}`));

// What aims the npm around this one at another folder, or at fewer packages, must not aim this one there.
const AIMS = /^(?:npm_config_(?:global|location|prefix|local_prefix|include|omit)|NODE_ENV)$/i;
const plainEnv = Object.fromEntries(Object.entries(env).filter(([name]) => !AIMS.test(name)));

function run(command, args, env = process.env) {
  const { status, error } = spawnSync(command, args, { cwd: root, env, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** Runs no scripts: they would end up here again, and no package needs one. */
function npm(...args) {
  const all = [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  if (env.npm_execpath === undefined) run('npm', all, plainEnv);
  else run(process.execPath, [env.npm_execpath, ...all], plainEnv);
}

if (!hasCompiler) {
  console.error('installing what kairos is built with');
  npm('ci', '--include=dev');
}
run(process.execPath, ['scripts/build.js']);
if (!hasCompiler && omitsDev) npm('prune', '--omit=dev');
