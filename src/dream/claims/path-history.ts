/** What messages tell of paths: where a file was moved, and which message took it away. Entries name three paths of a commit at most, so it may tell nothing. Pure. */
import { readCommitText, type CommitText } from '../../memory/commit-text.js';
import type { Message } from '../reading/message.js';

type Change = CommitText['changes'][number];

export interface PathHistory {
  /** The last message after this time whose commit took lines out of the file and put none in; undefined where none tells of it. */
  removedBy(path: string, afterMs: number): Message | undefined;
  /** The messages that did so to any file whose path passes the test, oldest first. */
  removals(test: (path: string) => boolean, afterMs: number): readonly Message[];
  /** Where the file of that time stands, as far as messages tell of moves. */
  movedTo(path: string, afterMs: number): string;
}

interface Told {
  readonly message: Message;
  readonly change: Change;
}

/** @param messages oldest first. */
export function pathHistory(messages: readonly Message[]): PathHistory {
  const byPath = new Map<string, Told[]>();
  const byFormer = new Map<string, Told[]>();
  const put = (map: Map<string, Told[]>, path: string, told: Told): void => {
    const list = map.get(path);
    if (list) list.push(told);
    else map.set(path, [told]);
  };
  for (const message of messages) {
    if (message.commit === undefined || message.paths.length === 0) continue;
    for (const change of readCommitText(message.entry.text)?.changes ?? []) {
      if (change.cut === true) continue;
      put(byPath, change.path, { message, change });
      if (change.from !== undefined) put(byFormer, change.from, { message, change });
    }
  }
  const isAfter = ({ message }: Told, ms: number): boolean => message.entry.atMs > ms;
  return {
    removedBy: (path, afterMs) => {
      const last = byPath.get(path)?.findLast((told) => isAfter(told, afterMs));
      return last && isRemoval(last) ? last.message : undefined;
    },
    removals: (test, afterMs) =>
      [...byPath.keys()]
        .filter(test)
        .flatMap((path) => byPath.get(path) ?? [])
        .filter((told) => isAfter(told, afterMs) && isRemoval(told))
        .map(({ message }) => message)
        .toSorted((a, b) => a.entry.atMs - b.entry.atMs),
    movedTo: (path, afterMs) => {
      let [now, fromMs] = [path, afterMs];
      for (let hops = 0; hops < HOPS_MOST; hops++) {
        const move = byFormer.get(now)?.find((told) => isAfter(told, fromMs));
        if (!move) break;
        [now, fromMs] = [move.change.path, move.message.entry.atMs];
      }
      return now;
    },
  };
}

/** An entry does not say that a file is gone: it lost lines and got none, so many or by a message that says so. */
function isRemoval({ message, change }: Told): boolean {
  const { added, deleted, from } = change;
  return from === undefined && added === 0 && deleted > 0 && (deleted >= REMOVAL_LEAST_LINES || REMOVING.test(message.subject));
}

const REMOVAL_LEAST_LINES = 20;
const REMOVING = /\b(?:remov|delet|drop|mov|renam|replac|migrat|clean|prun|kill|retir|merg|split|obsolete|unused|old\b|get rid)/i;

/** A file is moved more often only by histories that move it to and fro. */
const HOPS_MOST = 20;
