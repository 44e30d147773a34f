/**
 * Signs commits through git, as the person's own `git commit` would, where `commit.gpgSign` is on. It makes objects and moves no ref. A program that
 * the repository's own configuration names is not started: who made that repository would choose what runs here.
 */
import { errorText, KairosError } from '../../base/errors.js';
import { checkObjectId } from '../../base/git-objects.js';
import type { ObjectId } from '../../world/git-refs.js';
import { readIdentity } from './refs.js';
import type { Runner } from './runner.js';

const PROGRAMS = /^gpg\.(?:.*\.)?(?:program|defaultkeycommand)$/;
const HINT = 'mend what "git commit -S" needs here, or turn signing off: git config commit.gpgSign false';

/**
 * The `signed` verb of the Git port.
 * @throws KairosError `git-failed` with what git said where signing fails, or where the repository itself names the program.
 */
export async function signed(git: Runner, chain: readonly ObjectId[]): Promise<readonly ObjectId[]> {
  if (!(await isWanted(git))) return chain;
  await refuseForeignProgram(git);
  const person = await readIdentity(git);
  const ids: ObjectId[] = [];
  for (const id of chain) ids.push(await signedCopy(git, id, ids.at(-1), person));
  return ids;
}

async function isWanted(git: Runner): Promise<boolean> {
  const { stdout } = await git.plain(['config', '--type=bool', '--get', 'commit.gpgSign'], { accept: [1] });
  return stdout.trim() === 'true';
}

async function refuseForeignProgram(git: Runner): Promise<void> {
  const { stdout } = await git.plain(['config', '--null', '--show-scope', '--name-only', '--get-regexp', '^gpg\\.'], { accept: [1] });
  const words = stdout.split('\0');
  for (let at = 0; at + 1 < words.length; at += 2) {
    const [scope = '', key = ''] = words.slice(at, at + 2);
    if ((scope !== 'local' && scope !== 'worktree') || !PROGRAMS.test(key)) continue;
    throw new KairosError(
      'git-failed',
      `the commit is to be signed, and ${key} of this repository names the program, which is not started`,
      {
        hint: `name it in your own settings: git config --global ${key} ..., git config --unset ${key}`,
      },
    );
  }
}

/**
 * The same commit with a signature. Its author stays; the person who signs is its committer, by whom git and forges find the key.
 * @param parent takes the place of the first parent.
 */
async function signedCopy(
  git: Runner,
  id: ObjectId,
  parent: ObjectId | undefined,
  person: { readonly name: string; readonly email: string } | undefined,
): Promise<ObjectId> {
  const raw = await git.text(['cat-file', 'commit', checkObjectId(id)]);
  const end = raw.indexOf('\n\n');
  const [head, message] = [raw.slice(0, end).split('\n'), raw.slice(end + 2)];
  const valuesOf = (key: string): string[] => head.flatMap((line) => (line.startsWith(`${key} `) ? [line.slice(key.length + 1)] : []));
  const [tree = ''] = valuesOf('tree');
  const [first, ...others] = valuesOf('parent');
  const parents = [...(first === undefined ? [] : [parent ?? first]), ...others].flatMap((one) => ['-p', checkObjectId(one)]);
  const author = partsOf(valuesOf('author')[0] ?? '');
  const committer = partsOf(valuesOf('committer')[0] ?? '');
  try {
    const made = await git.text(['commit-tree', '-S', ...parents, '-F', '-', checkObjectId(tree)], {
      input: message,
      config: ['core.fsync=committed,reference', 'i18n.commitEncoding=UTF-8'],
      by: { author, committer: { ...committer, ...person } },
    });
    return checkObjectId(made.trim());
  } catch (error) {
    if (error instanceof KairosError && error.code === 'cancelled') throw error;
    throw new KairosError('git-failed', `the commit is to be signed (commit.gpgSign), and signing failed: ${errorText(error)}`, {
      hint: HINT,
      cause: error,
    });
  }
}

/** `Ann <ann@example.invalid> 1763632800 +0000` */
function partsOf(line: string): { readonly name: string; readonly email: string; readonly date: string } {
  const [, name = '', email = '', date = ''] = /^(.*) <([^>]*)> (\d+ [+-]\d{4})$/.exec(line) ?? [];
  return { name, email, date: `@${date}` };
}
