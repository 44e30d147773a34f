/** Finds the reverts among commits: the commits that each takes back, and those that are undone in the end. Pure. */
import { shortId } from '../../base/git-objects.js';
import type { Message } from '../reading/message.js';

export interface Reverts {
  /** What each revert takes back: one commit or more. */
  readonly targets: ReadonlyMap<Message, readonly Message[]>;
  /** Commits that a later one took back and nothing brought again, with the reverts of reverts themselves. */
  readonly undone: ReadonlySet<string>;
}

/** @param messages oldest first. */
export function revertsIn(messages: readonly Message[]): Reverts {
  const targets = revertTargets(messages);
  return { targets, undone: undoneBy(targets) };
}

/** By the commit ids in its body, else by the subject that it quotes. */
function revertTargets(messages: readonly Message[]): ReadonlyMap<Message, readonly Message[]> {
  const targets = new Map<Message, readonly Message[]>();
  const bySubject = new Map<string, Message>();
  for (const message of messages) {
    if (message.commit === undefined) continue;
    if (message.reverts.length > 0 || message.type === 'revert' || /^revert/i.test(message.subject)) {
      const quoted =
        /^(?:revert:?\s+)?["“](.+)["”]$/i.exec(message.subject) ?? /^revert(?:ed|ing|s)?:?\s+["“](.+)["”]/i.exec(message.subject);
      const named = message.reverts.flatMap((id) => messages.find((m) => m.commit?.startsWith(shortId(id)) === true) ?? []);
      // An id may be that of another branch where the commit was picked or rebased; then its subject tells which one is meant.
      const byName = quoted?.[1] ? bySubject.get(bare(quoted[1])) : undefined;
      const found = new Set(named.length > 0 || byName === undefined ? named : [byName]);
      found.delete(message);
      if (found.size > 0) targets.set(message, [...found]);
    }
    bySubject.set(bare(message.subject), message);
  }
  return targets;
}

function undoneBy(targets: ReadonlyMap<Message, readonly Message[]>): Set<string> {
  const undone = new Set<string>();
  for (const [{ commit: revert }, taken] of targets) {
    for (const target of taken) if (target.commit !== undefined) undone.add(target.commit);
    // Reverting a revert brings the first changes back; neither of the two reverts is worth telling.
    const again = taken.flatMap((target) => targets.get(target) ?? []);
    for (const { commit } of again) if (commit !== undefined) undone.delete(commit);
    if (revert !== undefined && taken.every((target) => targets.has(target))) undone.add(revert);
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
