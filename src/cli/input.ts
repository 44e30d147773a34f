/** Reads text that is piped into a command. */
import { KairosError } from '../base/errors.js';

const INPUT_LIMIT_BYTES = 64 * 1024;

/** All of standard input. @throws KairosError `usage` at a terminal, `too-large` above 64 KB. */
export async function readStandardInput(): Promise<string> {
  if (process.stdin.isTTY === true) throw new KairosError('usage', 'nothing is piped in', { hint: 'echo text | kairos note -' });
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > INPUT_LIMIT_BYTES) throw new KairosError('too-large', `standard input is larger than ${INPUT_LIMIT_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
