/**
 * A decision record (MADR, Nygard's form and what is like them) as one memory: title, number and status first, then its text. Pure. The second line is
 * read by the dream, too: `readDecision`.
 */
import { frontText } from './file-text.js';
import type { FileText, ImportUnit } from './imported-file.js';
import { headingText, partsOf } from './markdown-parts.js';

const NUMBER = /^(?:adr[-_ ]?)?0*(\d{1,5})(?=[-_. ])/i;
const TITLE_NUMBER = /^(?:adr[-_ ]?)?0*(\d{1,5})\s*[.:)–—-]\s*/i;
const STATUS_LINE = /^[ \t]*(?:[-*+][ \t]+)?[*_]{0,2}status[*_]{0,2}[ \t]*:[*_]{0,2}[ \t]*(\S[^\n]*)$/im;
const DATE_LINE = /^[ \t]*(?:[-*+][ \t]+)?[*_]{0,2}date[*_]{0,2}[ \t]*:[*_]{0,2}[ \t]*(\S[^\n]*)$/im;
const TEMPLATE = /(?:^|[-_])template(?:[-_.]|$)/i;
const HEAD_LINES = 20;
const SUCCESSOR = /(?:super[sc]e[dt]ed|replaced|obsoleted)[ \t]+(?:by|with)\b[:\s]*([\s\S]*)/i;

/** Words for the status of a record, by what they mean for the decision. What ended a decision comes first. */
const STATUS: readonly (readonly [string, RegExp])[] = [
  ['superseded', /\bsuper[sc]e[dt]ed\b|\breplaced by\b/i],
  ['deprecated', /\bdeprecated|\bobsolete|\bretired|\bwithdrawn/i],
  ['rejected', /\brejected|\bdeclined|\babandoned/i],
  ['deferred', /\bon hold|\bdeferred|\bpostponed|\bparked/i],
  ['proposed', /\bpropos|\bdraft|\bpending|\bin review|\bunder discussion|\bwip\b|\bopen\b/i],
  ['accepted', /\baccept|\bapprov|\badopt|\bdecided|\bimplemented|\bactive|\bdone\b|\bfinal/i],
];

/** @returns why the file is no decision record, or too much to be read. */
export function decisionIn({ file, front, body }: FileText): ImportUnit[] | { readonly why: string } {
  const name = file.path.split('/').at(-1) ?? '';
  if (TEMPLATE.test(name)) return { why: 'is a template' };
  const { title: heading, parts, failed } = partsOf(body);
  if (failed !== undefined) return { why: failed };
  const written = frontText(front, 'status') || (STATUS_LINE.exec(headOf(body))?.[1] ?? '') || sectionOf(body, /^status$/i);
  const number = NUMBER.exec(name)?.[1] ?? TITLE_NUMBER.exec(heading)?.[1];
  if (number === undefined && written === '' && !parts.some(({ trail }) => trail.some((text) => /\bdecision\b/i.test(text))))
    return { why: 'has neither a number, a status nor a decision' };
  const title =
    (frontText(front, 'title') || heading).replace(TITLE_NUMBER, '') ||
    name
      .replace(/\.\w+$/, '')
      .replace(NUMBER, '')
      .replace(/^[-_. ]+/, '')
      .replace(/[-_]+/g, ' ');
  const status = statusOf(written);
  const successor = status === 'superseded' ? successorIn(written) : undefined;
  const words = status === '' ? written.replace(/\s+/g, ' ').slice(0, 80).trim() : status;
  const now = `${words || 'accepted, as nothing else is said'}${successor === undefined ? '' : ` by ${successor}`}`;
  const told = `decision record${number === undefined ? '' : ` ${number}`}: ${now}`;
  const date = DATE_LINE.exec(headOf(body))?.[1] ?? sectionOf(body, /^date$/i);
  return [
    {
      text: `${title.replace(/\s+/g, ' ').trim()}\n${told}\n\n${withoutHead(body, heading)}`,
      ...(status !== 'accepted' && words !== '' && { status: now }),
      ...(successor !== undefined && { supersededBy: successor }),
      ...(date !== '' && { date }),
    },
  ];
}

/** Status and date stand near the top; further down such a line is about something else. */
function headOf(body: string): string {
  return body.trimStart().split('\n', HEAD_LINES).join('\n');
}

function statusOf(written: string): string {
  return STATUS.find(([, pattern]) => pattern.test(written))?.[0] ?? '';
}

/** The file or the number that a status names: `superseded by [ADR-0005](0005-x.md)`, `Superseded by 5. Use x`. */
function successorIn(written: string): string | undefined {
  const rest = SUCCESSOR.exec(written)?.[1] ?? '';
  const file = /\(([^()\s#]+\.md)(?:#[^()\s]*)?\)/.exec(rest)?.[1] ?? /([\w./-]+\.md)\b/.exec(rest)?.[1];
  return file?.split('/').at(-1) ?? /\d{1,5}/.exec(rest)?.[0].replace(/^0+(?=\d)/, '');
}

/** What stands under a heading of this name, whatever its level. */
function sectionOf(body: string, name: RegExp): string {
  const lines = body.split('\n');
  const at = lines.findIndex((line) => /^#{1,6}[ \t]/.test(line) && name.test(headingText(line)));
  if (at === -1) return '';
  const end = lines.findIndex((line, n) => n > at && /^#{1,6}[ \t]/.test(line));
  return lines
    .slice(at + 1, end === -1 ? undefined : end)
    .join('\n')
    .trim();
}

/** The record without what its first two lines say: title, status and date. */
function withoutHead(body: string, heading: string): string {
  const lines = body.trim().split('\n');
  if (/^#[ \t]/.test(lines[0] ?? '') && headingText(lines[0] ?? '') === heading) lines.shift();
  else if (/^=+[ \t]*$/.test(lines[1] ?? '')) lines.splice(0, 2);
  const kept: string[] = [];
  let skips = false;
  for (const [at, line] of lines.entries()) {
    if (/^#{1,6}[ \t]/.test(line)) skips = /^(?:status|date)$/i.test(headingText(line));
    const isHead = at < HEAD_LINES && (STATUS_LINE.test(line) || DATE_LINE.test(line));
    if (!skips && !isHead) kept.push(line);
  }
  return kept.join('\n').trim();
}
