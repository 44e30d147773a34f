/** Patterns of the grammars of dates: matched at one place of a text, and only where no word or number goes on behind. Pure. */

const END = '(?![\\w-]|[.:]\\d)';

export function datePattern(source: string): RegExp {
  return new RegExp(`${source}${END}`, 'iy');
}

/** The match that begins at `at`, or null. */
export function matchAt(expression: RegExp, text: string, at: number): RegExpExecArray | null {
  expression.lastIndex = at;
  return expression.exec(text);
}
