/**
 * Tells authors apart by their addresses, and reads git's .mailmap, which joins several addresses of one. A name proves nothing: anybody may commit
 * under it, so the same name with another address is somebody else until the mailmap says otherwise. Pure.
 */

/** From an address, alone or with a name, to the address that counts. */
export type Mailmap = ReadonlyMap<string, string>;

const LINE = /^([^<>#]*)<([^<>]*)>(?:([^<>]*)<([^<>]*)>)?/;
/** GitHub gives two such addresses to one account. */
const NUMBERED = /^\d+\+(?=[^@]+@users\.noreply\.github\.com$)/;

/** The lines `Name <proper> [Name] <commit>` of a .mailmap; those of another form, and those that change a name alone, mean nothing here. */
export function parseMailmap(text: string): Mailmap {
  const map = new Map<string, string>();
  for (const line of text.split('\n')) {
    const found = LINE.exec(line.trim());
    if (found === null) continue;
    const [, , proper = '', name = '', email] = found;
    if (email !== undefined) map.set(keyOf(name, email), clean(proper));
  }
  return map;
}

/** What is equal for two commits of one author: their address, as the mailmap has it; the name where there is no address. */
export function whoIs({ name, email }: { readonly name: string; readonly email: string }, mailmap: Mailmap): string {
  const address = mailmap.get(keyOf(name, email)) ?? mailmap.get(keyOf('', email)) ?? clean(email);
  return address.includes('@') ? address.replace(NUMBERED, '') : `${clean(name)} <${address}>`;
}

function keyOf(name: string, email: string): string {
  return `${clean(name)} <${clean(email)}>`;
}

/** Git compares both without regard to case. */
function clean(text: string): string {
  return text.trim().toLowerCase();
}
