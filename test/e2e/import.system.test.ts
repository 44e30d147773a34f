/** `kairos import` with the built program: what it prints, and that the next dream proposes a recorded decision. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HISTORY, place, type Place } from './kairos.js';

const MADR =
  '---\nstatus: accepted\ndate: 2025-06-07\n---\n# Use PostgreSQL for storage\n\n## Decision Outcome\n\nChosen option: "PostgreSQL", because it has partial indexes.\n';

let here: Place;
beforeEach(() => {
  here = place({ init: true, history: HISTORY });
  here.repo.commit('Record decisions', {
    'docs/adr/0003-use-postgresql.md': MADR,
    'docs/adr/0001-x.md': '# X\n\nStatus: rejected\n\nno\n',
  });
});
afterEach(() => here.repo.cleanup());

test('shows what would come, imports it once, and the next dream proposes the decision', () => {
  const shown = here.ok(['import', '--dry-run', 'adr']);
  expect(shown).toContain('2025-06-07 adr    Use PostgreSQL for storage\n');
  expect(shown).toMatch(/ X \(rejected\)\n[\s\S]*\n2 entries would be imported\n$/);
  expect(here.json<{ imported: unknown[]; dryRun: boolean }>(['import', 'adr', '--dry-run']).imported).toHaveLength(2);
  expect(here.ok(['import', 'adr', 'docs/adr'])).toMatch(/2 entries imported$/m);
  expect(here.ok(['import', 'adr'])).toBe('nothing new, 2 known already\n');
  here.ok(['dream', '--now']);
  const review = here.ok(['review', '--list']);
  expect(review).toContain('+ Use PostgreSQL for storage. Chosen option: "PostgreSQL", because it has partial indexes.');
  expect(review).toContain('a decision record says so');
  const [hit] = here.json<{ hits: { kind: string; origin: string; atMs: number }[] }>([
    'recall',
    'which database is used for storage',
    '--words',
  ]).hits;
  expect(hit).toMatchObject({ kind: 'import', origin: 'repo', atMs: Date.parse('2025-06-07T12:00:00Z') });
});

test('tells by name what it does not read, and fails where that is all', () => {
  symlinkSync('/etc/hostname', join(here.root, 'docs/adr/0009-link.md'));
  expect(here.kairos(['import', 'adr'])).toMatchObject({
    code: 0,
    err: expect.stringContaining('not read: docs/adr/0009-link.md is a link'),
  });
  here.repo.write('empty/x.md', '\n');
  expect(here.kairos(['import', 'empty'])).toMatchObject({
    code: 1,
    out: 'nothing new\n',
    err: expect.stringContaining('empty/x.md is empty'),
  });
  expect(here.kairos(['import', 'docs/adr/0009-link.md'])).toMatchObject({ code: 1, err: expect.stringContaining('is a link') });
  expect(here.kairos(['import', 'nowhere'])).toMatchObject({ code: 1, err: expect.stringContaining('there is no nowhere') });
  expect(here.kairos(['import', 'agents-md', 'docs'])).toMatchObject({ code: 2 });
  expect(here.kairos(['import', 'claude-memory'])).toMatchObject({ code: 1, err: expect.stringContaining('looked in') });
});

test('a file that a sparse checkout leaves out is not gone, and one that somebody removed is', () => {
  here.repo.commit('Write rules', { 'AGENTS.md': '- Use tabs.\n', 'web/AGENTS.md': '- Never commit generated files.\n' });
  here.ok(['import', 'agents-md']);
  here.ok(['import', 'adr']);
  here.repo.git('sparse-checkout', 'set', '--no-cone', '/*', '!/web/', '!/docs/adr/0003-use-postgresql.md', '.kairos');
  expect(here.ok(['import', 'agents-md'])).toMatch(/^nothing new, 1 known already\n/);
  expect(here.ok(['import', 'adr'])).toMatch(/^nothing new, 1 known already\n/);
  here.repo.git('sparse-checkout', 'disable');
  here.repo.git('rm', '--quiet', 'web/AGENTS.md');
  expect(here.ok(['import', 'agents-md'])).toContain('Never commit generated files');
});
