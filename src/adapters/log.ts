/** The Log port: progress and warnings as lines on stderr, so that stdout holds only a command's answer. */
import type { Log } from '../world/log.js';

/** The Log port on a stream. It removes control characters, since messages may quote untrusted text. */
export function realLog(write: (text: string) => void = (text) => void process.stderr.write(text)): Log {
  return {
    info: (message) => write(`${printable(message)}\n`),
    warn: (message) => write(`warning: ${printable(message)}\n`),
  };
}

/** Drops C0 and C1 controls (but not newline and tab) and the marks that reverse the direction of text. */
function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
}
