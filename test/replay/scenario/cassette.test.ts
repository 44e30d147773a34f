import { describe, expect, it } from 'vitest';
import { KairosError } from '../../../src/base/errors.js';
import { cassetteOf } from '../../../src/replay/scenario/cassette.js';
import { liveScenario, type Given, type Lived } from '../../../src/replay/scenario/run-scenario.js';
import { readScenarios, type Scenario } from '../../../src/replay/scenario/scenario.js';
import { scriptedModel } from '../../../src/replay/scripted-model.js';
import { virtualClock } from '../../../src/replay/virtual-clock.js';
import { virtualEmbedders } from '../../../src/replay/virtual-embedders.js';

const SCENARIO = `scenario: by meaning
start: {daemon: false, embedder: cassette, cassette: c.cassette.yaml}
steps:
  - note: The integration tests need Redis on port 6380.
  - index
  - recall: NOTE
  - expect: {hits: [port 6380]}
`;

async function live(question: string, given: Given): Promise<Lived> {
  const read = readScenarios(SCENARIO.replace('NOTE', question), 's.yaml');
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return liveScenario(read.scenarios[0] as Scenario, given);
}

describe('a cassette of an embedder', () => {
  it('is recorded with a live one, replays without it, and is the same text each time', async () => {
    const recording = cassetteOf('', 'c.yaml');
    expect(await live('integration tests', { cassette: recording, live: virtualEmbedders() })).toMatchObject({ outcome: 'passed' });
    expect(recording.isChanged).toBe(true);
    const text = recording.text();
    const replayed = cassetteOf(text, 'c.yaml');
    expect(await live('integration tests', { cassette: replayed })).toMatchObject({ outcome: 'passed', mismatches: [] });
    expect([replayed.isChanged, replayed.text()]).toEqual([false, text]);
    expect(text).toMatch(/^format: 1\nmodel:\n {2}name: virtual-trigrams\n/);
    expect(text).toContain('asked: "query: integration tests"');
  });

  it('is not recorded with success where the live one gave no answer, though words alone fulfilled all', async () => {
    const silent = virtualEmbedders();
    const recording = cassetteOf('', 'c.yaml');
    const embedders: typeof silent = {
      ...silent,
      choose: async () => {
        const chosen = await silent.choose();
        const embed: NonNullable<typeof chosen.embedder>['embed'] = async (texts, options) => {
          if (options.as === 'query') throw new KairosError('embedder-failed', 'no answer within 2 s');
          return chosen.embedder?.embed(texts, options) ?? [];
        };
        return { ...chosen, ...(chosen.embedder && { embedder: { ...chosen.embedder, embed } }) };
      },
    };
    expect(await live('integration tests', { cassette: recording, live: embedders })).toMatchObject({
      outcome: 'failed',
      difference: {
        what: 'the live embedder gave no vector: no answer within 2 s',
        actual: 'query: integration tests',
        at: { path: 'c.yaml' },
        hint: 'kairos replay --record asks it again for what is missing',
      },
    });
  });

  it('fails the scenario at a miss, and shows the nearest request', async () => {
    const recording = cassetteOf('', 'c.yaml');
    await live('integration tests of ours', { cassette: recording, live: virtualEmbedders() });
    const { outcome, difference } = await live('integration tests of yours', { cassette: cassetteOf(recording.text(), 'c.yaml') });
    expect({ outcome, difference }).toEqual({
      outcome: 'failed',
      difference: {
        what: 'the cassette has no vector of a text; the nearest request on it differs so',
        expected: 'query: integration tests of [-ours-]',
        actual: 'query: integration tests of [+yours+]',
        at: { path: 'c.yaml' },
        hint: 'kairos replay --record asks the live one, and keeps the answer',
      },
    });
  });

  it('does not take a long text for the nearest of a short one, although it has more of its words', async () => {
    const recording = cassetteOf('', 'c.yaml');
    const { embedder } = await recording.embedders(virtualClock(0), virtualEmbedders()).choose();
    const long = `the cache is kept which port and query: of redis at ${Array.from({ length: 60 }, (_, n) => `word${n}`).join(' ')}`;
    await embedder?.embed([long], { as: 'document' });
    await embedder?.embed(['which port has redis'], { as: 'query' });
    const replayed = cassetteOf(recording.text(), 'c.yaml');
    const found = await replayed.embedders(virtualClock(0)).choose();
    await expect(found.embedder?.embed(['which port of the redis cache'], { as: 'query' })).rejects.toThrow();
    expect(replayed.misses[0]?.expected).toBe('query: which port [-has redis-]');
  });

  it('holds no secret, and is refused where it is none', async () => {
    const recording = cassetteOf('', 'c.yaml');
    const { embedder } = await recording.embedders(virtualClock(0), virtualEmbedders()).choose();
    await embedder?.embed(['the token is ghp_16C7e42F292c6912E7710c838347Ae178B4a'], { as: 'document' });
    expect(recording.text()).not.toContain('ghp_16C7');
    expect(() => cassetteOf('format: 1\nanswers: {a: {reply: b}}\n', 'c.yaml')).toThrow(/^c\.yaml:2: "a" lacks "asked"/);
  });
});

describe('a cassette of a model', () => {
  const request = { model: 'small', messages: [{ role: 'user' as const, text: 'What is the port of Redis?' }], maxTokens: 100 };

  it('replays what a scripted model said, failures too, and asks nobody twice', async () => {
    const recording = cassetteOf('', 'm.yaml');
    const model = scriptedModel(
      [
        { say: 'It is 6380.', inputTokens: 0, outputTokens: 0 },
        { fails: 'too many requests', again: true },
      ],
      virtualClock(0),
    );
    const said = [await recording.model(model).ask(request), await recording.model(model).ask({ ...request, maxTokens: 5 })];
    expect(said).toEqual([
      { outcome: 'reply', text: 'It is 6380.', inputTokens: 0, outputTokens: 0 },
      { outcome: 'failed', why: 'too many requests', again: true },
    ]);
    await recording.model(model).ask(request);
    expect(model.asked).toHaveLength(2);
    const replayed = cassetteOf(recording.text(), 'm.yaml').model();
    const { maxTokens, messages, model: name } = request;
    expect([await replayed.ask({ maxTokens, messages, model: name }), await replayed.ask({ ...request, maxTokens: 5 })]).toEqual(said);
  });

  it('answers a miss with a failure as data, and tells of it', async () => {
    const cassette = cassetteOf('', 'm.yaml');
    expect(await cassette.model().ask(request)).toEqual({
      outcome: 'failed',
      why: 'the cassette has no reply to this request',
      again: false,
    });
    expect(cassette.misses).toMatchObject([{ what: 'the cassette has no reply to a request', actual: 'user: What is the port of Redis?' }]);
  });
});
