/** What a person does next, in one line of `kairos status`. Pure. */
import { harmless } from '../base/harmless-text.js';
import type { Status } from '../desk/status.js';

/** The one thing that is likeliest to be wanted now, or that nothing has to be done. @param found how many entries recall can find: approvals of tasks and the like say nothing. */
export function nextStep(
  { memory, history, openDream, paused, daemon, trusted, gates, conflicts = [], newer = [] }: Status,
  found: number,
): string {
  const [newest] = newer;
  if (newest !== undefined) return `install a newer kairos: one wrote ${harmless(newest)}`;
  const [file] = conflicts;
  if (file !== undefined) return `resolve the conflict in ${harmless(file)}, then git add it and go on`;
  if (history !== undefined) return `kairos observe ${history.since === undefined ? '--all' : `--after ${harmless(history.since)}`}`;
  if (found === 0) return 'kairos observe --all (reads the history)';
  if (openDream !== undefined) return 'kairos review';
  if (paused !== undefined) return 'kairos resume';
  if (daemon.is === 'died' && trusted) return 'kairos run (the daemon ended without saying so; nothing noted is lost)';
  if (memory.topics === 0) return 'kairos recall "what you want to know"; kairos dream --now, if you want reviewed memory';
  if (daemon.is === 'running') return 'nothing; the daemon keeps the diary';
  if (gates.every(({ open }) => open)) return 'kairos dream --now (enough has happened since the last one)';
  return `nothing; each command catches up with git${trusted ? ', and kairos run does it all the time' : ''}`;
}
