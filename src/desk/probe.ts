/** Probes of the memory: lists them, asks them of a tree, and adds one. What is asked of is the tree alone, so that a clone of CI answers as this one does. */
import { KairosError } from '../base/errors.js';
import { belowKairos, MEMORY } from '../base/memory-paths.js';
import type { Workspace } from '../base/workspace.js';
import { askProbes } from '../check/ask-probe.js';
import { readProbes, withProbe, type NewProbe } from '../check/probe-file.js';
import type { Probe, ProbeResult } from '../check/probe.js';
import { branchNamed, revisionNamed } from '../check/revisions.js';
import { shownText } from '../check/shown-text.js';
import { treeAt, treeHere } from '../check/tree-at.js';
import { treeIndex, type TreeIndex } from '../check/tree-index.js';
import type { Problem } from '../memory/entry.js';
import type { LogView } from '../memory/log-view.js';
import { refuseLinks } from '../memory/no-links.js';
import { replaceSecrets } from '../observe/secrets.js';
import { readUses } from '../recall/usage.js';
import type { World } from '../world/world.js';
import { findExact } from './find.js';
import { SHOWS_IDS } from './hints.js';
import { diskLookup } from './lookup.js';

export type { Probe, ProbeResult } from '../check/probe.js';
export type { NewProbe } from '../check/probe-file.js';
export { passes } from '../check/probe.js';

export interface ProbeRun {
  /** What was asked: `the work tree`, or the name of the revision or the branch. */
  readonly of: string;
  /** Left out for the work tree. */
  readonly commit?: string;
  readonly results: readonly ProbeResult[];
  readonly problems: readonly Problem[];
}

/** Of the three at most one. */
export interface ProbeWhere {
  readonly revision?: string | undefined;
  readonly branch?: string | undefined;
}

/** The probes of the work tree; [] where there are none. @throws KairosError `bad-config` where their file is wrong. */
export async function probesHere(world: Pick<World, 'files'>, ws: Workspace): Promise<readonly Probe[]> {
  return probesOf(await world.files.read(ws.probes));
}

/** The probes in a text. @throws KairosError `bad-config` with the place of the first thing that is wrong. */
export function probesOf(text: string | undefined, where = ''): readonly Probe[] {
  const { probes, problems } = text === undefined ? { probes: [], problems: [] } : readProbes(text);
  const [first, ...others] = problems;
  if (!first) return probes;
  const { line = 1, column = 1 } = first.at ?? {};
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  throw new KairosError('bad-config', `${MEMORY.probes}:${line}:${column}:${where} ${first.what}${more}`, {
    hint: first.hint ?? 'FORMAT.md says how probes are written',
  });
}

/**
 * Asks the probes of the work tree: of its memory, or of that of a revision or a branch.
 * @throws KairosError `bad-config`, `not-found`, `not-a-repository`.
 */
export async function runProbes(world: Pick<World, 'files' | 'git'>, ws: Workspace, where: ProbeWhere): Promise<ProbeRun> {
  const probes = await probesHere(world, ws);
  const { revision, branch } = where;
  if (revision !== undefined && branch !== undefined)
    throw new KairosError('usage', '--revision and --branch are two places', { hint: 'name one' });
  const named =
    revision !== undefined
      ? await revisionNamed(world.git, revision)
      : branch !== undefined
        ? await branchNamed(world.git, branch)
        : undefined;
  const { files, config, problems } = named ? await treeAt(world.git, named.commit) : await treeHere(world, ws);
  const tree = treeIndex(files);
  return {
    of: named?.name ?? 'the work tree',
    ...(named && { commit: named.commit }),
    results: askProbes(tree, probes, config.recall),
    problems: [...problems, ...tree.problems],
  };
}

/** What recall was asked last in this work tree. @throws KairosError `usage` where that is not known. */
export async function lastQuestion(world: Pick<World, 'files'>, ws: Workspace, view: LogView): Promise<string> {
  const question = (await readUses(world, ws, view))?.findLast(({ query }) => query.trim() !== '')?.query;
  if (question !== undefined) return question.trim();
  throw new KairosError('usage', 'no question was given, and recall was asked none here', {
    hint: 'kairos probe add "which port does redis need" --words 6380',
  });
}

export interface Added {
  /** Below the root of the work tree. */
  readonly path: string;
  /** What came of asking it now. */
  readonly result: ProbeResult;
}

/**
 * Adds a probe to the file of the work tree, and asks it.
 * @throws KairosError `only-in-journal` for an id that no clone without this journal has, `not-found` for one that nobody has, `usage` for a probe
 * that expects nothing or holds a secret, `bad-config` where the file is wrong.
 */
export async function addProbe(world: World, ws: Workspace, view: LogView, probe: NewProbe): Promise<Added> {
  await refuseUnfit(probe);
  const here = await treeHere(world, ws);
  probesOf(here.probes);
  const tree = treeIndex(here.files);
  for (const id of [...probe.expect, ...probe.not.ids]) await refuseUnknown(world, ws, view, tree, id);
  await refuseLinks(world, ws, belowKairos(MEMORY.probes));
  const text = withProbe(here.probes, probe);
  const added = probesOf(text).find(({ question }) => question === probe.question) as Probe;
  await world.files.write(ws.probes, text);
  const [result] = askProbes(tree, [added], here.config.recall);
  return { path: MEMORY.probes, result: result as ProbeResult };
}

async function refuseUnfit({ question, expect, words, not }: NewProbe): Promise<void> {
  if (question.trim() === '')
    throw new KairosError('usage', 'a probe is a question', { hint: 'kairos probe add "which port does redis need" --words 6380' });
  if (expect.length + words.length + not.ids.length + not.words.length === 0)
    throw new KairosError('usage', 'the probe expects nothing', {
      hint: 'add --expect ^ID, --words TEXT or --not TEXT',
    });
  // The file is committed, and a secret in it would be published with the branch.
  for (const said of [question, ...words, ...not.words])
    if ((await replaceSecrets(said)).found.length > 0)
      throw new KairosError('usage', 'a secret stands in the probe, which everybody who has the branch could read', {
        hint: 'ask without it',
      });
}

async function refuseUnknown(world: World, ws: Workspace, view: LogView, tree: TreeIndex, id: string): Promise<void> {
  if (tree.claims.has(id) || tree.quoted.has(id)) return;
  const [citing] = tree.citedBy.get(id) ?? [];
  if (citing !== undefined) return;
  const found = await findExact(diskLookup(world, ws, view), id);
  if (!found)
    throw new KairosError('not-found', `there is no claim ^${id}, and no report quotes an entry of this id`, {
      hint: `${SHOWS_IDS}; here they are written whole, and a claim of an open dream counts once it is accepted`,
    });
  const text = found.is === 'entry' ? found.entry.text : found.bullet.claim;
  throw new KairosError('only-in-journal', `^${id} stands only in the journal, which a clone of CI does not have: ${shownText(text)}`, {
    hint: 'expect its words instead (--words), or let a dream propose it (kairos dream --now, kairos review) and expect its claim',
  });
}
