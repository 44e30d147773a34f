/** The `apart` verb of the Files port, by proper-lockfile: it keeps processes of ours apart as a rule, and is no promise. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { lock } from 'proper-lockfile';

/** A holder that was not heard of for so long has lost it. */
const STALE_MS = 10_000;
const RETRY_MS = 20;

/** Runs the action while no other process has the lock of this name; without it after `waitMs`, or where none can be made. */
export async function apart<T>(name: string, waitMs: number, act: () => Promise<T>): Promise<T> {
  const release = await taken(name, waitMs);
  try {
    return await act();
  } finally {
    // It may have been taken from us meanwhile, or removed with its folder.
    await release?.().catch(() => undefined);
  }
}

async function taken(name: string, waitMs: number): Promise<(() => Promise<void>) | undefined> {
  try {
    mkdirSync(dirname(name), { recursive: true });
    return await lock(name, {
      realpath: false,
      stale: STALE_MS,
      // Lost while we work: what is written is merged in any case.
      onCompromised: () => undefined,
      retries: { retries: Math.ceil(waitMs / RETRY_MS), factor: 1, minTimeout: RETRY_MS, maxTimeout: RETRY_MS },
    });
  } catch {
    return undefined;
  }
}
