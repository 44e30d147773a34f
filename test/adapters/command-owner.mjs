/** Owns the command of a job in tests: prints who leads it, and ends as its first argument says when something comes in. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [how, marker, folder] = process.argv.slice(2);
const { realProcesses } = await import(pathToFileURL(join(process.env.KAIROS_TEST_COMPILED, 'adapters/processes.js')).href);
const { leader } = await realProcesses().startCommand({
  argv: [process.execPath, join(import.meta.dirname, '../contract/job-command.mjs'), 'family'],
  cwd: folder,
  marker,
  outputPath: join(folder, marker),
  outputMaxBytes: 100_000,
});
console.log(JSON.stringify(leader));
process.stdin.on('data', () => {
  if (how === 'exit') process.exit(0);
  if (how === 'throw') throw new Error('as it was asked to');
  process.kill(process.pid, how);
});
