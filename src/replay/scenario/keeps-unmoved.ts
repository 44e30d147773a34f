/** HEAD, index, stash, branches and work tree are moved by nobody but the person, and by what a person decides. */
import { GIT_REFS, REFS } from '../../base/refs.js';
import { IGNORED_NAMES } from '../../base/workspace.js';
import type { ObjectId } from '../../world/git-refs.js';
import { ancestors } from '../virtual-history.js';
import { GIT_STEPS } from './git-steps.js';
import type { MovedRef, Place, Stage } from './stage.js';
import { filesBelow, nestedIn, objectsOf, personsRefs, textAt } from './on-disk.js';
import type { Broken, Keeper } from './invariant.js';

interface Stand {
  readonly head: string;
  readonly index: Buffer | undefined;
  readonly refs: ReadonlyMap<string, ObjectId>;
  readonly files: ReadonlyMap<string, Buffer>;
  /** An accept was begun: whoever comes next finishes it. */
  readonly isLanding: boolean;
}

/** What a person decides may move the branch and the files of memory. */
const DECIDES = new Set(['review', 'undo', 'together']);
const OWN = IGNORED_NAMES.map((name) => `.kairos/${name.replace(/\/$/, '')}`);
const isOwnName = (path: string): boolean => OWN.some((name) => path === name || path.startsWith(`${name}/`));
const isMemory = (path: string): boolean => path.includes('/.kairos/');

export function unmovedKeeper(): Keeper {
  const stands = new Map<Place, Stand>();
  return {
    before: ({ stage }) => {
      for (const place of stage.places.values()) if (!stands.has(place)) stands.set(place, standOf(place));
    },
    after: ({ stage, verb, isDark }) => {
      const moved = stage.moved.splice(0);
      const lost = verb === 'forget' ? [] : overwritten(stage, moved);
      if (lost.length > 0) return lost;
      if (Object.hasOwn(GIT_STEPS, verb) || isDark) {
        stands.clear();
        return [];
      }
      return [...stands].flatMap(([place, before]) => {
        const after = standOf(place);
        // What happens until the next step is looked at with that one.
        stands.set(place, after);
        const mayLand = DECIDES.has(verb) || before.isLanding || after.isLanding;
        return differences(place, before, after, mayLand, moved).map((what): Broken => ({
          invariant: 'unmoved',
          what: `${place.name}: ${what}`,
        }));
      });
    },
  };
}

/** What somebody else moved a journal to in the step is to be in it. */
function overwritten(stage: Stage, moved: Stage['moved']): Broken[] {
  return moved
    .filter(({ ref }) => ref.startsWith(REFS.journals))
    .flatMap(({ commonDir, ref, to }) => {
      const holders = [...stage.places.values()].filter(({ ws }) => ws.commonDir === commonDir);
      const isKept = holders.some((place) => {
        const tip = objectsOf(place).refs.read(ref);
        return tip !== undefined && ancestors(objectsOf(place), [tip]).has(to);
      });
      return isKept ? [] : [{ invariant: 'unmoved' as const, what: `a commit that somebody else made on ${ref} meanwhile is lost` }];
    });
}

function standOf(place: Place): Stand {
  const { root, gitDir } = place.repo.repository;
  const passed = new Set([`${root}/.git`, ...OWN.map((name) => `${root}/${name}`)]);
  const { volume } = place.repo;
  // What git tracks under our names, and repositories that lie there, are the person's as well.
  const own = [...objectsOf(place).index.entries().keys()].filter((path) => isOwnName(path)).map((path) => `${root}/${path}`);
  const tracked = own.flatMap((path): [string, Buffer][] => {
    const content = volume.contentSync(path);
    return content ? [[path, content]] : [];
  });
  const nested = nestedIn(place).flatMap((folder) => [...filesBelow(place, folder)]);
  return {
    head: textAt(place, `${gitDir}/HEAD`),
    index: volume.contentSync(`${gitDir}/index`),
    refs: personsRefs(place),
    files: new Map([...filesBelow(place, root, (path) => passed.has(path)), ...tracked, ...nested]),
    isLanding: textAt(place, place.ws.acceptIntent) !== '',
  };
}

/** @param moved refs that somebody else moved meanwhile, as a fault of the step. */
function differences(place: Place, before: Stand, after: Stand, mayLand: boolean, moved: readonly MovedRef[]): string[] {
  const found: string[] = [];
  if (before.head !== after.head) found.push(`HEAD was moved from ${before.head.trim()} to ${after.head.trim()}`);
  if (!mayLand && before.index !== after.index && !(before.index && after.index?.equals(before.index))) found.push('the index was changed');
  for (const ref of new Set([...before.refs.keys(), ...after.refs.keys()])) {
    const { commonDir } = place.ws;
    const [was, is] = [
      moved.findLast((one) => one.commonDir === commonDir && one.ref === ref)?.to ?? before.refs.get(ref),
      after.refs.get(ref),
    ];
    if (was === is) continue;
    const isOn = mayLand && is !== undefined && was !== undefined && ancestors(objectsOf(place), [is]).has(was);
    if (!isOn || ref === GIT_REFS.stash) found.push(`${ref} was moved from ${was ?? 'nothing'} to ${is ?? 'nothing'}`);
  }
  for (const path of new Set([...before.files.keys(), ...after.files.keys()])) {
    const [was, is] = [before.files.get(path), after.files.get(path)];
    if (was === is || (was && is?.equals(was)) || (mayLand && isMemory(path))) continue;
    found.push(`${path} was ${was === undefined ? 'made' : is === undefined ? 'removed' : 'changed'}`);
  }
  return found;
}
