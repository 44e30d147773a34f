/**
 * A real daemon in the place of `kairos run`, whose turn is standard input: each line is `child SECONDS`, the tool for tests as the settings have it, or
 * a list, the program and its arguments of another tool. It prints the events of tools. It ends as `kairos run` does.
 */
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const ours = (path) => import(pathToFileURL(join(process.env.KAIROS_TEST_COMPILED, path)).href);
const { openWorld } = await ours('compose.js');
const { runDaemon } = await ours('daemon/daemon.js');
const { testChild } = await ours('daemon/test-tool.js');

const { world, ws, config } = await openWorld({ cwd: process.cwd() });
const [stop, force] = [new AbortController(), new AbortController()];
process.on('SIGTERM', () => {
  stop.abort('asked to stop');
  setTimeout(() => force.abort(), 800);
});
let send;
createInterface({ input: process.stdin }).on('line', (line) => {
  const call = line.startsWith('child ') ? testChild(config, Number(line.slice(6))) : { tool: 'other', title: '', argv: JSON.parse(line) };
  if (call) send({ type: 'toolAsked', atMs: world.clock.now(), call });
  else console.log('no such tool');
});
const { code } = await runDaemon(world, ws, {
  stop: stop.signal,
  force: force.signal,
  print: () => undefined,
  events: (given) => {
    send = given;
  },
  decided: (event, { effects }) => {
    if (event.type.startsWith('tool') || event.type === 'blockedLong') console.log(`${event.type} ${JSON.stringify(event)}`);
    if (effects.some(({ type }) => type === 'sleepUntil')) console.log('rests');
  },
});
process.exit(code);
