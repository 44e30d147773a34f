/**
 * A commit that is many messages: a squash whose body lists the subjects of what it joins, or a subject of several sentences. Each such line opens a part; the
 * prose below belongs to it, and what a later part says wins. It judges no part's worth. Pure.
 */
import { sentencesOf, type Passage } from '../../wording/sentence.js';
import { stemsOf, wordCount } from '../../wording/words.js';
import { splitSubject, type Message } from './message.js';

/** Verbs with which subjects begin, in the forms in which people write them. */
const VERBS = new RegExp(
  `^(?:${[
    'add(?:s|ed|ing)?|allow(?:s|ed|ing)?|appl(?:y|ies|ied)|avoid(?:s|ed|ing)?|bump(?:s|ed|ing)?|build(?:s|ing)?|built|cach(?:e[sd]?|ing)|call(?:s|ed|ing)?|chang(?:e[sd]?|ing)',
    'check(?:s|ed|ing)?|clean(?:s|ed|ing)?|cleanup|clos(?:e[sd]?|ing)|collect(?:s|ed)?|convert(?:s|ed|ing)?|cop(?:y|ies|ied)|correct(?:s|ed|ing)?|cover(?:s|ed)?|creat(?:e[sd]?|ing)',
    'deduplicat(?:e[sd]?|ing)|default(?:s|ed|ing)?|defer(?:s|red|ring)?|delet(?:e[sd]?|ing)|deprecat(?:e[sd]?|ing)|detect(?:s|ed|ing)?|disabl(?:e[sd]?|ing)|disallow(?:s|ed|ing)?|document(?:s|ed|ing)?',
    "don'?t|do not|drop(?:s|ped|ping)?|emit(?:s|ted|ting)?|enabl(?:e[sd]?|ing)|enforc(?:e[sd]?|ing)|ensur(?:e[sd]?|ing)|exclud(?:e[sd]?|ing)|expos(?:e[sd]?|ing)|extend(?:s|ed)?|extract(?:s|ed|ing)?",
    'fail(?:s|ed)?|fix(?:es|ed|ing)?|forbid(?:s|den)?|format(?:s|ted|ting)?|generat(?:e[sd]?|ing)|get rid|give[sn]?|handl(?:e[sd]?|ing)|hide[s]?|hold[s]?|ignor(?:e[sd]?|ing)|implement(?:s|ed|ing)?|imported|imports?',
    'improv(?:e[sd]?|ing)|includ(?:e[sd]?|ing)|increas(?:e[sd]?|ing)|inline[sd]?|introduc(?:e[sd]?|ing)|keep(?:s|ing)?|let[s]?|limit(?:s|ed|ing)?|load(?:s|ed)?|log(?:s|ged)?|mak(?:e[s]?|ing)|made|mark(?:s|ed)?',
    'mention(?:s|ed)?|merg(?:e[sd]?|ing)|migrat(?:e[sd]?|ing)|mov(?:e[sd]?|ing)|never|always|only|no longer|normali[sz](?:e[sd]?|ing)|open(?:s|ed)?|optimi[sz](?:e[sd]?|ing)|pars(?:e[sd]?|ing)|pass(?:es|ed)?|pin(?:s|ned)?',
    'prefer(?:s|red)?|prevent(?:s|ed|ing)?|print(?:s|ed)?|provid(?:e[sd]?|ing)|rais(?:e[sd]?|ing)|read(?:s)?|reduc(?:e[sd]?|ing)|refactor(?:s|ed|ing)?|refus(?:e[sd]?|ing)|reject(?:s|ed|ing)?|remov(?:e[sd]?|ing|al)',
    'renam(?:e[sd]?|ing)|replac(?:e[sd]?|ing)|report(?:s|ed)?|requir(?:e[sd]?|ing)|reset(?:s)?|resolv(?:e[sd]?|ing)|restor(?:e[sd]?|ing)|restructur(?:e[sd]?|ing)|return(?:s|ed|ing)?|reus(?:e[sd]?|ing)|revert(?:s|ed)?',
    'rewrit(?:e[s]?|ing)|rewrote|run(?:s|ning)?|sav(?:e[sd]?|ing)|set(?:s|ting)?|show(?:s|ed|n)?|simplif(?:y|ies|ied)|skip(?:s|ped|ping)?|sort(?:s|ed|ing)?|split(?:s|ting)?|start(?:s|ed)?|stop(?:s|ped|ping)?|stor(?:e[sd]?|ing)',
    'support(?:s|ed|ing)?|switch(?:es|ed|ing)?|test(?:s|ed)?|throw[s]?|tighten(?:s|ed)?|track(?:s|ed)?|translat(?:e[sd]?|ing)|tweak(?:s|ed)?|unif(?:y|ies|ied)|updat(?:e[sd]?|ing)|upgrad(?:e[sd]?|ing)|us(?:e[sd]?|ing)',
    'validat(?:e[sd]?|ing)|verif(?:y|ies|ied)|warn(?:s|ed|ing)?|work around|wrap(?:s|ped)?|writ(?:e[s]?|ing)|wrote',
  ].join('|')})\\b`,
  'i',
);
const TYPED = /^(?:feat|fix|chore|docs?|style|refactor|perf|tests?|build|ci|deps?)(?:\([^)]*\))?!?:\s/i;
const WORDS_MOST = 20;
const APART_LEAST = 2;

function looksLikeSubject(text: string): boolean {
  return isShort(text) && (TYPED.test(text) || VERBS.test(splitSubject(text).subject));
}

function isShort(text: string): boolean {
  return wordCount(text) >= 2 && wordCount(text) <= WORDS_MOST && !/[:,]$/.test(text);
}

/** The messages in a commit, the last word at the end; itself alone where it is one. They have its entry and paths, and each its own subject and passages. */
export function messagesIn(message: Message): readonly Message[] {
  if (message.commit === undefined || message.type === 'revert') return [message];
  const known = split.get(message);
  if (known) return known;
  const parts = partsOf(message);
  split.set(message, parts);
  return parts;
}

const split = new WeakMap<Message, readonly Message[]>();

function partsOf(message: Message): readonly Message[] {
  const listed = listedIn(message);
  const parts = listed.length === 1 ? sentencesIn(message) : listed;
  if (parts.length === 1) return parts;
  const [first, ...rest] = withoutLeftovers(parts);
  // The title of what was joined is written last.
  return first === undefined || listed.length === 1 ? [...(first ? [first] : []), ...rest] : [...rest, first];
}

function listedIn(message: Message): Message[] {
  const parts: { message: Message; passages: Passage[] }[] = [{ message, passages: [] }];
  let current = parts[0] as (typeof parts)[number];
  // Lines that stand apart are the subjects that a service lists, whatever their verb.
  const isListed = message.passages.filter(({ isApart }) => isApart).length >= APART_LEAST;
  for (const passage of message.passages) {
    const [first = '', ...rest] = passage.form === 'item' ? sentencesOf(passage.text) : [];
    if (!looksLikeSubject(first) && !(isListed && passage.isApart && isShort(first))) {
      current.passages.push(passage);
      continue;
    }
    const opened = splitSubject(first);
    const told = rest.length === 0 ? [] : [{ text: rest.join(' '), form: 'prose' as const }];
    // The first line of a squash is often listed again.
    const again = parts.find((one) => isSameSubject(one.message.subject, opened.subject));
    current = again ?? { message: { ...message, ...opened, pathCount: 0, isListed: true }, passages: [] };
    if (!again) parts.push(current);
    current.passages.push(...told);
  }
  return parts.length === 1 ? [message] : parts.map((part) => ({ ...part.message, passages: part.passages }));
}

/** "Update dependencies. Drop support for Node 16." What stands below belongs to the last of them, as prose below a line of a list does. */
function sentencesIn(message: Message): Message[] {
  const [first = '', ...rest] = sentencesOf(message.subject);
  if (rest.length === 0) return [message];
  const parts: { subject: string; prose: string[] }[] = [{ subject: first, prose: [] }];
  for (const sentence of rest) {
    if (looksLikeSubject(sentence)) parts.push({ subject: sentence, prose: [] });
    else parts.at(-1)?.prose.push(sentence);
  }
  return parts.map(({ subject, prose }, n) => {
    const own = prose.length === 0 ? [] : [{ text: prose.join(' '), form: 'prose' as const }];
    return {
      ...message,
      subject: splitSubject(subject).subject,
      passages: n === parts.length - 1 ? [...own, ...message.passages] : own,
    };
  });
}

function isSameSubject(a: string, b: string): boolean {
  const bare = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  return bare(a) === bare(b);
}

/** What is said of a state that a later part may end: something is left or excepted. */
const LEFT = /\b(?:left|leav(?:es?|ing)|remain(?:s|ing|ed)?|still|except(?:ion)?s?|apart from|besides|not yet|for now|keeps?|kept)\b/i;
const ONLY = /\b(?:only|just|alone|no other|not)\b/i;
const EXTENDS = /\b(?:too|also|as well|all|every|everything|rest|last|remaining|both|again|now)\b/i;

/** A later part that speaks of the same thing ends what an earlier one left. */
function withoutLeftovers(parts: readonly Message[]): Message[] {
  const things = parts.map(({ subject }) => new Set(stemsOf(subject).filter((stem) => stem.length > 2 && !VERBS.test(stem))));
  return parts.map((part, n) => {
    const isEnded = (sentence: string): boolean =>
      parts.some(({ subject }, later) => {
        if (later <= n) return false;
        const shares = (text: string): boolean => stemsOf(text).some((stem) => things[later]?.has(stem));
        if (LEFT.test(sentence)) return shares(sentence) || (shares(part.subject) && EXTENDS.test(subject));
        return ONLY.test(sentence) && EXTENDS.test(subject) && shares(sentence);
      });
    const passages = part.passages
      .map((passage) => ({
        ...passage,
        text: sentencesOf(passage.text)
          .filter((one) => !isEnded(one))
          .join(' '),
      }))
      .filter(({ text }) => text !== '');
    return { ...part, passages };
  });
}
