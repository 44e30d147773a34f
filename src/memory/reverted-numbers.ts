/**
 * Reads the numbers of pull requests and merge requests out of messages: the one that a commit came with, and those that a message takes back or brings
 * again (`Reverts acme/shop#12`, `This reverts merge request !45`). Pure; whether a commit with such a number exists is for reversals.ts to say.
 */

const KIND = '(?:pull[ -]?requests?|merge[ -]?requests?|p\\.?r\\.?|m\\.?r\\.?)';
/** `#12`, `!45`, `acme/shop#12`, `pull request 12`, `https://forge.example/acme/shop/pull/12`. */
const NUMBER = `(?:(?:the\\s+)?(?:${KIND}:?\\s+)?(?:[\\w.-]+(?:/[\\w.-]+)*)?[#!](?<sign>\\d{1,9})\\b|(?:the\\s+)?${KIND}\\s+(?<plain>\\d{1,9})\\b|<?https?://\\S+/(?:pull|pulls|pull-requests|merge_requests)/(?<link>\\d{1,9})\\b)`;
/** What stands before a verb of one that is not done: "we do not revert #12". */
export const NOT_DONE = "(?<!\\bnot )(?<!n['’]t )(?<!\\bnever )";
const BACK =
  '\\b(?:revert(?:s|ed|ing)?|back(?:s|ed|ing)?[ -]?out|undo(?:es|ing)?|undid|roll(?:s|ed|ing)?[ -]?back)(?:\\s+(?:changes\\s+)?(?:of|from))?:?\\s+';
const AGAIN =
  '\\b(?:re-?land(?:s|ed|ing)?|re-?appl(?:y|ies|ied|ying)|re-?instat(?:e[sd]?|ing)|restor(?:e[sd]?|ing)|br(?:ing|ings|inging|ought)\\s+back|un-?revert(?:s|ed)?)(?:\\s+of)?:?\\s+';
/** What was reverted in or by #12 is another one. */
const TAKEN_BACK = new RegExp(NOT_DONE + BACK + NUMBER, 'gi');
/** "Reland #2: ..." counts the attempts. */
const BROUGHT_AGAIN = new RegExp(`${NOT_DONE}${AGAIN}${NUMBER}(?!\\s*:)`, 'gi');

/** The numbers that a text says to take back, in order. */
export function numbersTakenBack(text: string): string[] {
  return numbersIn(text, TAKEN_BACK);
}

/** The numbers that a text says to bring again, in order. */
export function numbersBroughtAgain(text: string): string[] {
  return numbersIn(text, BROUGHT_AGAIN);
}

function numbersIn(text: string, pattern: RegExp): string[] {
  return Array.from(text.matchAll(pattern), ({ groups = {} }) => groups['sign'] ?? groups['plain'] ?? groups['link'] ?? '');
}

const OWN: readonly RegExp[] = [
  /\((?:pull request )?[#!](\d{1,9})\)\s*$/,
  /^Merged? (?:pull|merge) request [#!](\d{1,9})\b/i,
  /^Merged PR (\d{1,9}):/,
];
/** Lines that forges put below a message. */
const OWN_LINE = /^\s*(?:see merge request \S*!|(?:pr-url|pull-request-url): \S+\/(?:pull|merge_requests)\/)(\d{1,9})\s*$/im;

/** The number of the pull request or merge request that a commit came with; undefined where its message names none. */
export function ownNumber(subject: string, body: string): string | undefined {
  for (const pattern of OWN) {
    const found = pattern.exec(subject)?.[1];
    if (found !== undefined) return found;
  }
  return OWN_LINE.exec(body)?.[1];
}
