/** Cuts the text of messages and notes into sentences that can stand alone. It shortens and cleans; it never writes a word of its own. Pure. */

import { announcesQuote, isHead, isQuotation, machineLine } from './machine-lines.js';
import { wordCount } from './words.js';

const CODE_FENCE = /^\s*(```|~~~)/;
const LIST_ITEM = /^(\s*)(?:[-*+•]|\d+[.)]|\d{1,2}-)\s+/;
const TRAILER =
  /^[A-Z][A-Za-z-]+(?:-by|-Id|-id|-To): |^(?:Closes?|Fix(?:es|ed)?|Resolves?|Refs?|See(?: also)?|Issue|PR|Cc|Related(?: to)?|Task|Bug|Link|Source|Co-authored-by|Signed-off-by|Change-Id|git-svn-id)\b:?\s*(?:[\w./-]*#\d|https?:|\S+@|[A-Z]+-\d|\S+\/\S+#)/i;
const HEADING = /^(?:#+ |\*\*)/;
const WHY_HEADING = /^(?:#+ *|\*\*|(?=\w+\s*:?\s*$))(?:why|motivation|reasons?|rationale|problem|background)\b/i;
/** A heading that lost its sign, as git takes lines with `#` away: alone on its line, below a blank one. */
const BARE_HEADING =
  /^(?:why|motivation|reasons?|rationale|problem|background|solution|proposed solution|approach|implementation|changes?|what|how|testing)\s*:?\s*$/i;
const BREAKING = /^BREAKING[ -]CHANGES?:?\s*/i;

/** A run of text that belongs together: wrapped lines joined, code and quotations left out. */
export interface Passage {
  readonly text: string;
  readonly form: 'prose' | 'item' | 'breaking';
  /** Under a heading that asks why, as templates of pull requests have it. */
  readonly isWhy?: true;
  /** An item of one line between blank lines, as a squash lists its subjects. */
  readonly isApart?: true;
}

/** The passages of a body, in order. Code blocks, output of programs, quotations, tables, headings, links lists and trailers are not passages. */
export function passagesOf(body: string): Passage[] {
  const passages: Passage[] = [];
  let lines: string[] = [];
  let form: Passage['form'] = 'prose';
  let inFence = false;
  let isWhy = false;
  let isAnnounced = false;
  // What stands right below a command is its output.
  let isPrinted = false;
  // Whether the line above the passage is blank, and whether the line is that ends it.
  let [wasBlank, isBlank, isBlankAbove] = [true, true, true];
  const flush = (): void => {
    const text = lines.join(' ').replace(/\s+/g, ' ').trim();
    const isTheirs = (isAnnounced && form === 'prose') || isQuotation(text);
    if (text !== '') {
      const isApart = form === 'item' && lines.length === 1 && wasBlank && isBlank;
      if (!isTheirs) passages.push({ text, form, ...(isWhy ? { isWhy } : {}), ...(isApart ? { isApart } : {}) });
      isAnnounced = form === 'prose' && announcesQuote(text);
    }
    lines = [];
    form = 'prose';
  };
  for (const line of body.split('\n')) {
    isBlankAbove = isBlank;
    isBlank = line.trim() === '';
    if (CODE_FENCE.test(line)) {
      flush();
      inFence = !inFence;
      isAnnounced = false;
      continue;
    }
    if (inFence) continue;
    if (line.trim() === '') {
      flush();
      isPrinted = false;
      continue;
    }
    const machine: ReturnType<typeof machineLine> = isPrinted ? 'output' : machineLine(line);
    isPrinted ||= machine === 'prompt';
    if (machine) {
      // Words right above figures are the head of their table.
      if (machine === 'figures' && isHead(lines.join(' ').trim())) lines = [];
      flush();
      isAnnounced = false;
      continue;
    }
    const item = LIST_ITEM.exec(line);
    const isBare = isBlankAbove && BARE_HEADING.test(line);
    if (isBare || HEADING.test(line)) {
      flush();
      isWhy = WHY_HEADING.test(line);
      if (isWhy || isBare) continue;
    }
    // Four columns deeper than prose is code in Markdown and in most commit messages.
    const isCode = /^(?: {4}|\t)/.test(line) && !item && lines.length === 0;
    if (isCode || /^\s*(?:>|#+ |\||\[[^\]]+\]:|--+\s*$|==+\s*$)/.test(line) || TRAILER.test(line.trim())) {
      flush();
      isAnnounced = false;
      continue;
    }
    if (item || BREAKING.test(line)) {
      flush();
      form = item ? 'item' : 'breaking';
    }
    if (lines.length === 0) wasBlank = isBlankAbove;
    lines.push(line.replace(LIST_ITEM, '').replace(BREAKING, ''));
  }
  isBlank = true;
  flush();
  return passages;
}

// A full stop after these does not end a sentence.
const ABBREVIATION = /(?:\b(?:e\.g|i\.e|etc|vs|cf|resp|approx|incl|no|fig|al|ca|Mr|Mrs|Dr|St)|\b[A-Z])\.$/;

const UNSPACED_END = /[。！？][」』）”]*$/;

/** Sentences of a passage, as they were written. */
export function sentencesOf(passage: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  for (const match of passage.matchAll(/[.!?][)"'`’”]*(?=\s)|[。！？][」』）”]*(?=.)/g)) {
    const end = match.index + match[0].length;
    const piece = passage.slice(start, end);
    const next = passage.slice(end).trimStart();
    if (!UNSPACED_END.test(piece) && (ABBREVIATION.test(piece) || !/^[A-Z0-9`"'(“À-Þ_*\p{Lu}]/u.test(next))) continue;
    if (openBrackets(piece)) continue;
    sentences.push(piece.trim());
    start = end;
  }
  const rest = passage.slice(start).trim();
  if (rest !== '') sentences.push(rest);
  return sentences;
}

/** The sentences of a passage that say something by themselves: those that announce a list or code are left out. Cleaned. */
export function statementsOf(passage: string): string[] {
  return sentencesOf(passage)
    .filter((s) => !/:\s*$/.test(s))
    .map(cleanSentence)
    .filter((s) => s !== '');
}

function openBrackets(text: string): boolean {
  return (text.match(/\(/g) ?? []).length > (text.match(/\)/g) ?? []).length || (text.match(/`/g) ?? []).length % 2 === 1;
}

// Squashed commits repeat the prefix of their subjects.
const TYPE_PREFIX = /^(?:feat|fix|chore|docs?|refactor|perf|tests?|build|ci|style)(?:\([^)]*\))?!?:\s+/i;

/** One sentence made fit for a bullet: no reference marks, issue numbers, trailing colon or doubled spaces; words are untouched. */
export function cleanSentence(text: string): string {
  const out = text
    .replace(/\s*\[\d+\]/g, '')
    .replace(/\s*\((?:(?:see|closes?|fix(?:es|ed)?|refs?)\s+)?(?:[\w.-]+\/[\w.-]+)?#\d+(?:,\s*#\d+)*\)/gi, '')
    .replace(/[\s,;–-]*\b(?:closes?|closing|fix(?:es|ed)?|resolves?|refs?|see)\s+(?:[\w.-]+\/[\w.-]+)?#\d+\.?$/gi, '')
    .replace(/\s+\(\s*\)/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\.{2}$/, '.')
    .replace(/[\s:;,–-]+$/, '');
  return out
    .replace(/^[-–*>\s]+/, '')
    .replace(TYPE_PREFIX, '')
    .replace(/^(?:please )?note(?: that|:)\s+|^nb:\s+|^(?:the )?(?:reason|motivation|rationale)(?: for (?:the )?revert)?:\s+/i, '');
}

const NO_CAPITALS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** First letter up, one full stop at the end: the form in which a claim stands in a topic. */
export function asBulletText(text: string): string {
  const trimmed = text.trim();
  const first = trimmed[0] ?? '';
  // `go`, camelCase names and commands keep their case: a capital would change the name. So does a Latin word among signs that have no capitals.
  const firstWord = /^\S+/.exec(trimmed)?.[0] ?? '';
  const isName = /[A-Z_./:@#`\d-]/.test(firstWord.slice(1).replace(/[,:;.]+$/, '')) || first === '`' || NO_CAPITALS.test(trimmed);
  const capital = isName ? trimmed : first.toUpperCase() + trimmed.slice(1);
  return /[.!?…。！？]["')”’」』]*$/.test(capital) ? capital : `${capital}.`;
}

// Words that point at something outside the sentence, where the sentence begins with them.
const ANAPHORA =
  /^(?:this|that|these|those|it|its|it's|they|them|their|he|she|we(?:'ve|'re)? (?:also|then)|such|here|there|so|also|however|but|and|or|then|thus|hence|therefore|additionally|moreover|furthermore|otherwise|instead|likewise|similarly|as (?:such|a result|well)|for (?:example|instance|this|that)|in (?:this|that|addition|particular|turn|doing)|because of (?:this|that|it)|due to (?:this|that)|the (?:former|latter|same|old|new|above|following|previous|other|first|second|last|next|result|reason|problem|issue|fix|change|commit|idea|bug|rest|only|main|actual|purpose|goal|aim)\b|one (?:of|such)|another|other(?:s|wise)?|both|some|above|below|example|note|notes?|more|less|with (?:this|that)|after (?:this|that)|before (?:this|that)|prior to (?:this|that)|following (?:this|that)|until now|now,|since then|again|still|yet|even|hopefully|unfortunately|basically|anyway|actually|obviously|apparently|sadly|luckily|finally|first(?:ly)?|second(?:ly)?|lastly|meanwhile|if so|if not|when (?:this|that)|which|who|where|while (?:this|that|at)|to (?:fix|solve|resolve|address|do|prevent|avoid|achieve|accomplish|support|handle|enable|allow|ensure|counter|mitigate|work around) (?:this|that|it|so|these|those|them))\b/i;

/** "In any case, ...", "essentially, ...": it goes on with what was said before it. */
const GOES_ON =
  /^(?:in (?:any case|effect|short|fact|other words|particular|general|practice|theory|essence|turn|contrast|that case|both cases)|generally speaking|namely|of course|that said|for one|on top of|to be clear|an? (?:common |good |simple )?(?:example|instance) of|as an aside|worth noting|by the way|at any rate|after all|one (?:gotcha|caveat|note|thing)|turns out|(?:can|could|may|might|will|would) (?!be\b)\w+|(?:required|needed|necessary|used|introduced|available|deprecated) (?:since|by|for|in|as of|because|from)|the point of|on balance|as usual|sure|ok(?:ay)?|well|yes|no|right)\b,?|^(?!(?:intern|extern|loc|glob|norm|typic)ally,)[a-z]+ly,|^\(/i;

/** "For those blobs ...", "avoid that by ...", "rename the latter": the thing that is meant stands elsewhere. */
const POINTERS: readonly RegExp[] = [
  /^(?:for|in|with|on|at|from|by|under|of|like|as|without|besides?|despite|unlike|given|via|using|through|before|after|until|since) (?:all |both |each of |some of |most of |any of )?(?:this|that|these|those|such|its|their|them|it|the (?:former|latter|same|above|other))\b(?! (?:is|was|are|were)\b)/i,
  /^(?:(?:do not|don't|never|always|only|just|also) )?(?!mak)[a-z]+ (?:it|this|them|these|those|the (?:former|latter|same|above|two|other))\b(?! (?:is|are|was|has|will|would|should|must|can|may|needs)\b)/i,
  /^[a-z]+ that(?= (?:by|with|via|using|through|when|in|for|to|instead|too|as|from|on|at|here|there|only|if|and|or|because|since)\b|[.,;])/i,
  /^(?:since|because|as|if|although|while|though|unless|once|when) (?:both|it|this|that|these|those|they)\b/i,
  /\b(?:approach|code|change|fix|idea|trick|problem|issue|solution|assumption) here\b/i,
  /\b(?:in|on|for|with|of|to|by|from|like|about) this(?=[;,.:)]|$)/i,
  /\b(?:is|are|was|were|been) (?:this|these):/i,
  /\bthis (?:version|commit|patch|pr|pull request|release|bug|issue|problem|fix|test)\b/i,
  /^(?:the )?(?:previous|prior|earlier|last) (?:commit|change|patch|fix|pr|pull request|version of this)\b/i,
  // Which one it is was said before: "cannot be disabled on this endpoint".
  /\b(?:on|in|at|for|from|to|of|with|by) (?:this|these|those) (?!(?:ways?|cases?|projects?|repo(?:sitor(?:y|ies))?|packages?|library|crate|organi[sz]ation|order|form(?:at)?|guide(?:lines?)?|documents?|files?)\b)[a-z-]+[.;]?$/i,
  /^(?:do not|don't|never|always) \w+ (?:to )?(?:that|those|such) [a-z]+\b/i,
  /\b(?:in this area\b|(?:be|go(?:es)?|belongs?|put|live[sd]?) here(?=[.;,]|$))/i,
  /\bthe (?:former|latter)\b/i,
];
/** "... the index and the packs ...; only the latter": both are named before. */
const BOTH_NAMED = /\b(?:and|or|than|from|to)\b.*\bthe (?:former|latter)\b/i;

/** What stands in the place of something that the sentence before named. */
const INSTEAD = /\binstead\b(?! of\b)/i;
const NOT_THAT = /\b(?:not|don't|never|avoid|no|without|rather)\b|(?:^|\s)(?:if|when|where)\s/i;

function pointsElsewhere(sentence: string): boolean {
  if (INSTEAD.test(sentence) && !NOT_THAT.test(sentence)) return true;
  return POINTERS.some((pattern, place) => pattern.test(sentence) && !(place === POINTERS.length - 1 && BOTH_NAMED.test(sentence)));
}

/** False where a sentence needs its neighbours to be understood: it begins with a pointer, is a fragment, or trails off. */
export function standsAlone(sentence: string): boolean {
  if (ANAPHORA.test(sentence) || GOES_ON.test(sentence) || pointsElsewhere(sentence)) return false;
  if (/[?:]$|\.\.\.$|…$/.test(sentence)) return false;
  if (
    /\b(?:the following|as follows|see below|below:|above|on the other hand|as (?:mentioned|described|noted|explained|discussed|said)|aforementioned|(?:mentioned|described|explained) (?:before|earlier|here))\b/i.test(
      sentence,
    )
  )
    return false;
  return /^[A-Za-z0-9`"'“(@]/.test(sentence) && wordCount(sentence) >= 5;
}

/** Quotes, brackets and code ticks come in pairs, nothing is cut off, no bare link or markup is left. */
export function isWellFormed(text: string): boolean {
  if ((text.match(/`/g) ?? []).length % 2 === 1) return false;
  if ((text.match(/\(/g) ?? []).length !== (text.match(/\)/g) ?? []).length) return false;
  if ((text.match(/"/g) ?? []).length % 2 === 1) return false;
  if ((text.replace(/`[^`]*`/g, ' ').match(/(?<![\w*])\*\*(?=\S)|(?<=\S)\*\*(?![\w*])/g) ?? []).length % 2 === 1) return false;
  if (/…|\.\.\.(?:\s|$)|https?:\/\/|<\/?[a-z]+[ >]|\]\(|-->|==>/.test(text)) return false;
  return true;
}
