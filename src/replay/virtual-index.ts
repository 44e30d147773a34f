/** Git's index (version 2) of a virtual repository, as bytes and back. Extensions are dropped. It knows no work tree. */
import { replaceDurably } from './durable-write.js';
import { sha1 } from '../base/hash.js';
import { byText } from '../base/order.js';
import type { ObjectId } from '../world/git-refs.js';
import type { VirtualVolume, VolumeStat } from './virtual-volume.js';

export interface IndexedFile {
  readonly mode: string;
  readonly id: ObjectId;
  /** Of the file when it was added; undefined: unknown, and git would look. */
  readonly stat?: Pick<VolumeStat, 'ctimeMs' | 'dev' | 'gid' | 'ino' | 'mtimeMs' | 'size' | 'uid'>;
}

export interface VirtualIndex {
  /** The entries by path, in path order. */
  entries(): ReadonlyMap<string, IndexedFile>;
  /** Sets entries, or removes those that are undefined. */
  change(changes: ReadonlyMap<string, IndexedFile | undefined>): void;
}

const [HEADER_BYTES, ENTRY_BYTES, NAME_MAX] = [12, 62, 0xfff];

/** The index at `path`. @throws Error if it is no index of version 2. */
export function virtualIndex(volume: VirtualVolume, path: string): VirtualIndex {
  // A content that is not replaced has not changed, so it is parsed once.
  const parsed = new WeakMap<Uint8Array, ReadonlyMap<string, IndexedFile>>();
  const entries = (): ReadonlyMap<string, IndexedFile> => {
    const content = volume.contentSync(path);
    if (content === undefined || content.length === 0) return new Map();
    let known = parsed.get(content);
    if (!known) parsed.set(content, (known = parseIndex(content)));
    return known;
  };
  return {
    entries,
    change: (changes) => {
      const next = new Map(entries());
      for (const [name, entry] of changes) {
        if (entry) next.set(name, entry);
        else next.delete(name);
      }
      replaceDurably(volume, path, formatIndex(next));
    },
  };
}

function parseIndex(bytes: Buffer): ReadonlyMap<string, IndexedFile> {
  if (bytes.toString('latin1', 0, 4) !== 'DIRC' || bytes.readUInt32BE(4) !== 2) throw new Error('the index is not one of version 2');
  const entries = new Map<string, IndexedFile>();
  let at = HEADER_BYTES;
  for (let left = bytes.readUInt32BE(8); left > 0; left -= 1) {
    const words = Array.from({ length: 10 }, (_, n) => bytes.readUInt32BE(at + 4 * n));
    const [cs = 0, cns = 0, ms = 0, mns = 0, dev = 0, ino = 0, mode = 0, uid = 0, gid = 0, size = 0] = words;
    const end = bytes.indexOf(0, at + ENTRY_BYTES);
    const stat = { ctimeMs: cs * 1000 + cns / 1e6, mtimeMs: ms * 1000 + mns / 1e6, dev, ino, uid, gid, size };
    entries.set(bytes.toString('utf8', at + ENTRY_BYTES, end), {
      mode: mode.toString(8).padStart(6, '0'),
      id: bytes.toString('hex', at + 40, at + 60),
      stat,
    });
    at += paddedTo8(end - at + 1);
  }
  return entries;
}

function formatIndex(entries: ReadonlyMap<string, IndexedFile>): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('DIRC', 'latin1');
  header.writeUInt32BE(2, 4);
  header.writeUInt32BE(entries.size, 8);
  const body = Buffer.concat([header, ...[...entries].sort(byText(([path]) => path)).map(([path, entry]) => formatEntry(path, entry))]);
  return Buffer.concat([body, Buffer.from(sha1(body), 'hex')]);
}

function formatEntry(path: string, { mode, id, stat }: IndexedFile): Buffer {
  const name = Buffer.from(path);
  const out = Buffer.alloc(paddedTo8(ENTRY_BYTES + name.length + 1));
  const { ctimeMs = 0, mtimeMs = 0, dev = 0, ino = 0, uid = 0, gid = 0, size = 0 } = stat ?? {};
  const times = [ctimeMs, mtimeMs].flatMap((ms) => [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)]);
  for (const [n, word] of [...times, dev, ino, parseInt(mode, 8), uid, gid, size].entries()) out.writeUInt32BE(word, 4 * n);
  out.write(id, 40, 'hex');
  out.writeUInt16BE(Math.min(name.length, NAME_MAX), 60);
  name.copy(out, ENTRY_BYTES);
  return out;
}

function paddedTo8(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}
