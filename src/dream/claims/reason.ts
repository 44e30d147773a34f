/** Finds the sentence of a body that gives the reason for the subject above it. Pure. */
import { CAUSE, HISTORY, REASON } from '../reading/cues.js';
import { isFix, tellsFault } from '../reading/faults.js';
import type { Message } from '../reading/message.js';
import { standsAlone, statementsOf } from '../../wording/sentence.js';
import { wordCount } from '../../wording/words.js';
import { isQuotable, isRestating } from './quotable.js';

export interface Reason {
  readonly sentence: string;
  readonly strong: boolean;
  readonly first: boolean;
}

/**
 * A sentence of the body that gives the reason for the subject: one that says so, else the first, which mostly does. Only the first may lean on
 * the subject ("This ...", "It ...").
 */
export function reasonFor(message: Message, isDecision: boolean): Reason | undefined {
  const prose = message.passages.filter((p) => p.form === 'prose');
  const asked = prose.filter((p) => p.isWhy);
  let weak: Reason | undefined;
  for (const [p, passage] of [...asked, ...prose.filter((one) => !one.isWhy)].entries()) {
    if (p > 0 && weak) break;
    for (const [s, raw] of statementsOf(passage.text).entries()) {
      const isFirst = p === 0 && s === 0;
      if (!(isFirst && LEANING.test(raw)) && !standsAlone(raw)) continue;
      if (!isQuotable(raw) || isRestating(raw, message.subject) || BEFORE.test(raw) || THEIRS.test(raw) || isEndless(raw)) continue;
      if ((isFix(message) || !isDecision) && tellsFault(raw)) continue;
      if (!CAUSE.test(raw) && tellsOwnBefore(raw, message.subject)) continue;
      if ((DOES.test(raw) || DOES_ITSELF.test(raw)) && !GIVES_CAUSE.test(raw)) continue;
      // Behind a first sentence only what says that it is the reason comes before it.
      if (weak ? CAUSE.test(raw) && !tellsChange(raw, isDecision) : REASON.test(raw) && !tellsChange(raw, isDecision))
        return { sentence: raw, strong: true, first: p === 0 };
      // Why something was decided is often what went wrong before; of a mere change that is history.
      if (isFirst && wordCount(raw) >= (isDecision ? 5 : 8) && (isDecision || !HISTORY.test(raw)))
        weak = { sentence: raw, strong: passage.isWhy === true, first: true };
    }
  }
  return weak ?? (isDecision ? breakingReason(message) : undefined);
}

/** What the project itself no longer does, or does otherwise, stands below as it was done before; below what is new stands what could not be done without it. */
function tellsOwnBefore(sentence: string, subject: string): boolean {
  if (BRINGS.test(subject) && LACKS.test(sentence)) return true;
  if (ENDS_OWN.test(subject)) return tellsFault(sentence) || TELLS_OWN.test(sentence);
  return OTHERWISE.test(subject) && TELLS_OWN.test(sentence);
}

const ENDS_OWN = /^(?:do not|don't|avoid|stop|prevent|no longer)\b/i;
const BRINGS = /^(?:add|allow|support|implement|introduce|provide|enable|expose|permit|accept|offer)\b/i;
const LACKS =
  /\b(?:(?:is|are|it's) (?:currently |still |yet )?(?:not (?:currently |yet )?possible|impossible)|(?:there )?(?:is|are) (?:currently )?no (?:way|means|api|method|option|support)|(?:currently|yet) (?:cannot|can't|lacks?)|(?:one|you|users?|we|callers?) (?:currently )?(?:cannot|can't|can not|are unable to|is unable to))\b/i;
const OTHERWISE = /\b(?:instead of|rather than)\b/i;
const TELLS_OWN =
  /\b(?:we|we'll|it'll) (?!can\b|cannot|can't|could|must|should|would|need|have to|do not|don't|no longer|now|only need)[a-z]+\b|\beven though\b|\bnothing (?:ever )?[a-z]+s\b/i;

const CHANGE =
  /^(?:this|it|these|they)(?: (?:commit|change|patch|pr|flag|option)s?)?(?:,? when set,?)?(?: also| now| simply| just| basically| will| can be| is| are)* (?:add|remov|mak|allow|caus|fix|updat|chang|replac|mov|us(?:e[sd]?|ing)\b|undo|extend|support|enabl|includ|represent|mean|let|giv|provid|implement|introduc|match|work|run|print|show|return|set|tell|instruct|turn|put|bring|convert|rename|automatically|only)\w*/i;
/** "Modifies the handler to include a check": what the commit does, told as its own subject. */
const DOES =
  /^(?:modif(?:y|ies)|chang(?:e|es|ing)|updat(?:e|es|ing)|refactor(?:s|ing)?|restructur(?:e|es|ing)|rewrit(?:e|es|ing)|rework(?:s|ing)?|introduc(?:e|es|ing)|implement(?:s|ing)?|populat(?:e|es|ing)|extract(?:s|ing)?|renam(?:e|es|ing)|switch(?:es|ing)?|convert(?:s|ing)?|adjust(?:s|ing)?|tweak(?:s|ing)?|clean(?:s|ing)? up|mov(?:e|es|ing)|remov(?:e|es|ing)|replac(?:e|es|ing)|add(?:s|ing)?) (?!to\b)/i;
/** "This change migrates all calls": the same, with the commit as its subject. */
const DOES_ITSELF =
  /^(?:this|it|we)(?: (?:commit|change|patch|pr|pull request))?(?: also| now| simply| just| basically| only)* (?:modif|chang|updat|refactor|restructur|rewrit|rework|introduc|implement|extract|renam|switch|convert|migrat|adjust|mov|remov|replac|add|turn|set|us(?:es?|ing)\b)\w*(?! (?:it |this |that )?(?:easier|harder|possible|impossible|safe))/i;
const GIVES_CAUSE = /\b(?:because|since (?!v?\d)|due to|otherwise|so that|cannot|can't|unmaintained|end[- ]of[- ]life)\b/i;

/** "This flag prints ...", "this makes it possible to ...": what a change does is no reason for a mere addition; of a decision it may be. */
function tellsChange(sentence: string, isDecision: boolean): boolean {
  return !isDecision && CHANGE.test(sentence) && !GIVES_CAUSE.test(sentence);
}

/** "To allow for ..." that never comes to its clause: a sentence that lost its verb. */
function isEndless(sentence: string): boolean {
  const bare = sentence.replace(/\([^()]*\)/g, '');
  return /^to /i.test(bare) && !bare.includes(',') && wordCount(bare) > ENDLESS_WORDS;
}

const ENDLESS_WORDS = 14;
const LEANING = /^(?:this|it|these|they|otherwise|because|to |so |in order|as |since |due to|by |which|that|when)/i;
const BEFORE =
  /^(?:today|nowadays|before|previously|currently|prior|until|in the past|at the moment|\w+ed\b)|\bused to\b|\b(?:the|our|its) (?:current|existing|present|old|previous) (?:\w+ )?(?:api|behaviou?r|code|implementation|design|approach|description|docs?|documentation|version|logic|check|state|way|form|format|default|wording|text|message|name)\b|^now that (?:our|the|we)\b/i;

/** What befell the author in a work of their own: nobody of the project can tell whether it is so. */
const THEIRS =
  /\b(?:our|my) (?:use[- ]cases?|company|app\w*|product(?:ion)?|services?|servers?|customers?|clients?|deployments?|environment|code ?base|monorepo|system|setup|organi[sz]ation|workflow|pipelines?)\b|\b(?:we|i) (?:at \w|(?:have been|were|was|am|are) (?:running|using|seeing|hitting|getting)|ran into|run into|hit this|noticed|saw|(?:also )?use this|need this|wanted|came across|stumbled)\b/i;

/** What it means for users, where nothing else says more than the subject. */
function breakingReason(message: Message): Reason | undefined {
  const passage = message.passages.find((p) => p.form === 'breaking');
  const [sentence] = passage ? statementsOf(passage.text) : [];
  if (sentence === undefined || !isQuotable(sentence) || !standsAlone(sentence) || isRestating(sentence, message.subject)) return undefined;
  return { sentence, strong: false, first: true };
}
