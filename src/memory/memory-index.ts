/**
 * MEMORY.md: a person's text, and one derived block between two marker lines. Only the block may be rewritten or shortened to keep the size limit.
 * Lines that somebody wrote inside the block are moved below it, never dropped. Pure.
 */
import { byteLength } from './entry.js';
import type { Problem } from './entry.js';
import { blockOf, INDEX_END, INDEX_START, isBlockLine, type Block } from './memory-block.js';
import type { Acceptance } from './memory-claims.js';
import type { Topic } from './topic.js';

/** The limit of MEMORY.md, so that it fits whole into any prompt. */
export const MEMORY_CAP_BYTES = 25_000;
/** The limit of the block where no setting says another (`memory.budget`). */
export const MEMORY_BUDGET_BYTES = 12_000;

/** What `kairos init` lays down. As long as MEMORY.md holds these bytes, nobody has written in it. */
export const FIRST_MEMORY = `# Memory

What everyone who works here should know first. This text is yours; kairos keeps only the list below.

${INDEX_START}
${INDEX_END}
`;

const PATH = 'MEMORY.md';

export interface DerivedIndex extends Block {
  readonly problems: readonly Problem[];
}

/**
 * MEMORY.md with a new block, which is a function of topics, acceptances and budget alone. The person's bytes stay. Without markers the block goes to the
 * end; stray or second markers are dropped, and the text between them stays.
 * @param memoryText undefined if there is no file yet.
 * @param options.budgetBytes what the block may take, as long as the whole file stays below its limit.
 * @param options.accepted what reports in the tree say was accepted.
 */
export function deriveIndex(
  memoryText: string | undefined,
  topics: readonly Topic[],
  options: { readonly budgetBytes?: number | undefined; readonly accepted?: readonly Acceptance[] } = {},
): DerivedIndex {
  const { budgetBytes = MEMORY_BUDGET_BYTES, accepted = [] } = options;
  const text = memoryText ?? '# Memory\n';
  // CRLF only if all lines end so: judged by one line, the answer could change when that line is removed.
  const eol = text.includes('\r\n') && !/(?:^|[^\r])\n/.test(text) ? '\r\n' : '\n';
  const { before, after, problems } = split(text, eol);
  const person = byteLength(before) + byteLength(after);
  const block = blockOf(topics, accepted, Math.min(budgetBytes, MEMORY_CAP_BYTES - 1 - person), eol);
  if (person >= MEMORY_CAP_BYTES) {
    const message = `${person} bytes of your own text leave the index no room: all of MEMORY.md must stay below ${MEMORY_CAP_BYTES}; move some of it into a topic`;
    problems.push({ path: PATH, line: 0, message });
  }
  return { ...block, text: before + block.text + after, problems };
}

/** What people wrote: the text without the block. */
export function personsText(memoryText: string): string {
  const { before, after } = split(memoryText, '\n');
  return `${before.trim()}\n${after.trim()}`.trim();
}

interface Split {
  readonly before: string;
  readonly after: string;
  readonly problems: Problem[];
}

/** Splits the person's text at the place of the block. */
function split(text: string, eol: string): Split {
  const raws = text.split(/(?<=\n)/).filter((raw) => raw !== '');
  const lines = raws.map((raw) => raw.replace(/^\uFEFF/, '').trim());
  const problems: Problem[] = [];
  const end = lines.findIndex((line, at) => line === INDEX_END && lines.lastIndexOf(INDEX_START, at) !== -1);
  const start = end === -1 ? -1 : lines.lastIndexOf(INDEX_START, end);
  const keep = (from: number, to: number): string =>
    raws
      .slice(from, to)
      .filter((_, at) => !isMarker(lines[from + at] as string))
      .join('');
  const strays = lines.filter(isMarker).length - (end === -1 ? 0 : 2);
  if (strays > 0)
    problems.push({
      path: PATH,
      line: lines.findIndex(isMarker) + 1,
      message: 'has index markers without a partner, or twice; one pair is kept',
    });
  if (end === -1) {
    const at = lines.findIndex(isMarker);
    if (at !== -1) return { before: keep(0, at), after: keep(at, raws.length), problems };
    const closed = text === '' || text === '\uFEFF' || text.endsWith('\n') ? text : text + eol;
    return { before: closed.trim() === '' || /\n[ \t]*\r?\n$/.test(closed) ? closed : closed + eol, after: '', problems };
  }
  const foreign = raws
    .slice(start + 1, end)
    .filter((raw) => !isBlockLine(raw))
    .map((raw) => (raw.endsWith('\n') ? raw : raw + eol));
  if (foreign.length > 0)
    problems.push({ path: PATH, line: start + 1, message: `${foreign.length} lines written inside the index were moved below it` });
  // A byte order mark in front of the marker belongs to the file, not to the block.
  const bom = start === 0 && text.startsWith('\uFEFF') ? '\uFEFF' : '';
  return { before: bom + keep(0, start), after: foreign.join('') + keep(end + 1, raws.length), problems };
}

function isMarker(line: string): boolean {
  return line === INDEX_START || line === INDEX_END;
}
