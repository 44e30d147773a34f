// A thread in MiniLM's place, which some texts make fail. The first number of a vector says how many texts it had read.
import { parentPort } from 'node:worker_threads';

let read = 0;
const answer = (message) => parentPort.postMessage(message, []);
parentPort.on('message', ({ id, text }) => {
  // Before anything is printed: output that nobody reads keeps a process alive.
  if (text === 'never') return;
  if (text === 'slow') return setTimeout(() => answer({ id, vector: new Float32Array(384) }), 200);
  console.log('a thread must not be heard on standard output');
  if (text === 'die') process.exit(7);
  if (text === 'unloadable') return answer({ id, stage: 'load', message: 'out of memory' });
  if (text === 'stumble') return answer({ id, stage: 'embed', message: 'unreachable' });
  if (text === 'short') return answer({ id, vector: new Float32Array(3) });
  const vector = new Float32Array(384);
  vector[0] = read += 1;
  answer({ id, vector });
});
