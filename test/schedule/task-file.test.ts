import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeTaskTexts } from '../../src/schedule/merge.js';
import { rawTasks, readTaskFile, taskFileOf, TASKS_MOST, withoutTask, withTask } from '../../src/schedule/task-file.js';
import { taskHash, wordsOf } from '../../src/schedule/task.js';

const BY_HAND = `{
    "format": 1,
    "owner": "me", "tasks": [
        {"id":"standup",   "prompt": "Say what waits", "schedule": "0 9 * * 1-5",
         "colour": "blue" },
        {
            "id": "nightly",
            "command": ["npm", "test"],
            "schedule": "0 2 * * *", "permanent": true
        }
    ]
}
`;

const problems = (text: string): string[] =>
  readTaskFile(text, 'UTC').problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
const one = (fields: string): string => `{ "format": 1, "tasks": [\n  { ${fields} }\n] }\n`;

describe('a file of tasks', () => {
  it('is read with unknown fields, in any layout', () => {
    const { tasks, problems: none } = readTaskFile(BY_HAND, 'Europe/Berlin');
    expect(none).toEqual([]);
    expect(
      tasks.map(({ id, prompt, command, permanent, missed, overlap, priority }) => [
        id,
        prompt,
        command,
        permanent,
        missed,
        overlap,
        priority,
      ]),
    ).toEqual([
      ['standup', 'Say what waits', undefined, false, 'once', 'skip', 'next'],
      ['nightly', '', ['npm', 'test'], true, 'once', 'skip', 'next'],
    ]);
  });

  it.each([
    ['', '1:1 a value is expected, not the end'],
    ['{ "format": 1, "tasks": [ }', '1:27 a value is expected, not "}"'],
    ['{\n  "format": 1\n  "tasks": []\n}', '3:3 "," is expected, not """'],
    ['[]', '1:1 it must be an object'],
    ['{ "format": 2, "tasks": [] }', '1:13 "format" is 2'],
    ['{ "format": 1, "tasks": {} }', '1:25 "tasks" must be a list'],
    ['{ "format": 1 }', '1:1 "tasks" must be a list'],
    ['{ "format": 1, "tasks": [],\n  "tasks": [{}] }', '2:3 "tasks" stands twice in the file'],
    ['{ "format": 1, "tasks": [], "format": 1 }', '1:29 "format" stands twice in the file'],
  ])('that no part of can be read says where: %s', (text, place) => {
    expect(readTaskFile(text, 'UTC').isBroken).toBe(true);
    expect(problems(text)[0]).toContain(place);
  });

  it.each([
    ['"prompt": "x", "schedule": "every 1m"', 'it has no "id"'],
    ['"id": ¦"A b", "prompt": "x", "schedule": "every 1m"', '"A b" is no id'],
    ['"id": "a", "schedule": "every 1m"', 'it has neither a "prompt" nor a "command"'],
    ['"id": "a", "prompt": "x"', 'it has no "schedule"'],
    ['"id": "a", "prompt": ¦7, "schedule": "every 1m"', '"prompt" must be a text'],
    ['"id": ¦7, "prompt": "x", "schedule": "every 1m"', '"id" must be a text'],
    ['"id": "a", "prompt": "x", "schedule": ¦5', '"schedule" must be a text'],
    ['"id": "a", "command": ¦"", "prompt": "x", "schedule": "every 1m"', 'it has a "prompt" and a "command"'],
    ['"colour": "blue"', 'it has no "id"; it has neither a "prompt" nor a "command"; it has no "schedule"'],
    ['"id": "a", "prompt": "x", "command": ¦"ls", "schedule": "every 1m"', 'it has a "prompt" and a "command"'],
    ['"id": "a", "command": "ls", "routine": ¦"dream", "schedule": "every 1m"', 'it has a "command" and a "routine"'],
    ['"id": "a", "command": ¦"ls | wc", "schedule": "every 1m"', 'no shell reads "command"'],
    ['"id": "a", "command": ¦[], "schedule": "every 1m"', '"command" must be a list'],
    ['"id": "a", "prompt": "x", "schedule": ¦"61 * * * *"', '"schedule": "61 * * * *": Invalid value for minute'],
    ['"id": "a", "prompt": "x", "schedule": "0 9 * * *", "timezone": ¦"Europe/Nowhere"', '"Europe/Nowhere" is no time zone'],
    ['"id": "a", "prompt": "x", "schedule": "0 9 * * *", "timezone": ¦""', '"" is no time zone'],
    ['"id": "a", "prompt": "x", "schedule": "every 1m", "priority": ¦"soon"', '"priority" must be "now", "next" or "later"'],
    ['"id": "a", "prompt": "x", "schedule": "every 1m", "missed": ¦1', '"missed" must be a text'],
    ['"id": "a", "prompt": "x", "schedule": "every 1m", "permanent": ¦"yes"', '"permanent" must be true or false'],
    ['"id": "a", "prompt": "x", "schedule": "every 1m", "expiresAt": ¦"soon"', '"soon" is no time'],
    ['"id": "a", "prompt": "x", "schedule": "every 1m", "expiresAt": ¦"2026-11-31"', '"2026-11-31" is no time'],
    [
      '"id": "a", "prompt": "x", "schedule": "every 1m", "permanent": true, "expiresAt": ¦"2027-01-01"',
      'a task that is "permanent" does not',
    ],
    ['"id": "a", "prompt": "x", "schedule": "every 1m", ¦"schedule": "every 2m"', '"schedule" stands twice in this task'],
    ['"id": "a", "prompt": "x", "schedule": "every 1m", "colour": 1, ¦"colour": 2', '"colour" stands twice in this task'],
    ['"id": "a", "prompt": "x", "schedule": "every 1m", ¦"id": "good"', '"id" stands twice in this task'],
  ])('of which one task is wrong says where, and the others go on: %s', (marked, why) => {
    const fields = marked.replace('¦', '');
    const text = one(fields).replace('\n] }', ',\n  { "id": "good", "prompt": "x", "schedule": "every 1m" }\n] }');
    const column = marked.includes('¦') ? marked.indexOf('¦') + '  { '.length + 1 : '  {'.length;
    const { tasks, isBroken } = readTaskFile(text, 'UTC');
    expect(isBroken).toBe(false);
    // One thing is said of it.
    expect(problems(text)).toEqual([expect.stringContaining(`2:${column} ${why}`)]);
    expect(tasks.map(({ id }) => id)).toEqual(['good']);
  });

  it('holds fifty tasks, and one of a name', () => {
    const many = Array.from({ length: TASKS_MOST + 2 }, (_, n) => ({ id: `t${n}`, prompt: 'x', schedule: 'every 1m' }));
    const read = readTaskFile(taskFileOf(many), 'UTC');
    expect(read.tasks).toHaveLength(TASKS_MOST);
    expect(read.problems).toMatchObject([{ id: 't50', message: expect.stringContaining('more than 50') as string }]);
    const twice = JSON.stringify({ format: 1, tasks: [many[0], { ...many[0], prompt: 'y' }] });
    expect(readTaskFile(twice, 'UTC')).toMatchObject({
      tasks: [{ prompt: 'x' }],
      problems: [{ line: 1, column: 69, message: 'there is a task "t0" above already, in line 1; this one does nothing' }],
    });
    // Whoever changes the task would change the first: the second does nothing where the first is wrong, too.
    const wrong = JSON.stringify({ format: 1, tasks: [{ ...many[0], schedule: 'soon' }, many[0]] });
    expect(readTaskFile(wrong, 'UTC')).toMatchObject({
      tasks: [],
      problems: [{ column: 57 }, { message: expect.stringContaining('above') as string }],
    });
    const unknown = '{ "format": 1, "colour": 1, "colour": 2, "tasks": [{ "id": "a", "prompt": "x", "schedule": "every 1m" }] }';
    expect(readTaskFile(unknown, 'UTC')).toMatchObject({ isBroken: false, tasks: [{ id: 'a' }], problems: [{ column: 29 }] });
  });

  it('reads when a task expires in the zone of the task, else in that of the machine', () => {
    const expiry = (fields: string, zone: string): unknown =>
      readTaskFile(one(`"id": "a", "prompt": "x", "schedule": "every 1m", "expiresAt": ${fields}`), zone).tasks[0]?.expiresAtMs;
    const nine = Date.parse('2026-12-01T09:00Z');
    expect(expiry('"2026-12-01 10:00", "timezone": "Europe/Berlin"', 'America/New_York')).toBe(nine);
    expect(expiry('"2026-12-01 04:00"', 'America/New_York')).toBe(nine);
    expect(expiry('"2026-12-01T09:00Z", "timezone": "Europe/Berlin"', 'UTC')).toBe(nine);
  });

  it('says where a task stands that is of a session', () => {
    const text = '{ "format": 1, "tasks": [\n  { "id": "a", "prompt": "x", "schedule": "every 1m",\n    "durable": false }] }';
    expect(readTaskFile(text, 'UTC')).toMatchObject({ tasks: [], problems: [{ id: 'a', line: 3, column: 16 }] });
    expect(readTaskFile(text, 'UTC', true)).toMatchObject({ tasks: [{ id: 'a' }], problems: [] });
  });

  it('keeps every byte that is not changed', () => {
    const noted = withTask(BY_HAND, 'standup', { ...rawTasks(BY_HAND)?.get('standup'), lastRun: '2026-11-20T09:00:00Z' });
    expect(noted).toBe(BY_HAND.replace('"colour": "blue" }', '"colour": "blue",\n         "lastRun": "2026-11-20T09:00:00Z" }'));
    expect(withTask(noted, 'standup', { ...rawTasks(BY_HAND)?.get('standup') })).toBe(BY_HAND);
    const added = withTask(BY_HAND, 'more', { id: 'more', prompt: 'x', schedule: 'every 1m' });
    expect(added.startsWith(BY_HAND.slice(0, BY_HAND.indexOf('\n    ]')))).toBe(true);
    expect(withoutTask(added, 'more')).toBe(BY_HAND);
    expect(rawTasks(withoutTask(withoutTask(BY_HAND, 'nightly'), 'standup'))?.size).toBe(0);
  });

  it('is the digest of what a person approves', () => {
    const hash = (fields: string): string =>
      taskHash(readTaskFile(one(`"id": "a", "prompt": "x", "schedule": "every 1m"${fields}`), 'UTC').tasks[0] as never);
    const plain = hash('');
    for (const fields of [', "priority": "now"', ', "missed": "all"', ', "overlap": "allow"', ', "lastRun": "x"', ', "colour": 1'])
      expect(hash(fields)).toBe(plain);
    for (const fields of [', "timezone": "UTC"', ', "permanent": true', ', "expiresAt": "2027-01-01"', ', "routine": "dream"'])
      expect(hash(fields)).not.toBe(plain);
  });

  it('splits what was typed as a command as words, without a shell', () => {
    expect(wordsOf(`npm run "a b" 'c "d"' e\\f`)?.map(({ text }) => text)).toEqual(['npm', 'run', 'a b', 'c "d"', 'e\\f']);
    expect(wordsOf('a "b')).toBeUndefined();
    const read = (command: string) => readTaskFile(one(`"id": "a", "command": ${JSON.stringify(command)}, "schedule": "every 1m"`), 'UTC');
    // What stands in quotation marks is meant as it is.
    expect(read(`sh -c 'ls | wc; exit 3'`).tasks).toMatchObject([{ command: ['sh', '-c', 'ls | wc; exit 3'] }]);
    expect(read('ls *.md').problems[0]?.message).toContain(`write sh -c 'ls *.md' if that is meant`);
    expect(read(`echo 'a' > b`).problems[0]?.message).toContain(`write ["sh", "-c", "echo 'a' > b"] if that is meant`);
  });
});

describe('several who write at once', () => {
  const task = (id: string, prompt = 'x'): Record<string, unknown> => ({ id, prompt, schedule: 'every 1m' });
  const base = taskFileOf([task('a'), task('b')]);

  it('lose nothing of each other', () => {
    const ours = withTask(base, 'c', task('c'));
    const theirs = withTask(withoutTask(base, 'a'), 'd', task('d'));
    expect([...(rawTasks(mergeTaskTexts(base, ours, theirs) ?? '') ?? [])].map(([id]) => id)).toEqual(['b', 'd', 'c']);
  });

  it('leave to the person what the person changed', () => {
    const theirs = withTask(base, 'a', task('a', 'by hand'));
    expect(mergeTaskTexts(base, withoutTask(base, 'a'), theirs)).toBe(theirs);
    const noted = withTask(base, 'a', { ...task('a'), lastRun: 'now' });
    expect(rawTasks(mergeTaskTexts(base, noted, theirs) ?? '')?.get('a')).toEqual({ ...task('a', 'by hand'), lastRun: 'now' });
    // A note of ours brings nothing back that was taken out.
    expect(mergeTaskTexts(base, noted, withoutTask(base, 'a'))).toBe(withoutTask(base, 'a'));
    expect(mergeTaskTexts(base, withTask(base, 'c', task('c')), '{ "format": 1, ')).toBeUndefined();
  });

  it('end with what all of them did, in whatever order they come, without any lock', () => {
    const edits = fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e'), does: fc.constantFrom('add', 'remove', 'note') }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(edits, edits, (ours, theirs) => {
        const done = (text: string, all: typeof ours, who: string): string =>
          all.reduce((now, { id, does }) => {
            if (does === 'remove') return withoutTask(now, id);
            const known = rawTasks(now)?.get(id);
            if (does === 'note') return known ? withTask(now, id, { ...known, lastRun: who }) : now;
            return withTask(now, id, { ...known, ...task(id, who) });
          }, text);
        const [one, other] = [done(base, ours, 'ours'), done(base, theirs, 'theirs')];
        const merged = rawTasks(mergeTaskTexts(base, one, other) ?? '');
        const [was, a, b] = [rawTasks(base), rawTasks(one), rawTasks(other)];
        for (const id of 'abcde') {
          const changed = (side: typeof a): boolean =>
            JSON.stringify({ ...side?.get(id), lastRun: 0 }) !== JSON.stringify({ ...was?.get(id), lastRun: 0 });
          if (changed(b) && b?.has(id)) expect(merged?.get(id)?.['prompt']).toBe(b.get(id)?.['prompt']);
          else if (changed(a) && a?.has(id)) expect(merged?.get(id)?.['prompt']).toBe(a.get(id)?.['prompt']);
          else if (!changed(a) && !changed(b)) expect(merged?.has(id)).toBe(was?.has(id));
        }
      }),
    );
  });
});
