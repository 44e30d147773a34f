/**
 * Patterns of paths: `*` and `?` stay within one part of a path, `**` goes over parts. As in `.gitignore`, a pattern without a slash is one of
 * names, wherever they are; what lies below a folder that matches is meant, too. Pure.
 */

export function isPattern(path: string): boolean {
  return /[*?]/.test(path);
}

/** A test for paths from the root. All but `*` and `?` stands for itself. */
export function globTest(pattern: string): (path: string) => boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/|\*\*|\*|\?/g, (mark) => ({ '**/': '(?:[^/]+/)*', '**': '.*', '*': '[^/]*' })[mark] ?? '[^/]');
  const whole = new RegExp(`^${pattern.includes('/') ? '' : '(?:.*/)?'}${source}(?:/|$)`, 'su');
  return (path) => whole.test(path);
}

/** The same as pathspecs for git, which must not take them literally (gitglossary(7), "glob"). */
export function globPathspecs(pattern: string): string[] {
  const escaped = pattern.replace(/[[\]\\]/g, '\\$&');
  const anywhere = pattern.includes('/') ? escaped : `**/${escaped}`;
  return [`:(top,glob)${anywhere}`, `:(top,glob)${anywhere.replace(/\/+$/, '')}/**`];
}
