/** The words of a session's summary, from its gist: facts in the words that were said, and where the transcript says so. Pure, and without a model. */
import { withSessionLine } from '../memory/session-line.js';
import type { Gist } from './gist.js';

/** The part of a transcript that a summary tells of. */
export interface TranscriptPart {
  /** Below the folder of all transcripts. */
  readonly name: string;
  /** The byte behind the last line that was read. */
  readonly to: number;
}

/**
 * The text of a `summary` entry.
 * @param shown a file's name as it is shown; undefined for a file that is not of this repository.
 */
export function summaryText(gist: Gist, { name, to }: TranscriptPart, shown: (file: string) => string | undefined): string {
  const [first, ...later] = gist.asked;
  const files = [...new Set(gist.files.map(shown).filter((file) => file !== undefined))];
  const rows = [
    `worked${gist.branch === '' ? '' : ` on ${gist.branch}`}: ${first ?? 'nothing was asked'}`,
    row('asked then', later, gist.moreAsked),
    row('changed', files, gist.moreFiles, ', '),
    row('failed, then passed', gist.mended.map(code)),
    row('decided', gist.decided),
    row('left', leftOf(gist)),
    `transcript: ${name} bytes ${gist.from}-${to}`,
  ];
  return withSessionLine(rows.filter((line) => line !== undefined).join('\n'), gist.session);
}

/** What a session left unfinished, in its own words. */
export function leftOf({ failing, open, isAnswered }: Pick<Gist, 'failing' | 'open' | 'isAnswered'>): string[] {
  return [
    ...open,
    ...failing.map(({ tool, what, said }) => `${tool} ${code(what)} failed: ${said}`),
    ...(isAnswered ? [] : ['the last request was not answered']),
  ];
}

function row(label: string, items: readonly string[], more = 0, between = ' | '): string | undefined {
  if (items.length === 0) return undefined;
  return `${label}: ${items.join(between)}${more > 0 ? ` and ${more} more` : ''}`;
}

function code(text: string): string {
  return text.includes('`') ? text : `\`${text}\``;
}
