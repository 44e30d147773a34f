import { describe, expect, it } from 'vitest';
import { isTrace, replayTrace, TRACE_HEAD } from '../../src/daemon/trace.js';
import { liveDay } from '../replay/lived-day.js';

describe('a trace', () => {
  it('of a whole day is decided on again in the same way; the first effect that differs is told with its line', async () => {
    const { events } = await liveDay();
    const text = `${TRACE_HEAD}\n${events.join('\n')}\n`;
    expect(isTrace(text)).toBe(true);
    expect(replayTrace(text, 'day.trace')).toEqual({ events: events.length, virtualMs: expect.any(Number) });
    expect(replayTrace(text, 'day.trace').virtualMs).toBeGreaterThan(86_000_000);
    const at = events.findIndex((line) => line.includes('"commitJournal"'));
    const other = events.with(at, (events[at] ?? '').replace('"commitJournal"', '"observe"'));
    expect(replayTrace(`${TRACE_HEAD}\n${other.join('\n')}\n`, 'day.trace').difference).toEqual({
      what: expect.stringMatching(/^effect \d+ of event \d+ \(\w+\) is another one: /),
      expected: expect.stringContaining('"type":"observe"'),
      actual: expect.stringContaining('"type":"commitJournal"'),
      at: { path: 'day.trace', line: at + 2 },
    });
  });

  it('tells the line of an event that this program does not know, or that lacks something', () => {
    const started =
      '{"because":"the first look","effects":[{"type":"preflight"}],"event":{"atMs":1,"once":true,"tickMs":270000,"journalMs":60000,"type":"started"}}';
    const then = (event: string): unknown =>
      replayTrace(`${TRACE_HEAD}\n${started}\n{"because":"","effects":[],"event":${event}}\n`, 't').difference;
    expect(then('{"atMs":2,"type":"dreamt"}')).toMatchObject({ what: 'there is no event "dreamt"', at: { path: 't', line: 3 } });
    expect(then('{"atMs":2,"type":"toString"}')).toMatchObject({ what: 'there is no event "toString"' });
    expect(then('{"atMs":2,"type":"preflightDone"}')).toMatchObject({
      what: 'the event (preflightDone) lacks something, and nothing can be decided on it',
    });
  });

  it('may end in the midst of a line, and holds nothing else', () => {
    const started = '{"because":"","effects":[],"event":{"atMs":1,"once":true,"tickMs":270000,"journalMs":60000,"type":"started"}}';
    expect(replayTrace(`${TRACE_HEAD}\n{"event`, 't')).toEqual({ events: 0, virtualMs: 0 });
    expect(replayTrace(`${TRACE_HEAD}\nnothing\n${started}\n`, 't').difference).toMatchObject({
      what: 'the line is none of a trace',
      at: { line: 2 },
    });
    expect(replayTrace(`${TRACE_HEAD}\n${started}\n`, 't').difference).toMatchObject({
      expected: 'no further effect',
      actual: '{"type":"preflight"}',
    });
  });

  it('of another format is known as one, and not read', () => {
    for (const format of [0, 9]) {
      const text = `{"format":${format},"kind":"kairos trace"}\n{"because":"","effects":[],"event":{"atMs":1,"type":"tick"}}\n`;
      expect(isTrace(text)).toBe(true);
      expect(replayTrace(text, 'old.trace')).toMatchObject({
        events: 0,
        difference: { what: `the trace has the format ${format}, and this version reads 1`, at: { path: 'old.trace', line: 1 } },
      });
    }
  });
});
