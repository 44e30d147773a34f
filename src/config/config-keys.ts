/** Every key of `config.yaml` in one table. The parser follows it and the reference page is printed from it. It lists no key of later versions. */
import { byText } from '../base/order.js';
import type { EmbedderTier } from '../world/embedders.js';
import { ACT_KEYS, ACT_MODES, pathsOf } from './act-keys.js';
import { BUDGET, type Amount, type Budget, type BudgetPeriod } from './budget-keys.js';
import type { Config } from './config-shape.js';
import { MODEL_KEYS } from './model-keys.js';
import { REVIEW_KEYS, VERDICTS } from './review-keys.js';
import { RULES, type RuleName } from './rule-keys.js';
import { TOOL_KEYS } from './tool-keys.js';
import { checksOf, WORK_KEYS } from './work-keys.js';
import { FLAGS, switchOf } from './feature-flags.js';
import { branchName, compactDuration, durationIn, numberWithin, serverUrl, truth } from './config-values.js';

/** The tiers by growing power. A repository may only choose a lower one than the user. */
const TIERS: readonly (EmbedderTier | 'none')[] = ['none', 'minilm', 'ollama'];

export interface ConfigKey {
  /** As it is written in the file. */
  readonly key: string;
  /** What a value looks like, for people. */
  readonly type: string;
  /** The value where nobody sets one; undefined: see `doc`. */
  readonly fallback: number | string | undefined;
  /**
   * What the repository's file may do to the user's value: only raise it, only lower it, set it where the user has not, or nothing. `alone`: the user's
   * file may not set it, because files that all clones share are made by it.
   */
  readonly repositoryMay: 'raise' | 'lower' | 'set' | 'never' | 'alone';
  readonly doc: string;
  /** The value in the unit of `Config`, or undefined if it is none. */
  readonly parse: (value: unknown) => number | string | undefined;
  /** True: it says something of one repository, so that a person sets it there rather than for all. */
  readonly isOfRepository?: true;
  /** For `lower`, where values are no numbers: from the least to the most. */
  readonly order?: readonly string[];
}

const MEMORY_BUDGET = { bytes: 12_000, least: 1000, most: 24_999 };

export const CONFIG_KEYS: readonly ConfigKey[] = [
  ...ACT_KEYS,
  {
    key: 'assistant',
    type: 'true or false',
    fallback: 'false',
    repositoryMay: 'never',
    doc: 'Whether the agent may be your assistant: the second of five layers (`kairos activate --explain`).',
    parse: truth,
  },
  {
    key: 'brief',
    type: 'true or false',
    fallback: 'false',
    repositoryMay: 'never',
    doc: 'Whether you chose that the agent sends you messages. As your assistant it does so anyway.',
    parse: truth,
  },
  ...BUDGET.map(({ period: _period, unit: _unit, ...row }) => ({
    ...row,
    parse: (value: unknown) => wholeNumber(value, 0, 1_000_000_000),
  })),
  {
    key: 'claude.digestTokens',
    type: 'whole number, 0 to 20000',
    fallback: 1500,
    repositoryMay: 'lower',
    doc: 'The most tokens of the digest with which a session of Claude Code begins; 0: none.',
    parse: (value) => wholeNumber(value, 0, 20_000),
  },
  {
    key: 'dream.base',
    type: 'branch name',
    fallback: undefined,
    repositoryMay: 'set',
    doc: "The branch that dreams read topics from and are accepted onto. Default: the remote's default branch, else the branch at `kairos init`.",
    parse: branchName,
    isOfRepository: true,
  },
  {
    key: 'dream.first',
    type: 'whole number, 1 to 1000',
    fallback: 40,
    repositoryMay: 'set',
    doc: 'So many claims the first dream proposes at most. The others wait for the next.',
    parse: (value) => wholeNumber(value, 1, 1000),
  },
  {
    key: 'dream.later',
    type: 'whole number, 1 to 1000',
    fallback: 15,
    repositoryMay: 'set',
    doc: 'So many claims each later dream proposes at most.',
    parse: (value) => wholeNumber(value, 1, 1000),
  },
  {
    key: 'dream.minHours',
    type: 'hours, 0 to 8760',
    fallback: 24,
    repositoryMay: 'raise',
    doc: 'Hours that must have passed since the last dream.',
    parse: (value) => numberWithin(value, 0, 8760),
  },
  {
    key: 'dream.minSessions',
    type: 'whole number, 0 to 1000',
    fallback: 5,
    repositoryMay: 'raise',
    doc: 'Sessions with a person that must have ended since the last dream.',
    parse: (value) => wholeNumber(value, 0, 1000),
  },
  {
    key: 'dream.slice',
    type: 'seconds, or with a unit (15s, 1m), 1 second to 1 hour',
    fallback: 15,
    repositoryMay: 'lower',
    doc: 'How long a dream of the daemon works at a time; then it saves what it has, and goes on at a later tick.',
    parse: (value) => numberWithin(durationIn(value, 's'), 1, 60 * 60),
  },
  {
    key: 'dream.worth',
    type: 'number, 0 to 20',
    fallback: 4.5,
    repositoryMay: 'set',
    doc: 'What a claim must be worth to be proposed. A rule, a condition, a reason, a default count 2 to 3 each; 0 proposes all, also what was rewritten since.',
    parse: (value) => numberWithin(value, 0, 20),
  },
  ...featureKeys(),
  {
    key: 'journal.interval',
    type: 'minutes, or with a unit (90m, 1h), 1 minute to 7 days',
    fallback: 60,
    repositoryMay: 'raise',
    doc: 'The daemon commits the journal at most this often; it also does so when it stops and before a dream.',
    parse: (value) => numberWithin(durationIn(value, 'm'), 1, 7 * 24 * 60),
  },
  {
    key: 'memory.budget',
    type: 'bytes, 1000 to 24999',
    fallback: MEMORY_BUDGET.bytes,
    repositoryMay: 'alone',
    doc: 'What the block of MEMORY.md may take. All of MEMORY.md stays below 25,000 bytes in any case.',
    parse: (value) => wholeNumber(value, MEMORY_BUDGET.least, MEMORY_BUDGET.most),
  },
  ...MODEL_KEYS,
  {
    key: 'ollama.dimensions',
    type: 'whole number, 32 to 8192',
    fallback: undefined,
    repositoryMay: 'never',
    doc: 'Cuts the vectors of a model that allows it to so many dimensions. Default: all of them.',
    parse: (value) => wholeNumber(value, 32, 8192),
  },
  {
    key: 'ollama.keepAlive',
    type: 'duration with a unit (10m, 1h), 0s to 1 day',
    fallback: '10m',
    repositoryMay: 'never',
    doc: 'How long the server keeps the model loaded after the last text.',
    parse: (value) => (numberWithin(durationIn(value, 's'), 0, 24 * 60 * 60) === undefined ? undefined : compactDuration(value)),
  },
  {
    key: 'ollama.model',
    type: 'model name, such as qwen3-embedding:0.6b',
    fallback: undefined,
    repositoryMay: 'never',
    doc: 'The embedding model. Default: the largest Qwen3-Embedding that the server has and this machine can carry.',
    parse: (value) => (typeof value === 'string' && /^[a-z0-9][\w.:/-]{0,127}$/i.test(value) ? value : undefined),
  },
  {
    key: 'ollama.url',
    type: 'address, such as http://127.0.0.1:11434',
    fallback: undefined,
    repositoryMay: 'never',
    doc: 'The Ollama server. Default: `OLLAMA_HOST` where that is on this machine, else http://127.0.0.1:11434. What is embedded is sent there.',
    parse: serverUrl,
  },
  {
    key: 'recall.archiveBelow',
    type: 'number, 0 to 1',
    fallback: 0.1,
    repositoryMay: 'set',
    doc: 'An entry of less weight counts as archived: still found, and marked, but a dream does not offer to merge it.',
    parse: (value) => numberWithin(value, 0, 1),
  },
  {
    key: 'recall.embedder',
    type: 'minilm, ollama or none',
    fallback: 'minilm',
    repositoryMay: 'lower',
    doc: 'What turns text into vectors: the model that comes with kairos, an Ollama server, or nothing (recall by words only).',
    parse: (value) => TIERS.find((tier) => tier === value),
    order: TIERS,
  },
  {
    key: 'recall.halfLife.ltm',
    type: 'days, or with a unit (180d), 1 hour to 100 years',
    fallback: 180,
    repositoryMay: 'set',
    doc: 'Half-life of the weight of what stands in a topic.',
    parse: (value) => numberWithin(durationIn(value, 'd'), 1 / 24, 36_525),
  },
  {
    key: 'recall.halfLife.stm',
    type: 'days, or with a unit (72h, 3d), 1 hour to 100 years',
    fallback: 3,
    repositoryMay: 'set',
    doc: 'Half-life of the weight of what stands in the journal.',
    parse: (value) => numberWithin(durationIn(value, 'd'), 1 / 24, 36_525),
  },
  {
    key: 'recall.keepWarm',
    type: 'minutes, or with a unit (90s, 10m), 0 to 1 day',
    fallback: 10,
    repositoryMay: 'lower',
    doc: 'So long after the last question a background process stays that keeps index and model open, so that the next one is quick. 0: none is left behind.',
    parse: (value) => numberWithin(durationIn(value, 'm'), 0, 24 * 60),
  },
  {
    key: 'recall.minScore',
    type: 'number, 0 to 1',
    fallback: undefined,
    repositoryMay: 'set',
    doc: 'Hits of a lower score are left out. Default: 0.4, and 0.1 where recall goes by words only.',
    parse: (value) => numberWithin(value, 0, 1),
  },
  {
    key: 'recall.queryBudget',
    type: 'milliseconds, or with a unit (2500ms, 3s), 0 to 1 minute',
    fallback: 2500,
    repositoryMay: 'lower',
    doc: 'How long `kairos recall` waits for the vector of a question before it answers by words only.',
    parse: (value) => numberWithin(durationIn(value, 'ms'), 0, 60_000),
  },
  {
    key: 'recall.recencyHalfLife',
    type: 'days, or with a unit (30d), 1 hour to 100 years',
    fallback: 30,
    repositoryMay: 'set',
    doc: 'Half-life of recency: the age since an entry was written or last cited or reinforced.',
    parse: (value) => numberWithin(durationIn(value, 'd'), 1 / 24, 36_525),
  },
  ...channelWeights(),
  ...REVIEW_KEYS,
  ...RULES.map((row): ConfigKey => ({ ...row, parse: truth })),
  {
    key: 'tick.interval',
    type: 'seconds, or with a unit (270s, 5m), 1 second to 1 day',
    fallback: 270,
    repositoryMay: 'raise',
    doc: 'The daemon looks for changes at least this often.',
    parse: (value) => numberWithin(durationIn(value, 's'), 1, 24 * 60 * 60),
  },
  ...TOOL_KEYS,
  ...WORK_KEYS,
];

/** Sections that grant power: to act, send, spend or start programs. A repository's file may set no key in them, the user's only those above. */
export const POWER_SECTIONS: ReadonlySet<string> = new Set([
  'act',
  'assistant',
  'backend',
  'brief',
  'budget',
  'embedder',
  'features',
  'forge',
  'model',
  'ollama',
  'push',
  'review',
]);

/** Builds the config from a map of key to value. */
export function configOf(values: ReadonlyMap<string, number | string | undefined>): Config {
  const number = (key: string): number => Number(values.get(key));
  const text = (key: string): string | undefined => values.get(key)?.toString();
  return {
    format: 1,
    dream: {
      minHours: number('dream.minHours'),
      minSessions: number('dream.minSessions'),
      base: text('dream.base'),
      sliceSeconds: number('dream.slice'),
      first: number('dream.first'),
      later: number('dream.later'),
      worth: number('dream.worth'),
    },
    act: ACT_MODES.find((mode) => mode === values.get('act')) ?? 'off',
    acts: {
      isNetworkOpen: text('act.network') === 'true',
      needsSandbox: text('act.sandbox') !== 'none',
      readable: pathsOf(text('act.readable')),
    },
    claude: { digestTokens: number('claude.digestTokens') },
    assistant: text('assistant') === 'true',
    brief: text('brief') === 'true',
    budget: budgetOf(number),
    features: Object.fromEntries(
      FLAGS.flatMap(({ flag }) => {
        const value = text(`features.${flag}`);
        return value === 'on' || value === 'off' ? [[flag, value]] : [];
      }),
    ),
    rules: Object.fromEntries(RULES.map(({ rule }) => [rule, text(`rules.${rule}`) === 'true'])) as Record<RuleName, boolean>,
    review: { verdicts: VERDICTS.find((one) => one === values.get('review.verdicts')) ?? 'human' },
    work: { checks: checksOf(text('work.checks')) },
    tick: { intervalSeconds: number('tick.interval') },
    tools: { blockingSeconds: number('tools.blocking'), test: text('tools.test') === 'true' },
    journal: { minMinutes: number('journal.interval') },
    model: {
      script: text('model.script'),
      tickSeconds: number('model.tick'),
      cacheSeconds: number('model.cache'),
      maxTokens: number('model.maxTokens'),
    },
    memory: { budgetBytes: number('memory.budget') },
    recall: {
      embedder: TIERS.find((tier) => tier === values.get('recall.embedder')) ?? 'minilm',
      weights: {
        words: number('recall.weights.words'),
        meaning: number('recall.weights.meaning'),
        weight: number('recall.weights.weight'),
        recency: number('recall.weights.recency'),
      },
      halfLife: { stmDays: number('recall.halfLife.stm'), ltmDays: number('recall.halfLife.ltm') },
      recencyHalfLifeDays: number('recall.recencyHalfLife'),
      archiveBelow: number('recall.archiveBelow'),
      minScore: values.get('recall.minScore') === undefined ? undefined : number('recall.minScore'),
      queryBudgetMs: number('recall.queryBudget'),
      keepWarmMinutes: number('recall.keepWarm'),
    },
    ollama: {
      url: text('ollama.url'),
      model: text('ollama.model'),
      dimensions: values.get('ollama.dimensions') === undefined ? undefined : number('ollama.dimensions'),
      keepAlive: text('ollama.keepAlive') ?? '',
    },
  };
}

function budgetOf(number: (key: string) => number): Budget {
  const amount = (period: BudgetPeriod): Amount => ({ calls: number(`budget.${period}.calls`), tokens: number(`budget.${period}.tokens`) });
  return { turn: amount('turn'), hour: amount('hour'), day: amount('day') };
}

function wholeNumber(value: unknown, least: number, most: number): number | undefined {
  return Number.isInteger(value) ? numberWithin(value, least, most) : undefined;
}

/** One key for each feature flag, in the order of their names. */
function featureKeys(): ConfigKey[] {
  return FLAGS.toSorted(byText(({ flag }) => flag)).map((row) => ({
    key: `features.${row.flag}`,
    type: row.isBuilt ? 'on or off' : `off, since ${row.tool} is not built in this version`,
    fallback: undefined,
    repositoryMay: 'never',
    doc: `${row.tool === undefined ? row.about : `${row.tool}: ${row.about}`}. ${row.isBuilt ? 'Default: on.' : 'Off in any case.'}`,
    parse: (value) => switchOf(row, value),
  }));
}

/** One key for each channel of recall, in the order of their names. */
function channelWeights(): ConfigKey[] {
  const channels = [
    ['meaning', 0.65, 'how near the vectors are'],
    ['recency', 0.05, 'how lately it was written, cited or reinforced'],
    ['weight', 0.05, 'how strong it is from all its events'],
    ['words', 0.25, 'how many of the words of the question it has, and how rare they are'],
  ] as const;
  return channels.map(([channel, fallback, what]) => ({
    key: `recall.weights.${channel}`,
    type: 'number, 0 to 1',
    fallback,
    repositoryMay: 'set',
    doc: `Share of this channel in a hit's score: ${what}.`,
    parse: (value) => numberWithin(value, 0, 1),
  }));
}
