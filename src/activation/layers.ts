/**
 * The five layers between a clone and an agent that acts in it, in their order, as one pure function of what was read. Each layer can only close: none
 * opens what one before it closed. It reads nothing itself.
 */
import type { FeatureFlag } from '../config/feature-flags.js';
import type { Features } from './features.js';

export type LayerName = 'features' | 'assistant' | 'trust' | 'gate' | 'active';

export interface Layer {
  readonly name: LayerName;
  readonly open: boolean;
  /** What makes it so, for people. */
  readonly why: string;
  /** What opens it; left out where it is open, or where nothing that a person types does. */
  readonly todo?: string;
}

/** How the remote gate stands. `unset`: no organisation has a policy here. */
export interface Gate {
  readonly is: 'unset' | 'open' | 'closed' | 'unread';
  /** Who says so, and why; '' where it is unset. */
  readonly why: string;
  /** What its policies switch off. */
  readonly off: readonly FeatureFlag[];
}

export interface Reading {
  readonly features: Features;
  /** `assistant: true` in the user's own settings. */
  readonly assistant: boolean;
  readonly isTrusted: boolean;
  /** The user's own folder lies in the work tree, so that neither settings nor trust are read. */
  readonly isUnderUser: boolean;
  readonly gate: Gate;
  /** `--assistant`: the gate is passed by. */
  readonly bypassesGate: boolean;
}

/** The layers in their order; the last is open where all others are. */
export function layersOf(reading: Reading): readonly Layer[] {
  const four = [featureLayer(reading), assistantLayer(reading), trustLayer(reading), gateLayer(reading)];
  const closed = four.find(({ open }) => !open);
  const last: Layer = closed
    ? { name: 'active', open: false, why: `closed by the layer before it: ${closed.name}` }
    : { name: 'active', open: true, why: 'all four are open; kept until the daemon ends' };
  return [...four, last];
}

/** The first layer that is closed; undefined: the agent is active. */
export function closedLayer(layers: readonly Layer[]): Layer | undefined {
  return layers.find(({ open }) => !open);
}

function featureLayer({ features: { flags } }: Reading): Layer {
  const { on, from } = flags.KAIROS;
  if (on) return { name: 'features', open: true, why: `KAIROS is on (${from === 'default' ? 'as it is unless switched off' : from})` };
  const todo = {
    settings: 'kairos config unset features.KAIROS',
    environment: 'change KAIROS_FEATURES',
    policy: 'ask whoever keeps the policy',
  };
  return { name: 'features', open: false, why: `KAIROS is off (${from})`, todo: todo[from as keyof typeof todo] };
}

function assistantLayer({ assistant, isUnderUser }: Reading): Layer {
  if (isUnderUser)
    return {
      name: 'assistant',
      open: false,
      why: 'your own settings lie in the work tree and are not read',
      todo: 'set XDG_CONFIG_HOME to a folder outside',
    };
  if (assistant) return { name: 'assistant', open: true, why: 'your own settings say "assistant: true"' };
  return {
    name: 'assistant',
    open: false,
    why: 'your own settings do not say "assistant: true"',
    todo: 'kairos config set assistant true',
  };
}

function trustLayer({ isTrusted }: Reading): Layer {
  if (isTrusted) return { name: 'trust', open: true, why: 'you trust this work tree' };
  return { name: 'trust', open: false, why: 'this work tree is not trusted', todo: 'kairos trust' };
}

function gateLayer({ gate, bypassesGate }: Reading): Layer {
  if (gate.is === 'unset') return { name: 'gate', open: true, why: 'no organisation has a policy here' };
  if (gate.is === 'open') return { name: 'gate', open: true, why: gate.why };
  if (bypassesGate) return { name: 'gate', open: true, why: `passed by with --assistant; ${gate.why}` };
  return { name: 'gate', open: false, why: gate.why, todo: 'ask whoever keeps the policy' };
}
