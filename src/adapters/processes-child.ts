/** What a process of ours owes to the one that started it: to end with it, and to keep its own output small. Called once, first thing. */
import { copyFileSync, renameSync, statSync, truncateSync } from 'node:fs';

/** Set for a child that shall not outlive its parent; its stdin ends when the parent does. */
export const CHILD_VARIABLE = 'KAIROS_CHILD';
/** Set for a detached process: the file that its output goes to. */
export const OUTPUT_VARIABLE = 'KAIROS_OUTPUT';

const MAX_OUTPUT_BYTES = 1024 * 1024;
const OLD_OUTPUTS = 3;
const LOOK_EVERY_MS = 60_000;

/** Honours what the parent left in the environment, and removes it from there so that grandchildren are not mistaken for children. */
export function honourParent(env: NodeJS.ProcessEnv): void {
  if (env[CHILD_VARIABLE] === '1') endWithParent();
  const output = env[OUTPUT_VARIABLE];
  if (output) setInterval(() => rotateOutput(output), LOOK_EVERY_MS).unref();
  delete env[CHILD_VARIABLE];
  delete env[OUTPUT_VARIABLE];
}

function endWithParent(): void {
  process.stdin.once('close', () => process.kill(-process.pid, 'SIGKILL'));
  process.stdin.resume();
  // Watching must not keep a finished child alive.
  (process.stdin as NodeJS.ReadStream & { unref?(): void }).unref?.();
}

/**
 * Moves an output file over 1 MB aside as `.1` (the older ones to `.2`, `.3`). By copy and truncation, because the running process
 * appends to the open file and goes on from its new start.
 */
export function rotateOutput(path: string): void {
  try {
    if (statSync(path).size <= MAX_OUTPUT_BYTES) return;
    for (let age = OLD_OUTPUTS - 1; age >= 1; age -= 1) moveIfThere(`${path}.${age}`, `${path}.${age + 1}`);
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
  } catch {
    // Nothing to rotate, or not ours to rotate: the output still goes where it went.
    return;
  }
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    return;
  }
}
