/** What only asks somebody to answer is no word to look for. */
import { describe, expect, it } from 'vitest';
import { idsFor, logOf, worldWith } from '../memory.js';
import { withoutRequest } from '../../../src/recall/question/request.js';

describe('a request at the beginning', () => {
  it.each([
    ['Can you walk me through how the parser works', 'how the parser works'],
    ['could you please list the ports of redis', 'the ports of redis'],
    ['Please give me a short summary of the release', 'the release'],
    ['can you tell us the order in which the ports changed', 'the ports changed'],
    ['Would you explain the cut', 'the cut'],
  ])('%s', (question, rest) => {
    expect(withoutRequest(question).trim()).toBe(rest);
    expect(withoutRequest(question)).toHaveLength(question.length);
    expect(question.endsWith(withoutRequest(question).trimStart())).toBe(true);
  });

  it.each(['list the open files', 'show command fails', 'who can help me with redis', 'can you explain', 'help', ''])(
    'is none: %s',
    (question) => expect(withoutRequest(question)).toBe(question),
  );

  it('finds no entry by its words', async () => {
    const world = worldWith({ [logOf('2026-11-18')]: '- 10:00 we walk the tree ^w1\n- 11:00 the parser fails on tabs ^p1\n' });
    expect(await idsFor(world, 'can you walk me through the parser', { minScore: 0 })).toEqual(['p1']);
    expect((await idsFor(world, 'how does the parser walk', { minScore: 0 })).toSorted()).toEqual(['p1', 'w1']);
  });
});

describe('what says that it was told', () => {
  it.each([
    ['Which port did I mention for redis?', 'Which port for redis?'],
    ['how has the parser changed throughout our conversations?', 'how has the parser changed ?'],
    ['in which order I brought up different aspects of the release', 'in which order the release'],
    ["what we've discussed about tabs in my messages. Mention only three items", 'what about tabs .'],
    ['Have we ever talked about the cut?', 'the cut?'],
  ])('%s', (question, rest) => {
    expect(withoutRequest(question).replace(/\s+/g, ' ').trim()).toBe(rest);
    expect(withoutRequest(question)).toHaveLength(question.length);
  });

  it.each(['what did Ann say about redis', 'iterate over the messages', 'list only failing tests', 'did we say', 'who told us of it'])(
    'is none: %s',
    (question) => expect(withoutRequest(question)).toBe(question),
  );
});

describe('what asks for a thing in use', () => {
  it.each([
    ['what do we use for tests', 'what for tests'],
    ['which linter does the project use', 'which linter'],
    ['did they use redis', 'redis'],
  ])('%s', (question, rest) => {
    expect(withoutRequest(question).replace(/\s+/g, ' ').trim()).toBe(rest);
    expect(withoutRequest(question)).toHaveLength(question.length);
  });

  it.each(['how to use the parser', 'what do we use', 'app.use with a path'])('but not of the use of one: %s', (question) =>
    expect(withoutRequest(question)).toBe(question),
  );
});
