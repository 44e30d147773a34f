/** A virtual clone with files to import, and the import as the command asks for it. */
import { importNow, type ImportWish } from '../../src/desk/import.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readEntries } from '../../src/memory/read-logs.js';
import type { Entry } from '../../src/memory/entry.js';
import type { ImportResult } from '../../src/imports/import-files.js';
import { virtualClone, type VirtualWorld } from '../../src/replay/virtual-world.js';
import type { VirtualRepository } from '../../src/replay/virtual-repository.js';
import type { Workspace } from '../../src/base/workspace.js';
import { parseConfig } from '../config/parse-config.js';

export const NOW_MS = Date.parse('2026-11-20T15:00:00Z');
export const PROJECTS = '/home/ann/.claude/projects';

export interface ImportPlace {
  readonly world: VirtualWorld;
  readonly ws: Workspace;
  readonly repo: VirtualRepository;
  /** Files of the work tree that git does not track, written on a day. */
  lay(files: Readonly<Record<string, string>>, day?: string): void;
  import(
    wish: ImportWish,
    options?: { readonly isDry?: boolean; readonly signal?: AbortSignal; readonly cwd?: string },
  ): Promise<ImportResult>;
  entries(): Promise<readonly Entry[]>;
}

export async function importPlace(): Promise<ImportPlace> {
  const { world, ws: bare, repo } = await virtualClone({ startMs: NOW_MS });
  const ws = { ...bare, transcripts: PROJECTS };
  await repo.commit('begin', { 'README.md': '# it\n' }, { atMs: Date.parse('2026-01-02T10:00:00Z') });
  world.files.lay({ [ws.config]: 'format: 1\n' });
  const { config } = parseConfig();
  return {
    world,
    ws,
    repo,
    lay: (files, day = '2026-10-01') => {
      for (const [path, text] of Object.entries(files)) {
        const whole = path.startsWith('/') ? path : `${ws.root}/${path}`;
        world.files.lay({ [whole]: text });
        world.volume.utimesSync(whole, Date.parse(day) / 1000, Date.parse(day) / 1000);
      }
    },
    import: async (wish, { isDry = false, signal = new AbortController().signal, cwd = ws.root } = {}) =>
      importNow({ world, ws, view: PLAIN_VIEW, config }, cwd, wish, { isDry, signal, onProgress: () => undefined }),
    entries: async () => (await readEntries(world, ws, PLAIN_VIEW)).entries.filter(({ kind }) => kind === 'import'),
  };
}

/** `2026-03-04 repo Use Redis` of what an import wrote. */
export function told({ written }: Pick<ImportResult, 'written'>): string[] {
  return written.map(({ atMs, origin, text }) => `${new Date(atMs).toISOString().slice(0, 10)} ${origin} ${text.split('\n')[0]}`);
}
