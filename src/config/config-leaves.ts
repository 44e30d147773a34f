/**
 * Reads the keys of a settings file that is written plainly: comments, `key: value`, and `section:` with `key: value` below it, values being words,
 * whole numbers or spans of time. That is what most files are, and a start of kairos need not load a parser of YAML for them. It reads nothing that YAML
 * reads otherwise; any other text is not its own, and it says so. Pure.
 */
import { isTypedWord } from '../base/yaml-words.js';

/** One key, with dots for nesting. */
export interface Leaf {
  readonly key: string;
  /** The value, where it is a single one. */
  readonly raw: unknown;
  /** As it was written. */
  readonly written: string;
  /** 1-based. */
  readonly line: number;
}

/** Reads the keys of a text, and reports what is no settings file. */
export type LeavesOf = (text: string, report: (code: 'syntax', line: number, message: string) => void) => readonly Leaf[];

const KEY = '[A-Za-z][A-Za-z0-9_]*(?:\\.[A-Za-z][A-Za-z0-9_]*)*';
const LINE = new RegExp(`^( {2})?(${KEY}):(?: +([A-Za-z0-9][A-Za-z0-9_./-]*))? *(?: #.*)?$`);
const NOTHING = /^ *(?:#.*)?$/;
/** Text that no other rule of YAML touches. */
const PLAIN = /^[\n -~]*$/;
const NUMBER = /^(?:0|[1-9]\d{0,8})$/;
const SPAN = /^[1-9]\d{0,8}(?:ms|s|m|min|h|d)$/;
const WORD = /^[A-Za-z]/;
const MOST_CHARACTERS = 8 * 1024;

/** The keys in their order; undefined for a text that is not written plainly. */
export function plainLeaves(text: string): readonly Leaf[] | undefined {
  if (text.length > MOST_CHARACTERS || !PLAIN.test(text)) return undefined;
  const leaves: Leaf[] = [];
  const seen = new Set<string>();
  // A section is open until a key stands at the margin again; one without keys is no section.
  let section: string | undefined;
  let isEmpty = false;
  for (const [at, line] of text.split('\n').entries()) {
    if (NOTHING.test(line)) continue;
    const [, indent, name = '', written] = LINE.exec(line) ?? [];
    const place = indent === undefined ? name : `${section}/${name}`;
    if (name === '' || seen.has(place) || (indent === undefined ? isEmpty : section === undefined)) return undefined;
    seen.add(place);
    if (indent === undefined) section = written === undefined ? name : undefined;
    isEmpty = indent === undefined && written === undefined;
    if (isEmpty) continue;
    const raw = written === undefined ? undefined : valueOf(written);
    if (written === undefined || raw === undefined) return undefined;
    leaves.push({ key: indent === undefined ? name : `${section}.${name}`, raw, written, line: at + 1 });
  }
  return isEmpty ? undefined : leaves;
}

function valueOf(written: string): string | number | boolean | undefined {
  if (NUMBER.test(written)) return Number(written);
  if (written === 'true' || written === 'false') return written === 'true';
  // Words to our parser of YAML, as in YAML 1.2.
  if (written === 'on' || written === 'off') return written;
  return SPAN.test(written) || (WORD.test(written) && !isTypedWord(written)) ? written : undefined;
}
