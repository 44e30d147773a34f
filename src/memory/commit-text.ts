/** Reads the text of a commit's entry back into its parts. Writing it is observe's business. Pure. */

export interface CommitText {
  /** Twelve digits of the full object id. */
  readonly commit: string;
  /** '' where none was written. */
  readonly branch: string;
  /** Without the changed paths in parentheses. */
  readonly subject: string;
  /** The further lines. */
  readonly body: string;
}

const FIRST = /^([0-9a-f]{12}) (?:([^\s:]+): )?([^\n]*)$/;
const PATHS = / \([^()]*(?:[+-]\d+|binary)[^()]*\)$/;

/** `3f2a91c04d11 main: fix parser crash (src/parse.ts +4 -1)` and what follows; undefined for a text that is not a commit's. */
export function readCommitText(text: string): CommitText | undefined {
  const newline = text.indexOf('\n');
  const first = FIRST.exec(newline === -1 ? text : text.slice(0, newline));
  if (!first) return undefined;
  return {
    commit: first[1] as string,
    branch: first[2] ?? '',
    subject: (first[3] as string).replace(PATHS, ''),
    body: newline === -1 ? '' : text.slice(newline + 1),
  };
}
