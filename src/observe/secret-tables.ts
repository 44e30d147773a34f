/**
 * Secrets in the tables of Markdown: what stands below a column named after passwords, and a cell that is as random as a password in a row of
 * names. Pure. It must not take a cell of documentation for a secret: a value is one word, with a digit or a sign in it.
 */
import type { Finding } from './secret-findings.js';
import { isShaped } from './secret-placed.js';
import { isPlaceholder } from './secret-real.js';
import { isSimple } from './secret-said.js';

/** The heading of a column of passwords. */
const HEADING =
  /^(?:(?:\w{2,16} )?(?:pass(?:word|wd|phrase|code)?s?|pwd?|secrets?|psk|kennwort|passwort|mot de passe|mdp|contraseña|senha|hasło|wachtwoord|пароль)|(?:api|access|wi-?fi|wlan)[ -]?key|密码|口令|パスワード|비밀번호)$/iu;
const RULE = /^:?-{2,}:?$/;

interface Cell {
  readonly text: string;
  readonly start: number;
}

/** All findings in rows of tables, unsorted. */
export function secretsInTables(text: string): Finding[] {
  if (!text.includes('|')) return [];
  const findings: Finding[] = [];
  let columns: readonly number[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    const cells = cellsOf(line, start);
    start += line.length + 1;
    const headings = cells.flatMap(({ text: cell }, column) => (HEADING.test(cell) ? [column] : []));
    if (cells.length === 0) columns = [];
    else if (headings.length > 0 && headings.length < cells.length) columns = headings;
    else if (!cells.every(({ text: cell }) => RULE.test(cell)))
      for (const [column, { text: cell, start: at }] of cells.entries())
        if (columns.includes(column) ? isValue(cell) : isOutstanding(cell, cells.length))
          findings.push({ start: at, end: at + cell.length, name: 'pair' });
  }
  return findings;
}

/** The cells of a line between bars, without backticks around them; [] for a line that is no row. */
function cellsOf(line: string, start: number): Cell[] {
  if (!/^\s{0,8}\|.{3,2000}\|\s*$/.test(line)) return [];
  const cells: Cell[] = [];
  let at = start + line.indexOf('|') + 1;
  for (const part of line.trim().slice(1, -1).split('|')) {
    const cell = part.trim().replace(/^`(.*)`$/, '$1');
    cells.push({ text: cell, start: at + part.indexOf(cell) });
    at += part.length + 1;
  }
  return cells;
}

/** Below a heading that says so, a word with a digit or a sign is a password. */
const isValue = (cell: string): boolean =>
  /^\S{5,200}$/.test(cell) &&
  !isPlaceholder(cell) &&
  !/^[\d.,%-]+$|[<>{}[\]]|\(\)|^https?:|^(?:v?\d+\.|sha-?\d|bcrypt|argon)/i.test(cell) &&
  (isShaped(cell) || isSimple(cell) || /\d|[!#$%&*+]/.test(cell.slice(1)));

/** Without such a heading, only what has small letters, capitals, digits and a sign of passwords, beside two more cells. */
const isOutstanding = (cell: string, cells: number): boolean =>
  cells >= 3 &&
  /^[\w!#$%&*+^?~@.-]{8,64}$/.test(cell) &&
  [/[a-z]/, /[A-Z]/, /\d/, /[!#$%&*^?~]./].every((needed) => needed.test(cell)) &&
  isSimple(cell);
