/** The Log port: progress and warnings as lines on stderr, so that stdout holds only a command's answer. */
import type { Log } from '../world/log.js';
import { harmless } from '../base/harmless-text.js';

/** The Log port on a stream. Messages may quote untrusted text: it is made harmless. */
export function realLog(write: (text: string) => void = (text) => void process.stderr.write(text)): Log {
  return {
    info: (message) => write(`${harmless(message)}\n`),
    warn: (message) => write(`warning: ${harmless(message)}\n`),
  };
}
