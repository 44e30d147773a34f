/**
 * The user's list of work trees in which the daemon may work, by real path. It lies in the user's own folder, outside every repository, so that
 * no checkout can grant or remove trust. Commands that only read must not need it.
 */
import { byText } from '../base/order.js';
import { isoTime } from '../dates/day.js';
import { isApart } from '../config/config.js';
import { KairosError } from '../base/errors.js';
import { jsonFile } from '../base/json.js';
import { withLock } from '../base/lock.js';
import { inOwnSettings } from './own-settings.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';

const FORMAT = 1;
/** How long an edit waits for the lock. An edit takes a millisecond, so a longer wait means that the holder hangs. */
const PATIENCE_MS = 5_000;

type TrustWorld = Pick<World, 'files' | 'clock' | 'random' | 'processes'>;

export interface Trusted {
  readonly path: string;
  /** When the user trusted it, as an ISO time. */
  readonly at: string;
}

/** Whether the user trusts this work tree. A list that cannot be read trusts nothing. */
export async function isTrusted(world: Pick<World, 'files'>, ws: Workspace): Promise<boolean> {
  const path = await world.files.realPath(ws.root);
  if (path === undefined || !(await isApart(world.files, ws))) return false;
  return parseTrust(await world.files.read(ws.trustFile)).trusted.some((one) => one.path === path);
}

/** The trusted work trees, sorted by path; none where the list cannot be read. */
export async function listTrusted(world: Pick<World, 'files'>, ws: Workspace): Promise<readonly Trusted[]> {
  return parseTrust(await world.files.read(ws.trustFile)).trusted;
}

/**
 * Trusts this work tree from now on. Returns false if it was trusted already.
 * @throws KairosError `bad-config` where the user's folder lies inside the work tree, `newer-format`, `damaged`, `lock-held`,
 * `not-writable`.
 */
export async function trust(world: TrustWorld, ws: Workspace): Promise<boolean> {
  if (!(await isApart(world.files, ws))) {
    throw new KairosError('bad-config', `${ws.trustFile} lies in the work tree ${ws.root}, where a checkout could write it`, {
      hint: 'set XDG_CONFIG_HOME to a folder outside of it',
    });
  }
  const at = isoTime(world.clock.now());
  return edit(world, ws, (trusted, path) => (trusted.some((one) => one.path === path) ? trusted : [...trusted, { path, at }]));
}

/** Removes the trust. Returns false if there was none. @throws KairosError `newer-format`, `damaged`, `lock-held`. */
export async function untrust(world: TrustWorld, ws: Workspace): Promise<boolean> {
  if ((await world.files.stat(ws.trustFile)) === undefined) return false;
  return edit(world, ws, (trusted, path) =>
    trusted.some((one) => one.path === path) ? trusted.filter((one) => one.path !== path) : trusted,
  );
}

/** Rewrites the list under the user's lock. A `change` that returns the same array writes nothing, and the result is false. */
async function edit(
  world: TrustWorld,
  ws: Workspace,
  change: (trusted: readonly Trusted[], path: string) => readonly Trusted[],
): Promise<boolean> {
  const path = (await world.files.realPath(ws.root)) ?? ws.root;
  const edited = async (): Promise<boolean> => {
    const { trusted, state } = parseTrust(await world.files.read(ws.trustFile));
    if (state === 'newer') {
      throw new KairosError('newer-format', `${ws.trustFile} was written by a newer kairos`, { hint: 'install a newer kairos' });
    }
    if (state === 'damaged') {
      throw new KairosError('damaged', `${ws.trustFile} cannot be read`, { hint: 'look at it; remove it to trust nothing and begin anew' });
    }
    const after = change(trusted, path);
    if (after === trusted) return false;
    const list = [...after].sort(byText(({ path }) => path)).map((one) => ({ at: one.at, path: one.path }));
    await world.files.write(ws.trustFile, jsonFile({ format: FORMAT, trusted: list }, 2));
    return true;
  };
  return inOwnSettings(ws, async () => withLock(world, ws.userLocks, 'trust', PATIENCE_MS, edited));
}

function parseTrust(text: string | undefined): { readonly trusted: readonly Trusted[]; readonly state: 'good' | 'newer' | 'damaged' } {
  if (text === undefined) return { trusted: [], state: 'good' };
  try {
    const { format, trusted }: { format?: unknown; trusted?: unknown } = JSON.parse(text);
    if (typeof format === 'number' && format > FORMAT) return { trusted: [], state: 'newer' };
    if (format !== FORMAT || !Array.isArray(trusted) || !trusted.every(isTrustedRow)) return { trusted: [], state: 'damaged' };
    return { trusted: trusted.map(({ path, at }) => ({ path, at })).sort(byText(({ path }) => path)), state: 'good' };
  } catch {
    return { trusted: [], state: 'damaged' };
  }
}

function isTrustedRow(row: unknown): row is Trusted {
  if (typeof row !== 'object' || row === null || !('path' in row) || !('at' in row)) return false;
  return typeof row.path === 'string' && row.path.startsWith('/') && typeof row.at === 'string';
}
