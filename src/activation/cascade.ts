/**
 * What follows from the layers and flags, in one table: each row has a state that is on and one that is off. `docs/agent.md` prints it; nobody asks a
 * flag for anything else. Pure.
 */
import type { Features } from './features.js';
import { closedLayer, type Layer, type LayerName } from './layers.js';

export type CascadeName = 'daily-log' | 'brief' | 'scheduler' | 'auto-dream' | 'fast-mode' | 'worker-type' | 'proactive';

/** What the rows are decided by. */
export interface CascadeInput {
  /** All five layers are open. */
  readonly active: boolean;
  /** Trusted and not held back by a policy: no sub-flag works without. */
  readonly mayAct: boolean;
  readonly features: Features;
  /** `brief: true`. */
  readonly chosenBrief: boolean;
  /** `--proactive`, or its variables. */
  readonly wishesProactive: boolean;
}

export interface CascadeRow {
  readonly name: CascadeName;
  readonly isOn: (input: CascadeInput) => boolean;
  /** What happens where it is on, and where it is off. */
  readonly on: string;
  readonly off: string;
}

export const CASCADE: readonly CascadeRow[] = [
  {
    name: 'daily-log',
    isOn: ({ active }) => active,
    on: "the agent's own entries are written, and a turn reads the tail of the day's log",
    off: "the agent writes no entries of its own, and a turn reads MEMORY.md alone; the repository's journal goes on",
  },
  {
    name: 'brief',
    isOn: isBriefOn,
    on: 'the agent sends you messages',
    off: 'it sends none until you choose it: "brief: true"; what you tell it is answered by what memory holds',
  },
  {
    name: 'scheduler',
    isOn: ({ mayAct, features }) => mayAct && features.flags.AGENT_TRIGGERS.on,
    on: 'scheduled tasks run when they are due',
    off: 'no scheduled task runs',
  },
  {
    name: 'auto-dream',
    isOn: ({ active, features }) => active && features.flags.AGENT_TRIGGERS.on,
    on: 'dreams are made by the permanent task alone',
    off: 'dreams are made when their gates are open',
  },
  {
    name: 'fast-mode',
    isOn: ({ active }) => active,
    on: 'a wrapped coding agent may use its fast mode; this version wraps none, so that nothing reads it yet',
    off: 'a wrapped coding agent may not use its fast mode; this version wraps none',
  },
  {
    name: 'worker-type',
    isOn: ({ active }) => active,
    on: 'daemon.json says the worker type claude_code_assistant',
    off: 'daemon.json says no worker type',
  },
  {
    name: 'proactive',
    isOn: isProactiveOn,
    on: 'ticks of the agent, and Sleep between them',
    off: 'no ticks of the agent and no Sleep; the daemon ticks as ever',
  },
];

/** Entitlement: whether the agent may send messages at all. */
export function mayBrief({ mayAct, features }: Pick<CascadeInput, 'mayAct' | 'features'>): boolean {
  return mayAct && features.flags.KAIROS_BRIEF.on;
}

/** Activation: whether messages are wanted. The assistant needs no further word of the person's. */
export function hasChosenBrief({ active, chosenBrief }: Pick<CascadeInput, 'active' | 'chosenBrief'>): boolean {
  return active || chosenBrief;
}

function isBriefOn(input: CascadeInput): boolean {
  return mayBrief(input) && hasChosenBrief(input);
}

/** The assistant is proactive by itself; without it the flag needs the word of whoever starts the daemon. */
function isProactiveOn({ active, mayAct, features, wishesProactive }: CascadeInput): boolean {
  return mayAct && features.flags.PROACTIVE.on && (active || wishesProactive);
}

/** What the daemon keeps for its session, and shows in its heartbeat. */
export interface Rights {
  /** kairosActive. */
  readonly active: boolean;
  /** The first layer that is closed. */
  readonly closed?: { readonly layer: LayerName; readonly why: string };
  /** Messages to the person: whether the agent may send them, and whether the person chose that it does. Left out by a kairos that sent none. */
  readonly brief?: { readonly isEntitled: boolean; readonly isChosen: boolean };
  /** The rows of the cascade that are on, in the order of the table. */
  readonly on: readonly CascadeName[];
}

/** A session that has no rights: that of a daemon which was asked for none. */
export const NO_RIGHTS: Rights = { active: false, on: [] };

/** What the layers and flags give. */
export function rightsOf(
  layers: readonly Layer[],
  features: Features,
  wishes: Pick<CascadeInput, 'chosenBrief' | 'wishesProactive'>,
): Rights {
  const closed = closedLayer(layers);
  const isOpen = (name: LayerName): boolean => layers.some((layer) => layer.name === name && layer.open);
  const input = { active: closed === undefined, mayAct: isOpen('trust') && isOpen('gate'), features, ...wishes };
  return {
    active: input.active,
    ...(closed && { closed: { layer: closed.name, why: closed.why } }),
    brief: { isEntitled: mayBrief(input), isChosen: hasChosenBrief(input) },
    on: CASCADE.filter(({ isOn }) => isOn(input)).map(({ name }) => name),
  };
}
