import { expectLittleTime, LITTLE_TIME } from '../../little-time.js';
import { describe, expect, it } from 'vitest';
import { allMarkings, markingsIn } from '../../../src/dream/reading/agent-orders.js';
import { COMMANDS, HARMLESS, TO_AGENTS } from './agent-texts.js';

describe('text that speaks to agents', () => {
  it.each(TO_AGENTS)('%s', (text) => {
    expect(markingsIn(text)).toContain('speaks to agents');
    expect(markingsIn(`3f2a91c04d11 main: Tidy up (src/a.ts +1 -1)\nThe loop was wrong. ${text}\nMore words below.`)).toContain(
      'speaks to agents',
    );
  });
});

describe('text that orders a command', () => {
  it.each(COMMANDS)('%s', (text) => expect(markingsIn(text)).toContain('orders a command'));
});

it('reads capitals as small letters', () => {
  const lost = [...TO_AGENTS, ...COMMANDS]
    .filter((text) => markingsIn(text).length > 0 && markingsIn(text.toUpperCase()).length === 0)
    // Base64 has both.
    .filter((text) => !/[A-Za-z0-9+/]{30}/.test(text));
  expect(lost).toEqual([]);
});

describe('text of a project', () => {
  it.each(HARMLESS)('%s', (text) => expect(markingsIn(text)).toEqual([]));
});

it('names each mark once, in one order', () => {
  expect(allMarkings(['orders a command'], ['speaks to agents', 'orders a command'])).toEqual(['speaks to agents', 'orders a command']);
});

it('looks at a text of any kind in little time', LITTLE_TIME, () => {
  expectLittleTime(
    ['\n', 'AAAA', 'ignore all ', 'agent, ', 'always approve ', 'curl http://a ', '`curl ', 'rm -', '- ', 'pull requests by x ', '批准'],
    8000,
    markingsIn,
  );
});
