#!/usr/bin/env node
'use strict';
// CommonJS (see package.json beside it): the loader of modules would add five milliseconds to every start. In words that a Node of ten years ago reads,
// which must be able to say that it is too old: nothing is loaded before that.
var version = process.versions.node.split('.').map(Number);
var needed = [20, 19];
var hasEnded = false;
if (version[0] < needed[0] || (version[0] === needed[0] && version[1] < needed[1])) {
  process.stderr.write(
    'error: kairos needs Node ' + needed.join('.') + ' or newer, and this is ' + process.versions.node + ' (' + process.execPath + ')\n',
  );
  process.exitCode = 3;
} else {
  try {
    require('./load.js').start(process.argv.slice(2)).then(end, fail);
  } catch (error) {
    fail(error);
  }
  // Where the program waits for something that never comes, node ends it, and 0 would say that it was done.
  process.once('exit', function (code) {
    // `process.exit(0)` sets it, an end for want of work does not.
    if (!hasEnded && code === 0 && process.exitCode === undefined) process.exitCode = 13;
  });
}

function end(code) {
  hasEnded = true;
  process.exitCode = code;
}

/** Where not even the program can be loaded, because no further file may be opened, its own words for that cannot be, either. */
function fail(error) {
  if (error.code !== 'EMFILE' && error.code !== 'ENFILE') throw error;
  process.stderr.write(
    'error: the program cannot be loaded, because too many files are open (' +
      error.code +
      ')\nhint: "ulimit -n" shows how many it may open; "ulimit -n 1024" is enough\n',
  );
  end(1);
}
