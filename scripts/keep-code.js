// `node scripts/keep-code.js [--new] ARGS`: runs one command of the built program, then keeps what V8 has compiled of it, beside what earlier ones left; with
// `--new` of files alone of which nothing was kept. The build calls it for the commands that people call most.
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';

const require = createRequire(import.meta.url);
const vm = require('node:vm');

/**
 * V8 drops the code of functions that have not run for a while, and so what earlier commands left: a longer one kept a third of it. It may not, except while a
 * file is loaded or its code is kept, since what is kept holds for the flags of that moment.
 */
const KEPT = '--no-flush-bytecode';
const AS_USUAL = '--flush-bytecode';
vm.Script = class extends vm.Script {
  constructor(...given) {
    setFlagsFromString(AS_USUAL);
    super(...given);
    setFlagsFromString(KEPT);
  }
};

const { CODE, loaded, start } = require('../bin/load.js');

const [first, ...rest] = process.argv.slice(2);
const isNew = first === '--new';
process.exitCode = await start(isNew ? rest : [first, ...rest]);
setFlagsFromString(AS_USUAL);
mkdirSync(CODE, { recursive: true });
for (const { script, code: path, digits } of loaded.values()) {
  if (isNew && existsSync(path)) continue;
  // A daemon may be reading it.
  writeFileSync(`${path}.${process.pid}`, Buffer.concat([Buffer.from(digits, 'latin1'), script.createCachedData()]));
  renameSync(`${path}.${process.pid}`, path);
}
