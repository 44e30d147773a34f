/**
 * The Files port without what a branch put under the ignored names: those paths are not read, and they are the user's to change, so nothing is
 * written there either. It asks git nothing; the view says what is tracked.
 */
import { remembersAs } from '../base/look-anew.js';
import { isHidden, type LogView } from './log-view.js';
import type { Workspace } from '../base/workspace.js';
import type { Files } from '../world/files.js';

/** The same port if nothing is hidden. Folders that hold hidden files are not removed as a whole by it. */
export function untrackedFiles(files: Files, ws: Pick<Workspace, 'kairos'>, view: Pick<LogView, 'hidden'>): Files {
  if (view.hidden.size === 0) return files;
  const root = `${ws.kairos}/`;
  const hides = (path: string): boolean => path.startsWith(root) && isHidden(view, path.slice(root.length));
  const unless = async <T>(path: string, hidden: T, verb: () => Promise<T>): Promise<T> => (hides(path) ? hidden : verb());
  // Each verb by name, so that a new one is not passed on unseen.
  const untracked: Files = {
    mkdir: (path) => files.mkdir(path),
    privateFolder: (path) => files.privateFolder(path),
    apart: async (name, waitMs, act) => files.apart(name, waitMs, act),
    watch: (paths, changed, polls, mergeMs, looked) => files.watch(paths, changed, polls, mergeMs, looked),
    read: (path) => unless(path, undefined, () => files.read(path)),
    readBytes: (path) => unless(path, undefined, () => files.readBytes(path)),
    readPart: (path, from, length) => unless(path, undefined, () => files.readPart(path, from, length)),
    stat: (path) => unless(path, undefined, () => files.stat(path)),
    realPath: (path) => unless(path, undefined, () => files.realPath(path)),
    list: async (path) => (await files.list(path)).filter(({ name }) => !hides(`${path}/${name}`)),
    walk: async (path) => (await files.walk(path)).filter((name) => !hides(`${path}/${name}`)),
    stats: async (path) => new Map([...(await files.stats(path))].filter(([name]) => !hides(`${path}/${name}`))),
    write: (path, content) => unless(path, undefined, () => files.write(path, content)),
    create: (path, content, options) => unless(path, false, () => files.create(path, content, options)),
    append: (path, text, options) => unless(path, undefined, () => files.append(path, text, options)),
    overwrite: (path, content) => unless(path, undefined, () => files.overwrite(path, content)),
    touch: (path, mtimeMs) => unless(path, undefined, () => files.touch(path, mtimeMs)),
    remove: (path) => unless(path, undefined, () => files.remove(path)),
    syncFolder: (path) => unless(path, undefined, () => files.syncFolder(path)),
    rename: (from, to) => (hides(to) ? files.remove(from) : unless(from, undefined, () => files.rename(from, to))),
    link: (from, to) => unless(to, false, () => files.link(from, to)),
  };
  remembersAs(untracked, files);
  return untracked;
}
