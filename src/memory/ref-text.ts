/** Writes and reads what entries about branches and tags say of commits. Pure; the rest of their texts is for people alone. */

const CREATED = /^(\S+) created at ([0-9a-f]{12})\b/;
const COMMIT = /(?:-> |\bat |\bto |^stash [a-z ]+: )([0-9a-f]{12})\b/;

export interface Created {
  /** The short name of the branch or tag. */
  readonly name: string;
  /** Twelve digits. */
  readonly commit: string;
  /** True if the text says nothing more. */
  readonly isBare: boolean;
}

/** `v1.0 created at 3b0057d8eee9 (release v1.0)`. @param point twelve digits of the commit, and its subject in parentheses where it is known. */
export function formatCreated(name: string, point: string): string {
  return `${name} created at ${point}`;
}

/** Reads what `formatCreated` wrote, with any text behind it; undefined for any other text. */
export function readCreated(text: string): Created | undefined {
  const [all, name, commit] = CREATED.exec(text) ?? [];
  return name === undefined || commit === undefined ? undefined : { name, commit, isBare: all === text.trim() };
}

/** Twelve digits of the commit that a ref points to now: `main: moved back, <old> -> <new>`, `v1.0 created at <new>`; undefined if none is named. */
export function commitOfRef(text: string): string | undefined {
  return COMMIT.exec(text)?.[1];
}
