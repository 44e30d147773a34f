import { describe, expect, it } from 'vitest';
import { readScript, type ScriptedReply } from '../../src/config/model-script.js';
import { scriptedModel } from '../../src/replay/scripted-model.js';
import { virtualClock } from '../../src/replay/virtual-clock.js';
import type { ModelMessage, ModelRequest } from '../../src/world/model.js';

const request = (...messages: ModelMessage[]): ModelRequest => ({ model: 'script', messages, maxTokens: 100 });
const user = (text: string): ModelMessage => ({ role: 'user', text });
const modelOf = (replies: readonly ScriptedReply[]): ReturnType<typeof scriptedModel> => scriptedModel(replies, virtualClock(0));

describe('a scripted model', () => {
  it('gives each reply once, in the order of the script, and fails where none is left', async () => {
    const model = modelOf([{ say: 'one' }, { say: 'two' }]);
    const said = [await model.ask(request(user('a'))), await model.ask(request(user('b'))), await model.ask(request(user('c')))];
    expect(said).toMatchObject([{ text: 'one' }, { text: 'two' }, { outcome: 'failed', again: false }]);
    expect(model.asked).toHaveLength(3);
  });

  it('gives a reply with "when" only where the newest messages hold it, not those that were answered', async () => {
    const model = modelOf([
      { when: 'port', say: '6380' },
      { always: true, say: 'go on' },
    ]);
    expect(await model.ask(request(user('hello')))).toMatchObject({ text: 'go on' });
    expect(await model.ask(request(user('which port'), { role: 'assistant', text: 'hm' }, user('hello')))).toMatchObject({ text: 'go on' });
    expect(await model.ask(request(user('which port')))).toMatchObject({ text: '6380' });
  });

  it('tells calls from each other, and counts tokens by characters unless the script says', async () => {
    const model = modelOf([
      {
        calls: [
          { tool: 'Sleep', input: {} },
          { tool: 'Sleep', input: {} },
        ],
        inputTokens: 7,
      },
      { say: 'x'.repeat(9) },
    ]);
    const first = await model.ask(request(user('a')));
    expect(first).toMatchObject({ inputTokens: 7, calls: [{ id: 'call-1-1' }, { id: 'call-1-2' }] });
    expect(await model.ask(request(user('a')))).toMatchObject({ outputTokens: 3 });
  });

  it('takes its time, and is cancelled within it', async () => {
    const clock = virtualClock(0);
    const model = scriptedModel([{ takes: 5000, say: 'late', always: true }], clock);
    await model.ask(request(user('a')));
    expect(clock.now()).toBe(5000);
    const stop = new AbortController();
    const asking = model.ask(request(user('a')), stop.signal);
    stop.abort('a person came');
    await expect(asking).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('is refused with the place where the script is none', () => {
    const wrong = '- say: hello\n- calls:\n    - Sleep: { seconds: 1 }\n      Sleeep: {}\n- says: x\n';
    expect(readScript(wrong, 's.yaml')).toMatchObject({
      problems: [{ what: 'a call is one tool with its input', at: { line: 3 } }, { at: { line: 5 } }],
    });
  });
});
