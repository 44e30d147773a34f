/**
 * Reads of `.gitattributes` which files a repository calls vendored or generated (`linguist-vendored`, `linguist-generated`). Pure. It knows patterns as
 * git has them, and nothing of macros or of other attributes.
 */

/** True or false where the last line that fits says so; undefined where none does. */
export type Attribute = (path: string) => boolean | undefined;

interface Rule {
  readonly fits: (path: string) => boolean;
  readonly value: boolean;
}

const WANTED = /^(-|!)?linguist-(?:vendored|generated)(?:=(\S+))?$/;

/** @param files the texts of all `.gitattributes` by their path; the deeper one wins, and in one file the later line. */
export function notOurs(files: ReadonlyMap<string, string>): Attribute {
  const rules = [...files].toSorted(([a], [b]) => depth(a) - depth(b)).flatMap(([path, text]) => rulesIn(text, path.replace(/[^/]*$/, '')));
  return (path) => rules.findLast(({ fits }) => fits(path))?.value;
}

function depth(path: string): number {
  return path.split('/').length;
}

function rulesIn(text: string, folder: string): Rule[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, quoted, plain, rest = ''] = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^\s#"]\S*))\s+(.*)$/.exec(line) ?? [];
    const pattern = quoted?.replace(/\\(.)/g, '$1') ?? plain;
    if (pattern === undefined || pattern.startsWith('[attr]')) return [];
    const said = rest.split(/\s+/).flatMap((word) => {
      const [, sign, value] = WANTED.exec(word) ?? [];
      return WANTED.test(word) && sign !== '!' ? [sign !== '-' && value !== 'false' && value !== '0'] : [];
    });
    // Called the one or the other, it is not ours.
    return said.length === 0 ? [] : [{ fits: fitting(pattern, folder), value: said.includes(true) }];
  });
}

/** A pattern with a slash counts from the folder of its file, one without fits names below it; what lies below a folder that fits is meant, too. */
function fitting(pattern: string, folder: string): (path: string) => boolean {
  const bare = pattern.replace(/^\//, '').replace(/\/$/, '/**');
  const source = bare.replace(/\*\*\/|\*\*|\*|\?|\[(?:[^\]\\]|\\.)+\]|[.+^${}()|[\]\\]/g, (mark) => SOURCES[mark] ?? classOf(mark));
  const anywhere = pattern.replace(/\/$/, '').includes('/') ? '' : '(?:.*/)?';
  const whole = new RegExp(`^${anywhere}${source}(?:/|$)`, 'su');
  return (path) => path.startsWith(folder) && whole.test(path.slice(folder.length));
}

const SOURCES: Readonly<Record<string, string>> = { '**/': '(?:[^/]+/)*', '**': '.*', '*': '[^/]*', '?': '[^/]' };

/** `[!a-z]` as an expression; any other sign stands for itself. */
function classOf(mark: string): string {
  if (!/^\[.+\]$/s.test(mark)) return `\\${mark}`;
  const inner = mark
    .slice(1, -1)
    .replace(/^!/, '^')
    .replace(/(?<!^)[\^[&~|]/g, '\\$&');
  return isExpression(`[${inner}]`) ? `[${inner}]` : '[^/]';
}

function isExpression(source: string): boolean {
  try {
    return new RegExp(source, 'u').source !== '';
  } catch {
    return false;
  }
}
