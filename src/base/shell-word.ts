/** A word for a line that a person may type into a shell. Pure. */

/** The text as one word of a POSIX shell: quoted where it holds anything but plain characters. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
