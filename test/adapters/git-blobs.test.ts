/** Few blobs are read by one git, and none above the limit, whatever else lies under the ids. */
import { describe, expect, it } from 'vitest';
import { readBlobs } from '../../src/adapters/git/trees.js';
import type { Runner } from '../../src/adapters/git/runner.js';

const [A, B, C] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string];

/** A git that prints these, and fails once where it should print more than it may. */
function gitThat(
  prints: string,
  options: { readonly sizes?: string; readonly isTooMuch?: boolean } = {},
): { git: Runner; calls: string[] } {
  const calls: string[] = [];
  const git = {
    text: async ([, what = '']: readonly string[]) => (calls.push(what), options.sizes ?? ''),
    catFile: async ([what = '']: readonly string[], input: string, { mostBytes }: { mostBytes?: number } = {}) => {
      calls.push(`${what} ${input.length / 41}${mostBytes === undefined ? '' : ' limited'}`);
      if (options.isTooMuch === true && mostBytes !== undefined) throw Object.assign(new Error('too much'), { code: 'ENOBUFS' });
      return Buffer.from(prints);
    },
  };
  return { git: git as unknown as Runner, calls };
}

const read = async (git: Runner, ids: readonly string[], passLarge = false): Promise<[string, string][]> =>
  [...(await readBlobs(git, ids, { passLarge }))].map(([id, bytes]) => [id, Buffer.from(bytes).toString()]);

describe('few blobs', () => {
  it('are read by one git, and what is missing or no blob is passed over', async () => {
    const { git, calls } = gitThat(`${A} missing\n${B} tree 5\nx\ny\nz\n${C} blob 3\nc\n\n\n`);
    expect(await read(git, [A, B, C, A])).toEqual([[C, 'c\n\n']]);
    expect(calls).toEqual(['--batch 3 limited']);
  });

  it('are sized first where together they are above the limit', async () => {
    const sizes = `${A} blob ${65 * 1024 * 1024}\n${B} blob 1\n`;
    const large = gitThat(`${B} blob 1\nb\n`, { sizes, isTooMuch: true });
    await expect(read(large.git, [A, B])).rejects.toMatchObject({ code: 'over-limit' });
    expect(await read(large.git, [A, B], true)).toEqual([[B, 'b']]);
    expect(large.calls.slice(-3)).toEqual(['--batch 2 limited', '--batch-check', '--batch 1']);
  });

  it('fail as git fails otherwise', async () => {
    const { git } = gitThat('');
    await expect(read({ ...git, catFile: async () => Promise.reject(new Error('no git')) }, [A])).rejects.toThrow('no git');
  });
});

it('are sized first where they are many', async () => {
  const ids = Array.from({ length: 65 }, (_, n) => String(n).padStart(40, '0'));
  const { git, calls } = gitThat(ids.map((id) => `${id} blob 1\nx\n`).join(''), { sizes: ids.map((id) => `${id} blob 1\n`).join('') });
  expect(await read(git, ids)).toHaveLength(65);
  expect(calls).toEqual(['--batch-check', '--batch 65']);
});
