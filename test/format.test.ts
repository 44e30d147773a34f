/** FORMAT.md is a contract: the parsers must parse its examples, and its tables must equal the code's. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chargesOf, clockLine, reservedLine, settledLine } from '../src/agent/ledger/charge.js';
import { messageText, readMessage } from '../src/agent/message.js';
import { turnLine, turnsOf } from '../src/agent/session/turn-line.js';
import { tickText } from '../src/agent/turn/tick-text.js';
import { isOwnTool, readInput, type OwnTool } from '../src/agent/turn/tools.js';
import type { Turn, TurnEnd } from '../src/daemon/turn-state.js';
import { CONFIG_KEYS } from '../src/config/config-keys.js';
import { readScript } from '../src/config/model-script.js';
import { parseConfig } from './config/parse-config.js';
import { readProbes, withProbe, type NewProbe } from '../src/check/probe-file.js';
import { parseReport } from '../src/dream/report/report-parse.js';
import { triageIn } from '../src/dream/report/triage.js';
import { verdictsIn } from '../src/dream/report/verdict.js';
import { sha256 } from '../src/base/hash.js';
import { readMessageFile, sealedText } from '../src/daemon/message-seal.js';
import { bulletAddress, parseDailyLog } from '../src/memory/daily-log.js';
import { replayTrace } from '../src/daemon/trace.js';
import { ENTRY_LIMIT_BYTES, entryId, formatEntry } from '../src/memory/entry.js';
import { KINDS } from '../src/memory/kinds.js';
import { MEMORY_CAP_BYTES, deriveIndex } from '../src/memory/memory-index.js';
import { LOG_LIMIT_BYTES } from '../src/memory/read-logs.js';
import { TOPIC_LIMIT_BYTES } from '../src/memory/topic-bullet.js';
import { HALF_LIVES, touchesOf } from '../src/memory/strength.js';
import { newTopicText, strikeBullet } from '../src/memory/topic-edit.js';
import { parseTopic } from '../src/memory/topic.js';
import { cassetteOf } from '../src/replay/scenario/cassette.js';
import { CRASH_PLACES, CRASH_REFS, FILE_VERBS, GIT_VERBS } from '../src/replay/scenario/crash-points.js';
import { liveScenario } from '../src/replay/scenario/run-scenario.js';
import { INVARIANTS } from '../src/replay/scenario/invariant.js';
import { CONTENT_NAMES, EXPECTATION_NAMES, readScenarios, START_NAMES, VERB_NAMES } from '../src/replay/scenario/scenario.js';
import { readRecords, writeRecord } from '../src/daemon/job-record.js';
import { virtualClone } from '../src/replay/virtual-world.js';
import { parseSeen } from '../src/observe/seen.js';
import { CHUNKER } from '../src/recall/text/chunk.js';
import { formatShard, shardName } from '../src/recall/vectors/shard.js';

const PAGE = readFileSync(new URL('../FORMAT.md', import.meta.url), 'utf8');
const META = { path: 'logs/2026/11/2026-11-20.md', day: '2026-11-20', writer: 'aaaaaaaa' };

/** The text of the fence with this info string. */
function example(info: string): string {
  const start = PAGE.indexOf(`\n\`\`\`${info}\n`);
  expect(start, `a fence "${info}"`).toBeGreaterThan(-1);
  const from = start + info.length + 5;
  return PAGE.slice(from, PAGE.indexOf('\n```', from) + 1);
}

/** Rows of the table under a heading, cell by cell. */
function table(heading: string): string[][] {
  const section = PAGE.slice(PAGE.indexOf(`\n${heading}\n`) + heading.length + 2).split(/\n##+ /)[0] as string;
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
  return rows.slice(2);
}

describe('the examples of FORMAT.md', () => {
  it('config.yaml has no problems', () => {
    const { config, problems } = parseConfig(example('yaml config'));
    expect(problems).toEqual([]);
    expect(config).toMatchObject({
      format: 1,
      dream: { base: 'main', minHours: 24, minSessions: 5 },
      tick: { intervalSeconds: 270 },
      journal: { minMinutes: 60 },
    });
  });

  it("config.yaml of the user's own has no problems, and grants what a repository's cannot", () => {
    const text = example('yaml user config');
    const { config, problems } = parseConfig(undefined, text);
    expect(problems).toEqual([]);
    expect(config).toMatchObject({ recall: { embedder: 'ollama' }, ollama: { model: 'qwen3-embedding:0.6b', dimensions: 512 } });
    expect(parseConfig(`format: 1\n${text}`).config).toEqual(parseConfig().config);
  });

  it('a turn of the agent is read under its seal', () => {
    const key = 'k'.repeat(52);
    const line = example('json turn').trimEnd();
    const [turn] = turnsOf([line], 'k4c0q8f6t1x9v5b7n3m2', key);
    expect(turnLine(turn!, 'k4c0q8f6t1x9v5b7n3m2', key)).toBe(`${line}\n`);
    // As the program writes one: it began with a look, its call has a result, and it ended as a turn may.
    const [look, reply, result] = turn!.messages;
    expect(look?.text).toBe(example('text tick').trimEnd());
    const [call] = reply?.role === 'assistant' ? (reply.calls ?? []) : [];
    expect(isOwnTool(call?.tool ?? '') && readInput(call!.tool as OwnTool, call!.input as object)).toHaveProperty('value');
    expect(result).toMatchObject({ role: 'tool', call: call?.id });
    expect([turn!.why, turn!.how] satisfies [string, string]).toEqual(['tick' satisfies Turn['why'], 'slept' satisfies TurnEnd]);
  });

  it('a tick is what the model is told when the agent looks', () => {
    const log = parseDailyLog(example('markdown log'), META).entries;
    const text = tickText({
      atMs: Date.parse('2026-11-20T14:09:00.000Z'),
      sinceMs: Date.parse('2026-11-20T14:04:00.000Z'),
      focus: 'unfocused (nothing was typed here for 5 minutes)',
      log,
      memory: '# Memory\n\n- The integration tests need Redis on port 6380. (tests.md)\n',
      work: [
        {
          kind: 'due',
          key: 'k',
          text: 'TODO(2026-11-19) renew the certificate',
          why: 'due since 2026-11-19',
          where: 'src/tls.ts',
          score: 81,
        },
      ],
      coming: ['standup at 2026-11-20T18:00:00.000Z: Say what waits'],
      review: undefined,
      mayReject: false,
      atHand: undefined,
      budget: ['12 calls and 200000 tokens of a turn', '58 calls and 591000 tokens of the hour', '290 calls and 2900000 tokens of the day'],
    });
    expect(`${text}\n`).toBe(example('text tick'));
  });

  it('the ledger is read, and its lines are written in the same form', () => {
    const [reserved = '', settled = '', clock = ''] = example('json ledger').trimEnd().split('\n');
    const { charges } = chargesOf([reserved, settled], Infinity);
    const [{ settled: settlement, ...charge }] = charges as [(typeof charges)[0]];
    expect(reservedLine(charge)).toBe(`${reserved}\n`);
    expect(settledLine(charge.id, charge.atMs + 1290, settlement!)).toBe(`${settled}\n`);
    expect(clockLine(charge.atMs + 1290 - 3_600_000)).toBe(`${clock}\n`);
    // By a clock that is an hour behind, the call was made no later than that.
    expect(chargesOf([reserved, settled, clock], Infinity).charges[0]?.atMs).toBe(charge.atMs + 1290 - 3_600_000);
  });

  it('a message of the outbox is read, and written in the same form', () => {
    const text = example('json outbox');
    const message = readMessage(text);
    expect(message).toMatchObject({ kind: 'normal', refs: ['k7d0c1m2xq', 'k81m2pp0zd'], text: 'noted' });
    expect(message && messageText(message)).toBe(text);
  });

  it('the probes are read, and an added one is written in the same form', () => {
    const text = example('yaml probes');
    const { probes, problems } = readProbes(text);
    expect(problems).toEqual([]);
    expect(probes).toEqual([
      {
        question: 'which port does redis need',
        expect: ['k9x0aa1b2c'],
        words: ['6380', 'the CI hosts'],
        not: { ids: ['k2aa0b1c3d'], words: ['port 6379'] },
        top: 3,
        line: 3,
      },
    ]);
    expect(withProbe('format: 1\nprobes: []\n', probes[0] as NewProbe)).toBe(text);
  });

  it('the table of keys is that of the code', () => {
    const may = { raise: 'raise it', lower: 'lower it', set: 'set it', never: 'not set it', alone: 'set it, and only it' };
    expect(table('### Keys').map((cells) => `| ${cells.join(' | ')} |`)).toEqual(
      CONFIG_KEYS.map(
        ({ key, type, fallback = '', repositoryMay, doc }) => `| \`${key}\` | ${type} | ${fallback} | ${may[repositoryMay]} | ${doc} |`,
      ),
    );
  });

  it('the daily log is what we write, byte for byte', () => {
    const text = example('markdown log');
    const { entries, problems } = parseDailyLog(text, META);
    expect(problems).toEqual([]);
    expect(entries.map(({ kind, actor, id, origin }) => [kind, actor, id, origin])).toEqual([
      ['commit', 'a1', 'k7d0c1m2xq', 'repo'],
      ['note', 'user', 'k81m2pp0zd', 'user'],
      ['reinforce', 'user', 'k0aa7f3b1c', 'user'],
    ]);
    expect(entries.map(formatEntry).join('')).toBe(text);
  });

  it('what a person may write is read', () => {
    const { entries, problems } = parseDailyLog(example('markdown lenient'), META);
    expect(problems).toEqual([]);
    expect(entries.map(({ kind, text, defined, atMs }) => [kind, text, defined, new Date(atMs).toISOString().slice(11, 19)])).toEqual([
      ['bullet', '**Ann:** We drop Go 1.11 with the next release', true, '13:56:00'],
      ['bullet', 'no time and no id\n- a nested bullet belongs to the one above it', false, '13:56:00'],
      ['bullet', 'the build is green again', false, '18:30:05'],
    ]);
  });

  it('the verdict is one', () => {
    const { entries } = parseDailyLog(example('markdown log verdict'), META);
    expect(verdictsIn(entries)).toMatchObject([
      { decision: 'rejected', candidateId: 'k9x0aa1b2c', topic: 'integration-tests', dream: '4mk2q0', claim: 'They use port 6379.' },
    ]);
    expect(triageIn(entries)).toMatchObject([
      { is: 'rejected', candidateId: 'k2aa0b1c3d', dream: '4mk2q0', why: 'src/redis.ts says 6381 since 3f2a91c04d11' },
    ]);
  });

  it('what a session leaves is what we write, byte for byte', () => {
    const text = example('markdown log session');
    const { entries, problems } = parseDailyLog(text, META);
    expect(problems).toEqual([]);
    expect(entries.map(({ kind, origin }) => [kind, origin])).toEqual([
      ['session', 'user'],
      ['prompt', 'user'],
      ['anomaly', 'external'],
      ['summary', 'model'],
      ['session', 'user'],
    ]);
    expect(entries.map(formatEntry).join('')).toBe(text);
  });

  it('the reinforcements count, once for the day and once for the session', () => {
    const { entries } = parseDailyLog(example('markdown log reinforce'), META);
    expect(entries.flatMap(touchesOf)).toMatchObject([
      { id: 'k81m2pp0zd', how: 'reinforcement', once: 'user 20777' },
      { id: 'k81m2pp0zd', how: 'reinforcement', once: 'user 7fzsx828' },
    ]);
    expect(PAGE).toContain(`half-life ${HALF_LIVES.stmDays} days in a\nlog, ${HALF_LIVES.ltmDays} in a topic`);
  });

  it('the topic is what we write, and its index line stands in MEMORY.md', () => {
    const text = example('markdown topic');
    const { topic, problems } = parseTopic(text, 'topics/integration-tests.md');
    expect(problems).toEqual([]);
    expect(topic.relates).toEqual(['ci-hosts', 'redis']);
    const [ours, old, own] = topic.bullets;
    expect(own).toMatchObject({ text: 'A bullet of your own needs no id.' });
    const bullets = [
      {
        id: ours?.id as string,
        text: 'They need Redis on port 6380, not 6379.',
        date: '2026-11-20',
        entries: ours?.entries ?? [],
        commits: ours?.commits ?? [],
      },
      { id: old?.id as string, text: 'They use port 6379.', entries: [], commits: [] },
    ];
    const written = strikeBullet(newTopicText({ ...topic, bullets }), old?.id as string, { by: ours?.id as string, on: '2026-11-20' });
    expect(text.startsWith(written)).toBe(true);
    const memory = example('markdown memory');
    expect(deriveIndex(memory, [parseTopic(written, topic.path).topic])).toEqual({
      text: memory,
      leftOut: 0,
      claims: 1,
      shown: 1,
      problems: [],
    });
  });

  it('the dream report is one, and says nothing that its parser does not understand', () => {
    const from = PAGE.indexOf('\n````markdown\n') + '\n````markdown\n'.length;
    const { report, problems } = parseReport(PAGE.slice(from, PAGE.indexOf('\n````\n', from) + 1), 'dreams/x.md');
    expect(problems).toEqual([]);
    expect(report).toMatchObject({ dream: '4mk2q0', base: 'main', candidates: [{ type: 'supersede', topic: 'integration-tests' }] });
  });

  it('the record of a job is read, and written again to the letter', async () => {
    const { world, ws } = await virtualClone();
    const path = `${ws.jobs}/k3f9a2c7.json`;
    world.files.lay({ [path]: example('json job') });
    const [record] = await readRecords(world, ws);
    expect(record).toMatchObject({ id: 'k3f9a2c7', end: { why: 'exited' }, told: 'message' });
    await writeRecord(world, ws, record as NonNullable<typeof record>);
    expect(JSON.parse((await world.files.read(path)) ?? '')).toEqual(JSON.parse(example('json job')));
  });

  it('the JSON files are JSON of format 1', () => {
    expect(parseSeen(example('json seen')).seen?.refs.size).toBe(1);
    expect(JSON.parse(example('json trust'))).toMatchObject({ format: 1, trusted: [{ path: expect.stringMatching(/^\//) }] });
    const message = {
      id: 'k3m9x0aab2c4d5e6f7g8',
      priority: 'next',
      origin: 'user',
      atMs: Date.UTC(2026, 10, 20, 14, 5, 11, 20),
      text: 'The release is on Friday',
    } as const;
    const key = '0123456789abcdefghjkmnpqrstvwxyz0123456789abcdefghjk';
    expect(example('json message')).toBe(sealedText(message, key));
    expect(readMessageFile(example('json message'), key)?.sealed).toEqual(message);
    expect(Object.keys(JSON.parse(example('json lock')) as object)).toEqual(['bootId', 'host', 'namespace', 'nonce', 'pid', 'start']);
  });
});

describe('the tables of FORMAT.md', () => {
  it('the kinds are those of the code, in its order', () => {
    const yes = (is: boolean): string => (is ? 'yes' : 'no');
    expect(table('### Kinds')).toEqual(
      Object.entries(KINDS).map(([kind, row]) => [`\`${kind}\``, row.origin, yes(row.indexed), yes(row.evidence)]),
    );
  });

  it('the worked ids are right', () => {
    const rows = table('### Ids').filter(([, , id]) => id !== undefined && /^`[0-9a-z]{10}`$/.test(id));
    expect(rows).toHaveLength(2);
    for (const [kind, key, id] of rows.map((cells) => cells.map((cell) => cell.replaceAll('`', '')))) {
      expect(entryId(kind as string, (key as string).replaceAll('·', '\0'))).toBe(id);
    }
    expect(bulletAddress('2026-11-20', 'plain words', 0)).toBe('2q7chkt9v7');
  });

  it('the header of a shard is what is written', () => {
    const model = { name: 'minilm-l6-v2', digest: '6638f625a0a6', dimensions: 3 };
    const key = sha256('a text').slice(0, 24);
    const rows = [
      { key, vector: Float32Array.of(1, -1, 0.5) },
      { key: 'f'.repeat(24), vector: Float32Array.of(0, 0, 2) },
    ];
    const bytes = Buffer.from(formatShard({ model, chunker: CHUNKER }, rows));
    const [count, dimensions] = [2, 3];
    const value = (sum: string): number =>
      sum.split(' + ').reduce((total, product) => {
        const factors = product
          .split(' x ')
          .map((factor) => (factor === 'count' ? count : factor === 'dimensions' ? dimensions : Number(factor)));
        return total + factors.reduce((all, factor) => all * factor, 1);
      }, 0);
    const fields = table('## Vectors').map(([offset, length]) =>
      bytes.subarray(value(offset as string), value(offset as string) + value(length as string)),
    );
    expect(fields.reduce((sum, field) => sum + field.length, 0)).toBe(bytes.length);
    expect(fields.map((field) => field.toString('hex'))).toEqual([
      (/`(8b(?: [0-9a-f]{2}){7})`/.exec(PAGE)?.[1] ?? '').replaceAll(' ', ''),
      sha256(bytes.subarray(40)),
      '0100',
      '0300',
      '02000000',
      Buffer.from('6638f625a0a6').toString('hex'),
      '00000000',
      Buffer.from('minilm-l6-v2').toString('hex').padEnd(128, '0'),
      Buffer.from(CHUNKER).toString('hex').padEnd(32, '0'),
      `${key}${'f'.repeat(24)}`,
      Buffer.from(Float32Array.of(1 / 127, 2 / 127).buffer).toString('hex'),
      Buffer.from(Int8Array.of(127, -127, 64, 0, 0, 127).buffer).toString('hex'),
    ]);
    expect(shardName(bytes)).toBe(`${sha256(bytes.subarray(40)).slice(0, 24)}.shard`);
  });

  it('the limits are those of the code', () => {
    const limits = table('## Limits').map(([, limit]) => Number((limit as string).replaceAll(',', '').match(/\d+/)?.[0]));
    expect(limits.slice(0, 5)).toEqual([ENTRY_LIMIT_BYTES, TOPIC_LIMIT_BYTES, MEMORY_CAP_BYTES, LOG_LIMIT_BYTES, ENTRY_LIMIT_BYTES / 2]);
  });
});

describe('the script of a model in FORMAT.md', () => {
  it('is read', () => {
    expect(readScript(example('yaml script'), 'FORMAT.md')).toMatchObject({
      replies: [{ when: 'which port' }, { again: true }, { takes: 2000 }],
    });
  });
});

describe('scenarios in FORMAT.md', () => {
  const named = (heading: string): string[] => table(heading).map(([key = '']) => key.replaceAll('`', ''));

  it('has an example that comes out as it says', async () => {
    const read = readScenarios(example('yaml scenario'), 'FORMAT.md');
    expect(read).not.toHaveProperty('problems');
    for (const scenario of 'scenarios' in read ? read.scenarios : [])
      expect(await liveScenario(scenario)).toMatchObject({ outcome: 'passed' });
  });

  it('has a trace that today decides on in the same way', () => {
    expect(replayTrace(example('json trace'), 'FORMAT.md')).toEqual({ events: 1, virtualMs: 0 });
  });

  it('has a cassette that is one', () => {
    expect(cassetteOf(example('yaml cassette'), 'FORMAT.md').text()).toContain('asked: "query: which port does Redis have"');
  });

  it('names every key of a start, every step, every expectation and every moment of a crash', () => {
    expect(named('### The start of a scenario')).toEqual(START_NAMES);
    expect(named('### Steps')).toEqual(VERB_NAMES);
    expect(named('### Invariants')).toEqual(INVARIANTS);
    expect(named('### Expectations').toSorted()).toEqual(EXPECTATION_NAMES.toSorted());
    for (const name of [...CRASH_PLACES, ...CRASH_REFS, ...FILE_VERBS, ...GIT_VERBS]) expect(PAGE).toContain(`\`${name}\``);
    for (const name of CONTENT_NAMES) expect(table('### Expectations').find(([key]) => key === '`files`')?.[1]).toContain(name);
  });
});
