// `node scripts/keep-code.js ARGS`: runs one command of the built program, then keeps what V8 has compiled of it, beside what earlier ones left. The
// build calls it for the commands that people call most.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { CODE, loaded, start } = createRequire(import.meta.url)('../bin/load.js');

process.exitCode = await start(process.argv.slice(2));
mkdirSync(CODE, { recursive: true });
for (const [name, { script, digits }] of loaded) {
  const path = `${CODE}/${name.replace(/\.js$/, '.code')}`;
  // A daemon may be reading it.
  writeFileSync(`${path}.${process.pid}`, Buffer.concat([Buffer.from(digits, 'latin1'), script.createCachedData()]));
  renameSync(`${path}.${process.pid}`, path);
}
