/**
 * Makes a scenario of what really happened: commits with the files that they changed, notes, messages and sessions of a stretch of time, read from the journal
 * and from git by the ports, so that a failure that was seen can be lived again. Secrets are replaced. It changes nothing.
 */
import { stringify } from 'yaml';
import { isoTime } from '../../dates/day.js';
import { readCommitText } from '../../memory/commit-text.js';
import type { Entry } from '../../memory/entry.js';
import type { LogView } from '../../memory/log-view.js';
import { revertedIn } from '../../memory/reverted.js';
import { readEntries } from '../../memory/read-logs.js';
import { replaceSecrets } from '../../observe/secrets.js';
import type { Commit } from '../../world/git-history.js';
import type { ObjectId } from '../../world/git-refs.js';
import type { World } from '../../world/world.js';
import type { Workspace } from '../../base/workspace.js';

/** What git says of a revert, and no reason. */
const BARE_REVERT = /^This reverts commit [0-9a-f]{7,64}\.?$/;
/** Larger files, and such that are no text, are left out. */
const FILE_MOST = 20_000;

export interface Recorded {
  /** The scenario as it is written. */
  readonly yaml: string;
  readonly steps: number;
}

/** @param span in milliseconds since 1970, both ends inclusive. @param name of the scenario. */
export async function recordedScenario(
  world: Pick<World, 'files' | 'clock' | 'git'>,
  ws: Workspace,
  view: LogView,
  { fromMs, toMs, name }: { readonly fromMs: number; readonly toMs: number; readonly name: string },
): Promise<Recorded> {
  const { entries } = await readEntries(world, ws, view);
  const inside = entries.filter(({ atMs, ours }) => ours && atMs >= fromMs && atMs <= toMs);
  const steps: unknown[] = [];
  const told: string[] = [];
  const before = new Map<string, string>();
  const made = new Set<string>();
  const line: ObjectId[] = [];
  let atMs = fromMs;
  for (const entry of inside) {
    const found = await stepOf(world, entry, { before, made, line });
    if (!found) continue;
    if (entry.atMs > atMs) steps.push({ at: isoTime(entry.atMs) });
    atMs = Math.max(atMs, entry.atMs);
    steps.push(found.step);
    if (found.told !== '') told.push(found.told);
  }
  const end = { at: isoTime(Math.max(toMs, atMs + 1)) };
  const scenario = {
    scenario: name,
    about: `recorded from the journal, ${isoTime(fromMs)} to ${isoTime(toMs)}`,
    start: { at: isoTime(fromMs), ...(before.size > 0 && { files: Object.fromEntries(before) }) },
    steps: [...steps, end, 'tick', { expect: { log: told, unmoved: true, journal: 'whole' } }],
  };
  return { yaml: stringify(scenario, { lineWidth: 0 }), steps: steps.length };
}

type Made = { readonly step: unknown; readonly told: string } | undefined;

/** Files by path: as the first commit found them, and those that commits have made since. */
interface Stand {
  readonly before: Map<string, string>;
  readonly made: Set<string>;
  /** The commits that became steps: they stand one on the other, whatever branch they were made on. */
  readonly line: ObjectId[];
}

async function stepOf(world: Pick<World, 'git'>, entry: Entry, stand: Stand): Promise<Made> {
  const { kind, actor, text } = entry;
  if (kind === 'note' && actor === 'user') return { step: { note: text }, told: `note@user ${firstLine(text)}` };
  if (kind === 'message') return { step: actor === 'user' ? { tell: text } : { drop: text }, told: firstLine(text) };
  if (kind === 'session') {
    const [, what, id = '', inputs] = /^(start|end) (\S+)(?: input (\d+))?/.exec(text) ?? [];
    if (what === undefined) return undefined;
    return { step: { session: what === 'start' ? { start: id } : { end: id, inputs: Number(inputs ?? 0) } }, told: `${what} ${id}` };
  }
  const read = kind === 'commit' || kind === 'merge' ? readCommitText(text) : undefined;
  const id = read && (await world.git.resolve(read.commit));
  const [commit] = id === undefined ? [] : await world.git.commits([id]);
  if (!read || !commit) return undefined;
  const { line } = stand;
  // What a revert takes back may lie outside of the time, and it may say why: then it is a commit like any other.
  const reverted = BARE_REVERT.test(commit.body.trim()) ? revertedIn(commit.body) : [];
  const back = line.findLastIndex((one) => reverted.some((id) => one.startsWith(id)));
  const revision = `HEAD~${line.length - 1 - back}`;
  line.push(commit.id);
  const step = await commitStep(world, commit, stand);
  const undone = back < 0 ? undefined : await isUndone(world, commit, line[back] ?? '');
  return { step: undone === true ? { revert: revision } : { commit: step }, told: read.subject };
}

/** True if a commit brings the files of another one back to what they were, and touches no others: git makes it anew from that one. */
async function isUndone(world: Pick<World, 'git'>, { id, paths }: Commit, other: ObjectId): Promise<boolean> {
  const [undone] = await world.git.commits([other]);
  const names = (of: readonly { readonly path: string; readonly from?: string }[]): string =>
    of
      .flatMap(({ path, from }) => [path, ...(from === undefined ? [] : [from])])
      .toSorted()
      .join('\n');
  if (!undone || names(undone.paths) !== names(paths)) return false;
  for (const { path } of undone.paths) if ((await textAt(world, id, path)) !== (await textAt(world, undone.parents[0], path))) return false;
  return true;
}

/** The commit with its files as they stood after it. @param stand gets those that it found, where no commit of ours has made them. */
async function commitStep(world: Pick<World, 'git'>, commit: Commit, { before, made }: Stand): Promise<Record<string, unknown>> {
  const message = (await replaceSecrets(`${commit.subject}${commit.body === '' ? '' : `\n\n${commit.body}`}`)).text;
  const files: Record<string, string | null> = {};
  for (const { path, from } of commit.paths) {
    for (const old of [path, ...(from === undefined ? [] : [from])]) {
      const text = before.has(old) || made.has(old) ? undefined : await textAt(world, commit.parents[0], old);
      if (text !== undefined) before.set(old, text);
    }
    if (from !== undefined) files[from] = null;
    const text = await textAt(world, commit.id, path);
    if (text !== undefined || before.has(path) || made.has(path)) files[path] = text ?? null;
    made.add(path);
  }
  const name = (await replaceSecrets(commit.authorName)).text;
  const author = `${name} <${name.toLowerCase().replace(/[^a-z0-9]+/g, '.')}@example.invalid>`;
  return { message, author, ...(Object.keys(files).length > 0 && { files }) };
}

/** A file of a revision without its secrets; undefined where there is none, or none that is a short text. */
async function textAt({ git }: Pick<World, 'git'>, revision: string | undefined, path: string): Promise<string | undefined> {
  const [file] = revision === undefined ? [] : await git.readTree(revision, [path]);
  if (!file || file.path !== path || (file.size ?? Infinity) > FILE_MOST) return undefined;
  const bytes = (await git.readBlobs([file.id])).get(file.id);
  return bytes === undefined || bytes.includes(0) ? undefined : (await replaceSecrets(new TextDecoder().decode(bytes))).text;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
