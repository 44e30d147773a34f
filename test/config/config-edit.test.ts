import { describe, expect, it } from 'vitest';
import { withoutSetting, withSetting } from '../../src/config/config-edit.js';
import { parseConfig } from './parse-config.js';

const KEY = 'recall.embedder';

describe('setting one key', () => {
  it.each([
    [undefined, 'recall:\n  embedder: none\n'],
    ['', 'recall:\n  embedder: none\n'],
    ['recall:\n', 'recall:\n  embedder: none\n'],
    ['recall:\n  embedder: minilm # the small one\n', 'recall:\n  embedder: none # the small one\n'],
    ['# mine\nrecall:\n  # why\n  minScore: 0.2\n', '# mine\nrecall:\n  # why\n  minScore: 0.2\n  embedder: none\n'],
    ['recall.embedder: minilm\ndream.minHours: 3\n', 'recall.embedder: none\ndream.minHours: 3\n'],
    ['# only a remark\n', '# only a remark\n\nrecall:\n  embedder: none\n'],
  ])('in %j gives %j', (text, expected) => {
    const changed = withSetting(text, KEY, 'none');
    expect(changed).toBe(expected);
    expect(parseConfig(undefined, changed).config.recall.embedder).toBe('none');
  });

  it.each(['recall: [\n', '- a\n', 'just text'])('leaves %j to a person', (text) => {
    expect(withSetting(text, KEY, 'none')).toBeUndefined();
  });
});

describe('a key with a value of its own and keys below it', () => {
  it.each([
    ['act: on\n', 'act.sandbox', 'none', 'act: on\nact.sandbox: none\n'],
    ['act:\n  sandbox: none\n', 'act', 'on', 'act.sandbox: none\nact: on\n'],
    ['act.sandbox: none\n', 'act', 'on', 'act.sandbox: none\nact: on\n'],
    ['act: on\nact.sandbox: none\n', 'act', 'off', 'act: off\nact.sandbox: none\n'],
  ])('%j with %s %s is %j', (text, key, value, expected) => {
    const changed = withSetting(text, key, value);
    expect(changed).toBe(expected);
    const { act, acts } = parseConfig(undefined, changed).config;
    expect([act, acts.needsSandbox]).toEqual([value === 'off' ? 'off' : 'on', false]);
  });

  it('loses the one without the others', () => {
    expect(withoutSetting('act: on\nact.sandbox: none\n', 'act')).toBe('act.sandbox: none\n');
    expect(withoutSetting('act: on\nact.sandbox: none\n', 'act.sandbox')).toBe('act: on\n');
    expect(withoutSetting('act:\n  sandbox: none\n', 'act')).toBe('act:\n  sandbox: none\n');
  });
});

describe('taking one key out', () => {
  it.each([
    ['recall:\n  embedder: none\n', ''],
    ['# mine\nrecall:\n  embedder: none\n', '# mine\n'],
    ['# mine\nrecall:\n  # why\n  minScore: 0.2 # so\n  embedder: none\n', '# mine\nrecall:\n  # why\n  minScore: 0.2 # so\n'],
    ['recall.embedder: minilm\ndream.minHours: 3\n', 'dream.minHours: 3\n'],
    ['format: 1\nrecall:\n  embedder: none\n', 'format: 1\n'],
    ['format: 1 # as it was\n', 'format: 1 # as it was\n'],
    ['', ''],
  ])('of %j leaves %j', (text, expected) => {
    expect(withoutSetting(text, KEY)).toBe(expected);
  });

  it('leaves what is no settings file to a person', () => {
    expect(withoutSetting('act: on\nbudget:\n  day:\n    tokens: 10\n', 'budget.day.tokens')).toBe('act: on\n');
    expect(withoutSetting('recall: [\n', KEY)).toBeUndefined();
    expect(withoutSetting('- a\n', KEY)).toBeUndefined();
  });
});
