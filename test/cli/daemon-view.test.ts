import { describe, expect, it } from 'vitest';
import type { Line } from '../../src/daemon/event.js';
import type { RecallState } from '../../src/desk/recall-state.js';
import type { Status } from '../../src/desk/status.js';
import { headerText, lineJson, lineText, statusText } from '../../src/cli/daemon-view.js';
import { jsonOutput, paletteOf } from '../../src/cli/print.js';

const AT = Date.UTC(2026, 10, 20, 14, 3, 22);
const PLAIN = { palette: paletteOf(false), columns: undefined };
const LINE: Line = {
  atMs: AT,
  what: 'observed',
  text: '3 commits on main: fix parser crash',
  where: 'logs/2026/11/2026-11-20.md',
  next: { does: 'next tick', atMs: AT + 270_000 },
  tone: 'good',
};

describe('a line of the daemon', () => {
  it('says when, what, where it was noted and what comes next', () => {
    expect(lineText(LINE, PLAIN)).toBe(
      '14:03:22  observed   3 commits on main: fix parser crash -> logs/2026/11/2026-11-20.md   next tick 14:07:52',
    );
  });

  it('names no time at a terminal that is past when nothing happens at it', () => {
    expect(lineText(LINE, { ...PLAIN, columns: 200 })).toMatch(/2026-11-20\.md$/);
    expect(lineText({ ...LINE, next: { does: 'waits for "kairos review"' } }, { ...PLAIN, columns: 200 })).toMatch(/review"$/);
  });

  it('stands in the same columns whatever it tells', () => {
    for (const what of ['gates', 'journaled', 'dream']) expect(lineText({ ...LINE, what }, PLAIN).indexOf('3 commits')).toBe(21);
  });

  it.each([200, 110, 80, 60, 30])('fits into %i columns', (columns) => {
    const text = lineText({ ...LINE, text: 'x'.repeat(300) }, { ...PLAIN, columns });
    expect(text.length).toBeLessThanOrEqual(columns);
    expect(text).toContain('xxx');
  });

  it('lets nothing of a commit message command the terminal', () => {
    const hostile = 'a\u001b[2Jb\u001b]0;title\u0007c\u009b31md\u202ee\r\nf\u0000';
    // oxlint-disable-next-line no-control-regex -- these are what must not be there
    expect(lineText({ ...LINE, text: hostile, where: hostile }, PLAIN)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    // oxlint-disable-next-line no-control-regex
    expect(jsonOutput([lineJson({ ...LINE, text: hostile })]).trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(lineJson({ ...LINE, text: hostile })).toMatchObject({ text: hostile });
  });

  it('as JSON has the same fields with exact times', () => {
    expect(lineJson(LINE)).toEqual({
      at: '2026-11-20T14:03:22.000Z',
      next: 'next tick',
      nextAt: '2026-11-20T14:07:52.000Z',
      text: LINE.text,
      what: 'observed',
      where: LINE.where,
    });
  });
});

const STATUS: Status = {
  daemon: { is: 'absent' },
  trusted: true,
  rights: { active: false, closed: { layer: 'assistant', why: 'not said' }, on: [] },
  branch: 'main',
  writer: 'k3v9x0aa',
  queue: { sealed: 0, unsealed: 0, refused: 0 },
  memory: { entries: 1212, days: 14, topics: 1, window: { turns: 0, bytes: 0 }, sessions: { sessions: 0, bytes: 0 } },
  journal: { commit: 'a'.repeat(40), atMs: AT - 1_800_000 },
  gates: [{ name: 'time', open: false, detail: '3 of 24 hours since the last dream' }],
};

const RECALL: RecallState = {
  wanted: 'minilm',
  actual: 'minilm',
  model: { name: 'minilm-l6-v2', digest: '6638f625a0a6', dimensions: 384 },
  coverage: { embedded: 8412, entries: 10_000 },
};

describe('the status', () => {
  it("says what waits in the queue, and what of it is nobody's", () => {
    const text = (queue: Status['queue']): string =>
      statusText({ ...STATUS, queue }, RECALL, '', AT, { palette: paletteOf(false), columns: 80 }).join('\n');
    expect(text(STATUS.queue)).not.toContain('queue');
    expect(text({ sealed: 1, unsealed: 0, refused: 0 })).toContain('queue     1 message of yours waits');
    expect(text({ sealed: 2, unsealed: 1, refused: 1 })).toContain(
      'queue     2 messages of yours wait; 1 file without a seal, read as external; 1 refused as too long',
    );
  });

  it('says how everything stands', () => {
    expect(statusText(STATUS, RECALL, 'no hooks installed', AT, PLAIN)).toEqual([
      'daemon    not running; "kairos run" starts it',
      'memory    1,212 entries in 14 days, 1 topic',
      'window    empty: the agent has taken no turn',
      'journal   commit aaaaaaaaaaaa, 30 min ago, writer k3v9x0aa',
      'recall    words and meaning; 8,412 of 10,000 embedded; minilm-l6-v2',
      'gate      time      closed  3 of 24 hours since the last dream',
      'hooks     no hooks installed',
      'trust     trusted',
      'agent     takes no turns of its own: layer assistant is closed; "kairos activate --explain" says why',
      'next      nothing; each command catches up with git, and kairos run does it all the time',
    ]);
  });

  it('says how much the agent begins its next turn with', () => {
    const memory = { ...STATUS.memory, window: { turns: 3, bytes: 4000 }, sessions: { sessions: 2, bytes: 9000 } };
    expect(statusText({ ...STATUS, memory }, RECALL, '', AT, PLAIN)).toContain('window    3 turns, 4 KB; 2 sessions of the agent, 9 KB');
    const fresh = { ...memory, window: { turns: 0, bytes: 0 } };
    expect(statusText({ ...STATUS, memory: fresh }, RECALL, '', AT, PLAIN)).toContain('window    empty; 2 sessions of the agent, 9 KB');
  });

  it.each<[string, Partial<RecallState>, string[]]>([
    [
      'who embeds now',
      { embeddingPid: 77 },
      ['recall    words and meaning; 8,412 of 10,000 embedded; minilm-l6-v2; process 77 embeds now'],
    ],
    [
      'that nothing is embedded',
      { coverage: { embedded: 0, entries: 3 } },
      ['recall    words, and the meaning of the 3 likeliest ("kairos index" embeds all); 0 of 3 embedded; minilm-l6-v2'],
    ],
    [
      'that nothing is embedded, where a question embeds nothing either',
      { coverage: { embedded: 0, entries: 3 }, wanted: 'ollama', actual: 'ollama' },
      ['recall    words only: nothing is embedded yet ("kairos index" does it); 0 of 3 embedded; Ollama, minilm-l6-v2'],
    ],
    [
      'how many are the likeliest',
      { coverage: { embedded: 0, entries: 3000 } },
      ['recall    words, and the meaning of the 50 likeliest ("kairos index" embeds all); 0 of 3,000 embedded; minilm-l6-v2'],
    ],
    [
      'that the first are being embedded',
      { coverage: { embedded: 0, entries: 3 }, embeddingPid: 77 },
      ['recall    words, and the meaning of the 3 likeliest; 0 of 3 embedded; minilm-l6-v2; process 77 embeds now'],
    ],
    [
      'that another embedder stands in, and why, without what a server says to the terminal',
      { wanted: 'ollama', problem: 'no server\u001b[2J; MiniLM stands in' },
      ['recall    words and meaning; 8,412 of 10,000 embedded; minilm-l6-v2', '          ollama is wanted: no server; MiniLM stands in'],
    ],
  ])('says %s', (_, state, expected) => {
    const rows = statusText(STATUS, { ...RECALL, ...state }, '', AT, PLAIN);
    const from = rows.findIndex((row) => row.startsWith('recall'));
    expect(rows.slice(from, from + expected.length)).toEqual(expected);
  });

  it('says why recall goes by words only', () => {
    const { model: _model, ...none } = RECALL;
    const recallRow = (state: RecallState): string | undefined =>
      statusText(STATUS, state, '', AT, PLAIN).find((row) => row.startsWith('recall'));
    expect(recallRow({ ...none, wanted: 'none', actual: 'none', coverage: { embedded: 0, entries: 3 } })).toBe(
      'recall    words only: recall.embedder is none; 0 of 3 embedded',
    );
    expect(recallRow({ ...none, actual: 'none', problem: 'MiniLM cannot be used: x', coverage: { embedded: 0, entries: 3 } })).toBe(
      'recall    words only: there is no embedder; 0 of 3 embedded',
    );
  });

  it('tells a daemon that died from one that was stopped', () => {
    const identity = { pid: 77, start: 's', bootId: 'b', namespace: '', host: 'h' };
    const counts = { ticks: 1, entries: 0, restoredLines: 0, secretsReplaced: 0, journalCommits: 0, dreams: 0, failures: 0 };
    const presence = {
      identity,
      startedAtMs: AT,
      heartbeatAtMs: AT - 7_200_000,
      epoch: 1,
      beat: { mood: 'running' as const, dreaming: false, counts },
    };
    expect(statusText({ ...STATUS, daemon: { is: 'died', presence } }, RECALL, '', AT, PLAIN)[0]).toBe(
      'daemon    not running: process 77 ended without saying so; its last heartbeat was 2 h ago',
    );
  });
});

describe('the first lines of a run', () => {
  it('name the repository, what is remembered, when it wakes and what a dream waits for', () => {
    expect(
      headerText(
        { ...STATUS, openDream: 'kairos/dream/2026-11-19-abc' },
        { root: '/repo', hooks: 'all hooks installed', tickSeconds: 270 },
        PLAIN,
      ),
    ).toEqual([
      'kairos    /repo on main',
      'memory    1,212 entries in 14 days, 1 topic; writer k3v9x0aa',
      'wakes     every 270 s, and when something changes; all hooks installed',
      'dream     time closed; kairos/dream/2026-11-19-abc awaits review',
      'agent     takes no turns of its own: layer assistant is closed; "kairos activate --explain" says why',
      '',
    ]);
  });
});
