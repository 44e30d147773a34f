/** Which decision a sentence announces, and of which kind: by its verb, and by what the verb does there. It weighs no reason and no place. Pure. */
import { coreOf } from '../../wording/core.js';
import { DECISIONS, type ClaimKind } from './cues.js';

export interface Decision {
  readonly kind: ClaimKind;
  readonly weight: number;
}

/** What the sentence decides; undefined where it announces nothing. */
export function decisionIn(sentence: string): Decision | undefined {
  const cue = DECISIONS.find(({ pattern }) => pattern.test(sentence));
  if (!cue || !ENDING.has(cue.kind)) return cue;
  return isDeed(sentence) ? { kind: 'rule', weight: Math.min(cue.weight, DEED_WEIGHT) } : cue;
}

const ENDING: ReadonlySet<ClaimKind> = new Set(['dropped', 'stopped', 'disabled']);
const DEED_WEIGHT = 5;

const ENDS = /^(?:drop|stop|remov|delet|disabl|discontinu|abandon|kill|discard)\w*\s+/i;
/** "Where they are started", "on failure", "before the fork": it is done then, again and again. */
const OCCASION =
  /\s(?:where|when(?:ever)?|if|once|unless|until|while|upon|as soon as|each time|every time|(?:before|after) (?!v?\d|(?:its?|their) (?:end|eol)|end)\S+|on (?!by\b)(?:\w+ing|(?:\w+ )?(?:failure|errors?|exit|shutdown|startup|start|close|timeout|abort|interrupt|disconnect|logout|login|reload|restart|signals?)|sig\w+|ctrl\S*|esc(?:ape)?|enter|every|each))\b/i;
/** "Into a shell": it goes somewhere and is not gone. */
const DESTINATION = /^(?:\S+ ){1,6}(?:into|onto|down to|back to|through)\s/i;
/** Support for a thing ends, whatever its circumstances. */
const SUPPORT = /^(?:the |all )?(?:support|compatib\w+)\b|\bsupport$|^(?:using|supporting)\b/i;

/** True where a verb that elsewhere ends a thing says what is done with it, and when or where to: "stop timers where they are started". */
export function isDeed(sentence: string): boolean {
  const verb = ENDS.exec(sentence);
  if (!verb) return false;
  const object = coreOf(sentence).slice(verb[0].length);
  return !SUPPORT.test(object) && (OCCASION.test(` ${object}`) || DESTINATION.test(object));
}

/** A version, a policy or a list that is set to something, and to what is not said. */
const SETS =
  /^(?:bump|updat|upgrad|rais|lower|increas|decreas|reduc|chang|set|adjust|drop|remov|requir|add|support|fix|note|document|mention|correct|stat|specif)\w*\b/i;
const NEEDS_FIGURE =
  /\b(?:minimum|minimal|lowest|oldest|required|supported|msrv)\b.*\b(?:versions?|msrv|node(?:\.?js)?|go|golang|python|java|ruby|php|rust|git)s?\b|\b(?:msrv|rust-version)\b|\b(?:old|older|eol|end[- ]of[- ]life|unsupported|outdated|unmaintained|discontinued|legacy|ancient|newer|new|more|some|other)\b.*\b(?:versions|pythons|nodes|rubies)\b/i;

/** Which one is not said. */
const SOME_VERSION = /\brequir\w*\b.{0,30}\b(?:specific|certain|particular|newer|recent|later|higher) (?:\w+ )?versions?\b/i;

/** True for a statement about versions without any version: "updated minimum version of Rust". @param text subject and reason. */
export function lacksFigure(subject: string, text: string): boolean {
  return !/\d/.test(text) && ((SETS.test(subject) && NEEDS_FIGURE.test(subject)) || SOME_VERSION.test(subject));
}
