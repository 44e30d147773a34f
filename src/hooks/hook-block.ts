/**
 * The text of the hooks that wake the daemon, and its place in a hook file of somebody else's. Pure; the disk is adapters/hooks.ts.
 * A hook touches one file, with what sh has built in, and cannot fail: it must not cost or break a commit, also when kairos is long gone.
 */

/** Fired by what moves refs in a work tree: commit, amend, merge, pull, checkout, switch, rebase. The rest is found at the next look. */
export const HOOK_EVENTS = ['post-checkout', 'post-commit', 'post-merge', 'post-rewrite'] as const;
export type HookEvent = (typeof HOOK_EVENTS)[number];

/**
 * One line for sh: into the work tree's own git directory, where `.git` may be a file that names it, and only if kairos works there.
 * For hooks kept by husky, lefthook or by hand, and for `hook.kairos.command`.
 */
export const HOOK_LINE =
  'kairos_git=${GIT_DIR:-.git}; if [ -f "$kairos_git" ]; then read -r kairos_word kairos_git < "$kairos_git" || :; fi; ' +
  'if [ -d "$kairos_git/kairos" ]; then { echo "$$" > "$kairos_git/kairos/wake"; } 2>/dev/null || :; fi';

const BEGIN = '# >>> kairos: wakes its daemon, nothing else; "kairos hooks uninstall" takes this out';
const BEGIN_OWN = `${BEGIN} with the file`;
const END = '# <<< kairos';
const SH = /^#![ \t]*\/(?:[\w.-]+\/)*(?:env[ \t]+(?:-S[ \t]+)?)?(?:sh|bash|dash|ash|ksh|zsh)(?:[ \t].*)?\r?$/;

/** A whole hook file of kairos's own. */
export function ownHookText(): string {
  return `#!/bin/sh\n${block(BEGIN_OWN)}`;
}

/** True where our block stands, current or from an older version. */
export function hasHookBlock(text: string): boolean {
  return findBlock(text) !== undefined;
}

/** True for a block that this version would write. */
export function isCurrentHookBlock(text: string): boolean {
  return [BEGIN, BEGIN_OWN].some((begin) => text.includes(block(begin).trimEnd()));
}

/** True for a file that the shell runs, so that our lines may stand in it. */
export function isShellHook(text: string): boolean {
  return SH.test(text.split('\n', 1)[0] ?? '');
}

/**
 * The hook with our block right below its first line: a hook that ends in `exit` or `exec` would never come to a block at its end, and its own
 * exit code stays what it was. An older block is replaced. Every other byte is kept.
 */
export function withHookBlock(text: string): string {
  const clean = withoutHookBlock(text);
  if (clean === undefined) return ownHookText();
  const end = clean.indexOf('\n') + 1;
  return end === 0 ? `${clean}\n${block(BEGIN).slice(0, -1)}` : `${clean.slice(0, end)}${block(BEGIN)}${clean.slice(end)}`;
}

/** The hook as it was before; undefined where kairos made the file and nobody added to it. */
export function withoutHookBlock(text: string): string | undefined {
  const found = findBlock(text);
  if (found === undefined) return text;
  const rest = `${text.slice(0, found.start)}${text.slice(found.end)}`;
  return found.isOwn && rest === '#!/bin/sh\n' ? undefined : rest;
}

function block(begin: string): string {
  return `${begin}\n${HOOK_LINE}\n${END}\n`;
}

function findBlock(text: string): { start: number; end: number; isOwn: boolean } | undefined {
  const start = text.startsWith(BEGIN) ? 0 : text.indexOf(`\n${BEGIN}`) + 1;
  if (start === 0 && !text.startsWith(BEGIN)) return undefined;
  const last = text.indexOf(`\n${END}`, start);
  if (last < 0) return undefined;
  const end = last + 1 + END.length;
  const isOwn = text.startsWith(BEGIN_OWN, start);
  // At the very end there is no newline of ours but the one before the block.
  return text[end] === '\n' ? { start, end: end + 1, isOwn } : { start: Math.max(0, start - 1), end, isOwn };
}
