#!/usr/bin/env node
'use strict';
// CommonJS (see package.json beside it): the loader of modules would add five milliseconds to every start.
const { main } = require('../dist/cli/main.js');
let hasEnded = false;
void main(process.argv.slice(2)).then((code) => {
  hasEnded = true;
  process.exitCode = code;
});
// Where the program waits for something that never comes, node ends it, and 0 would say that it was done.
process.once('exit', (code) => {
  if (!hasEnded && code === 0) process.exitCode = 13;
});
