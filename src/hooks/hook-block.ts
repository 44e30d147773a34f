/**
 * The text of the git hooks that wake the daemon, and how to put it into the hook files of others. Pure; adapters/hooks.ts writes the files.
 * A hook writes one file with sh's built-in commands and cannot fail: it must not slow or break a commit, even after kairos is removed.
 */

/** Run by commands that move refs in a work tree: commit, amend, merge, pull, checkout, switch, rebase. The daemon's next tick finds the rest. */
export const HOOK_EVENTS = ['post-checkout', 'post-commit', 'post-merge', 'post-rewrite'] as const;
export type HookEvent = (typeof HOOK_EVENTS)[number];

/**
 * One line of sh. It writes the file `kairos/wake` into the work tree's own git directory (`.git` may be a file that names it), and only if
 * kairos works there. For hooks kept by husky, lefthook or by hand, and for `hook.kairos.command`.
 */
export const HOOK_LINE =
  'kairos_git=${GIT_DIR:-.git}; if [ -f "$kairos_git" ]; then read -r kairos_word kairos_git < "$kairos_git" || :; fi; ' +
  'if [ -d "$kairos_git/kairos" ]; then { echo "$$" > "$kairos_git/kairos/wake"; } 2>/dev/null || :; fi';

const BEGIN = '# >>> kairos: wakes its daemon, nothing else; "kairos hooks uninstall" takes this out';
const BEGIN_OWN = `${BEGIN} with the file`;
const END = '# <<< kairos';
const SH = /^#![ \t]*\/(?:[\w.-]+\/)*(?:env[ \t]+(?:-S[ \t]+)?)?(?:sh|bash|dash|ash|ksh|zsh)(?:[ \t].*)?\r?$/;

/** A whole hook file that holds nothing but our block. */
export function ownHookText(): string {
  return `#!/bin/sh\n${block(BEGIN_OWN)}`;
}

/** True if the text holds our block, of this version or an older one. */
export function hasHookBlock(text: string): boolean {
  return findBlock(text) !== undefined;
}

/** True if the text holds our block exactly as this version writes it. */
export function isCurrentHookBlock(text: string): boolean {
  return [BEGIN, BEGIN_OWN].some((begin) => text.includes(block(begin).trimEnd()));
}

/** True for a script of a shell that understands our line. */
export function isShellHook(text: string): boolean {
  return SH.test(text.split('\n', 1)[0] ?? '');
}

/**
 * The hook with our block below its first line. At the end it would not run in a hook that ends in `exit` or `exec`, and would change the
 * hook's exit code. An older block is replaced. All other bytes are kept.
 */
export function withHookBlock(text: string): string {
  const clean = withoutHookBlock(text);
  if (clean === undefined) return ownHookText();
  const end = clean.indexOf('\n') + 1;
  return end === 0 ? `${clean}\n${block(BEGIN).slice(0, -1)}` : `${clean.slice(0, end)}${block(BEGIN)}${clean.slice(end)}`;
}

/** The hook without our block; undefined if kairos made the file and nobody added to it, so that it can be removed. */
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
  // A block at the end of the file brought one newline: the one before it.
  return text[end] === '\n' ? { start, end: end + 1, isOwn } : { start: Math.max(0, start - 1), end, isOwn };
}
