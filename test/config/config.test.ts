import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONFIG_KEYS } from '../../src/config/config-keys.js';
import { formatOf, refuseNewerFormat } from '../../src/config/config.js';
import { parseConfig } from './parse-config.js';

/** What was chosen by measuring, and may be chosen anew. */
const fallbackOf = (key: string): unknown => CONFIG_KEYS.find((one) => one.key === key)?.fallback;
const weightOf = (channel: string): unknown => fallbackOf(`recall.weights.${channel}`);

const DEFAULTS = {
  format: 1,
  act: 'off',
  acts: { isNetworkOpen: false, needsSandbox: true, readable: [] },
  claude: { digestTokens: 1500 },
  assistant: false,
  brief: false,
  budget: { turn: { calls: 12, tokens: 200_000 }, hour: { calls: 60, tokens: 600_000 }, day: { calls: 300, tokens: 3_000_000 } },
  features: {},
  dream: { minHours: 24, minSessions: 5, base: undefined, sliceSeconds: 15, first: 40, later: 15, worth: 4.5 },
  rules: { dayNote: true, dueTodos: true, openReview: true },
  tick: { intervalSeconds: 270 },
  review: { verdicts: 'human' },
  work: { checks: [] },
  tools: { blockingSeconds: 15, test: false },
  journal: { minMinutes: 60 },
  memory: { budgetBytes: 12_000 },
  model: { script: undefined, tickSeconds: 270, cacheSeconds: 300, maxTokens: 4096 },
  recall: {
    embedder: 'minilm',
    weights: { words: weightOf('words'), meaning: weightOf('meaning'), weight: weightOf('weight'), recency: weightOf('recency') },
    halfLife: { stmDays: 3, ltmDays: 180 },
    recencyHalfLifeDays: 30,
    archiveBelow: 0.1,
    minScore: fallbackOf('recall.minScore'),
    queryBudgetMs: 2500,
    keepWarmMinutes: 10,
  },
  ollama: { url: undefined, model: undefined, dimensions: undefined, keepAlive: '10m' },
};

/** The problems of a file as "line code: message". */
function problemsOf(repositoryText?: string, userText?: string): string[] {
  return parseConfig(repositoryText, userText).problems.map(({ line, code, message }) => `${line} ${code}: ${message}`);
}

describe('config', () => {
  it('has defaults where there is no file', () => {
    expect(parseConfig()).toEqual({ config: DEFAULTS, problems: [] });
  });

  it.each(['format: 1\n', '\ufeffformat: 1\r\n', '# a remark\nformat: 1\n'])('takes %j as the least file', (text) => {
    expect(parseConfig(text)).toEqual({ config: DEFAULTS, problems: [] });
  });

  it.each([
    ['nested', 'format: 1\ndream:\n  minHours: 48\n  minSessions: 6\n  base: develop\n'],
    ['in one line', 'format: 1\ndream: { minHours: 48, minSessions: 6, base: develop }\n'],
    ['with dots', 'format: 1\ndream.minHours: 48\ndream.minSessions: 6\ndream.base: develop\n'],
  ])('reads keys written %s', (_how, text) => {
    expect(parseConfig(text)).toEqual({
      config: { ...DEFAULTS, dream: { ...DEFAULTS.dream, minHours: 48, minSessions: 6, base: 'develop' } },
      problems: [],
    });
  });

  it.each([
    ['300', 300],
    ['300s', 300],
    ['5m', 300],
    ['1.5h', 5400],
    ['"10 m"', 600],
  ])('reads tick.interval %s as %i seconds', (written, seconds) => {
    expect(parseConfig(`format: 1\ntick: { interval: ${written} }\n`).config.tick.intervalSeconds).toBe(seconds);
  });

  it.each([
    ['90', 90],
    ['90m', 90],
    ['2h', 120],
    ['1d', 1440],
  ])('reads journal.interval %s as %i minutes', (written, minutes) => {
    expect(parseConfig(`format: 1\njournal: { interval: ${written} }\n`).config.journal.minMinutes).toBe(minutes);
  });

  it.each([
    ['2', 2],
    ['48h', 2],
    ['0.5', 0.5],
    ['36h', 1.5],
  ])('reads recall.halfLife.stm %s as %d days', (written, days) => {
    expect(parseConfig(`format: 1\nrecall: { halfLife: { stm: ${written} } }\n`).config.recall.halfLife.stmDays).toBe(days);
  });

  it.each([
    ['800', 800],
    ['800ms', 800],
    ['2s', 2000],
    ['0', 0],
  ])('reads recall.queryBudget %s as %d milliseconds', (written, ms) => {
    expect(parseConfig(`format: 1\nrecall.queryBudget: ${written}\n`).config.recall.queryBudgetMs).toBe(ms);
  });

  it('reads the Ollama server of the user, its address without a slash at the end', () => {
    const user = 'ollama:\n  url: http://gpu.example:8080/ollama/\n  model: qwen3-embedding:0.6b\n  dimensions: 512\n  keepAlive: 1 h\n';
    expect(parseConfig(undefined, user)).toEqual({
      config: {
        ...DEFAULTS,
        ollama: { url: 'http://gpu.example:8080/ollama', model: 'qwen3-embedding:0.6b', dimensions: 512, keepAlive: '1h' },
      },
      problems: [],
    });
  });

  it.each([
    'ollama.url: file:///etc/passwd',
    'ollama.url: http://me:secret@127.0.0.1:11434',
    'ollama.url: "http://127.0.0.1:11434/?a=b"',
    'ollama.url: 127.0.0.1',
    'ollama.model: "--help"',
    'ollama.model: "a b"',
    'ollama.dimensions: 8',
    'ollama.dimensions: 64.5',
    'ollama.keepAlive: soon',
    'ollama.keepAlive: 2d',
    'recall.embedder: openai',
    'recall.weights.words: 2',
    'recall.minScore: -1',
    'recall.halfLife.ltm: 0',
    'recall.queryBudget: 2m',
  ])('refuses %s', (line) => {
    const { config, problems } = parseConfig(undefined, `${line}\n`);
    expect(config).toEqual(DEFAULTS);
    expect(problems.map((problem) => problem.code)).toEqual(['bad-value']);
  });
});

describe('config that is wrong is told with its line', () => {
  it.each([
    ['dream:\n  minHours: 24\n', ['1 no-format: "format" is missing']],
    ['', ['1 no-format: "format" is missing']],
    ['format: one\n', ['1 bad-value: format: one is not a whole number', '1 no-format: "format" is missing']],
    ['format: 2\n', ['1 newer-format: format 2 is newer than 1, which this kairos knows']],
    ['format: 1\ndream:\n  minhours: 30\n', ['3 unknown-key: there is no key "dream.minhours"']],
    ['format: 1\ndream:\n  minHours: soon\n', ['3 bad-value: dream.minHours: soon is not hours, 0 to 8760']],
    ['format: 1\ndream:\n  minHours: -1\n', ['3 bad-value: dream.minHours: -1 is not hours, 0 to 8760']],
    ['format: 1\ndream:\n  minSessions: 5.5\n', ['3 bad-value: dream.minSessions: 5.5 is not whole number, 0 to 1000']],
    ['format: 1\ndream: 30\n', ['2 unknown-key: there is no key "dream"']],
    ['format: 1\ndream: {}\n', ['2 unknown-key: there is no key "dream"']],
    ['format: 1\ndream:\n  minHours: [1]\n', ['3 bad-value: dream.minHours: a list or a reference is not hours, 0 to 8760']],
    [
      'format: 1\na: &x 30\ndream:\n  minHours: *x\n',
      ['2 unknown-key: there is no key "a"', '4 bad-value: dream.minHours: a list or a reference is not hours, 0 to 8760'],
    ],
    ['- format\n', ['1 syntax: the file is not a list of "key: value"']],
    ['format: 1\ntick.interval: 0\n', [expect.stringMatching(/^2 bad-value: tick\.interval: 0 is not seconds/)]],
    ['format: 1\ndream.base: "--upload-pack=x"\n', [expect.stringMatching(/^2 bad-value: dream\.base/)]],
    ['format: 1\ndream.base: "a..b"\n', [expect.stringMatching(/^2 bad-value: dream\.base/)]],
    ['format: 1\ndream.base: kairos/dream/x\n', [expect.stringMatching(/^2 bad-value: dream\.base/)]],
    ['format: 1\nformat: 1\n', [expect.stringMatching(/^2 syntax: /)]],
    ['format: 1\n  bad\n: [\n', expect.arrayContaining([expect.stringMatching(/^\d syntax: /)])],
    [`format: 1\n#${'x'.repeat(70_000)}`, ['1 syntax: the file is longer than 65536 characters']],
  ])('%j', (text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
    expect(parseConfig(text).config).toEqual(DEFAULTS);
  });

  it.each([
    ['dream.minhours', 'dream.minHours'],
    ['dreams.base', 'dream.base'],
    ['tick.intervall', 'tick.interval'],
    ['fromat', 'format'],
  ])('names the nearest key: %s -> %s', (written, nearest) => {
    const [problem] = parseConfig(`format: 1\n${written}: 1\n`).problems;
    expect(problem?.hint).toBe(`did you mean "${nearest}"?`);
  });

  it('never throws, whatever the files hold', () => {
    assert(
      property(string({ unit: 'binary' }), string(), (repository, user) => {
        const { config } = parseConfig(repository, user);
        expect(config.format).toBe(1);
      }),
    );
  });
});

describe('a repository can only narrow', () => {
  it.each([
    'act.enabled',
    'push',
    'model.command',
    'embedder.url',
    'forge.token',
    'ollama.host',
    'ollama.url',
    'ollama.model',
    'budget.tokens',
    'backend',
  ])('and %s there is an error that names the right place', (key) => {
    const { config, problems } = parseConfig(`format: 1\n${key}: 9\n`);
    expect(config).toEqual(DEFAULTS);
    expect(problems).toEqual([
      {
        code: 'grants-power',
        path: '.kairos/config.yaml',
        line: 2,
        message: `${key} grants power, which a repository cannot`,
        hint: 'set it in $XDG_CONFIG_HOME/kairos/config.yaml',
      },
    ]);
  });

  it.each([
    // key, user's, repository's, what holds, widening
    ['dream.minHours', undefined, 48, 48, false],
    ['dream.minHours', undefined, 12, 24, true],
    ['dream.minHours', 6, 12, 12, false],
    ['dream.minHours', 48, 24, 48, true],
    ['dream.minHours', 0, undefined, 0, false],
    ['dream.minHours', 24, 24, 24, false],
  ])('%s: user %s, repository %s -> %i', (key, user, repository, holds, widens) => {
    const text = (value: number | undefined): string => (value === undefined ? 'format: 1\n' : `format: 1\n${key}: ${value}\n`);
    const { config, problems } = parseConfig(text(repository), text(user));
    expect(config.dream.minHours).toBe(holds);
    expect(problems.map((problem) => problem.code)).toEqual(widens ? ['widens'] : []);
  });

  it('in every key that is a number', () => {
    for (const { key, fallback } of CONFIG_KEYS.filter((one) => one.repositoryMay === 'raise')) {
      const lower = Number(fallback) - 1;
      expect(parseConfig(`format: 1\n${key}: ${lower}\n`)).toEqual({
        config: DEFAULTS,
        problems: [
          {
            code: 'widens',
            path: '.kairos/config.yaml',
            line: 2,
            message: `${key}: ${lower} has no effect, ${fallback} holds: the repository may only raise it`,
            hint: 'set it in $XDG_CONFIG_HOME/kairos/config.yaml',
          },
        ],
      });
      expect(parseConfig('format: 1\n', `${key}: ${lower}\n`).problems).toEqual([]);
    }
  });

  it.each([
    // user's, repository's, what holds, widening
    [undefined, 'none', 'none', false],
    [undefined, 'minilm', 'minilm', false],
    [undefined, 'ollama', 'minilm', true],
    ['ollama', 'minilm', 'minilm', false],
    ['ollama', 'ollama', 'ollama', false],
    ['ollama', 'none', 'none', false],
    ['none', 'minilm', 'none', true],
    ['minilm', 'ollama', 'minilm', true],
  ])('recall.embedder: user %s, repository %s -> %s', (user, repository, holds, widens) => {
    const { config, problems } = parseConfig(
      `format: 1\nrecall.embedder: ${repository}\n`,
      user === undefined ? undefined : `recall.embedder: ${user}\n`,
    );
    expect(config.recall.embedder).toBe(holds);
    expect(problems.map(({ code, message }) => [code, message])).toEqual(
      widens ? [['widens', `recall.embedder: ${repository} has no effect, ${holds} holds: the repository may only lower it`]] : [],
    );
  });

  it('while what grants nothing it may set, unless the user has', () => {
    const repository = 'format: 1\nrecall: { weights: { words: 0.9, recency: 0 }, halfLife: { stm: 7d }, minScore: 0.2 }\n';
    const { config, problems } = parseConfig(repository, 'recall.weights.words: 0.5\n');
    expect(config.recall).toMatchObject({ weights: { words: 0.5, recency: 0 }, halfLife: { stmDays: 7 }, minScore: 0.2 });
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      ['widens', 'recall.weights.words: 0.9 has no effect, 0.5 holds: the user has set it'],
    ]);
  });

  it('and a wait it may shorten, not lengthen', () => {
    expect(parseConfig('format: 1\nrecall.queryBudget: 1s\n').config.recall.queryBudgetMs).toBe(1000);
    expect(problemsOf('format: 1\nrecall.queryBudget: 30s\n')).toEqual([
      '2 widens: recall.queryBudget: 30s has no effect, 2500 holds: the repository may only lower it',
    ]);
  });

  it.each([
    // user's, repository's, what holds, problems
    [undefined, '8000', 8000, []],
    ['8000', undefined, 12_000, ['user 1: memory.budget: 8000 has no effect: files that all clones share are made by it']],
    ['8000', '9000', 9000, ['user 1: memory.budget: 8000 has no effect: files that all clones share are made by it']],
    [undefined, '25000', 12_000, ['repository 2: memory.budget: 25000 is not bytes, 1000 to 24999']],
    [undefined, '24999', 24_999, []],
    [undefined, '999', 12_000, ['repository 2: memory.budget: 999 is not bytes, 1000 to 24999']],
    [undefined, '1500.5', 12_000, ['repository 2: memory.budget: 1500.5 is not bytes, 1000 to 24999']],
  ])('and what all clones share it alone sets: user %s, repository %s -> %i', (user, repository, holds, said) => {
    const { config, problems } = parseConfig(
      `format: 1\n${repository === undefined ? '' : `memory.budget: ${repository}\n`}`,
      user === undefined ? undefined : `memory.budget: ${user}\n`,
    );
    expect(config.memory.budgetBytes).toBe(holds);
    expect(problems.map(({ path, line, message }) => `${path.startsWith('.kairos') ? 'repository' : 'user'} ${line}: ${message}`)).toEqual(
      said,
    );
  });

  it("and the user's own base branch holds over the repository's", () => {
    const { config, problems } = parseConfig('format: 1\ndream.base: theirs\n', 'dream.base: mine\n');
    expect(config.dream.base).toBe('mine');
    expect(problems.map((problem) => problem.code)).toEqual(['widens']);
  });

  it('while the user may leave out the format, and is told of powers that do not exist yet', () => {
    expect(problemsOf(undefined, 'dream.minHours: 2\n')).toEqual([]);
    expect(problemsOf(undefined, 'model:\n  name: x\n')).toEqual(['2 unknown-key: model.name: this version has no such power yet']);
  });
});

describe('a newer format', () => {
  it.each([
    [undefined, undefined],
    ['format: 1\n', 1],
    ['format: 7\nnew: true\n', 7],
    ['format: x\n', undefined],
    [': [', undefined],
  ])('%j states %s', async (text, format) => {
    expect(await formatOf(text)).toBe(format);
  });

  it('is refused by who writes', async () => {
    await expect(refuseNewerFormat('format: 2\n')).rejects.toThrow(expect.objectContaining({ code: 'newer-format' }));
    for (const text of [undefined, 'format: 1\n', 'nonsense']) await expect(refuseNewerFormat(text)).resolves.toBeUndefined();
  });
});
