/** How a job of a tool ended, in words. Pure. */
import type { ToolEnd } from './event.js';

/** `ended with code 0`, `was ended: it ran too long`. */
export function endText({ why, code, signal, detail }: ToolEnd): string {
  switch (why) {
    case 'exited':
      return code === null ? `was ended by ${signal ?? 'a signal'}` : `ended with code ${code}`;
    case 'killed':
      return 'was ended by "kairos jobs kill"';
    case 'stopped':
      return 'was ended, because the daemon ended or held still';
    case 'too-long':
      return 'was ended: it ran too long';
    case 'too-much':
      return 'was ended: it printed too much';
    case 'not-started':
      return `did not start: ${detail ?? 'nobody knows why'}`;
    case 'left':
      return 'was cut off, since the daemon that ran it was gone';
  }
}
