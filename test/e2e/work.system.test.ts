/** What a person sees of the agent without a model: the work list, the queue, and the inbox. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { place, until, writeSettings, type Place } from './kairos.js';

const here: Place = place({ init: true });
afterAll(() => here.repo.cleanup());
writeSettings(here.repo.env, 'assistant: true\nrecall:\n  embedder: none\n  keepWarm: 0\n');
here.ok(['trust']);

interface Message {
  readonly id: string;
  readonly kind: string;
  readonly read: boolean;
  readonly text: string;
}

const inbox = (...flags: string[]): Message[] =>
  here
    .ok(['inbox', '--json', ...flags])
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Message);

describe('kairos work, queue and inbox', () => {
  it('lists what a commit says is to be done, with its reason', () => {
    expect(here.ok(['work'])).toContain('nothing is left to do');
    // Recent by any clock, also years from now.
    const at = Date.now() - 60_000;
    here.repo.commit('add the client', { 'src/client.ts': '// TODO(2020-01-01) renew the certificate\n// FIXME: leaks\n' }, { at });
    const shown = here.ok(['work']);
    expect(shown).toMatch(
      /^due {8}TODO\(2020-01-01\) renew the certificate\n +src\/client\.ts: due since 2020-01-01; [0-9a-f]{12} brought it to main\n/,
    );
    expect(here.ok(['work', '-n', '1'])).toContain('and 1 further item: kairos work -n 2');
    expect(JSON.parse(here.ok(['work', '-n', '1', '--json']))).toMatchObject({ kind: 'due', where: 'src/client.ts', score: 100 });
  });

  it('shows what models used of the budget, and what for', () => {
    expect(here.ok(['cost'])).toContain('no model was called in the last 24 hours');
    expect(here.ok(['status'])).not.toContain('budget');
    const at = new Date(Date.now() - 60_000).toISOString();
    const reserved = { format: 1, is: 'reserved', at, id: 'a', tokens: 9000, turn: 't', reason: 'tick', model: 'small' };
    const settled = { format: 1, is: 'settled', at, id: 'a', outcome: 'reply', in: 800, cached: 300, out: 40 };
    const lines = [reserved, settled, { ...reserved, id: 'b', tokens: 500 }].map((line) => `${JSON.stringify(line)}\n`);
    here.repo.write('.git/kairos/ledger.jsonl', lines.join(''));
    expect(here.ok(['cost', '--why'])).toMatch(
      /^hour  1,340 of 600,000 tokens, 2 of 60 calls\nday   1,340 of 3,000,000 tokens, 2 of 300 calls\n.*\ntick by small: 1,340 tokens in 2 calls \(800 in \(300 cached\), 40 out, 1 not settled\), last /,
    );
    expect(JSON.parse(here.ok(['cost', '--json']))).toMatchObject({
      hour: { spent: { calls: 2 } },
      rows: [{ reason: 'tick', unsettled: 1 }],
    });
    expect(here.ok(['status'])).toContain('budget    1,340 of 600,000 tokens, 2 of 60 calls in the last hour; ');
    here.ok(['config', 'set', 'budget.day.tokens', '1000']);
    expect(here.ok(['cost'])).toContain('day   1,340 of 1,000 tokens, 2 of 300 calls: used up');
    here.ok(['config', 'unset', 'budget.day.tokens']);
    here.repo.write('.git/kairos/ledger.jsonl', '');
  });

  it('answers what is told in the inbox, shows it where it runs, and tells what is due', async () => {
    expect(here.ok(['inbox'])).toContain('nothing new');
    here.ok(['note', 'The integration tests need Redis on port 6380']);
    const daemon = here.start(['run']);
    await daemon.said('next tick');
    const told = here.ok(['tell', 'on which port do the integration tests need Redis?']);
    expect(told).toContain('its answer comes to "kairos inbox"');
    await until('it is answered', () => inbox().some(({ kind }) => kind === 'normal'));
    const answer = inbox().find(({ kind }) => kind === 'normal');
    expect(answer?.text).toContain('Redis on port 6380');
    await daemon.said('to you');
    expect(inbox().find(({ kind }) => kind === 'proactive')?.text).toContain('renew the certificate');
    expect(here.ok(['inbox', '--read', `^${answer?.id}`])).toContain('marked as read: 1 message');
    expect(inbox().map(({ kind }) => kind)).toEqual(['proactive']);
    here.ok(['inbox', '--read']);
    expect(inbox()).toEqual([]);
    expect(inbox('--all')).toHaveLength(2);
    expect(here.ok(['log'])).toMatch(/ agent {5}\d actions? \(--all shows them\)/);
    expect(here.ok(['log', '--all'])).toMatch(/ action@agent .*answered you/);
    daemon.child.kill('SIGTERM');
    await daemon.ended();
  });

  it('lists the queue in the order in which it is taken', () => {
    expect(here.ok(['queue'])).toContain('nothing waits');
    mkdirSync(join(here.root, '.kairos/queue/new'), { recursive: true });
    writeFileSync(join(here.root, '.kairos/queue/new/1'), 'a stranger \u001b[31mspeaks');
    here.ok(['tell', '--later', 'whenever']);
    here.ok(['tell', '--now', 'at once']);
    const rows = here.ok(['queue']).trimEnd().split('\n');
    expect(rows.map((row) => row.replace(/ {2,}/g, ' '))).toEqual([
      expect.stringMatching(/^now user (?:just now|\d+ min ago) at once$/),
      expect.stringMatching(/^later user (?:just now|\d+ min ago) whenever$/),
      expect.stringMatching(/^later external (?:just now|\d+ min ago) a stranger speaks$/),
    ]);
  });

  it('says what was typed wrongly', () => {
    expect(here.kairos(['work', '-n', '0']).code).toBe(2);
    expect(here.kairos(['inbox', '^k81m2pp0zd']).code).toBe(2);
    expect(here.kairos(['inbox', '--read', '^k81m2pp0zd']).err).toContain('there is no message');
  });
});
