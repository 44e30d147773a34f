/**
 * Runs several commands of the built program in one process, since a start costs more than most commands. Prints how each ended after its
 * output. Arguments: the program's module, and the commands as JSON.
 */
import process from 'node:process';

const [program = '', commands = '[]'] = process.argv.slice(2);
const { main } = await import(program);
for (const { name, args, now } of JSON.parse(commands)) {
  process.env.KAIROS_NOW = now;
  const code = await main(args);
  // Of each command; no process has more than one otherwise.
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners('error');
  process.stdout.write(`\u001e${name} ${code}\n`);
}
