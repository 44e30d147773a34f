/** The steps in which a person works with git and an editor, without kairos. */
import { globTest, isPattern } from '../../base/glob.js';
import { KairosError } from '../../base/errors.js';
import { branchRef, GIT_REFS, REFS } from '../../base/refs.js';
import { checkRef } from '../../base/git-objects.js';
import { IGNORED_NAMES } from '../../base/workspace.js';
import { momentOf } from '../../dates/zone.js';
import { branchHere, removeBranch, type Timed } from '../virtual-person.js';
import { virtualObjects } from '../virtual-objects.js';
import { virtualRepository, virtualWorktree } from '../virtual-repository.js';
import type { Happened } from './happened.js';
import type { Step, StepOf } from './scenario.js';
import { addPlace, placeAt, standOf, type Place, type Stage } from './stage.js';

type Acts = { readonly [V in Step['verb']]?: (stage: Stage, place: Place, args: StepOf<V>['args'], happened: Happened) => Promise<void> };

/** A file that a commit changes where it names none: its text differs each time. */
const USUAL_FILE = 'src/work.ts';

/** Each works on the place, and tells watchers, as the system does. */
export const GIT_STEPS = {
  commit: async (stage, place, args, happened) => {
    const { message, files, author, branch, at, amend, merge } = typeof args === 'string' ? { message: args } : args;
    const when = timed(stage, at, author);
    const changes = files === undefined ? undefined : changesOf(files);
    for (const [path, text] of Object.entries(changes ?? {}))
      if (isOwnPath(path))
        happened.external.push(
          ...(text ?? '')
            .split('\n')
            .map(wordsOf)
            .filter((line) => line !== ''),
        );
    if (merge === true) {
      for (const [path, content] of Object.entries(changes ?? {})) await lay(place, path, content ?? null);
      await place.person.conclude({ ...when, ...(message !== undefined && { message }) });
    } else if (amend === true) await place.person.amend(message, changes ?? {}, when);
    else {
      const usual = { [USUAL_FILE]: `// ${message ?? ''}\n// ${when.atMs}\n` };
      const onto = branch === 'dream' ? await dreamBranchOf(place) : branch;
      await place.repo.commit(message ?? 'work', changes ?? usual, { ...when, ...(onto !== undefined && { branch: onto }) });
    }
  },
  branch: async (stage, place, args) => {
    const { name, at, stay } = typeof args === 'string' ? { name: args } : args;
    const id = await place.repo.git.resolve(at ?? 'HEAD');
    if (id === undefined) throw new KairosError('not-found', `there is no revision "${at ?? 'HEAD'}"`);
    if ((await place.repo.git.refs([branchRef(name)])).some((ref) => ref.name === branchRef(name)))
      throw new KairosError('git-failed', `there is a branch ${name} already`, { hint: 'a step "checkout" goes to it' });
    checkRef(branchRef(name));
    await place.repo.branch(name, id);
    if (stay !== true) await place.repo.checkout(name, stage.world.clock.now());
  },
  checkout: async (stage, place, name) => place.repo.checkout(name, stage.world.clock.now()),
  merge: async (stage, place, args, happened) => {
    const { branch, message, squash } = typeof args === 'string' ? { branch: args } : args;
    const name = branch === 'dream' ? await dreamBranchOf(place) : branch;
    const options = { ...timed(stage), ...(message !== undefined && { message }), ...(squash === true && { squash }) };
    happened.conflicts = await place.person.merge(name, options);
  },
  rebase: async (stage, place, onto) => place.person.rebase(onto, timed(stage)),
  revert: async (stage, place, args) => {
    const { commit, message } = typeof args === 'string' ? { commit: args } : args;
    await place.person.revert(commit, { ...timed(stage), ...(message !== undefined && { message }) });
  },
  pick: async (stage, place, revision) => void (await place.person.pick(revision, timed(stage))),
  reset: async (stage, place, revision) => place.person.reset(revision, timed(stage)),
  clean: async (_stage, place) => place.person.clean(),
  stash: async (stage, place, args) => place.person.stash({ ...timed(stage), ...('all' in args && args.all === true && { all: true }) }),
  unstash: async (_stage, place) => place.person.unstash(),
  'remove-branch': async (_stage, place, name) => removeBranch(place.repo, name === 'dream' ? await dreamBranchOf(place) : name),
  tag: async (_stage, place, name) => place.repo.tag(name, (await place.repo.git.head()).commit ?? ''),
  busy: async (_stage, { repo, world }, what) => {
    const { gitDir } = repo.repository;
    for (const name of ['MERGE_HEAD', 'index.lock']) await world.files.remove(`${gitDir}/${name}`);
    await world.files.remove(`${gitDir}/rebase-merge`);
    if (what === 'merge') world.files.lay({ [`${gitDir}/MERGE_HEAD`]: `${'a'.repeat(40)}\n` });
    if (what === 'rebase') world.files.lay({ [`${gitDir}/rebase-merge/head-name`]: `${branchRef('main')}\n` });
    if (what === 'index.lock') world.files.lay({ [`${gitDir}/index.lock`]: '' });
  },
  edit: async (_stage, place, edits, happened) => {
    const changed = async (path: string, next: string | null): Promise<void> => {
      if (!path.endsWith('.md')) return lay(place, path, next);
      const before = (await place.world.files.read(`${place.ws.root}/${path}`)) ?? '';
      await lay(place, path, next);
      if (path.startsWith('.kairos/logs/')) tellByHand(happened, place.name, before, next ?? '');
    };
    for (const [path, edit] of edits) {
      if (edit === null || typeof edit === 'string') await changed(path, edit);
      else for (const found of await pathsLike(place, path)) await changed(found, edited(await textOf(place, found), edit, found));
    }
  },
  worktree: async (stage, place, { name, branch }) => {
    addPlace(stage, name, virtualWorktree(place.repo, newRoot(stage, name), branch));
  },
  clone: async (stage, place, name) => {
    const root = newRoot(stage, name);
    const repository = { root, gitDir: `${root}/.git`, commonDir: `${root}/.git` };
    const made = addPlace(stage, name, await virtualRepository({ volume: place.repo.volume, repository }));
    await fetched(place, made);
    const main = (await branchHere(place.repo)) ?? 'main';
    const id = await place.repo.git.resolve('HEAD');
    if (id === undefined) return;
    await made.repo.branch(main, id);
    await made.repo.checkout(main, stage.world.clock.now());
    await made.person.reset(main, timed(stage));
    made.stood = await standOf(made);
  },
  fetch: async (stage, place, name) => fetched(placeAt(stage, name), place),
} satisfies Acts;

/** Where a clone or a work tree goes. @throws KairosError `usage` for a name that one has, or that names no folder. */
function newRoot({ places }: Stage, name: string): string {
  if (places.has(name) || name === 'repo')
    throw new KairosError('usage', `there is a clone or work tree "${name}" already`, { hint: 'give it another name' });
  if (!/^[\w-][\w.-]*$/.test(name))
    throw new KairosError('usage', `"${name}" names no clone or work tree`, { hint: 'write letters and digits' });
  return `/${name}`;
}

/** A line in our shape: its time and kind stand before what it says, its id behind. */
const OURS = /^- \d\d:\d\d:\d\d\.\d{3}Z \S+ (.*?)(?: \^[0-9a-z]+)?$/;

/** What a line says. */
function wordsOf(line: string): string {
  return (OURS.exec(line)?.[1] ?? line).trim();
}

/** True for what the ignore files name: what stands there on a branch is nobody's. */
function isOwnPath(path: string): boolean {
  return IGNORED_NAMES.some((name) => path.startsWith(`.kairos/${name}`));
}

/** Tells what a hand wrote into a log, and what of it a hand took out; lines of ours come back by themselves. */
function tellByHand(happened: Happened, place: string, before: string, after: string): void {
  const [was, is] = [before, after].map((text) => new Set(text.split('\n').filter((line) => line !== '' && !OURS.test(line)))) as [
    Set<string>,
    Set<string>,
  ];
  for (const line of is) if (!was.has(line)) happened.byHand.push({ place, line, isGone: false });
  for (const line of was) if (!is.has(line)) happened.byHand.push({ place, line, isGone: true });
}

function timed(stage: Stage, at?: string, author?: string): Timed {
  const atMs = at === undefined ? stage.world.clock.now() : momentOf(at, stage.offsetMsAt);
  if (atMs === undefined) throw new KairosError('bad-date', `"${at}" is no time`, { hint: 'write 2026-11-20 14:30' });
  return { atMs: Math.floor(atMs / 1000) * 1000, ...(author !== undefined && { author }) };
}

function changesOf(files: ReadonlyMap<string, string | null>): Record<string, string | undefined> {
  return Object.fromEntries([...files].map(([path, text]) => [path, text ?? undefined]));
}

async function dreamBranchOf({ world }: Place): Promise<string> {
  const refs = await world.git.refs([REFS.openDream, GIT_REFS.branches]);
  const open = refs.find(({ name }) => name === REFS.openDream);
  const branch = refs.find(({ name, commit }) => name !== REFS.openDream && open !== undefined && commit === open.commit);
  if (!branch) throw new KairosError('not-found', 'no dream is open');
  return branch.name.slice(GIT_REFS.branches.length);
}

/** Copies all objects, branches as those of a remote, and journals where they go on: as `git fetch` does without force, it sets none back. */
async function fetched(from: Place, to: Place): Promise<void> {
  const { volume } = from.repo;
  const [source, target] = [from.repo.repository.commonDir, to.repo.repository.commonDir];
  for (const { name: folder } of volume.entriesSync(`${source}/objects`))
    for (const { name } of volume.entriesSync(`${source}/objects/${folder}`)) {
      const path = `${target}/objects/${folder}/${name}`;
      if (volume.existsSync(path)) continue;
      volume.mkdirSync(`${target}/objects/${folder}`, { recursive: true });
      volume.writeFileSync(path, volume.readFileSync(`${source}/objects/${folder}/${name}`));
    }
  const { refs } = virtualObjects(volume, to.repo.repository);
  for (const { name, id } of await from.repo.git.refs([GIT_REFS.branches, REFS.journals])) {
    if (name.startsWith(REFS.journals)) {
      const own = refs.read(name);
      if (own === undefined || (await to.repo.git.reachable([own], id)).has(own)) refs.write(name, id);
    } else refs.write(`${GIT_REFS.remotes}origin/${name.slice(branchRef('').length)}`, id);
  }
}

async function lay({ world, ws }: Place, path: string, text: string | null): Promise<void> {
  if (text === null) await world.files.remove(`${ws.root}/${path}`);
  else await world.files.write(`${ws.root}/${path}`, text);
}

/** The files of the work tree, and of its git directory, that a path or a pattern means. @throws KairosError `not-found` for none. */
async function pathsLike({ world, ws }: Place, path: string): Promise<readonly string[]> {
  if (!isPattern(path)) return [path];
  const found = (await world.files.walk(ws.root)).filter(globTest(path));
  if (found.length === 0) throw new KairosError('not-found', `no file is like "${path}"`);
  return found;
}

async function textOf({ world, ws }: Place, path: string): Promise<string> {
  const text = await world.files.read(`${ws.root}/${path}`);
  if (text === undefined) throw new KairosError('not-found', `there is no file ${path}`);
  return text;
}

interface Edit {
  readonly replace?: string;
  readonly with?: string;
  readonly append?: string;
  readonly prepend?: string;
  readonly cut?: number;
}

/** @throws KairosError `not-found` where the text to replace is not there. */
function edited(text: string, { replace, with: next = '', append = '', prepend = '', cut = 0 }: Edit, path: string): string {
  if (replace !== undefined && !text.includes(replace))
    throw new KairosError('not-found', `${path} does not hold ${JSON.stringify(replace)}`);
  const changed = replace === undefined ? text : text.replace(replace, () => next);
  return `${prepend}${changed.slice(0, Math.max(0, changed.length - cut))}${append}`;
}
