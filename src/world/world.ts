/**
 * All ports together: time, random values, disk, git, processes, log, embedders and policies. Rooms take a `World`, or the part of it that they need, and
 * reach the system in no other way. Each port has a file with its contract, a real adapter (`adapters/`), a virtual one (`replay/`), and one
 * acceptance suite for both (`test/contract/`).
 */
import type { ActFolders } from './act-folders.js';
import type { Advance } from './advance.js';
import type { Clock } from './clock.js';
import type { Embedders } from './embedders.js';
import type { Files } from './files.js';
import type { Git } from './git.js';
import type { Log } from './log.js';
import type { Model } from './model.js';
import type { Policies } from './policies.js';
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
  readonly policies: Policies;
  /** Left out where no model is set up. */
  readonly model?: Model;
}

/** The World of a command that a person runs; only it can move the index and the work tree. The daemon is given a `World`. */
export interface CommandWorld extends World {
  readonly git: Git & Advance;
  /** Left out in the virtual world, where no command runs. */
  readonly acts?: ActFolders;
}
