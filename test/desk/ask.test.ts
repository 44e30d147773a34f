import { describe, expect, it } from 'vitest';
import { parseConfig } from '../config/parse-config.js';
import { ask, recordAnswer } from '../../src/desk/ask.js';
import { writeNote } from '../../src/desk/note.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { questionOf } from '../../src/recall/question/question.js';
import { kairosClone } from '../kairos-clone.js';
import { acquire, isHeld } from '../../src/base/lock.js';
import { EMBED_LOCK, embeddingLocks } from '../../src/recall/vectors/embedding-locks.js';

const { config } = parseConfig();

describe('asking', () => {
  it('answers, and says what the answer was made from', async () => {
    const { world, ws } = await kairosClone();
    const { entry } = await writeNote(world, ws, PLAIN_VIEW, { text: 'Redis is on port 6380', actor: 'user' });
    const answered = await ask(world, ws, PLAIN_VIEW, questionOf('redis port', {}), { config });
    expect(answered.hits.map(({ id }) => id)).toEqual([entry.id]);
    expect(answered.coverageText).toBe('words only: nothing is embedded yet ("kairos index" does it); 0 of 1 embedded');
    const byWords = await ask(world, ws, PLAIN_VIEW, questionOf('redis port', {}), { config, wordsOnly: true });
    expect(byWords.without).toBe('meaning was not asked for');
  });

  it('takes a path from the folder where it was typed', async () => {
    const { world, ws } = await kairosClone();
    await writeNote(world, ws, PLAIN_VIEW, { text: 'the parser is in src/lib/parse.ts', actor: 'user' });
    world.files.lay({ [`${ws.root}/src/lib/parse.ts`]: '' });
    const found = async (cwd: string): Promise<number> =>
      (await ask(world, ws, PLAIN_VIEW, questionOf('parser', { path: 'lib' }), { config, cwd })).hits.length;
    expect([await found(`${ws.root}/src`), await found(ws.root)]).toEqual([1, 0]);
  });

  it('names who may have been meant where nobody is called so', async () => {
    const { world, ws } = await kairosClone();
    for (const actor of ['ann-lee', 'zoë-müller']) await writeNote(world, ws, PLAIN_VIEW, { text: `a note of ${actor}`, actor });
    const said = async (author: string): Promise<string | undefined> =>
      (await ask(world, ws, PLAIN_VIEW, questionOf('note', { author }), { config })).suggestion;
    expect(await said('anne lee')).toBe('nothing here is by anne lee; did you mean ann-lee?');
    expect(await said('zoe')).toBe('nothing here is by zoe; did you mean zoë-müller?');
    expect(await said('qqqq')).toBe('nothing here is by qqqq');
    expect(await said('lee')).toBeUndefined();
  });

  it('tells nobody to do what a process does already', async () => {
    const { world, ws } = await kairosClone();
    await writeNote(world, ws, PLAIN_VIEW, { text: 'Redis is on port 6380', actor: 'user' });
    const said = async (): Promise<string> => (await ask(world, ws, PLAIN_VIEW, questionOf('redis', {}), { config })).coverageText;
    expect(await said()).toContain('nothing is embedded yet ("kairos index" does it)');
    const other = { ...world, processes: world.processes.another() };
    expect(isHeld(await acquire(other, embeddingLocks(ws), EMBED_LOCK))).toBe(true);
    expect(await said()).toContain('nothing is embedded yet (a process embeds all now)');
  });

  it('is remembered without secrets', async () => {
    const { world, ws } = await kairosClone();
    const question = questionOf(`what is ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)} for`, {});
    const answered = await ask(world, ws, PLAIN_VIEW, question, { config });
    await recordAnswer(world, ws, PLAIN_VIEW, { client: 'kairos', question, answered });
    const line = JSON.parse((await world.files.read(ws.usage)) ?? '') as Record<string, unknown>;
    expect(line).toMatchObject({ client: 'kairos', ids: [], coverage: answered.coverageText, query: expect.stringContaining('[secret: ') });
    expect(JSON.stringify(line)).not.toContain('a1B2c3');
  });
});
