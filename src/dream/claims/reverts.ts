/** The reversals among messages: what each revert takes back, what does not stand in the end, and what ended it. Pure. */
import { readCommitText } from '../../memory/commit-text.js';
import { reversalsAmong } from '../../memory/reversals.js';
import type { Message } from '../reading/message.js';

export interface Reverts {
  /** What each revert takes back: one commit or more. */
  readonly targets: ReadonlyMap<Message, readonly Message[]>;
  /** Commits that tell nothing: those that do not stand in the end, and the reversals by which others stand again. */
  readonly undone: ReadonlySet<string>;
  /** Each message that does not stand, and the newest that ended it. */
  readonly endedBy: ReadonlyMap<Message, Message>;
  /** Commits that were taken back and stand again, each with the reversals that took it back and do not stand. */
  readonly restored: ReadonlyMap<Message, readonly Message[]>;
}

/** @param messages oldest first. */
export function revertsIn(messages: readonly Message[]): Reverts {
  const byKey = new Map<string, Message>();
  const told = messages.flatMap((message) => {
    const read = message.commit === undefined ? undefined : readCommitText(message.entry.text);
    if (!read || message.commit === undefined) return [];
    if (!byKey.has(message.entry.id)) byKey.set(message.entry.id, message);
    return [{ key: message.entry.id, commits: [...new Set([message.commit, read.commit])], subject: read.subject, body: read.body }];
  });
  const { turns, endedBy, idle } = reversalsAmong(told);
  const of = (key: string): Message => byKey.get(key) as Message;
  const targets = new Map(Array.from(turns, ([key, turned]) => [of(key), turned.map(of)] as const));
  const undone = new Set([...endedBy.keys(), ...idle].flatMap((key) => of(key).commit ?? []));
  const restored = new Map<Message, Message[]>();
  for (const [key, turned] of turns) {
    if (!endedBy.has(key)) continue;
    for (const target of turned) if (!endedBy.has(target)) restored.set(of(target), [...(restored.get(of(target)) ?? []), of(key)]);
  }
  return {
    targets,
    undone,
    endedBy: new Map(Array.from(endedBy, ([key, by]) => [of(key), of(by)] as const)),
    restored,
  };
}
