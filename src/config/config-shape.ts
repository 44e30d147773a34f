/** The settings as the program uses them: what `config-keys` makes of their keys. Types only. */
import type { EmbedderTier } from '../world/embedders.js';
import type { Budget } from './budget-keys.js';
import type { FeatureFlag } from './feature-flags.js';
import type { RuleName } from './rule-keys.js';

export interface Config {
  readonly format: 1;
  readonly dream: {
    readonly minHours: number;
    readonly minSessions: number;
    /** A branch's short name; undefined: the remote's default branch, else the branch at init. */
    readonly base: string | undefined;
    /** How long a dream of the daemon works at a time. */
    readonly sliceSeconds: number;
    /** How many claims the first dream proposes at most, and each later one. */
    readonly first: number;
    readonly later: number;
    /** What a claim must be worth to be proposed; 0: all are. */
    readonly worth: number;
  };
  /** Whether what a person approved may act by itself. */
  readonly act: 'off' | 'propose' | 'on';
  /** How commands in act folders are held. */
  readonly acts: {
    readonly isNetworkOpen: boolean;
    /** False: an act runs also where no sandbox holds it. */
    readonly needsSandbox: boolean;
    /** Absolute paths that are read although they are hidden. */
    readonly readable: readonly string[];
  };
  readonly claude: { readonly digestTokens: number };
  /** Of the agent, all of the user's own file: whether it may be the assistant, what is switched, and whether it writes briefly. */
  readonly assistant: boolean;
  readonly brief: boolean;
  /** What models may use, of the user's own file. */
  readonly budget: Budget;
  readonly features: Readonly<Partial<Record<FeatureFlag, 'on' | 'off'>>>;
  /** Which rules of the agent are on. */
  readonly rules: Readonly<Record<RuleName, boolean>>;
  readonly tick: { readonly intervalSeconds: number };
  readonly tools: {
    /** How long the tools of a turn may keep it waiting, in sum. */
    readonly blockingSeconds: number;
    /** True: there is a tool for tests. */
    readonly test: boolean;
  };
  readonly model: {
    /** The file of a scripted model; undefined: there is none. */
    readonly script: string | undefined;
    /** Between two looks of the agent's own. */
    readonly tickSeconds: number;
    /** How long the model's server keeps the beginning of a request. */
    readonly cacheSeconds: number;
    /** Of one reply. */
    readonly maxTokens: number;
  };
  /** Who may reject claims of the open dream beside the person. */
  readonly review: { readonly verdicts: 'human' | 'model' };
  /** Tasks whose last run the work list tells of where it failed. */
  readonly work: { readonly checks: readonly string[] };
  readonly memory: { readonly budgetBytes: number };
  readonly journal: { readonly minMinutes: number };
  readonly recall: {
    readonly embedder: EmbedderTier | 'none';
    /** Of the four channels; only their proportions count. */
    readonly weights: { readonly words: number; readonly meaning: number; readonly weight: number; readonly recency: number };
    readonly halfLife: { readonly stmDays: number; readonly ltmDays: number };
    readonly recencyHalfLifeDays: number;
    readonly archiveBelow: number;
    /** Undefined: the cut that was calibrated, which depends on whether meaning was searched. */
    readonly minScore: number | undefined;
    readonly queryBudgetMs: number;
    /** How long a process that keeps index and model open stays after the last question. 0: none is left behind. */
    readonly keepWarmMinutes: number;
  };
  readonly ollama: {
    /** Undefined: the server on this machine's loopback. */
    readonly url: string | undefined;
    /** Undefined: picked by the machine. */
    readonly model: string | undefined;
    /** Undefined: all that the model gives. */
    readonly dimensions: number | undefined;
    /** As the server takes it: `10m`. */
    readonly keepAlive: string;
  };
}
