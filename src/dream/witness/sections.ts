/** The sections of a document in Markdown or reStructuredText, each with the heading above it, which says what its sentences are about. Pure. */

export interface Section {
  /** The headings above it that narrow what it is about, the widest first: `Update WPTs, Run the tests`; undefined where none does. */
  readonly heading: string | undefined;
  readonly text: string;
}

const FENCE = /^\s*(?:`{3}|~{3})/;
const MARKED = /^ {0,3}(#{1,6})\s+(.+?)\s*#*\s*$/;
const UNDERLINE = /^(?:={3,}|-{3,}|~{3,}|\^{3,}|\+{3,}|\*{3,})\s*$/;
const HEADING_MOST = 50;
const HEADINGS_MOST = 80;

interface Above {
  readonly level: number;
  readonly heading: string | undefined;
}

/** In their order, without the lines of the headings. The first heading of all is the title of the document. */
export function sectionsOf(text: string): Section[] {
  const lines = text.split('\n');
  const sections: { heading: string | undefined; lines: string[] }[] = [{ heading: undefined, lines: [] }];
  // Of underlined headings the sign that came first is the highest level.
  const signs: string[] = [];
  let above: readonly Above[] = [];
  let inFence = false;
  let isTitled = false;
  let isUnderline = false;
  for (const [at, line] of lines.entries()) {
    if (isUnderline) {
      isUnderline = false;
      continue;
    }
    if (FENCE.test(line)) inFence = !inFence;
    const marked = inFence ? null : MARKED.exec(line);
    const under =
      !inFence && /^\S/.test(line) && (lines[at - 1] ?? '').trim() === '' ? UNDERLINE.exec(lines[at + 1] ?? '')?.[0][0] : undefined;
    if (under !== undefined && !signs.includes(under)) signs.push(under);
    const written = marked?.[2] ?? (under === undefined ? undefined : line);
    if (written !== undefined) {
      const level = marked?.[1]?.length ?? signs.indexOf(under ?? '') + 1;
      above = [...above.filter((one) => one.level < level), { level, heading: isTitled ? narrowing(written) : undefined }];
      isTitled = true;
      isUnderline = under !== undefined && marked === null;
      sections.push({ heading: joined(above), lines: [] });
    } else sections.at(-1)?.lines.push(line);
  }
  return sections.map(({ heading, lines: own }) => ({ heading, text: own.join('\n') }));
}

/** All of them, or the nearest alone where they are too long. */
function joined(above: readonly Above[]): string | undefined {
  const headings = above.flatMap(({ heading }) => heading ?? []);
  const all = headings.join(', ');
  return all === '' ? undefined : all.length <= HEADINGS_MOST ? all : headings.at(-1);
}

/** A heading as it is cited: without marks, signs and numbers. A question, a sentence, and what every document has, narrow nothing. */
function narrowing(written: string): string | undefined {
  const heading = written
    .replace(/[`*_]/g, '')
    .replace(/^[^\p{L}]+/u, '')
    .replace(/[^\p{L}\p{N})]+$/u, '')
    .trim();
  const isPlain = heading !== '' && heading.length <= HEADING_MOST && !/[(),]|\.\s/.test(heading) && !/[?!]\W*$/.test(written);
  return isPlain && !GENERAL.test(heading) ? heading : undefined;
}

const GENERAL =
  /^(?:(?:how to )?contribut\w*(?: (?:to|guide\w*|code|rules?)\b.*)?|guide(?:lines?)?|(?:general )?(?:rules?|notes?|information|remarks)|general|overview|introduction|conventions|important|summary|table of contents|contents|development|developing|hacking|workflow|tl;?dr|(?:the )?basics|misc\w*|other|tips|requirements|before you (?:begin|start))$/i;
