/**
 * The kinds of entries: where each comes from, whether recall finds it, and whether a dream may cite it. It is a fixed table, so that no text can
 * claim a better origin. Pure.
 */

/** From most to least trusted. */
export const ORIGINS = ['user', 'repo', 'tool', 'external', 'model'] as const;
export type Origin = (typeof ORIGINS)[number];

interface KindRow {
  readonly origin: Origin;
  /** Found by recall. */
  readonly indexed: boolean;
  /** May be cited by a dream. */
  readonly evidence: boolean;
  /** Not from anybody but the user, though it is found. */
  readonly evidenceOfUserOnly?: true;
}

const NEWS: KindRow = { origin: 'repo', indexed: true, evidence: true };
const LIFECYCLE: KindRow = { origin: 'tool', indexed: false, evidence: false };

/** Every kind that kairos writes. Any other kind (of an importer or a person) counts as NEWS of origin `external`. */
export const KINDS = {
  commit: NEWS,
  merge: NEWS,
  amend: NEWS,
  rebase: NEWS,
  reset: NEWS,
  pull: NEWS,
  branch: NEWS,
  tag: NEWS,
  stash: NEWS,
  head: LIFECYCLE,
  note: { origin: 'user', indexed: true, evidence: true },
  prompt: { origin: 'user', indexed: true, evidence: true, evidenceOfUserOnly: true },
  import: { origin: 'external', indexed: true, evidence: true },
  message: { origin: 'external', indexed: true, evidence: false },
  anomaly: { origin: 'external', indexed: true, evidence: false },
  retry: { origin: 'external', indexed: true, evidence: false },
  summary: { origin: 'model', indexed: true, evidence: false },
  act: { origin: 'model', indexed: true, evidence: false },
  session: { origin: 'user', indexed: false, evidence: false },
  verdict: { origin: 'user', indexed: false, evidence: false },
  reinforce: { origin: 'user', indexed: false, evidence: false },
  decision: LIFECYCLE,
  action: LIFECYCLE,
  result: LIFECYCLE,
  task: LIFECYCLE,
  dream: LIFECYCLE,
  gate: LIFECYCLE,
  daemon: LIFECYCLE,
  journal: LIFECYCLE,
  restore: LIFECYCLE,
  forget: LIFECYCLE,
} as const satisfies Record<string, KindRow>;

export type Kind = keyof typeof KINDS;

/** True for what kairos notes of itself: gates, dreams, the daemon, the journal, and what its agent decided, did and tried again. */
export function isLifecycle({ kind, actor }: { readonly kind: string; readonly actor: string | undefined }): boolean {
  return Object.hasOwn(KINDS, kind) && (KINDS[kind as Kind] === LIFECYCLE || (kind === 'retry' && actor === AGENT));
}

/** True for what the agent of kairos notes of its own doing and what is not found otherwise: its findings are no such. */
export function isAgentsOwn(entry: { readonly kind: string; readonly actor: string | undefined }): boolean {
  return entry.actor === AGENT && isLifecycle(entry);
}

/** The actor of what the agent of kairos writes. */
const AGENT = 'agent';
/** What the agent notes otherwise than a coding agent does: of its own acts it is the source, and a retry or a summary holds nothing that is not found elsewhere. */
const AGENTS: Readonly<Record<string, KindRow>> = {
  anomaly: { origin: 'tool', indexed: true, evidence: false },
  retry: { origin: 'tool', indexed: false, evidence: false },
  summary: { origin: 'model', indexed: false, evidence: false },
};

/** Whose a message is, by the actor that its seal allowed; of one without an actor nobody knows. */
const MESSAGES: Readonly<Record<string, Origin>> = { user: 'user', agent: 'tool', model: 'model' };

/** What an import is by its actor: a file that git tracks here, or what a model wrote; of one without either nobody knows who wrote it. */
const IMPORTS: Readonly<Record<string, Origin>> = { repo: 'repo', model: 'model' };

/** The actor under which a sealed message of this origin is written; undefined: it stands there as anybody's. */
export function actorOfMessage(origin: Origin): string | undefined {
  return Object.keys(MESSAGES).find((actor) => MESSAGES[actor] === origin);
}

/**
 * The row of a kind. The origin `user` holds only if the actor is `user` or absent; the actor `agent` lowers it to `tool`, every other name
 * (`model`, or the name of an MCP client) to `model`. A message and an import have an origin by their actor alone. A bullet without our kind is `external`.
 */
export function kindRow(kind: string, actor: string | undefined): KindRow {
  if (kind === 'message') return { ...KINDS.message, origin: MESSAGES[actor ?? ''] ?? 'external' };
  if (kind === 'import') return { ...KINDS.import, origin: IMPORTS[actor ?? ''] ?? 'external' };
  if (actor === AGENT && Object.hasOwn(AGENTS, kind)) return AGENTS[kind] as KindRow;
  const row: KindRow = Object.hasOwn(KINDS, kind) ? KINDS[kind as Kind] : { origin: 'external', indexed: true, evidence: true };
  if (row.origin !== 'user' || actor === undefined || actor === 'user') return row;
  return { ...row, origin: actor === 'agent' ? 'tool' : 'model', evidence: row.evidence && row.evidenceOfUserOnly !== true };
}
