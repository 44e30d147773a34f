/** The feature flags of the agent, in one table: what each lets it do, and whether this version can. Values and pure functions. */

export type FeatureFlag = 'KAIROS' | 'KAIROS_BRIEF' | 'KAIROS_PUSH_NOTIFICATION' | 'AGENT_TRIGGERS' | 'PROACTIVE';

export interface FlagRow {
  readonly flag: FeatureFlag;
  /** The tool that it lets the agent use; undefined where it is no tool. */
  readonly tool?: string;
  readonly about: string;
  /** False: this version has no such tool, so that the flag can only be off. */
  readonly isBuilt: boolean;
}

export const FLAGS: readonly FlagRow[] = [
  { flag: 'KAIROS', about: 'the assistant and all that follows from it', isBuilt: true },
  { flag: 'KAIROS_BRIEF', tool: 'SendUserMessage', about: 'messages to you, in an outbox', isBuilt: true },
  { flag: 'KAIROS_PUSH_NOTIFICATION', tool: 'PushNotification', about: 'notifications on your machines', isBuilt: false },
  { flag: 'AGENT_TRIGGERS', tool: 'CronCreate', about: 'scheduled tasks', isBuilt: true },
  { flag: 'PROACTIVE', tool: 'Sleep', about: 'ticks of its own, and how long it sleeps between them', isBuilt: true },
];

/** True for the name of a flag. */
export function isFlag(name: string): name is FeatureFlag {
  return FLAGS.some(({ flag }) => flag === name);
}

/** What may stand behind a flag: `on` or `off`, as YAML writes it; undefined for anything else, and for `on` where its tool is not built. */
export function switchOf(row: FlagRow, value: unknown): 'on' | 'off' | undefined {
  if (value === false || value === 'off' || value === 'false') return 'off';
  const isOn = value === true || value === 'on' || value === 'true';
  return isOn && row.isBuilt ? 'on' : undefined;
}

/** Why a flag cannot be on, by its name. */
export function notBuilt({ flag, tool }: FlagRow): string {
  return `${flag}: ${tool ?? flag} is not built in this version`;
}
