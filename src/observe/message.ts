/**
 * Shortens a commit's message, author and names for its entry. Pure. The text is untrusted: it is made harmless and shortened, never reworded.
 */
import { harmless } from '../base/harmless-text.js';
import { endOfName } from '../memory/commit-text-names.js';

const SUBJECT_CHARS = 400;
const BODY_BYTES = 4096;

/** Trailers that name people or machines and explain nothing are dropped. `Fixes`, `Closes`, `Refs`, `BREAKING CHANGE` and the like stay. */
const SIGN_OFF = new RegExp(
  '^(?:(?:signed-off|co-authored|co-developed|reviewed|acked|tested|reported|suggested|approved|helped|mentored)-by' +
    '|change-id|reviewed-on|cc|git-svn-id|gerrit-change|piperorigin-revid|cr-commit-position|commit-queue|commit-ready|auto-submit' +
    '|luci-trybot-result|trybot-result|run-trybot|kairos-dream)\\s*:',
  'i',
);
/** Bodies that a bot wrote about a dependency's release: dependabot, renovate, greenkeeper, snyk. */
const MACHINE_BODY: readonly RegExp[] = [
  /^updated-dependencies:\s*$/m,
  /^Bumps (?:the\s|\[?[@\w./-]+\]?)[\s\S]{0,400}?(?:from\s\S+\sto\s|\bwith\s+\d+\s+updates?\b|\bgroup\b)/,
  /^(?:\*\*)?This PR contains the following updates:/m,
  /^(?:Signed-off-by|Co-authored-by): (?:dependabot|renovate|greenkeeper|snyk-bot|pyup-bot)\b/im,
  /^## (?:The dependency|Version \*\*)/m,
];
const MACHINE_AUTHOR = /\[bot\]$|^(?:dependabot|renovate|greenkeeper|snyk-bot|pyup-bot)\b/i;

/** The subject on one line, harmless and of at most 400 characters; pull request numbers stay. */
export function cleanSubject(subject: string): string {
  const line = harmless(subject.replace(/\s/g, ' ')).replace(/ {2,}/g, ' ').trim();
  if (line === '') return '(no subject)';
  return line.length <= SUBJECT_CHARS ? line : `${cutAt(line, SUBJECT_CHARS)}…`;
}

/**
 * The body if it explains something, else ''. Dropped: sign-off lists, bodies by bots, HTML comments of templates, a repetition of the subject.
 * Harmless; line breaks stay. At most 4096 bytes of UTF-8, cut at the end of a line and marked with `…`.
 */
export function cleanBody(subject: string, body: string, authorName: string): string {
  if (MACHINE_AUTHOR.test(authorName.trim()) || MACHINE_BODY.some((pattern) => pattern.test(body))) return '';
  const kept = harmless(body.replace(/\r\n?/g, '\n'))
    .replace(/<!--[\s\S]*?-->/g, '')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => !SIGN_OFF.test(line))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '')
    .replace(/\n+-{3,}$/, '');
  return kept === subject.trim() ? '' : cutLines(kept, BODY_BYTES);
}

/** The author as one word after `@`: lower case, words joined by `-`, letters and digits of any script; 'unknown' if nothing is left. */
export function actorOf(authorName: string): string {
  const slug = harmless(authorName)
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')
    .replace(/-{2,}/g, '-')
    .slice(0, 60)
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/^[-._\p{M}]+|[-._]+$/gu, '');
  return slug === '' ? 'unknown' : slug;
}

/**
 * A name from the repository (branch, tag) on one line and harmless; `?` for one of which nothing is left. Of a longer one the last 160 characters, from the
 * begin of a part, and at least the last part: the text is searched for secrets later, and half of one would not be recognised.
 */
export function cleanName(name: string): string {
  const line = harmless(name.replace(/\s/g, ' ')) || (name === '' ? '' : '?');
  const { mark, end } = endOfName(line);
  if (mark === '') return line;
  const at = line.length - end.length;
  const part = line.indexOf('/', at - 1) + 1 || line.lastIndexOf('/', at - 1) + 1;
  return part === 0 ? line : `${mark}${line.slice(part)}`;
}

function cutAt(line: string, chars: number): string {
  const cut = line.slice(0, chars).replace(/[\ud800-\udbff]$/, '');
  const space = cut.lastIndexOf(' ');
  // A word as long as a token goes as a whole, since half a secret would not be recognised later.
  const word = /[\w./+=~:@%-]{20,}$/.exec(cut);
  if (word !== null && word.index > 0 && space <= chars / 2 && /^[\w./+=~:@%-]/.test(line.slice(cut.length)))
    return cut.slice(0, word.index).trimEnd();
  return space > chars / 2 ? cut.slice(0, space) : cut;
}

/** At most `maxBytes` bytes of UTF-8, cut at the end of a line if there is one; a last line `…` marks a cut. */
export function cutLines(text: string, maxBytes: number): string {
  const encoder = new TextEncoder();
  const bytes = encoder.encode(text);
  if (bytes.length <= maxBytes) return text;
  // A cut inside a character decodes to U+FFFD at the end.
  const head = new TextDecoder().decode(bytes.subarray(0, maxBytes)).replace(/\ufffd+$/, '');
  const end = head.lastIndexOf('\n');
  return `${(end > 0 ? head.slice(0, end) : head).trimEnd()}\n…`;
}
