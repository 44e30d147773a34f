/**
 * The remote gate: what the organisation's policies allow. A file of the machine counts, and what `KAIROS_POLICY` names; all that are set must allow, and
 * one that is set and cannot be read closes the gate. An answer of a server is kept for an hour in the user's own folder.
 */
import { parseObject, jsonFile } from '../base/json.js';
import { sha256 } from '../base/hash.js';
import type { Workspace } from '../base/workspace.js';
import { isApart } from '../config/config.js';
import { readPolicy } from '../config/policy-file.js';
import type { FeatureFlag } from '../config/feature-flags.js';
import { isoTime, parseTime } from '../dates/day.js';
import { HOUR_MS } from '../dates/units.js';
import type { PolicyText } from '../world/policies.js';
import type { World } from '../world/world.js';
import type { Gate } from './layers.js';

/** Where an organisation lays the policy of a machine. */
export const MACHINE_POLICY = '/etc/kairos/policy.yaml';
const KEPT_MS = HOUR_MS;
const FORMAT = 1;

type GateWorld = Pick<World, 'files' | 'clock' | 'policies'>;

/**
 * How the gate stands.
 * @param named `KAIROS_POLICY`: an absolute path, or an address; '' or undefined: none.
 * @param mayAsk false: no server is asked; what was kept of its answer counts, and without that the gate is `unread`.
 */
export async function readGate(world: GateWorld, ws: Workspace, named: string | undefined, mayAsk: boolean): Promise<Gate> {
  const sources = [MACHINE_POLICY, ...(named === undefined || named === '' ? [] : [named])];
  const off: FeatureFlag[] = [];
  const said: string[] = [];
  let isUnread = false;
  for (const source of sources) {
    const found = isAddress(source) ? await answerOf(world, ws, source, mayAsk) : await world.policies.read(source);
    if (found === undefined) isUnread = true;
    else if (found.is === 'text') {
      const policy = await readPolicy(found.text);
      off.push(...policy.off);
      const why = `${shownOf(source)} ${policy.allows ? 'allows it' : 'does not allow it'}${policy.reason === '' ? '' : `: ${policy.reason}`}`;
      if (!policy.allows) return { is: 'closed', why, off };
      said.push(why);
    } else if (found.is === 'failed') return { is: 'closed', why: `${shownOf(source)} could not be read: ${found.why}`, off };
    else if (source === named) return { is: 'closed', why: `${shownOf(source)} is not there`, off };
  }
  if (isUnread) return { is: 'unread', why: `${shownOf(named ?? '')} was not asked within the last hour`, off };
  return said.length === 0 ? { is: 'unset', why: '', off } : { is: 'open', why: said.join('; '), off };
}

/** The address as people see it: who asks, and their password or token, is nobody's business. */
function shownOf(source: string): string {
  return source.replace(/^([a-z]+:\/\/)[^/?#]*@/i, '$1').replace(/\?[^#]*/, '?...');
}

function isAddress(source: string): boolean {
  return /^https?:/i.test(source);
}

/** The answer of a server: the kept one while it is fresh. A failure is kept nowhere, so that the next start asks again. */
async function answerOf(world: GateWorld, ws: Workspace, source: string, mayAsk: boolean): Promise<PolicyText | undefined> {
  const nowMs = world.clock.now();
  // An address may hold a password, so that its digest stands for it.
  const name = sha256(source).slice(0, 16);
  const mayKeep = await isApart(world.files, ws);
  const kept = mayKeep ? parseObject((await world.files.read(ws.policyCache)) ?? '') : undefined;
  const atMs = typeof kept?.['at'] === 'string' ? parseTime(kept['at']) : undefined;
  const isFresh = kept?.['format'] === FORMAT && kept['source'] === name && atMs !== undefined && atMs <= nowMs && nowMs - atMs < KEPT_MS;
  if (isFresh && typeof kept['text'] === 'string') return { is: 'text', text: kept['text'] };
  if (!mayAsk) return undefined;
  const answer = await world.policies.read(source);
  if (answer.is === 'text' && mayKeep) {
    try {
      await world.files.write(ws.policyCache, jsonFile({ format: FORMAT, at: isoTime(nowMs), source: name, text: answer.text }));
    } catch {
      // A folder that cannot be written keeps nothing; the next start asks again.
    }
  }
  return answer;
}
