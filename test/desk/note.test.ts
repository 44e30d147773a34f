import { beforeEach, describe, expect, it } from 'vitest';
import { writeNote } from '../../src/desk/note.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readEntries } from '../../src/memory/read-logs.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

let at: KairosClone;
beforeEach(async () => {
  at = await kairosClone();
});

const write = (text: string, actor = 'user'): ReturnType<typeof writeNote> => writeNote(at.world, at.ws, PLAIN_VIEW, { text, actor });

describe('a note', () => {
  it('stands in the log under the name of who wrote it, without the blanks around it', async () => {
    const { entry, secretsReplaced } = await write('\n Redis is on 6380,\nsince Monday \n');
    expect(entry).toMatchObject({ kind: 'note', actor: 'user', origin: 'user', text: 'Redis is on 6380,\nsince Monday' });
    expect(secretsReplaced).toEqual([]);
    expect((await write('so says a client', 'claude-code')).entry).toMatchObject({ actor: 'claude-code', origin: 'model' });
    const { entries } = await readEntries(at.world, at.ws, PLAIN_VIEW);
    expect(entries.map(({ id }) => id)).toContain(entry.id);
  });

  it('loses its secrets first, and says which', async () => {
    const { entry, secretsReplaced } = await write(`the token is ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}`);
    expect(entry.text).toMatch(/^the token is \[secret: \w+\]$/);
    expect(secretsReplaced).toEqual([expect.any(String)]);
  });

  it.each(['\u001b[0m', '\u009b31m', '\0'])('loses a secret that %j cuts apart as well', async (cut) => {
    const token = `ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}`;
    const { entry, secretsReplaced } = await write(`the token is ${token.slice(0, 20)}${cut}${token.slice(20)}`);
    expect(entry.text).toMatch(/^the token is \[secret: \w+\]$/);
    expect(secretsReplaced).toEqual([expect.any(String)]);
  });

  it('holds nothing of a sequence that steers a terminal', async () => {
    const { entry } = await write('Clear \u001b[2Jthe \u001b[31mscreen\u001b[0m');
    expect(entry.text).toBe('Clear the screen');
    expect((await readEntries(at.world, at.ws, PLAIN_VIEW)).entries.map(({ text }) => text)).toEqual(['Clear the screen']);
  });

  it.each(['', ' \n\t', '\u001b[2J'])('that says nothing is refused: %j', async (text) => {
    await expect(write(text)).rejects.toMatchObject({ code: 'usage' });
    expect((await readEntries(at.world, at.ws, PLAIN_VIEW)).entries).toEqual([]);
  });
});
