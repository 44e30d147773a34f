/** The fixture of the Git contract: a repository that a person works in, and short ways to make commits. */
import type { Advance } from '../../src/world/advance.js';
import type { Git } from '../../src/world/git.js';
import type { ObjectId } from '../../src/world/git-refs.js';
import type { NewCommit } from '../../src/world/git-write.js';

export interface GitUnderTest {
  readonly git: Git & Advance;
  commit(message: string, files: Readonly<Record<string, string | undefined>>, options?: { author?: string }): Promise<ObjectId>;
  branch(name: string, at: ObjectId): Promise<void>;
  checkout(branch: string): Promise<void>;
  tag(name: string, at: ObjectId, message?: string): Promise<void>;
  add(path: string): Promise<void>;
  write(path: string, text: string): Promise<void>;
  read(path: string): Promise<string | undefined>;
  remove(path: string): Promise<void>;
  dispose(): Promise<void> | void;
}

export const AT = Date.UTC(2026, 10, 20, 12);
export const KAIROS = { name: 'kairos', email: 'kairos@example.invalid', atMs: AT };
export const NOBODY = '1234567890123456789012345678901234567890';
export const text = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString('utf8');
export const change = (files: Readonly<Record<string, string | undefined>>): NewCommit['changes'] =>
  Object.entries(files).map(([path, content]) => ({ path, content }));

export function adding(message: string, parent: string, mergeParents: readonly string[] = []): NewCommit {
  return { message, author: KAIROS, parent, mergeParents, changes: change({ [message]: 'x' }) };
}

/** Chains whose ids both implementations must compute alike. */
export const CHAINS: Readonly<Record<string, readonly Omit<NewCommit, 'parent'>[]>> = {
  'one file': [{ message: 'One file', author: KAIROS, changes: change({ 'a.md': 'a\n' }) }],
  'names that sort oddly, in folders': [
    {
      message: 'Names\n\nWith a body.\n\n\n',
      author: KAIROS,
      changes: change({ 'a/b': '1', 'a.b': '2', 'a-b': '3', 'ä ö/"q".md': '4', a0: '', '.kairos/topics/x.md': '# X\n' }),
    },
    { message: 'Second', author: { ...KAIROS, atMs: AT + 1500 }, changes: change({ 'a/b': undefined, 'a.b': 'new' }) },
  ],
  'a file in place of a folder and back': [
    { message: 'Folder', author: KAIROS, changes: change({ 'x/y/z': '1', k: '2' }) },
    { message: 'File', author: KAIROS, changes: change({ x: 'file' }) },
    { message: 'Folder again', author: KAIROS, changes: change({ 'x/y': 'folder' }) },
    { message: 'Removed with what is below', author: KAIROS, changes: change({ x: undefined }) },
  ],
  'odd authors and an empty message': [
    { message: '', author: { name: 'A <b>\n c', email: 'x y>', atMs: AT }, changes: [] },
    { message: 'CRLF\r\nline\0end', author: { name: '', email: '', atMs: 0 }, changes: change({ f: 'x\r\n' }) },
  ],
  'from nothing, with all gone at the end': [
    { message: 'Fresh', author: KAIROS, fresh: true, changes: change({ only: 'x' }) },
    { message: 'Empty tree', author: KAIROS, changes: change({ only: undefined }) },
  ],
};
