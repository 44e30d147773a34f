/** Makes steps of what the journal says of git: commits, amends, resets, rebases and tags. What cannot be lived again is told with the reason. */
import { moveOfRef, movesIn } from '../../memory/commit-moves.js';
import { readCommitText } from '../../memory/commit-text.js';
import type { Entry } from '../../memory/entry.js';
import { readCreated } from '../../memory/ref-text.js';
import type { Commit } from '../../world/git-history.js';
import type { ObjectId } from '../../world/git-refs.js';
import { areApart, commitOf, commitStep, committed, contentAt, namesOf, type GitRecord } from './record-commits.js';

const REBASED = /: (rebased (\d+) commits?) onto ([0-9a-f]{12}), /;
const DROPPED = /^dropped or squashed /m;
/** So many commits of a new base are recorded with a rebase. */
const BASE_MOST = 50;

/** What an entry becomes. */
export interface Made {
  readonly steps: readonly unknown[];
  /** What the journal must say then; left out: nothing. */
  readonly told?: string;
  /** Why it is no step, though others may have been needed to find that out. */
  readonly why?: string;
}

/** Undefined for an entry that is not git's. Entries are given in the order of the log. */
export async function madeOfGit(record: GitRecord, { kind, text }: Entry): Promise<Made | undefined> {
  if (kind === 'commit' || kind === 'merge' || kind === 'amend') return madeOfCommit(record, text);
  if (kind === 'reset') return madeOfReset(record, text);
  if (kind === 'rebase') return madeOfRebase(record, text);
  const tag = kind === 'tag' ? readCreated(text) : undefined;
  if (!tag) return undefined;
  const stand = record.lines.standOnRecorded(tag.commit);
  if (!stand) return { steps: [], why: 'at a commit that was made before this time' };
  return { steps: [...stand, { tag: tag.name }], told: `${tag.name} created at` };
}

async function madeOfCommit(record: GitRecord, text: string): Promise<Made> {
  const read = readCommitText(text);
  const commit = read && (await commitOf(record, read.commit));
  if (!read || !commit) return { steps: [], why: read ? 'that git no longer has' : 'forward over commits of another branch' };
  if (record.lines.find(commit.id) !== undefined) return { steps: [] };
  const old = read.replaces === undefined ? undefined : await commitOf(record, read.replaces);
  return { steps: old ? await amended(record, commit, old) : await committed(record, commit), told: read.subject };
}

/** An entry tells of a move only where somebody had looked at what stood there before. */
function look(): unknown {
  return { observe: 'news' };
}

async function amended(record: GitRecord, commit: Commit, old: Commit): Promise<readonly unknown[]> {
  const { git, lines } = record;
  // It may have been made before the time that is recorded, or replaced before anybody looked.
  const stand = lines.standOnRecorded(old.id) ?? (await committed(record, old));
  const step = await commitStep(record, commit);
  const files: Record<string, string | null> = {};
  for (const path of old.paths.flatMap(namesOf)) files[path] = (await contentAt(git, commit.id, path)) ?? null;
  const here = lines.here();
  here.ids = [...here.ids.slice(0, -1), commit.id];
  return [...stand, look(), { commit: { ...step, amend: true, files: { ...files, ...step.files } } }];
}

async function madeOfReset(record: GitRecord, text: string): Promise<Made> {
  const { fromMs, lines, below } = record;
  const move = moveOfRef(text);
  if (!move) return { steps: [], why: 'in a text that says too little' };
  const stand = lines.standOnRecorded(move.was);
  const old = stand ? undefined : await commitOf(record, move.was);
  const steps = stand ?? (old && old.committedAtMs >= fromMs ? await committed(record, old) : undefined);
  if (!steps) return { steps: [], why: 'of a branch that is not recorded' };
  const target = lines.find(move.is);
  if (target === undefined && ![...below].some((id) => id.startsWith(move.is)))
    return { steps, why: 'to a commit that was made before this time' };
  const here = lines.here();
  const isBack = target === undefined || here.ids.includes(target);
  const step = { reset: lines.revision(target) };
  here.ids = lines.upTo(target);
  return { steps: [...steps, look(), step], told: `moved ${isBack ? 'back' : 'aside'}` };
}

async function madeOfRebase(record: GitRecord, text: string): Promise<Made> {
  const { lines } = record;
  const no = (why: string): Made => ({ steps: [], why });
  const [, told = '', count, onto = ''] = REBASED.exec(text) ?? [];
  const [move, moves] = [moveOfRef(text), movesIn(text)];
  if (!move || DROPPED.test(text) || String(moves.length) !== count) return no('that dropped, joined or cut out commits');
  const olds = moves.map(({ was }) => lines.find(was) ?? '');
  const base = await commitOf(record, onto);
  const missing = base && (await missingBelow(record, base, olds));
  if (!missing) return no('of commits that were made before this time');
  if (typeof missing === 'string') return no(missing);
  const steps: unknown[] = [];
  for (const commit of missing) if (lines.find(commit.id) === undefined) steps.push(...(await committed(record, commit)));
  const stand = lines.standOnRecorded(move.was);
  if (!stand || lines.find(base.id) === undefined) return { steps, why: 'of a branch that is not recorded' };
  steps.push(...stand, look(), { rebase: lines.revision(base.id) });
  const news: ObjectId[] = [];
  for (const { is } of moves) news.push((await commitOf(record, is))?.id ?? is);
  lines.here().ids = [...lines.upTo(base.id), ...news];
  return { steps, told };
}

/** The commits of a new base that must be recorded before it can take these; or why it cannot; undefined where they do not stand on each other. */
async function missingBelow(record: GitRecord, base: Commit, olds: readonly ObjectId[]): Promise<readonly Commit[] | string | undefined> {
  const { git, lines } = record;
  const moved = olds.includes('') ? [] : await git.commits(olds);
  const fork = moved[0]?.parents[0];
  if (fork === undefined || moved.some(({ parents }, n) => n > 0 && parents[0] !== olds[n - 1])) return undefined;
  if (base.id === fork) return 'that stayed in its place';
  if (!(await areApart(record, olds.at(-1) ?? '', base.id))) return 'over files that its new base changed, too';
  const missing = (await git.commits(await git.between([base.id], [fork]))).filter(({ id }) => lines.find(id) === undefined);
  return missing.length > BASE_MOST ? `onto more than ${BASE_MOST} commits` : missing;
}
