/**
 * The verbs of the Files port that asking a warm process takes, and little to load: a person waits for the hook of a prompt. They serve one folder that is this
 * user's alone, and whatever stands directly in its folders.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { compareText } from '../base/order.js';
import type { Files } from '../world/files.js';
import { kindOf, linkGuard, statAt, unlessAbsent } from './files-guard.js';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

export type AskFiles = Pick<Files, 'append' | 'list' | 'privateFolder' | 'read' | 'remove' | 'rename' | 'stat'>;

/**
 * @param root the folder above, which may itself be reached through links.
 * Its changing verbs throw the system's errors. `append` makes a file that is not there yet; `privateFolder` makes none.
 */
export function askFiles(root: string): AskFiles {
  const guard = linkGuard([root]);
  return {
    append: async (path, text) => {
      const fd = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
      try {
        writeFileSync(fd, text);
      } finally {
        closeSync(fd);
      }
    },
    list: async (path) =>
      (unlessAbsent(() => readdirSync(path, { withFileTypes: true })) ?? [])
        .map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
        .sort((a, b) => compareText(a.name, b.name)),
    privateFolder: async (path) => {
      const found = lstatSync(path, { throwIfNoEntry: false });
      return (
        found?.isDirectory() === true && !guard.through(`${path}/x`) && found.uid === process.geteuid?.() && (found.mode & 0o077) === 0
      );
    },
    read: async (path) => {
      // Mostly it is not there yet, and an error costs more than a look.
      if (statAt(path)?.kind !== 'file') return undefined;
      const fd = unlessAbsent(() => openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
      if (fd === undefined) return undefined;
      try {
        return fstatSync(fd).isFile() ? readFileSync(fd, 'utf8') : undefined;
      } finally {
        closeSync(fd);
      }
    },
    remove: async (path) => rmSync(path, { force: true }),
    rename: async (from, to) => renameSync(from, to),
    stat: async (path) => statAt(path),
  };
}
