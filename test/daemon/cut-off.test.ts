import { expect, it } from 'vitest';
import { cutOff } from '../../src/daemon/cut-off.js';
import type { ModelMessage } from '../../src/world/model.js';

const CALLS: ModelMessage = {
  role: 'assistant',
  text: '',
  calls: ['a', 'b', 'c'].map((id) => ({ id, tool: 'test-child', input: {} })),
};

it('says of the call under way that nobody knows, and of those after it that they never began', () => {
  expect(cutOff([CALLS, { role: 'tool', call: 'a', text: 'done' }])).toMatchObject([
    { call: 'b', text: 'it was cut off: whether it did anything is not known', isError: true },
    { call: 'c', text: 'it was not begun: the turn was cut off before it', isError: true },
  ]);
});

it('says nothing where all have their results, or none was asked for', () => {
  expect(cutOff([CALLS, ...['a', 'b', 'c'].map((call): ModelMessage => ({ role: 'tool', call, text: 'done' }))])).toEqual([]);
  expect(cutOff([{ role: 'user', text: 'hello' }])).toEqual([]);
});
