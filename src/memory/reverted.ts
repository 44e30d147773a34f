/**
 * Reads what a commit's message says in git's own words about the commits that it reverts: `This reverts commit <id>.` in the body, `Revert "<subject>"`
 * as the subject. No other code knows these sentences. Pure; whether such a commit exists, or counts, is for others to say.
 */

const ID = '[0-9a-f]{7,64}\\b';
const SENTENCE = `\\bThis reverts (?:merge )?commits?\\s+(${ID}(?:(?:\\s*,\\s*(?:and\\s+)?|\\s+and\\s+)${ID})*)`;
const SENTENCES = new RegExp(SENTENCE, 'gi');
// Git adds the first parent of a reverted merge, which is not reverted itself.
const AT_START = new RegExp(`^${SENTENCE}(?:, reversing\\s+changes\\s+made\\s+to\\s+${ID})?(?:[.,;](?=\\s|$)|$)\\s*`, 'i');
const IDS = new RegExp(`\\b${ID}`, 'gi');
const QUOTED = /^Revert "(.*)"/;
const MARKS = /this reverts|Revert "/i;

/** The object ids, of seven digits or more, of all commits that a body says to revert; in order, in lower case. */
export function revertedIn(body: string): string[] {
  return Array.from(body.matchAll(SENTENCES), ([, ids = '']) => ids.toLowerCase().match(IDS) ?? []).flat();
}

/** The subject of the commit that is reverted, as git quotes it; undefined for a subject of another form. */
export function revertedSubject(subject: string): string | undefined {
  return QUOTED.exec(subject)?.[1];
}

/** A text without the sentence of a revert that it begins with. */
export function withoutRevertSentence(text: string): string {
  return text.replace(AT_START, '');
}

/** False for a text that cannot name a reverted commit in either way. Cheap, for asking many texts. */
export function mayRevert(text: string): boolean {
  return MARKS.test(text);
}
