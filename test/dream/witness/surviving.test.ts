import { describe, expect, it } from 'vitest';
import { shortId } from '../../../src/base/git-objects.js';
import { readSurviving } from '../../../src/dream/witness/surviving.js';
import { testifyingAmong } from '../../../src/dream/witness/tree-witness.js';
import { virtualClone } from '../../../src/replay/virtual-world.js';

const LINES = ['retry the request three times', 'then give up and say so', 'wait a second between two', 'count what was lost'];
const text = (lines: readonly string[]): string => lines.map((line) => `    ${line}\n`).join('');

/** The share that stands of what a commit brought, after a later one made the files so. */
async function shareOf(brought: Record<string, string>, later: Record<string, string | undefined>): Promise<number | undefined> {
  const { world, repo } = await virtualClone();
  await repo.commit('Begin', { 'README.md': 'x\n' });
  const commit = await repo.commit('Bring', brought);
  const tip = await repo.commit('Later', { 'z.md': 'z\n', ...later });
  const tree = await testifyingAmong(world, await world.git.readTree(tip, ['']));
  const lines = (await readSurviving(world, [commit], tree)).get(shortId(commit));
  return lines && lines.filter(({ stands }) => stands).length / lines.length;
}

describe('how much of a commit stands', () => {
  it.each([
    ['all of it', {}, 1],
    ['half of it', { 'src/a.ts': text(LINES.slice(0, 2)) }, 0.5],
    ['nothing where its file is gone', { 'src/a.ts': undefined }, 0],
    ['what was moved to another file and indented anew', { 'src/a.ts': undefined, 'lib/b.ts': LINES.join('\n') }, 1],
    ['not what a changelog quotes', { 'src/a.ts': undefined, 'CHANGELOG.md': text(LINES) }, 0],
  ] as const)('%s', async (_what, later, share) => {
    expect(await shareOf({ 'src/a.ts': text(LINES) }, later)).toBe(share);
  });

  it('nothing is known of what a file holds that is too large to be read', async () => {
    const grown = `${text(LINES)}${'const other = 1;\n'.repeat(20_000)}`;
    expect(await shareOf({ 'src/a.ts': text(LINES) }, { 'src/a.ts': grown })).toBeUndefined();
    const some = { 'src/a.ts': text(LINES.slice(0, 2)), 'src/b.ts': text(LINES.slice(2)) };
    expect(await shareOf(some, { 'src/a.ts': grown, 'src/b.ts': undefined })).toBe(0);
    expect(await shareOf({ 'src/a.ts': grown }, { 'src/a.ts': undefined })).toBeUndefined();
  });

  it('counts a text that two files have alike as in two places', async () => {
    expect(await shareOf({ 'src/a.ts': text(LINES) }, { 'lib/a.ts': text(LINES) })).toBeUndefined();
  });

  it('lines of a word, of few characters, in many places or of a changelog say nothing', async () => {
    const [line = ''] = LINES;
    const common = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`${name}.ts`, text([line])]));
    expect(await shareOf({ 'src/a.ts': '}\nreturn x\nsupercalifragilistic\n' }, {})).toBeUndefined();
    expect(await shareOf({ 'src/a.ts': text([line]) }, common)).toBeUndefined();
    expect(await shareOf({ 'CHANGELOG.md': text(LINES) }, {})).toBeUndefined();
  });
});
