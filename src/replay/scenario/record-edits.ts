/**
 * What a person changed by hand, as steps: lines of a log against what the journal has of them, topics and MEMORY.md against HEAD. Secrets are replaced. It
 * reads files and git and changes nothing.
 */
import { dayOfPath, type Workspace } from '../../base/workspace.js';
import { byteTextOf, readableOf } from '../../journal/bytes.js';
import { blobTexts, journalTips, journalTree, logPath } from '../../journal/journal-tree.js';
import { readCommitText } from '../../memory/commit-text.js';
import type { Entry } from '../../memory/entry.js';
import { parsedLog } from '../../memory/parsed-logs.js';
import { replaceSecrets } from '../../observe/secrets.js';
import type { World } from '../../world/world.js';
import { textAt } from './record-commits.js';

type Disk = Pick<World, 'files' | 'git'>;

interface HandEdit {
  /** When the file was last written, in milliseconds since 1970. */
  readonly atMs: number;
  /** What a step `edit` takes. */
  readonly edit: Readonly<Record<string, unknown>>;
}

export interface HandEdits {
  readonly edits: readonly HandEdit[];
  /** Entries as they were before their text was changed, by id. */
  readonly originals: ReadonlyMap<string, Entry>;
  /** Why one is no step, once for each. */
  readonly leftOut: readonly string[];
}

/** The edits of logs of these days, and those of topics and MEMORY.md since a time. @param days `2026-11-20` */
export async function handEdits(world: Disk, ws: Workspace, days: ReadonlySet<string>, fromMs: number): Promise<HandEdits> {
  const logs = await editsOfLogs(world, ws, days);
  return { ...logs, edits: [...logs.edits, ...(await editsOfMemory(world, ws, fromMs))] };
}

async function editsOfLogs({ files, git }: Disk, ws: Workspace, days: ReadonlySet<string>): Promise<HandEdits> {
  const edits: HandEdit[] = [];
  const originals = new Map<string, Entry>();
  const leftOut: string[] = [];
  for (const tip of (await journalTips(git)).values()) {
    const tree = await journalTree(git, tip);
    const wanted = [...tree.edited.keys()].filter((day) => days.has(day));
    const texts = await blobTexts(
      git,
      wanted.flatMap((day) => tree.logs.get(day) ?? []),
    );
    for (const day of wanted) {
      const path = `.kairos/${logPath(day)}`;
      const [live, stat] = [await files.readBytes(`${ws.root}/${path}`), await files.stat(`${ws.root}/${path}`)];
      const truth = texts.get(tree.logs.get(day) ?? '');
      if (live === undefined || truth === undefined) continue;
      const read = (text: string): readonly Entry[] => parsedLog(readableOf(text), { path: logPath(day), day, writer: '' }).entries;
      const after = new Map(read(byteTextOf(live)).map((entry) => [entry.id, entry]));
      const add = (edit: unknown): void => void edits.push({ atMs: stat?.mtimeMs ?? 0, edit: { [path]: edit } });
      const before = read(truth);
      for (const entry of before) {
        const { id, ours, text } = entry;
        const now = after.get(id);
        if (!now && ours) leftOut.push('entry that was taken out of a log by hand');
        if (!now || now.text === text) continue;
        const change = changeOf(await clean(text), await clean(now.text));
        if (!change) leftOut.push('entry of a log that got other lines by hand');
        else {
          originals.set(id, entry);
          add(change);
        }
      }
      const known = new Set(before.map(({ id }) => id));
      for (const { id, ours, text } of after.values())
        if (!ours && !known.has(id)) add({ append: `- ${(await clean(text)).replaceAll('\n', '\n  ')}\n` });
    }
  }
  return { edits, originals, leftOut };
}

/** The one line that differs; of a commit's first line its subject, because the rest of it is another one in every repository. */
function changeOf(before: string, after: string): { readonly replace: string; readonly with: string } | undefined {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const [at = 0, ...more] = old.flatMap((line, n) => (line === now[n] ? [] : [n]));
  if (old.length !== now.length || more.length > 0) return undefined;
  const [from = '', to = ''] = [old[at], now[at]];
  const [was, is] = [from, to].map((line) => (at === 0 ? readCommitText(line)?.subject : undefined));
  if (was !== undefined) return is === undefined || from.replace(was, is) !== to ? undefined : { replace: was, with: is };
  return from === '' ? undefined : { replace: from, with: to };
}

/** Their whole texts, because little of them stands in a scenario otherwise. */
async function editsOfMemory({ files, git }: Disk, ws: Workspace, fromMs: number): Promise<HandEdit[]> {
  const { commit } = await git.head();
  if (commit === undefined) return [];
  const below = (path: string): string => path.slice(ws.root.length + 1);
  const [topics, index] = [below(ws.topics), below(ws.memoryIndex)];
  const tracked = new Map((await git.readTree(commit, [topics, index])).map(({ path }) => [path, commit]));
  const there = [...(await files.walk(ws.topics)).map((path) => `${topics}/${path}`), index];
  const edits: HandEdit[] = [];
  for (const path of new Set([...tracked.keys(), ...there])) {
    const stat = await files.stat(`${ws.root}/${path}`);
    const text = await files.read(`${ws.root}/${path}`);
    const now = text === undefined ? undefined : await clean(text);
    if (now === (await textAt(git, tracked.get(path), path)) || (stat && stat.mtimeMs < fromMs)) continue;
    edits.push({ atMs: stat?.mtimeMs ?? fromMs, edit: { [path]: now ?? null } });
  }
  return edits;
}

async function clean(text: string): Promise<string> {
  return (await replaceSecrets(text)).text;
}

/** The days whose logs hold these entries. */
export function daysOf(entries: readonly Entry[]): ReadonlySet<string> {
  return new Set(entries.flatMap(({ source }) => dayOfPath(source.path) ?? []));
}
