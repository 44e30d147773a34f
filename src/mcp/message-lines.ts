/**
 * Lets through the lines of a client that are messages, and has the others refused. Of a line without an end it keeps no more than the longest message
 * may have, so that no client can fill the memory of the process. It answers nothing itself.
 */
import { Transform } from 'node:stream';
import { longLine, type LongLine } from './long-line.js';
import { MESSAGE_BYTES, refusalOf, tooLong, type Refusal } from './messages.js';

const NEWLINE = 0x0a;

/** A stream from bytes to whole lines. @param refuse is called, in the order of the lines, for each that is no message. */
export function messageLines(refuse: (refusal: Refusal) => void): Transform {
  let kept: Buffer[] = [];
  let keptBytes = 0;
  // The line under way, once it is too long to be kept.
  let long: LongLine | undefined;

  const take = (bytes: Buffer): void => {
    if (!long && keptBytes + bytes.length > MESSAGE_BYTES) {
      long = longLine();
      for (const part of kept) long.take(part);
      kept = [];
    }
    keptBytes += bytes.length;
    if (long) long.take(bytes);
    else kept.push(bytes);
  };
  const endLine = (pass: (line: string) => void): void => {
    const line = Buffer.concat(kept).toString('utf8');
    const refusal = long ? tooLong(long.id()) : refusalOf(line);
    const isBlank = !long && line.trim() === '';
    [kept, keptBytes, long] = [[], 0, undefined];
    if (refusal) refuse(refusal);
    else if (!isBlank) pass(`${line}\n`);
  };

  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      let from = 0;
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
        take(chunk.subarray(from, at));
        endLine((line) => void this.push(line));
        from = at + 1;
      }
      take(chunk.subarray(from));
      done();
    },
    flush(done) {
      // A client that ends its input right behind a message meant it whole.
      if (keptBytes > 0) endLine((line) => void this.push(line));
      done();
    },
  });
}
