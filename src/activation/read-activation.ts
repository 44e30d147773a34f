/** Reads what the layers are decided by, and decides. The environment comes as a value, from the surface that was started with it. */
import type { Workspace } from '../base/workspace.js';
import { isApart, loadConfig } from '../config/config.js';
import type { World } from '../world/world.js';
import { CASCADE, rightsOf, type CascadeName, type Rights } from './cascade.js';
import { featuresOf, type Features } from './features.js';
import { layersOf, type Layer } from './layers.js';
import { readGate } from './remote-gate.js';
import { isTrusted } from './trust.js';

/** What whoever starts kairos asks for, by flags and by variables. */
export interface Wishes {
  /** `KAIROS_FEATURES`. */
  readonly features?: string;
  /** `KAIROS_POLICY`. */
  readonly policy?: string;
  /** `--assistant`: pass the remote gate by. */
  readonly assistant: boolean;
  /** `--proactive`, `KAIROS_PROACTIVE` or `CLAUDE_CODE_PROACTIVE`. */
  readonly proactive: boolean;
}

/** No wishes at all. */
export const NO_WISHES: Wishes = { assistant: false, proactive: false };

export interface Activation {
  readonly layers: readonly Layer[];
  readonly features: Features;
  readonly rights: Rights;
  readonly cascade: readonly { readonly name: CascadeName; readonly on: boolean; readonly means: string }[];
}

/** The wishes of an environment and of flags. */
export function wishesOf(
  env: Readonly<Record<string, string | undefined>>,
  flags: { readonly assistant?: boolean; readonly proactive?: boolean } = {},
): Wishes {
  const { KAIROS_FEATURES: features, KAIROS_POLICY: policy } = env;
  return {
    ...(features === undefined ? {} : { features }),
    ...(policy === undefined ? {} : { policy }),
    assistant: flags.assistant === true,
    proactive: flags.proactive === true || isSet(env['KAIROS_PROACTIVE']) || isSet(env['CLAUDE_CODE_PROACTIVE']),
  };
}

/**
 * Reads settings, trust and policies, and decides on the layers.
 * @param mayAsk false: no server is asked for a policy.
 */
export async function readActivation(
  world: Pick<World, 'files' | 'clock' | 'policies'>,
  ws: Workspace,
  wishes: Wishes,
  { mayAsk }: { readonly mayAsk: boolean },
): Promise<Activation> {
  const { config } = await loadConfig(world, ws);
  const gate = await readGate(world, ws, wishes.policy, mayAsk);
  const features = featuresOf(config.features, wishes.features, gate.off);
  const layers = layersOf({
    features,
    assistant: config.assistant,
    isTrusted: await isTrusted(world, ws),
    isUnderUser: !(await isApart(world.files, ws)),
    gate,
    bypassesGate: wishes.assistant,
  });
  const rights = rightsOf(layers, features, { chosenBrief: config.brief, wishesProactive: wishes.proactive });
  const cascade = CASCADE.map(({ name, on, off }) => {
    const isOn = rights.on.includes(name);
    return { name, on: isOn, means: isOn ? on : off };
  });
  return { layers, features, rights, cascade };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && !/^(?:|0|false|no|off)$/i.test(value);
}
