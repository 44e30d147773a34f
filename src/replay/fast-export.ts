/**
 * Brings a history as `git fast-export` writes it into a repository in memory: commits with their files, merges, branches and tags. Each commit has the name
 * of its author and the time of its committer. It knows no submodules and no notes.
 */
import { KairosError } from '../base/errors.js';
import { GIT_REFS, isBranchRef } from '../base/refs.js';
import type { ObjectId } from '../world/git-refs.js';
import { virtualObjects, type VirtualObjects } from './virtual-objects.js';
import { log, switchFiles, type VirtualRepository } from './virtual-repository.js';

/** What stands before the name of a parent. */
const PARENT = ['from', ''].join(' ');

interface Stream {
  /** The next line, without its end; undefined at the end of the stream. */
  next(): string | undefined;
  peek(): string | undefined;
  /** The bytes behind `data N`. */
  data(header: string): Buffer;
}

interface Made {
  readonly objects: VirtualObjects;
  readonly marks: Map<string, ObjectId>;
  readonly blobs: Map<string, Buffer>;
  readonly refs: Map<string, ObjectId>;
}

/**
 * Reads a stream into a repository without a commit; the branch that it ends with, or `main`, is checked out then.
 * @returns how many commits came. @throws KairosError `damaged` for a stream that is none.
 */
export function importHistory(repo: VirtualRepository, text: Uint8Array): number {
  const { volume, repository } = repo;
  const objects = virtualObjects(volume, repository);
  const made: Made = { objects, marks: new Map(), blobs: new Map(), refs: new Map() };
  const stream = streamOf(Buffer.from(text.buffer, text.byteOffset, text.byteLength));
  let commits = 0;
  for (let line = stream.next(); line !== undefined; line = stream.next()) {
    const [verb = '', ...rest] = line.split(' ');
    const ref = rest.join(' ');
    if (verb === 'blob') readBlob(stream, made);
    else if (verb === 'commit') {
      readCommit(stream, made, ref);
      commits += 1;
    } else if (verb === 'reset') {
      const from = (stream.peek() ?? '').startsWith(PARENT) ? commitOf(made, (stream.next() ?? '').slice(5)) : undefined;
      if (from === undefined) made.refs.delete(ref);
      else made.refs.set(ref, from);
    } else if (verb === 'tag') readTag(stream, made, ref);
    else if (verb !== '' && !['feature', 'option', 'done', 'checkpoint', 'progress'].includes(verb) && !line.startsWith('#'))
      throw damaged(`"${line.slice(0, 60)}" is no command of it`);
  }
  for (const [ref, id] of made.refs) objects.refs.write(ref, id);
  const branches = [...made.refs.keys()].filter(isBranchRef);
  const main = branches.includes(`${GIT_REFS.branches}main`) ? `${GIT_REFS.branches}main` : branches.at(-1);
  const tip = main === undefined ? undefined : made.refs.get(main);
  if (main === undefined || tip === undefined) throw damaged('it has no branch');
  objects.refs.pointHead(main);
  switchFiles(objects, volume, undefined, tip);
  const atMs = (objects.commit(tip)?.committer.timestamp ?? 0) * 1000;
  for (const name of [main, 'HEAD']) log(volume, repository, name, undefined, tip, atMs, 'clone: from a history');
  return commits;
}

function readBlob(stream: Stream, { blobs }: Made): void {
  let mark = '';
  for (let line = stream.next(); line !== undefined; line = stream.next()) {
    if (line.startsWith('mark ')) mark = line.slice(5);
    if (!line.startsWith('data ')) continue;
    blobs.set(mark, stream.data(line));
    return;
  }
}

function readCommit(stream: Stream, made: Made, ref: string): void {
  const { objects, marks, refs } = made;
  let [mark, message] = ['', ''];
  let [author, committer] = [signature(''), signature('')];
  const parents: ObjectId[] = [];
  const changes: { path: string; content: Buffer | undefined }[] = [];
  let base = refs.get(ref);
  let isRoot = base === undefined;
  for (let line = stream.peek(); line !== undefined && isOfCommit(line); line = stream.peek()) {
    stream.next();
    if (line.startsWith('mark ')) mark = line.slice(5);
    else if (line.startsWith('author ')) author = signature(line);
    else if (line.startsWith('committer ')) committer = signature(line);
    else if (line.startsWith('data ')) message = stream.data(line).toString('utf8');
    else if (line.startsWith(PARENT)) {
      base = commitOf(made, line.slice(5));
      isRoot = false;
    } else if (line.startsWith('merge ')) parents.push(commitOf(made, line.slice(6)));
    else changes.push(...changesOf(stream, made, line, base));
  }
  const all = [...(isRoot || base === undefined ? [] : [base]), ...parents];
  const signed = { name: author.name || committer.name, email: author.email || committer.email, atMs: committer.atMs };
  const id = objects.writeCommit(isRoot ? undefined : base, all, { message, author: signed, changes });
  if (mark !== '') marks.set(mark, id);
  refs.set(ref, id);
}

const OF_COMMIT = /^(?:mark|original-oid|author|committer|gpgsig|encoding|data|from|merge|[MDRC]|deleteall)\b|^$/;

function isOfCommit(line: string): boolean {
  return OF_COMMIT.test(line);
}

function changesOf(stream: Stream, made: Made, line: string, base: ObjectId | undefined): { path: string; content: Buffer | undefined }[] {
  const { objects, blobs } = made;
  const [verb] = line;
  if (line === 'deleteall') return base === undefined ? [] : [...objects.files(base).keys()].map((path) => ({ path, content: undefined }));
  if (verb === 'D') return [{ path: pathIn(line.slice(2)), content: undefined }];
  if (verb === 'M') {
    const [, mode = '', data = '', path = ''] = /^M (\d+) (\S+) (.+)$/.exec(line) ?? [];
    if (mode === '160000' || path === '') return [];
    const content = data === 'inline' ? stream.data(stream.next() ?? '') : blobs.get(data);
    if (!content) throw damaged(`there is no blob ${data}`);
    return [{ path: pathIn(path), content }];
  }
  if (verb !== 'R' && verb !== 'C') return [];
  const [from = '', to = ''] = /^. ("(?:[^"\\]|\\.)*"|\S+) (.+)$/.exec(line)?.slice(1).map(pathIn) ?? [];
  const moved = base === undefined ? [] : [...objects.files(base)].filter(([path]) => path === from || path.startsWith(`${from}/`));
  return moved.flatMap(([path, { id }]) => [
    ...(verb === 'R' ? [{ path, content: undefined }] : []),
    { path: `${to}${path.slice(from.length)}`, content: Buffer.from(objects.blob(id) ?? []) },
  ]);
}

function readTag(stream: Stream, made: Made, name: string): void {
  for (let line = stream.peek(); line !== undefined && /^(?:mark|original-oid|from|tagger|data) /.test(line); line = stream.peek()) {
    stream.next();
    if (line.startsWith(PARENT)) made.refs.set(`${GIT_REFS.tags}${name}`, commitOf(made, line.slice(5)));
    if (line.startsWith('data ')) stream.data(line);
  }
}

function commitOf({ marks, refs }: Made, name: string): ObjectId {
  const id = marks.get(name) ?? refs.get(name);
  if (id === undefined) throw damaged(`there is no commit ${name}`);
  return id;
}

function signature(line: string): { name: string; email: string; atMs: number } {
  const [, name = '', email = '', seconds = '0'] = /^\w+ (.*?) ?<(.*?)> (\d+)/.exec(line) ?? [];
  return { name, email, atMs: Number(seconds) * 1000 };
}

/** A path, quoted as C does where it has odd characters. */
function pathIn(text: string): string {
  if (!text.startsWith('"')) return text;
  const bytes = text
    .slice(1, -1)
    .replace(/\\([0-7]{3}|.)/g, (_all, code: string) =>
      /^\d/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : ({ n: '\n', t: '\t' }[code] ?? code),
    );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function streamOf(bytes: Buffer): Stream {
  let at = 0;
  const lineAt = (): { line: string; end: number } | undefined => {
    if (at >= bytes.length) return undefined;
    const end = bytes.indexOf(0x0a, at);
    const stop = end < 0 ? bytes.length : end;
    return { line: bytes.toString('utf8', at, stop), end: stop + 1 };
  };
  return {
    next: () => {
      const read = lineAt();
      if (read) at = read.end;
      return read?.line;
    },
    peek: () => lineAt()?.line,
    data: (header) => {
      const length = Number(/^data (\d+)$/.exec(header)?.[1] ?? NaN);
      if (!Number.isSafeInteger(length) || at + length > bytes.length) throw damaged(`"${header.slice(0, 60)}" says no length`);
      const content = bytes.subarray(at, at + length);
      at += length;
      if (bytes[at] === 0x0a) at += 1;
      return content;
    },
  };
}

function damaged(why: string): KairosError {
  return new KairosError('damaged', `the history cannot be read: ${why}`, {
    hint: 'write it by "git fast-export --all --signed-tags=strip > FILE"',
  });
}
