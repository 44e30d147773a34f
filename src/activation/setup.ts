/** What `kairos init` writes, as a plan that can be shown before it is carried out. It never overwrites a file and commits nothing. */
import { ATTRIBUTES, memoryAttributes } from './attributes.js';
import { DRAFTS_IGNORED } from '../base/draft-file.js';
import { isTypedWord } from '../base/yaml-words.js';
import { FIRST_MEMORY } from '../memory/memory-index.js';
import { sealKeyOf } from '../memory/seal-key.js';
import { writerOf } from '../memory/writer.js';
import { IGNORED_NAMES, type Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';

export interface PlannedWrite {
  readonly path: string;
  /** The path for people: relative to the repository if inside it. */
  readonly label: string;
  readonly why: string;
  readonly text: string;
  readonly append: boolean;
}

export interface InitPlan {
  readonly writes: readonly PlannedWrite[];
}

const EXCLUDE_HEAD = '# kairos: what it keeps beside the tracked memory';
const PATTERNS = [...IGNORED_NAMES.map((name) => `/.kairos/${name}`), `/.kairos/**/${DRAFTS_IGNORED}`];

/**
 * Plans the missing files. The ignore patterns go into `.kairos/.gitignore` and into `info/exclude`: a branch older than `.kairos` has no
 * `.gitignore`, and `add -A` there would add the logs.
 * @param template settings to begin with, for the branch `main`.
 * @param base returns the name of the branch that dreams belong to; called only where the settings are missing.
 */
export async function planInit(
  { files }: Pick<World, 'files'>,
  ws: Workspace,
  template: string,
  base: () => Promise<string>,
): Promise<InitPlan> {
  const writes: PlannedWrite[] = [];
  const plan = (path: string, why: string, text: string, append = false): unknown =>
    writes.push({ path, label: labelOf(ws, path), why, text, append });
  const isMissing = async (path: string): Promise<boolean> => (await files.stat(path)) === undefined;
  if (await isMissing(ws.config)) plan(ws.config, 'settings, tracked', template.replace('base: main', `base: ${yamlText(await base())}`));
  if (await isMissing(ws.memoryIndex)) plan(ws.memoryIndex, 'the index of long-term memory, tracked', FIRST_MEMORY);
  const ignores = [...IGNORED_NAMES.map((name) => `/${name}`), DRAFTS_IGNORED].join('\n');
  if (await isMissing(ws.gitignore)) plan(ws.gitignore, 'keeps the journal and what is derived out of your branches', `${ignores}\n`);
  if (await isMissing(ws.gitattributes)) plan(ws.gitattributes, 'keeps git from rewriting the memory on checkout, tracked', ATTRIBUTES);
  else if (await isChanged({ files }, ws))
    plan(ws.gitattributes, 'its last line counts: git does not rewrite the memory', ATTRIBUTES, true);
  const exclude = await missingExclude(files, ws);
  if (exclude !== '') plan(ws.infoExclude, 'the same, for branches without .kairos', exclude, true);
  if (await isMissing(ws.writerFile)) plan(ws.writerFile, 'the name of this work tree as a writer of the journal', '');
  if (await isMissing(ws.sealKey)) plan(ws.sealKey, 'the key by which kairos knows its own messages, for you alone', '');
  return { writes };
}

/** True if `.kairos/.gitattributes` itself, as it stands, lets git rewrite the memory. */
async function isChanged(world: Pick<World, 'files'>, ws: Workspace): Promise<boolean> {
  const { rewriting, isOpen } = await memoryAttributes(world, ws);
  return isOpen || rewriting.some(({ path }) => path === ws.gitattributes);
}

/** Writes the plan. A file that has come to exist since is kept. @throws KairosError `damaged` for a writer file that cannot be read. */
export async function applyPlan(world: Pick<World, 'files' | 'random'>, ws: Workspace, plan: InitPlan): Promise<void> {
  for (const { path, text, append } of plan.writes) {
    if (path === ws.writerFile) await writerOf(world, ws);
    else if (path === ws.sealKey) await sealKeyOf(world, ws);
    else if (append) await world.files.append(path, text);
    else await world.files.create(path, text);
  }
}

/**
 * True if somebody ran `kairos init`: in this work tree (whose branch may have no `.kairos` now), in the repository that it was cloned from, or
 * in another work tree of this clone, whose tails lie in the common git directory. A folder that merely holds logs or topics does not count,
 * so kairos does not write there.
 */
export async function isSetUp(files: Pick<World['files'], 'stat'>, ws: Workspace): Promise<boolean> {
  if (!ws.hasGit) return false;
  for (const path of [ws.config, ws.writerFile, ws.tails]) if ((await files.stat(path)) !== undefined) return true;
  return false;
}

/**
 * Adds the patterns that `info/exclude` lacks, as in a fresh clone that tracks `.kairos`. Call it before the first log is written, so that git
 * never sees one. True if some were added.
 */
export async function protectLogs({ files }: Pick<World, 'files'>, ws: Workspace): Promise<boolean> {
  const text = await missingExclude(files, ws);
  if (text !== '') await files.append(ws.infoExclude, text);
  return text !== '';
}

/** The patterns that `info/exclude` lacks. */
export async function unprotected(files: Pick<World['files'], 'read'>, ws: Workspace): Promise<readonly string[]> {
  const lines = new Set(((await files.read(ws.infoExclude)) ?? '').split('\n').map((line) => line.trim()));
  return PATTERNS.filter((pattern) => !lines.has(pattern));
}

/** `info/exclude` without the lines that kairos added; undefined where it has none of them. */
export async function withoutExclude(files: Pick<World['files'], 'read'>, ws: Workspace): Promise<string | undefined> {
  const text = await files.read(ws.infoExclude);
  const ours = new Set([EXCLUDE_HEAD, ...PATTERNS]);
  const left = text?.split('\n').filter((line) => !ours.has(line.trim()));
  return text === undefined || left === undefined || left.length === text.split('\n').length ? undefined : left.join('\n');
}

async function missingExclude(files: Pick<World['files'], 'read'>, ws: Workspace): Promise<string> {
  const missing = await unprotected(files, ws);
  return missing.length === 0 ? '' : `${EXCLUDE_HEAD}\n${missing.join('\n')}\n`;
}

function labelOf(ws: Workspace, path: string): string {
  return path.startsWith(`${ws.root}/`) ? path.slice(ws.root.length + 1) : path;
}

/** The branch name as YAML text: quoted where YAML would read it as another type (`1.0`, `on`). */
function yamlText(branch: string): string {
  return /^[A-Za-z][A-Za-z0-9_./-]*$/.test(branch) && !isTypedWord(branch) ? branch : JSON.stringify(branch);
}
