/** The files by which a forge's CI asks the memory: which forge it is, and where each file goes. It writes nothing. */
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';

export const FORGES = ['github', 'gitlab'] as const;
export type Forge = (typeof FORGES)[number];

export interface CiFile {
  /** Name of the template. */
  readonly template: string;
  /** From the root of the repository. */
  readonly path: string;
  readonly why: string;
}

const FILES: Readonly<Record<Forge, readonly CiFile[]>> = {
  github: [
    { template: 'ci/action.yml', path: '.github/actions/kairos/action.yml', why: 'asks the probes and checks a branch, tracked' },
    { template: 'ci/workflow.yml', path: '.github/workflows/kairos.yml', why: 'runs it where a change touches the memory, tracked' },
  ],
  gitlab: [
    {
      template: 'ci/gitlab.yml',
      path: '.gitlab/kairos.yml',
      why: 'asks the probes and checks a merge request, tracked; include it in .gitlab-ci.yml',
    },
  ],
};

/** All places of such files, from the root of the repository. */
export const CI_PATHS: readonly string[] = Object.values(FILES).flatMap((files) => files.map(({ path }) => path));

const LAID = 'Laid down by "kairos init --ci"';

/** True for a file that kairos laid down, whatever a person has changed in it since. */
export function isLaidDown(text: string | undefined): boolean {
  return text?.includes(LAID) === true;
}

/** The files for a forge. @param wanted as it was typed; `true`: the forge that this repository seems to be on. @throws KairosError `usage`. */
export async function ciFilesFor(world: Pick<World, 'files' | 'git'>, ws: Workspace, wanted: string | true): Promise<readonly CiFile[]> {
  if (wanted === true) return FILES[await likelyForge(world, ws)];
  const forge = FORGES.find((one) => one === wanted);
  if (forge !== undefined) return FILES[forge];
  throw new KairosError('usage', `--ci is ${FORGES.join(' or ')}, not "${wanted}"`, { hint: 'kairos init --ci github' });
}

/** The text of a template for this repository: with the version that lays it down and the branch that dreams belong to. Pure. */
export function filledIn(template: string, { version, branch }: { readonly version: string; readonly branch: string }): string {
  // In single quotes of YAML and double ones of its rules: a name of a branch has no quote and no backslash in it that git would take.
  return template.replaceAll('%VERSION%', version).replaceAll('%BRANCH%', branch.replace(/['"\\$]/g, '?'));
}

async function likelyForge({ files, git }: Pick<World, 'files' | 'git'>, ws: Workspace): Promise<Forge> {
  const has = async (path: string): Promise<boolean> => (await files.stat(`${ws.root}/${path}`)) !== undefined;
  if (await has('.gitlab-ci.yml')) return 'gitlab';
  if (await has('.github')) return 'github';
  return ((await git.config('remote.origin.url')) ?? '').toLowerCase().includes('gitlab') ? 'gitlab' : 'github';
}
