/** What an import says of memories that stand in their file no longer. */
import { describe, expect, test } from 'vitest';
import { FILE_LIMIT_BYTES } from '../../src/imports/file-text.js';
import { readImportText } from '../../src/memory/import-text.js';
import { supersession } from '../../src/memory/edges.js';
import { importPlace, PROJECTS } from './place.js';

const RULES = { what: 'agents-md' } as const;

describe('a rule that was taken out of its file', () => {
  test('is told once, in place of its entry, and holds again when it comes back', async () => {
    const { import: take, entries, lay } = await importPlace();
    lay({ 'AGENTS.md': '## Build\n\n- Use tabs.\n- Never commit generated files.\n' });
    const [, never] = (await take(RULES)).written;
    lay({ 'AGENTS.md': '## Build\n\n- Use tabs.\n' }, '2026-10-05');
    const { written, takenOut, fresh } = await take(RULES);
    expect([fresh, takenOut.map(({ inPlaceOf }) => inPlaceOf)]).toEqual([[], [never?.id]]);
    expect(written.map(({ text, atMs }) => [text, new Date(atMs).toISOString().slice(0, 10)])).toEqual([
      [
        `No longer in AGENTS.md: Never commit generated files.\nimported from AGENTS.md, "Build" (rule), taken out, in place of (^${never?.id})`,
        '2026-10-05',
      ],
    ]);
    expect(await take(RULES)).toMatchObject({ fresh: [], takenOut: [], written: [] });
    lay({ 'AGENTS.md': '## Build\n\n- Use tabs.\n- Never commit generated files.\n' });
    const [again, ...more] = (await take(RULES)).written;
    expect([readImportText(again?.text ?? '')?.inPlaceOf, more]).toEqual([written[0]?.id, []]);
    expect(supersession(await entries(), []).get(never?.id ?? '')).toEqual({ by: again?.id, why: 'edited' });
    lay({ 'AGENTS.md': '- Use tabs.\n' });
    expect((await take(RULES)).takenOut.map(({ inPlaceOf }) => inPlaceOf)).toEqual([again?.id]);
  });

  test('is not one that was edited', async () => {
    const { import: take, lay } = await importPlace();
    lay({ 'AGENTS.md': '- Redis listens on port 6380 in the tests.\n- Use tabs.\n' });
    await take(RULES);
    lay({ 'AGENTS.md': '- Redis listens on port 6381 in the tests.\n- Use tabs.\n' });
    expect(await take(RULES)).toMatchObject({ fresh: [{}], takenOut: [] });
  });

  test('is told of a file that is empty now, or gone, and of a dry run without being written', async () => {
    const { import: take, entries, lay, world, ws } = await importPlace();
    lay({ 'AGENTS.md': '- Use tabs.\n', '.claude/rules/style.md': '- Errors are values.\n' });
    await take(RULES);
    lay({ 'AGENTS.md': '\n' });
    world.volume.unlinkSync(`${ws.root}/.claude/rules/style.md`);
    const dry = await take(RULES, { isDry: true });
    expect([new Set(dry.takenOut.map(({ path }) => path)), dry.written]).toEqual([new Set(['.claude/rules/style.md', 'AGENTS.md']), []]);
    expect(await entries()).toHaveLength(2);
    expect(new Set((await take(RULES)).written.map(({ text }) => text.split('\n')[0]))).toEqual(
      new Set(['No longer in .claude/rules/style.md: Errors are values.', 'No longer in AGENTS.md: Use tabs.']),
    );
  });

  test('is not believed of a file that cannot be read, nor of places that nobody looked at', async () => {
    const { import: take, lay, ws } = await importPlace();
    lay({ 'AGENTS.md': '- Use tabs.\n', 'notes/a.md': 'Sessions live in Redis.\n', 'notes/b.md': 'Mail goes out on 587.\n' });
    await take(RULES);
    await take({ what: 'paths', paths: [`${ws.root}/notes`] });
    lay({ 'AGENTS.md': 'x'.repeat(FILE_LIMIT_BYTES + 1) });
    expect(await take(RULES)).toMatchObject({ takenOut: [], refused: [{ path: 'AGENTS.md' }] });
    expect((await take({ what: 'paths', paths: [`${ws.root}/notes/a.md`] })).takenOut).toEqual([]);
  });

  test("is told of an agent's own memory likewise", async () => {
    const { import: take, lay, world } = await importPlace();
    const folder = `${PROJECTS}/-repo/memory`;
    lay({ [`${folder}/MEMORY.md`]: '- Ann reviews.\n', [`${folder}/tests.md`]: 'They need a real database.\n' });
    await take({ what: 'claude-memory' });
    world.volume.unlinkSync(`${folder}/tests.md`);
    const { written } = await take({ what: 'claude-memory' });
    expect(written.map(({ text, origin }) => [text.split('\n')[0], origin])).toEqual([
      ['No longer in -repo/memory/tests.md: tests They need a real database.', 'model'],
    ]);
  });
});
