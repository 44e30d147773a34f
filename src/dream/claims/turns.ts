/**
 * When a later statement of commits turns about an earlier one without naming it: "enable windows-gnu again", "stop building for windows-gnu"; or the steps of one
 * change: warn, only warn, never warn. Both must speak of the very same thing. It says nothing of notes, which have rules of their own. Pure.
 */
import { stemsOf } from '../../wording/words.js';
import type { Message } from '../reading/message.js';
import { newestOf, type Finding } from './finding.js';
import type { End } from './overruling.js';
import type { Statement } from './statement.js';

const OFF =
  /^(?:let['’]?s not|don['’]?t|do not|never|no longer|stop(?:s|ped)?|drop(?:s|ped)?|disable[sd]?|remove[sd]?|skip(?:s|ped)?|turn(?:s|ed)? off|exclude[sd]?)\b/i;
const ON =
  /^(?:(?:re-?)?enable[sd]?|(?:re-?)?add(?:s|ed)?|support(?:s|ed)?|build(?:s)?|allow(?:s|ed)?|restore[sd]?|bring(?:s)? back|turn(?:s|ed)? on|include[sd]?|test(?:s)?|run(?:s)?|publish(?:es)?|ship(?:s)?)\b/i;
const BEHIND = /\s(?:which|that|as|since|because|again|any ?more|now)\b.*$/is;
/** Stems of what is done with a thing that is turned on or off. */
const ACTS = new Set('build test support run ship publish releas compil target ci job add us enabl binari packag'.split(' '));
const QUANTIFIER = /\b(?:only|just|never|always|not|don['’]?t|do)\b/gi;
const NAME = /[-_./\d`]|\p{Ll}\p{Lu}/u;

interface Turn {
  readonly isOn: boolean | undefined;
  /** What is turned on or off, where it has a name; '' where it has none. */
  readonly thing: string;
  /** All that is said, without how often. */
  readonly said: string;
  readonly size: number;
  readonly how: string;
}

const turns = new WeakMap<Statement, Turn>();

function turnOf(statement: Statement): Turn {
  const known = turns.get(statement);
  if (known) return known;
  const core = statement.cores[0]?.text ?? '';
  const isOn = OFF.test(core) ? false : ON.test(core) ? true : undefined;
  const rest = core.replace(isOn === false ? OFF : ON, '').replace(BEHIND, '');
  const stems = stemsOf(rest).filter((stem) => !ACTS.has(stem));
  const said = new Set(stemsOf(core.replace(QUANTIFIER, ' ')));
  const turn = {
    isOn,
    thing: isOn !== undefined && rest.split(/\s+/).some((word) => NAME.test(word)) ? set(stems) : '',
    said: set(said),
    size: said.size,
    how: (core.match(QUANTIFIER) ?? []).join(' ').toLowerCase(),
  };
  turns.set(statement, turn);
  return turn;
}

function set(stems: Iterable<string>): string {
  return [...new Set(stems)].toSorted().join(' ');
}

/** Fewer words may be said of another thing. */
const SAID_LEAST = 2;

/** The findings of commits, by what they turn on or off and by what they say. */
export interface Turns {
  /** The last finding that turns about what commits said at that time; undefined where none does. */
  against(statement: Statement, atMs: number, sources: readonly Message[]): End | undefined;
}

/** @param isRejected a finding that a person refused turns nothing about. */
export function turnsAmong(findings: readonly Finding[], isRejected: (finding: Finding) => boolean): Turns {
  const byKey = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.claim.message.commit === undefined) continue;
    for (const key of keysOf(turnOf(finding.statement))) byKey.set(key, [...(byKey.get(key) ?? []), finding]);
  }
  return {
    against: (statement, atMs, sources) => {
      if (sources.length === 0 || sources.some(({ commit }) => commit === undefined)) return undefined;
      const turn = turnOf(statement);
      const later = keysOf(turn)
        .flatMap((key) => byKey.get(key) ?? [])
        .filter(
          (finding) =>
            newestOf(finding) > atMs &&
            !finding.sources.some((source) => sources.includes(source)) &&
            turnsAbout(turnOf(finding.statement), turn) &&
            !isRejected(finding),
        );
      const last = later.toSorted((a, b) => newestOf(b) - newestOf(a))[0];
      return last && { by: last.claim.message, why: last.claim.text, isTurn: true };
    },
  };
}

function keysOf({ thing, said, size }: Turn): string[] {
  return [...(thing === '' ? [] : [`thing ${thing}`]), ...(size < SAID_LEAST ? [] : [`said ${said}`])];
}

/** True where the two cannot both be the last word about a thing. */
function turnsAbout(a: Turn, b: Turn): boolean {
  return (a.thing !== '' && a.thing === b.thing && a.isOn !== b.isOn) || (a.how !== b.how && a.said === b.said);
}
