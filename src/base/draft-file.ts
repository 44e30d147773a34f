/**
 * The name of the file that a write fills before it is renamed to the file itself, and what that name says of the process that wrote it: whoever
 * was killed in between leaves it. Pure.
 */
import { sha256 } from './hash.js';

/** How git is told to ignore such files, wherever they lie below the folder of the pattern. */
export const DRAFTS_IGNORED = '*.[0-9]*-[0-9a-f]*.tmp';

const PLACE_LENGTH = 6;
const DRAFT = /.\.([1-9]\d{0,9})-([0-9a-f]{12,16})\.tmp$/;

/** What tells apart machines, their starts and PID namespaces: in another one a number of a process means nothing. */
export interface DraftPlace {
  readonly bootId: string;
  readonly namespace: string;
  readonly host: string;
}

/** @param chance ten hexadecimal digits that no other write has. */
export function draftPath(path: string, pid: number, place: string, chance: string): string {
  return `${path}.${pid}-${place}${chance}.tmp`;
}

/** Six hexadecimal digits for the place. */
export function draftPlace({ bootId, namespace, host }: DraftPlace): string {
  return sha256([bootId, namespace, host].join('\0')).slice(0, PLACE_LENGTH);
}

/** Who wrote a file of this name; undefined where it is no draft. */
export function draftOf(name: string): { readonly pid: number; readonly place: string } | undefined {
  const [, pid, digits] = DRAFT.exec(name) ?? [];
  return pid === undefined || digits === undefined ? undefined : { pid: Number(pid), place: digits.slice(0, PLACE_LENGTH) };
}
