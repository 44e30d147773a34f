/**
 * Patterns with Unicode's classes of letters in two forms: as they are written, and without those classes for texts that are plain ASCII, as nearly all are. V8
 * takes one to three milliseconds to compile a pattern with `\p{L}` and `\p{M}`, and a tenth of that without; a command compiles ten of them. Pure.
 */

/** The form that finds in this text what the written pattern finds. */
export type Formed = (text: string) => RegExp;

/** What stands in ASCII for each class, within brackets; other classes that are asked for have nothing there. */
const IN_ASCII: Readonly<Record<string, string>> = { L: 'A-Za-z', Lu: 'A-Z', Ll: 'a-z', N: '0-9' };

/**
 * Each form is made when it is first needed.
 * @param source as of a RegExp with the flag `u`: of classes it may have `\p{L}`, `\p{Lu}`, `\p{Ll}`, `\p{Lo}`, `\p{Lt}`, `\p{Lm}`, `\p{M}`, `\p{N}` and scripts without
 * a sign in ASCII. @param flags of the written form.
 */
export function inTwoForms(source: string, flags: string): Formed {
  let [ascii, any]: (RegExp | undefined)[] = [];
  return (text) =>
    isAscii(text) ? (ascii ??= new RegExp(withoutClasses(source), flags.replace('u', ''))) : (any ??= new RegExp(source, flags));
}

function withoutClasses(source: string): string {
  let isWithin = false;
  return source.replace(/\\p\{([^}]+)\}|\\[^]|[[\]]/g, (found, name: string | undefined) => {
    if (name !== undefined) return isWithin ? (IN_ASCII[name] ?? '') : `[${IN_ASCII[name] ?? ''}]`;
    if (found === '[' || found === ']') isWithin = found === '[';
    return found;
  });
}

/** True for a text without a letter of another alphabet, an accent or a sign of another script. */
export function isAscii(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  return /^[\x00-\x7f]*$/.test(text);
}
