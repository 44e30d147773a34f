/**
 * Tells by its structure whether a text speaks to agents: who is meant, an order or a permission, an act that costs something, a question or review
 * that is left out. It knows no fixed phrase; those stand in agent-cues.ts. It is no proof: a person decides. Pure.
 */
import {
  ABSENCE,
  ACTS,
  AGREED,
  ALLOW,
  ALLOW_ALWAYS,
  CALL,
  CALL_ASIAN,
  CALL_MAYBE,
  CLAIM,
  DISARMS,
  FORBIDDEN,
  GENERIC,
  HIDE,
  KEEP,
  LIFTED,
  NAMED,
  ORDER,
  plainOf,
  READER,
  RISK,
  TITLE,
  TOLD,
  TURN,
  WHOEVER,
} from './agent-words.js';

/** Sentences, also those that end with a semicolon or a line. An address or a name of a file is not cut. */
const SENTENCE_END = /(?<=[.!?;])\s+|(?<=[。！？；])|\n+/u;
/** Longer sentences are no sentences. */
const LONGEST = 800;

/** `called` is spoken to; `named` is a model; `generic` may be a program; `nobody` is none of them. */
type Who = 'called' | 'named' | 'generic' | 'nobody';

/** True where a sentence says something to agents, or what agents may do unasked. */
export function speaksToAgents(text: string): boolean {
  if (TURN.test(text)) return true;
  let called = false;
  for (const part of text.split(SENTENCE_END)) {
    const written = part.trim().slice(0, LONGEST);
    if (written === '') continue;
    const sentence = plainOf(written);
    if (isAddress(sentence) || LIFTED.test(sentence) || TOLD.test(sentence)) return true;
    const who = whoIn(sentence, SCOPE.test(written));
    if (isOrder(sentence, called && who === 'nobody' ? 'called' : who)) return true;
    called = called || who === 'called';
  }
  return false;
}

const meansAgents = (text: string): boolean => NAMED.some((pattern) => pattern.test(text)) || GENERIC.some((pattern) => pattern.test(text));

/** What may be the name of somebody spoken to: the text before the first comma, that before the first colon, and its last part. */
function headsOf(sentence: string): string[] {
  const short = /^[^:,!：，、！]{1,90}[:,!：，、！]/u.exec(sentence)?.[0];
  const long = /^[^:：]{1,140}[:：]/u.exec(sentence)?.[0];
  const last = /[^,:：]{1,90}[:：]$/u.exec(long ?? '')?.[0];
  return [short, long, last?.trim()].filter((head): head is string => head !== undefined && meansAgents(head));
}

/** `To all agents: ...`, in languages that have a word for it. */
const DATIVE = /^(?:to|a los|a las|aos|às|agli|aux|an alle|an die|an das|an den|для|всем)\s/u;
/** The first of several names: `Claude, Gemini and GPT are compared`. */
const LISTED = /^[^,]+, (?:[^\s,]+,|[^\s,]+ (?:and|or|und|oder|et|ou|y|o|e|и|или) )/u;

/** Spoken to in a way that leaves no doubt, whatever is said. */
function isAddress(sentence: string): boolean {
  if (/^\p{L}[\p{L} ]{1,40}, /u.test(sentence) && isName(headsOf(sentence)[0] ?? 'none')) return !LISTED.test(sentence);
  return headsOf(sentence).some(
    (head) => TITLE.test(head) || CALL.test(head) || (DATIVE.test(head) && /[:：]$/.test(head) && isCall(head)),
  );
}

/** The scope of a subject: `agents: reconnect`. */
const SCOPE = /^[a-z]+(?:\([^)]{0,40}\))?!?:/;

/** A person who looks for help: `If you read this guide because your build failed`. */
const PERSON =
  /(?<![a-z])(?:read|reading|see|seeing|here) (?:(?:this|these) )?(?:\w+ ){0,2}because (?:your|you|the|an?) |(?<![a-z])you(?: are|'re)? (?:read|see|reading|seeing) (?:this|these) (?:error|page|screen|changelog|guide|faq|warning|release notes|manual|handbook|tutorial)(?![a-z])/u;

function whoIn(sentence: string, isScoped: boolean): Who {
  if (WHOEVER.test(sentence) || KEEP.test(sentence)) return 'called';
  const named = NAMED.some((pattern) => pattern.test(sentence));
  if (!named && !GENERIC.some((pattern) => pattern.test(sentence)))
    return READER.test(sentence) && /\byou\b/.test(sentence) && !PERSON.test(sentence) ? 'called' : 'nobody';
  if (READER.test(sentence) || headsOf(sentence).some((head) => isCall(head) || CALL_ASIAN.test(head) || (!isScoped && isName(head))))
    return 'called';
  return named ? 'named' : 'generic';
}

/** `For the robot that reads this, ...`, and not `For changes by agents, ...`. */
function isCall(head: string): boolean {
  const at = [...NAMED, ...GENERIC].map((pattern) => head.search(pattern)).filter((index) => index >= 0);
  return CALL_MAYBE.test(head) && !OTHER_THING.test(head.slice(0, Math.min(...at)));
}

/** What makes the agent a part of what is named before it. */
const OTHER_THING =
  /(?<![a-zа-яß-ɏ])(?:by|of|from|in|on|with|without|von|vom|bei|mit|par|avec|dans|por|pela|pelo|con|com|di|da|от|с|из)(?![a-zа-яß-ɏ])/u;

/** Nothing but names: `Copilot, ...`, `Modelli e agenti: ...`. */
function isName(head: string): boolean {
  const rest = [...NAMED, ...GENERIC].reduce((text, pattern) => text.replace(new RegExp(pattern, 'gu'), ' '), head);
  return /^(?:[\s:,!：，、！]|\b(?:and|or|und|et|y|e|и)\b)*$/u.test(rest);
}

/** A sentence about all agents, and not about one that is built here. */
const HABIT =
  /^(?:all |our |les |los |las |os |gli |alle )?(?:llm |coding |code )?(?:agents|bots|assistants|copilots|subagents|agenten|assistenten|agentes|asistentes|assistentes|agenti|assistenti|агенты|боты|ассистенты) (?!that |who |which |qui |que |de |du |der |die )/u;

/** A page or table about rights, which are not given by it. */
const TABLE_OF_RIGHTS =
  /(?<![a-z])permissions? (?:table|matrix|page|model|editor|tab|list|screen|overview|dialog|checker)s?(?![a-z])|(?<![a-z])(?:table|matrix|list|overview|page) of (?:all |the |these )?(?:permissions|rights)(?![a-z])/gu;

/** An order, a permission or a thing to hide, for those that are meant. */
function isOrder(sentence: string, who: Who): boolean {
  if (who === 'nobody') return false;
  const judged = sentence.replace(TABLE_OF_RIGHTS, ' ');
  const has = (pattern: RegExp): boolean => pattern.test(judged);
  if (has(HIDE) || has(CLAIM)) return true;
  const absent = has(ABSENCE);
  const costs = ACTS.some(has) || has(DISARMS);
  const wanted = has(ORDER) || has(ALLOW);
  if (who === 'called') return absent || costs || wanted || has(RISK);
  if (FORBIDDEN.test(sentence.replace(ABSENCE, ' '))) return false;
  // What agents do as a rule, said of all of them: `Bots skip the review`.
  if (HABIT.test(sentence) && (has(DISARMS) || ACTS.slice(0, 4).some(has))) return true;
  const risky = costs || has(RISK);
  if (absent) return risky || wanted || who === 'named';
  return (risky && (has(AGREED) || isWanted(sentence))) || (who === 'named' && (has(DISARMS) || (has(AGREED) && wanted)));
}

/** How far behind a subject its order stands. */
const NEAR = 50;

/** An order or permission behind the agent that it is for, so that it is not one for somebody else. */
function isWanted(sentence: string): boolean {
  if (ALLOW_ALWAYS.test(sentence)) return true;
  return [...NAMED, ...GENERIC].some((pattern) => {
    const found = pattern.exec(sentence);
    const behind = found === null ? '' : sentence.slice(found.index + found[0].length, found.index + found[0].length + NEAR);
    return ORDER.test(behind) || ALLOW.test(behind);
  });
}
