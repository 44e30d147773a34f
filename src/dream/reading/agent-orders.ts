/**
 * Finds out whether a text speaks to agents, or orders a command that brings a program from elsewhere. Such text is what an attacker of an agent
 * writes; a person decides about it by name. It judges words, never an author, and changes nothing. Pure.
 */
import { harmless } from '../../base/harmless-text.js';
import { COMMANDS, TO_AGENTS, TO_AGENTS_AS_WRITTEN } from './agent-cues.js';
import { speaksToAgents } from './agent-speech.js';
import { TURNS } from './agent-turns.js';
import { mayMatch } from './needed-words.js';

/** Why a claim is marked. The last three are told by the history and its tree, and not by the text. */
export const MARKINGS = [
  'speaks to agents',
  'orders a command',
  'author new to the base',
  'another value was noted',
  'not seen in the tree',
] as const;
export type Marking = (typeof MARKINGS)[number];

/** Longer texts are looked at up to here: an entry has at most so much. */
const LONGEST = 16 * 1024;

/** The scope of a subject, in small letters: `agent: add a timer`. It names a part of the project, and calls nobody. */
const SCOPE =
  /^(?:[0-9a-f]{7,40} [\w./-]{1,60}: )?(?:agents?|models?|bots?|assistants?|cursor|gemini|codex|claude|copilot|llms?|gpt|chatgpt|devin|windsurf|aider)(?:\([^)\n]{0,40}\))?!?: (?=[a-z])/;

/** What is found in the text, in the order of the table; [] for plain text. */
export function markingsIn(text: string): Marking[] {
  const plain = folded(text.slice(0, LONGEST));
  const texts = [plain, ...decodedIn(plain)];
  const small = texts.map((one) => one.toLowerCase());
  const speaks =
    isIn(
      TO_AGENTS,
      small.map((one, at) => (SCOPE.test(texts[at] as string) ? one.replace(SCOPE, '') : one)),
    ) ||
    isIn(TO_AGENTS_AS_WRITTEN, texts) ||
    isIn(TURNS, small) ||
    texts.some(speaksToAgents);
  return [...(speaks ? (['speaks to agents'] as const) : []), ...(isIn(COMMANDS, small) ? (['orders a command'] as const) : [])];
}

function isIn(patterns: readonly RegExp[], texts: readonly string[]): boolean {
  return texts.some((text) => patterns.some((pattern) => mayMatch(pattern, text) && pattern.test(text)));
}

/** All of several lists, each once, in the order of the table. */
export function allMarkings(...lists: readonly (readonly Marking[])[]): Marking[] {
  return MARKINGS.filter((marking) => lists.some((list) => list.includes(marking)));
}

/** Letters of other scripts that look like Latin ones, in the order of LOOKS_LIKE. */
const LOOKALIKES = 'аеоріѕухсһіјԁɡԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТХабвο';
const LOOKS_LIKE = 'aeopisyxchijdgqwABEZHIKMNOPTYXABEKMHOPCTXabbo';

/** As it reads: without invisible characters, emphasis and accents of form, full-width letters as plain ones, and look-alikes in a Latin word as Latin. */
function folded(text: string): string {
  const plain = harmless(text)
    .normalize('NFKC')
    .replace(/[‘’]/g, "'")
    .replace(/[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}/g, (mark) => (mark === '_' ? '_' : ''));
  if (!/[\u0370-\u052f]/.test(plain)) return plain;
  return plain.replace(/[\p{L}]+/gu, (word) =>
    /[A-Za-z]/.test(word) ? Array.from(word, (letter) => LOOKS_LIKE[LOOKALIKES.indexOf(letter)] ?? letter).join('') : word,
  );
}

const BASE64 = /[A-Za-z0-9+/_-]{24,}={0,2}/g;
const DECODED_MOST = 8;

/** What runs of base64 say, where that is text. */
function decodedIn(text: string): string[] {
  const found: string[] = [];
  for (const [run] of text.matchAll(BASE64)) {
    if (found.length === DECODED_MOST) break;
    const decoded = decoded64(run);
    if (decoded !== undefined) found.push(decoded);
  }
  return found;
}

function decoded64(run: string): string | undefined {
  try {
    const text = atob(run.replace(/-/g, '+').replace(/_/g, '/').replace(/=+$/, ''));
    return /^[\t\n\r -~]{12,}$/.test(text) && text.includes(' ') ? text : undefined;
  } catch {
    return undefined;
  }
}
