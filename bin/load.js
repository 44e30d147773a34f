'use strict';
/**
 * Loads the built program: few files of CommonJS, each with what V8 compiled of it when it was built. To compile them anew takes a command a third of
 * its time. Node's own loader can do that from version 22 on only, and it looks for packages and folders on the way. It knows no package: what is
 * asked for by a name is node's to find.
 *
 * Beside `dist/cli/NAME.js` lies `dist/code/<V8's version>-<processor>/NAME.code`, or `NAME.early.code` for what is loaded before the flags of V8 are set:
 * 16 digits of the source's digest, which end the source too, then V8's data. Where one is missing, of another source, or refused by V8 (which also looks
 * at the flags), the source is compiled.
 */
const { readFileSync } = require('node:fs');
const { createRequire, isBuiltin } = require('node:module');
const { Script } = require('node:vm');

const PROGRAM = `${__dirname.slice(0, __dirname.length - '/bin'.length)}/dist/cli`;
const CODE = `${PROGRAM.slice(0, PROGRAM.length - '/cli'.length)}/code/${process.versions.v8}-${process.arch}`;
const DIGITS = 16;

/** Name -> what was loaded of it: its exports, and for whoever keeps V8's data of it the script and the path of that. */
const loaded = new Map();
/** The file that sets V8's flags. A hook loads other files before that than a command does. */
const FLAGS = 'v8-flags.js';
let isStarted = false;

/**
 * The exports of a file of the program. It is run once.
 * @param {string} name without folder, "main.js".
 * @throws the system's error for a file that cannot be read, and what the file throws.
 */
function load(name) {
  const known = loaded.get(name);
  if (known !== undefined) return known.module.exports;
  const filename = `${PROGRAM}/${name}`;
  // Built files hold nothing above U+007F.
  const source = readFileSync(filename, 'latin1');
  const code = `${CODE}/${name.slice(0, name.length - '.js'.length)}${isStarted && loaded.has(FLAGS) ? '' : '.early'}.code`;
  const script = new Script(`(function (exports, require, module, __filename, __dirname) { ${source}\n})`, {
    filename,
    cachedData: codeOf(code, source),
  });
  const module = { exports: {} };
  // Of a piece of a long text V8 keeps the whole: it is copied.
  const entry = { module, script, code, digits: Buffer.from(source.slice(-DIGITS - 1, -1), 'latin1').toString('latin1') };
  loaded.set(name, entry);
  const find = (asked) => {
    if (asked.startsWith('./')) return load(asked.slice(2));
    return isBuiltin(asked) ? require(asked) : createRequire(filename)(asked);
  };
  try {
    script.runInThisContext().call(module.exports, module.exports, find, module, filename, PROGRAM);
  } catch (error) {
    loaded.delete(name);
    throw error;
  }
  return module.exports;
}

/** V8's data of this very source, if there is any. */
function codeOf(path, source) {
  try {
    const code = readFileSync(path);
    return code.latin1Slice(0, DIGITS) === source.slice(-DIGITS - 1, -1) ? code.subarray(DIGITS) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Runs one command. The hook of a coding agent starts at each prompt of a person: it has a file of its own, which loads neither the table of commands nor the program.
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code.
 */
function start([first, ...rest]) {
  const { main, runHook } = load(first === 'hook' ? 'hook.js' : 'main.js');
  isStarted = true;
  if (first === 'hook') return runHook(rest);
  return main(first === undefined ? [] : [first, ...rest]);
}

module.exports = { CODE, load, loaded, start };
