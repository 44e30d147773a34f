/**
 * The child's side of `processes.ts`: a child ends when its parent does, a detached process keeps its output file small, and
 * makes it anew where somebody took it away. The command line calls
 * `honourParent` once, before anything else.
 */
import { copyFileSync, renameSync, statSync, truncateSync } from 'node:fs';
import { followOutput } from './own-output.js';

/** Set for a child that must end with its parent; its stdin closes when the parent ends. */
export const CHILD_VARIABLE = 'KAIROS_CHILD';
/** Set for a detached process: the path of its output file. */
export const OUTPUT_VARIABLE = 'KAIROS_OUTPUT';

const MAX_OUTPUT_BYTES = 1024 * 1024;
const OLD_OUTPUTS = 3;
const LOOK_EVERY_MS = 60_000;

/** Does what the parent's variables in `env` ask for, and removes them, so that grandchildren do not inherit them. */
export function honourParent(env: NodeJS.ProcessEnv): void {
  if (env[CHILD_VARIABLE] === '1') endWithParent();
  const output = env[OUTPUT_VARIABLE];
  if (output) keepOutput(output);
  delete env[CHILD_VARIABLE];
  delete env[OUTPUT_VARIABLE];
}

/** A file of another is not cut: the name may have become that of somebody else's. */
function keepOutput(path: string): void {
  const { stands } = followOutput(path);
  const look = (): void => {
    if (stands()) rotateOutput(path);
  };
  setInterval(look, LOOK_EVERY_MS).unref();
}

function endWithParent(): void {
  process.stdin.once('close', () => process.kill(-process.pid, 'SIGKILL'));
  process.stdin.resume();
  // Watching must not keep a finished child alive.
  (process.stdin as NodeJS.ReadStream & { unref?(): void }).unref?.();
}

/**
 * Moves an output file over 1 MiB aside as `.1` (the older ones to `.2`, `.3`). It copies and truncates, because the running process holds the
 * file open and goes on appending to it. Never throws.
 */
export function rotateOutput(path: string): void {
  try {
    if (statSync(path).size <= MAX_OUTPUT_BYTES) return;
    for (let age = OLD_OUTPUTS - 1; age >= 1; age -= 1) moveIfThere(`${path}.${age}`, `${path}.${age + 1}`);
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
  } catch {
    // The file is absent or not ours: output goes on to the same place.
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
