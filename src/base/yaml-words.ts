/** Words that YAML, or some parser of it, reads as another type than text, so that text must be quoted. Pure; it parses nothing. */

const TYPED = /^(?:true|false|null|y|n|yes|no|on|off|nan|inf)$/i;

/** True for a word that stands for a truth value, a number or nothing unless it is quoted. */
export function isTypedWord(word: string): boolean {
  return TYPED.test(word);
}
