/** Writes entries about the daemon itself, about runs of tasks, and what the agent decided and did. */
import type { Workspace } from '../base/workspace.js';
import { isStashed } from '../journal/stashed.js';
import { appendEntries } from '../memory/append.js';
import type { EntryDraft } from '../memory/entry.js';
import type { LogView } from '../memory/log-view.js';
import { replaceSecrets } from '../observe/secrets.js';
import type { World } from '../world/world.js';
import { wordsOfNote } from './announce.js';
import type { AuditEntry } from './audit-entry.js';
import { auditDraft } from './audit.js';
import type { Effect } from './event.js';
import { whyEmpty, whyGone } from './preflight.js';
import { noteTask } from './task-effects.js';

type Written = Extract<Effect, { type: 'note' | 'noteTask' | 'audit' }>;

/**
 * Writes the entries without secrets, where the daemon may write.
 * @param viewOf is asked only where it may. @throws KairosError as `appendEntries` and `noteTask`.
 */
export async function writeDown(effect: Written, world: World, ws: Workspace, viewOf: () => LogView): Promise<undefined> {
  if (!(await mayWrite(world, ws))) return;
  if (effect.type === 'noteTask') return noteTask(world, ws, viewOf(), effect.row);
  const drafts: readonly EntryDraft[] =
    effect.type === 'audit'
      ? await Promise.all(effect.entries.map(cleaned))
      : [{ kind: 'daemon', atMs: world.clock.now(), text: wordsOfNote(effect.note, world.processes.self().pid) }];
  await appendEntries(world, ws, viewOf(), drafts);
}

/** False where a file would be the beginning of a new `.kairos`, or in the way of the one that lies in a stash. */
export async function mayWrite(world: World, ws: Workspace): Promise<boolean> {
  const why = (await whyGone(world, ws)) ?? (await whyEmpty(world, ws));
  return why === undefined && !(await isStashed(world, ws));
}

async function cleaned(entry: AuditEntry): Promise<EntryDraft> {
  return auditDraft({ ...entry, text: (await replaceSecrets(entry.text)).text });
}
