/**
 * The ports together: all that kairos knows of time, chance, disk, git and processes. Rooms take a `World` (or the part of it they need) and
 * never reach around it. Each port has a file with its contract, a real adapter (`adapters/`), a virtual twin (`replay/`), and one acceptance
 * suite that both pass (`test/contract/`).
 */
import type { Advance } from './advance.js';
import type { Clock } from './clock.js';
import type { Embedders } from './embedders.js';
import type { Files } from './files.js';
import type { Git } from './git.js';
import type { Log } from './log.js';
import type { Processes } from './processes.js';
import type { Random } from './random.js';

export interface World {
  readonly clock: Clock;
  readonly random: Random;
  readonly files: Files;
  readonly git: Git;
  readonly processes: Processes;
  readonly log: Log;
  readonly embedders: Embedders;
}

/** The world of a command that a person runs: only there may git move the index and the work tree. The daemon is given a `World`. */
export interface CommandWorld extends World {
  readonly git: Git & Advance;
}
