/** Finds the reverts among commits: the commits that each takes back, and those that are undone in the end. Pure. */
import type { Message } from '../reading/message.js';

export interface Reverts {
  /** What each revert takes back. */
  readonly targets: ReadonlyMap<Message, Message>;
  /** Commits that a later one took back and nothing brought again, with the reverts of reverts themselves. */
  readonly undone: ReadonlySet<string>;
}

/** @param messages oldest first. */
export function revertsIn(messages: readonly Message[]): Reverts {
  const targets = revertTargets(messages);
  return { targets, undone: undoneBy(targets) };
}

/** By the commit id in its body, else by the subject that it quotes. */
function revertTargets(messages: readonly Message[]): ReadonlyMap<Message, Message> {
  const targets = new Map<Message, Message>();
  const bySubject = new Map<string, Message>();
  for (const message of messages) {
    if (message.commit === undefined) continue;
    if (message.type === 'revert' || /^revert/i.test(message.subject)) {
      const quoted =
        /^(?:revert:?\s+)?["“](.+)["”]$/i.exec(message.subject) ?? /^revert(?:ed|ing|s)?:?\s+["“](.+)["”]/i.exec(message.subject);
      const id = message.reverts?.slice(0, 12);
      const named =
        id === undefined ? undefined : messages.find((m) => m.commit !== undefined && (m.commit.startsWith(id) || id.startsWith(m.commit)));
      // The id is that of another branch where the commit was picked or rebased; then its subject tells which one is meant.
      const target = named ?? (quoted?.[1] ? bySubject.get(bare(quoted[1])) : undefined);
      if (target && target !== message) targets.set(message, target);
    }
    bySubject.set(bare(message.subject), message);
  }
  return targets;
}

function undoneBy(targets: ReadonlyMap<Message, Message>): Set<string> {
  const undone = new Set<string>();
  for (const [revert, target] of targets) {
    if (revert.commit === undefined || target.commit === undefined) continue;
    undone.add(target.commit);
    const first = targets.get(target);
    if (first?.commit === undefined) continue;
    // Reverting a revert brings the first change back; neither of the two reverts is worth telling.
    undone.add(revert.commit);
    undone.delete(first.commit);
  }
  return undone;
}

function bare(subject: string): string {
  return subject
    .toLowerCase()
    .replace(/^[a-z]+(?:\([^)]*\))?!?:\s*/, '')
    .replace(/\s*\(#\d+\)$/, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}
