/** The table of commands, in the order in which help lists them. */
import type { Command } from 'commander';
import type { Context } from './context.js';
import { addDemo } from './commands/demo.js';
import { addDoctor } from './commands/doctor.js';
import { addDream } from './commands/dream.js';
import { addForget } from './commands/forget.js';
import { addGates } from './commands/gates.js';
import { addHooks } from './commands/hooks.js';
import { addInit } from './commands/init.js';
import { addLog } from './commands/log.js';
import { addNote } from './commands/note.js';
import { addObserve } from './commands/observe.js';
import { addPause, addResume } from './commands/pause.js';
import { addRecall } from './commands/recall.js';
import { addRestore } from './commands/restore.js';
import { addReview } from './commands/review.js';
import { addRun } from './commands/run.js';
import { addSession } from './commands/session.js';
import { addBlame, addShow } from './commands/show.js';
import { addStatus } from './commands/status.js';
import { addStop } from './commands/stop.js';
import { addTopics } from './commands/topics.js';
import { addTrust } from './commands/trust.js';

export const COMMANDS: readonly ((program: Command, context: Context) => void)[] = [
  addInit, addObserve, addRecall, addNote, addLog, addTopics, addShow, addBlame, addRun, addStatus, addStop, addPause, addResume, addDream, addReview, addGates,
  addSession, addForget, addRestore, addDoctor, addHooks, addTrust, addDemo,
];
