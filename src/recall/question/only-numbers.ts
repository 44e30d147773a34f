/** Whether a question asks for a number and says nothing else: "#5803", "pull request 12", "CVE-2024-51999", "v5.0.0". Pure. */

/** What is called by a number, and what stands between the two. */
const CALLED = /^(?:the|a|in|of|and|or|pr|mr|pull|merge|request|issue|ticket|bug|commit|version|release|port|number|no)s?$/i;
/** A number, with the sign or the letters that go before it (#12, !45, v5.0.0, CVE-2024-51999), or the digits of an object. */
const NUMBER = /^(?:[#!^]?v?\d+(?:[.:/-]\d+)*|[A-Z][A-Z0-9]*(?:-\d+)+|(?=[a-f]*\d)[0-9a-f]{7,64})$/;

/** True where there is a number and no word that means anything. A model has no vector for it, or one that is near to all other numbers. */
export function asksOnlyNumbers(question: string): boolean {
  const words = question.split(/[\s,;?()"']+/).filter((word) => word !== '');
  return words.some((word) => NUMBER.test(word)) && words.every((word) => NUMBER.test(word) || CALLED.test(word));
}
