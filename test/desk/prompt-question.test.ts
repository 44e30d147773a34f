/** Which prompts are looked up, and which name nothing that a memory may know. */
import { describe, expect, it } from 'vitest';
import { clausesIn, questionInPrompt } from '../../src/desk/prompt-question.js';

describe('the question in a prompt', () => {
  it.each([
    '',
    'ok',
    'go on',
    'continue',
    'Yes, please do it.',
    'Looks good, commit it!',
    'summarize this file',
    'fix the failing tests',
    'thanks, now run everything again',
    '/compact keep it all',
    '! ls -la /tmp/somewhere',
    '```\nonly a log of a tool\n```',
  ])('is none: %j', (prompt) => {
    expect(questionInPrompt(prompt)).toBeUndefined();
  });

  it.each([
    'which port does redis need?',
    'bump qs',
    'fix res.redirect',
    '测试用哪个端口?',
    'run the linter and fix everything',
    'fix src/cart.js',
  ])('is the prompt: %j', (prompt) => {
    expect(questionInPrompt(prompt)).toBe(prompt);
  });

  it.each([
    ['our tests never run on Windows. set up an appveyor job', ['our tests never run on Windows.', 'set up an appveyor job']],
    ['use the socket path for it because nobody likes this port', ['nobody likes this port', 'use the socket path for it'].toReversed()],
    ['why is it slow? fix it', []],
    ['which port does redis need?', []],
    ['do it now please, and then run it again', []],
  ] satisfies [string, string[]][])('has clauses: %j', (prompt, clauses) => {
    expect(clausesIn(prompt)).toEqual(clauses);
  });

  it.each([['one two three redis, '.repeat(6)]])('asks few of many clauses', (prompt) => {
    expect(clausesIn(prompt)).toHaveLength(3);
  });

  it('is without blocks of code, and no longer than recall needs', () => {
    expect(questionInPrompt('Why does redis fail?\n```\nError: x\n```\n')).toBe('Why does redis fail?');
    expect(questionInPrompt('redis '.repeat(900))?.length).toBe(1_000);
  });
});
