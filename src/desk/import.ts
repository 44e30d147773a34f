/** Imports on request what people wrote down elsewhere: rules for agents, an agent's own memory, decision records, notes in Markdown. */
import { KairosError } from '../base/errors.js';
import { importFiles, type ImportOptions, type ImportResult } from '../imports/import-files.js';
import { agentMemoryOf, markdownAt, RECORD_FOLDERS, recordFolder, rulesOf, type Found } from '../imports/places.js';
import { keepJournal, type Kept } from './keep-journal.js';

export type { ImportResult } from '../imports/import-files.js';

/** What to import: a word of its own, or paths. */
export type ImportWish =
  | { readonly what: 'claude-memory' | 'agents-md' }
  | { readonly what: 'adr'; readonly folder: string | undefined }
  | { readonly what: 'paths'; readonly paths: readonly string[] };

/**
 * Imports. What was written by then is committed to the journal, also after an abort.
 * @param cwd from where paths were typed. @throws KairosError `not-found`, `bad-path`, `usage` for what cannot be imported, and as appending entries.
 */
export async function importNow(kept: Kept, cwd: string, wish: ImportWish, options: ImportOptions): Promise<ImportResult> {
  const { world, ws, view } = kept;
  const result = await importFiles(world, ws, view, await found(kept, cwd, wish), options);
  if (result.written.length > 0) await keepJournal(kept);
  return result;
}

async function found({ world, ws }: Kept, cwd: string, wish: ImportWish): Promise<Found> {
  switch (wish.what) {
    case 'agents-md':
      return rulesOf(world, ws);
    case 'claude-memory':
      return agentMemoryOf(world, ws, cwd);
    case 'adr': {
      const folder = wish.folder ?? (await recordFolder(world, ws));
      if (folder !== undefined) return markdownAt(world, ws, cwd, folder, 'adr');
      throw new KairosError('not-found', 'no folder of decision records is known here', {
        hint: `name it: kairos import adr FOLDER (looked for ${RECORD_FOLDERS.join(', ')})`,
      });
    }
    case 'paths': {
      const all: Found = { files: [], refused: [], passed: 0, roots: [] };
      for (const path of wish.paths) {
        const { files, refused, passed, roots } = await markdownAt(world, ws, cwd, path, 'note');
        all.files.push(...files);
        all.refused.push(...refused);
        all.roots.push(...roots);
        all.passed += passed;
      }
      return all;
    }
  }
}
