/** The permanent tasks that `kairos init` lays down. What each does by itself and with a model is written in docs/daemon.md. Values. */
import { taskFileOf } from './task-file.js';

/** The text of the file with them. */
export function permanentTasks(): string {
  return taskFileOf([
    {
      id: 'catch-up',
      routine: 'catch-up',
      prompt: 'Say what happened while nobody watched, and go on with what was interrupted.',
      schedule: 'at start',
      permanent: true,
    },
    {
      id: 'morning-checkin',
      routine: 'morning-checkin',
      prompt: "Tell the night's events, the open review and what is due, as one message.",
      schedule: '0 9 * * *',
      permanent: true,
    },
    { id: 'dream', routine: 'dream', prompt: 'Dream, if the gates are open.', schedule: '0 3 * * *', permanent: true, missed: 'skip' },
  ]);
}
