/** Lets a person write a text in their own editor, as git does for commit messages. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KairosError } from '../base/errors.js';
import type { Context } from './context.js';

const RULE = '# ------------------------';

/**
 * The text after editing, without the explanation below the rule.
 * @throws KairosError `cancelled` when the editor ends with an error, and where nothing was written: as for git, leaving the editor decides nothing.
 */
export function editText(context: Context, text: string, explanation: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'kairos-edit-'));
  const file = join(folder, 'CLAIM.md');
  try {
    writeFileSync(file, `${text}\n\n${RULE}\n# ${explanation}\n`);
    const editor = context.env['VISUAL'] || context.env['EDITOR'] || 'vi';
    // The user's own setting, which may hold arguments ("code --wait"): the shell splits it, as git lets it.
    const { status, error } = spawnSync('sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' });
    if (error || status !== 0)
      throw new KairosError('cancelled', `the editor (${editor}) ended with ${error?.message ?? status}`, {
        hint: 'set $EDITOR, or give the text with --text',
      });
    const written = (readFileSync(file, 'utf8').split(RULE)[0] ?? '').trim();
    if (written === '' || written === text.trim())
      throw new KairosError('cancelled', `the text was left ${written === '' ? 'empty' : 'as it was'}: nothing is decided`, {
        hint: 'kairos review accepts it as it is, or rejects it',
      });
    return written;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
