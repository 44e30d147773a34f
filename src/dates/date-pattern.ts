/** Patterns for the grammars of dates: they match at one place of a text, and only if no word or number continues behind it. Pure. */

const END = '(?![\\w-]|[.:]\\d)';

/** The pattern of this source, ignoring case, which must end at the border of a word or number. */
export function datePattern(source: string): RegExp {
  return new RegExp(`${source}${END}`, 'iy');
}

/** The match that begins at `at`, or null. */
export function matchAt(expression: RegExp, text: string, at: number): RegExpExecArray | null {
  expression.lastIndex = at;
  return expression.exec(text);
}
