/**
 * Searches a text by our supplement to the preset: each rule where its hint occurs, also in base64 and across what cuts a secret apart. Pure. It is
 * loaded by the first text; it replaces nothing.
 */
import type { Finding } from './secret-findings.js';
import { SUPPLEMENT_HINTS } from './secret-hints.js';
import { PLACED } from './secret-placed.js';
import { SUPPLEMENT, type SecretRule } from './secret-rules.js';
import { SAID } from './secret-said.js';
import { secretsInTables } from './secret-tables.js';
import { TOLD } from './secret-told.js';

interface Row extends SecretRule {
  /** Most texts have no hint of a rule, and a search for hints is cheaper than one for the secret. */
  readonly hinted: RegExp;
}

/** What lies between two parts of one secret: characters that nobody sees, or the end of a line that goes on. */
const GAPS = /\p{Default_Ignorable_Code_Point}+|\\\r?\n[ \t]*/gu;
const BROKEN = /(?<=[\w-]{8})\r?\n[ \t]*(?=[\w-]{8})/g;
const BASE64 = /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{28,8000}={0,2}/g;
/** A secret in base64 that was put into base64 again, as manifests do. */
const DEEPEST = 2;

/** Makes the search: all findings in a text, unsorted, overlapping ones too. */
export function supplementSearch(): (text: string) => Finding[] {
  const rows = [...SUPPLEMENT, ...SAID, ...TOLD, ...PLACED].map((rule): Row => ({ ...rule, hinted: new RegExp(rule.hint, 'i') }));
  // Only what is known by its form: a guess by the words around it would be none in an encoded or joined text.
  const known = rows.filter(({ real }) => real === undefined);
  const anyHint = new RegExp(SUPPLEMENT_HINTS.join('|'), 'i');
  return (text) => [
    ...(anyHint.test(text) ? findingsIn(text, rows) : []),
    ...secretsInTables(text),
    ...encodedIn(text, known),
    ...without(text, GAPS, (plain) => findingsIn(plain, rows)),
    ...brokenIn(text, known),
  ];
}

function findingsIn(text: string, rows: readonly Row[]): Finding[] {
  return rows.flatMap(({ name, pattern, hinted, real }) => {
    if (!hinted.test(text)) return [];
    return [...text.matchAll(pattern)].flatMap((match): Finding[] => {
      const secret = Object.values(match.groups ?? {}).find((group) => group !== undefined) ?? match[0];
      if (real !== undefined && !real(secret)) return [];
      const start = match.index + match[0].lastIndexOf(secret);
      return [{ start, end: start + secret.length, name }];
    });
  });
}

/** Private keys and known tokens that were written in base64. */
function encodedIn(text: string, known: readonly Row[]): Finding[] {
  return [...text.matchAll(BASE64)]
    .filter(([run]) => isEncoded(run, known, DEEPEST))
    .map(({ index, 0: run }) => ({ start: index, end: index + run.length, name: 'encoded' }));
}

function isEncoded(run: string, known: readonly Row[], depth: number): boolean {
  const whole = run.replace(/=+$/, '');
  const plain = atob(whole.slice(0, whole.length - (whole.length % 4 === 1 ? 1 : 0)));
  if (!/^[\t\n\r -~]+$/.test(plain)) return false;
  if (/^-----BEGIN[A-Z ]{0,24}PRIVATE KEY/.test(plain) || findingsIn(plain, known).length > 0) return true;
  return depth > 1 && (plain.match(BASE64) ?? []).some((inner) => isEncoded(inner, known, depth - 1));
}

/** Tokens of a known form that only a new line cuts apart, and that are none without it. */
function brokenIn(text: string, known: readonly Row[]): Finding[] {
  if (text.search(BROKEN) < 0) return [];
  const whole = findingsIn(text, known);
  return without(text, BROKEN, (plain) => findingsIn(plain, known)).filter(
    ({ start, end }) => !whole.some((other) => other.start < end && start < other.end),
  );
}

/** What is found in the text without the gaps, at its place in the text with them. */
function without(text: string, gap: RegExp, find: (plain: string) => Finding[]): Finding[] {
  const gaps = [...text.matchAll(gap)].map((match) => ({ at: match.index, length: match[0].length }));
  if (gaps.length === 0) return [];
  const back = (offset: number): number => {
    let at = offset;
    for (const { at: from, length } of gaps) {
      if (from > at) break;
      at += length;
    }
    return at;
  };
  return find(text.replaceAll(gap, '')).map(({ start, end, name }) => ({ start: back(start), end: back(end - 1) + 1, name }));
}
