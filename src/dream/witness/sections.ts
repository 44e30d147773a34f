/** The sections of a document in Markdown or reStructuredText, each with the heading above it, which says what its sentences are about. Pure. */

export interface Section {
  /** The words of the heading; undefined for what stands above the first, and for a heading that narrows nothing. */
  readonly heading: string | undefined;
  readonly text: string;
}

const FENCE = /^\s*(?:`{3}|~{3})/;
const MARKED = /^ {0,3}(#{1,6})\s+(.+?)\s*#*\s*$/;
const UNDERLINE = /^(?:={3,}|-{3,}|~{3,}|\^{3,}|\+{3,}|\*{3,})\s*$/;
const HEADING_MOST = 50;

/** In their order, without the lines of the headings. The first heading of all is the title of the document. */
export function sectionsOf(text: string): Section[] {
  const lines = text.split('\n');
  const sections: { heading: string | undefined; lines: string[] }[] = [{ heading: undefined, lines: [] }];
  let inFence = false;
  let headings = 0;
  for (const [at, line] of lines.entries()) {
    if (FENCE.test(line)) inFence = !inFence;
    const under = !inFence && /^\S/.test(line) && UNDERLINE.test(lines[at + 1] ?? '') && (at === 0 || (lines[at - 1] ?? '').trim() === '');
    const found = inFence ? undefined : (MARKED.exec(line)?.[2] ?? (under ? line : undefined));
    if (found !== undefined) sections.push({ heading: headings++ === 0 ? undefined : narrowing(found), lines: [] });
    else if (!(UNDERLINE.test(line) && sections.at(-1)?.lines.length === 0)) sections.at(-1)?.lines.push(line);
  }
  return sections.map(({ heading, lines: own }) => ({ heading, text: own.join('\n') }));
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
