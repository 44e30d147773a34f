import { describe, expect, it } from 'vitest';
import { branchAt } from '../../../src/dream/tree/base-branch.js';
import type { MemoryFiles } from '../../../src/dream/tree/memory-files.js';
import { propose, type Proposal } from '../../../src/dream/branch/propose.js';
import { added, FIRST_FILES, virtualSetting, type VirtualSetting } from '../setting.js';
import { TOPIC_PATH } from '../tests-topic.js';

/** A proposal on main that puts these files into the dream's commit, or into the snapshot of hand edits below it. */
async function proposal(
  { world }: VirtualSetting,
  files: { readonly after?: MemoryFiles; readonly edits?: MemoryFiles },
): Promise<Proposal> {
  const base = await branchAt(world.git, 'refs/heads/main');
  const committed = new Map(Object.entries(FIRST_FILES));
  const { edits = new Map<string, string>(), after = new Map<string, string>() } = files;
  const candidates = [added('Releases are cut from main.')];
  return {
    base,
    committed,
    edits,
    after: new Map([...committed, ...edits, ...after]),
    candidates,
    notes: [],
    waiting: 0,
    replaces: undefined,
  };
}

describe('a proposal', () => {
  it('is written where all of it is memory', async () => {
    const setting = await virtualSetting();
    const { branch } = await propose(setting.world, await proposal(setting, { after: new Map([[TOPIC_PATH, '# new\n']]) }));
    expect(await setting.at(`refs/heads/${branch}`, TOPIC_PATH)).toBe('# new\n');
  });

  it.each(['src/a.ts', '.kairos/config.yaml', '.kairos/logs/2026/11/2026-11-20.md', '.kairos/topics/../config.yaml'])(
    'that holds %s is refused, in the dream and in the snapshot of hand edits, and nothing is written',
    async (path) => {
      const setting = await virtualSetting();
      const before = [await setting.refs(), setting.world.files.snapshot()];
      for (const where of ['after', 'edits'] as const) {
        const given = await proposal(setting, { [where]: new Map([[path, 'x\n']]) });
        await expect(propose(setting.world, given)).rejects.toMatchObject({ code: 'bad-path', message: `a dream may not write ${path}` });
      }
      expect([await setting.refs(), setting.world.files.snapshot()]).toEqual(before);
    },
  );
});
