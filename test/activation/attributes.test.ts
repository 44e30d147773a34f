import { describe, expect, it } from 'vitest';
import { ATTRIBUTES, memoryAttributes } from '../../src/activation/attributes.js';
import { examine } from '../../src/desk/doctor.js';
import { planSetUp, setUp } from '../../src/desk/init.js';
import { kairosClone } from '../kairos-clone.js';

type Clone = Awaited<ReturnType<typeof kairosClone>>;

const TEMPLATE = 'format: 1\n';
const UTF16 = '*.md working-tree-encoding=UTF-16';

/** A clone with these files of attributes, by their paths from the root. */
async function clone(files: Readonly<Record<string, string>>): Promise<Clone> {
  const made = await kairosClone();
  made.world.files.lay({
    [`${made.ws.topics}/redis.md`]: '# Redis\n',
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`${made.ws.root}/${path}`, text])),
  });
  return made;
}

async function told({ world, ws }: Clone): Promise<{ state: string; detail: string; hint?: string | undefined }[]> {
  const rows = await examine(world, ws, []);
  return rows.filter(({ what }) => what === 'attributes').map(({ state, detail, hint }) => ({ state, detail, hint }));
}

describe('attributes of git that rewrite the memory', () => {
  it('are none where kairos init wrote the file, whatever a folder above says', async () => {
    const made = await clone({ '.gitattributes': `${UTF16} filter=cut ident\n`, '.kairos/.gitattributes': ATTRIBUTES });
    expect(await memoryAttributes(made.world, made.ws)).toEqual({ rewriting: [], isOpen: false });
    expect(await told(made)).toEqual([]);
  });

  it('are told where the file is missing: a note, or bad where a folder above sets one', async () => {
    expect(await told(await clone({ '.gitattributes': '*.psd filter=lfs\n/docs/** ident\n' }))).toEqual([
      { state: 'note', detail: '.kairos/.gitattributes does not keep git from rewriting topics on checkout', hint: 'kairos init' },
    ]);
    expect(await told(await clone({ '.gitattributes': `# ours\n${UTF16}\n` }))).toEqual([
      {
        state: 'bad',
        detail: '.gitattributes:2 has git rewrite the memory on checkout: working-tree-encoding=UTF-16',
        hint: 'kairos init',
      },
    ]);
  });

  it.each([
    ['.kairos/.gitattributes', `${ATTRIBUTES}${UTF16}\n`, 'kairos init'],
    ['.kairos/.gitattributes', `${ATTRIBUTES}/topics/redis.md filter=cut\n`, 'kairos init'],
    ['.kairos/topics/.gitattributes', `${UTF16}\n`, 'take the line out'],
    ['.git/info/attributes', '.kairos/**/*.md ident\n', 'take the line out'],
  ])('are told where %s sets one (%j)', async (path, text, hint) => {
    const made = await clone({ '.kairos/.gitattributes': ATTRIBUTES, [path]: text });
    expect(await told(made)).toEqual([{ state: 'bad', detail: expect.stringContaining(`${path}:`), hint }]);
  });

  it.each([`${ATTRIBUTES}${UTF16}\n`, '* -filter -ident', `${ATTRIBUTES}* !filter\n`, ''])(
    'are kept out again by kairos init where .kairos/.gitattributes was changed to %j',
    async (text) => {
      const made = await clone({ '.kairos/.gitattributes': text });
      expect(await told(made)).not.toEqual([]);
      const { world, ws } = made;
      await setUp(world, ws, await planSetUp(world, ws, TEMPLATE, { wantsTrust: false }));
      expect(await told(made)).toEqual([]);
      expect(await world.files.read(ws.gitattributes)).toMatch(/^[^]*\* -working-tree-encoding -filter -ident\n$/);
      expect((await planSetUp(world, ws, TEMPLATE, { wantsTrust: false })).writes).toEqual([]);
    },
  );
});
