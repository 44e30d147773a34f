/**
 * Reads what a commit's message says of commits that it takes back or brings again: by their object ids in the body (`This reverts commit <id>`,
 * `This relands <id>`), or by the subject that its own subject quotes (`Revert "<subject>"`, `Reapply "<subject>"`), in the languages that messages
 * are written in. Numbers of pull requests are for reverted-numbers.ts. Pure; whether such a commit exists, or counts, is for reversals.ts to say.
 */
import { inTwoForms } from '../base/two-forms.js';
import { NOT_DONE, numbersBroughtAgain, numbersTakenBack } from './reverted-numbers.js';

const ID = '[0-9a-f]{7,64}\\b';
const IDS = `(${ID}(?:(?:\\s*,\\s*(?:and\\s+)?|\\s+and\\s+)${ID})*)`;
const THING =
  '(?:\\s+(?:the\\s+|le\\s+|el\\s+|o\\s+|den\\s+)?(?:merge\\s+)?(?:commits?|changesets?|revisions?|changes?))?:?\\s+[`"(\\[<]?(?:https?://\\S+/)?';
const BACK_HERE = '(?:revierte|revertit|deshace|annule|desfaz|reverte|annulla)';
const UNDOES = new RegExp(
  `${NOT_DONE}\\b(?:reverts?|reverted|reverting|back(?:s|ed|ing)?[ -]?out|undoes|undo|roll(?:s|ed|ing)? ?back|${BACK_HERE})${THING}${IDS}`,
  'gi',
);
const UNDOES_HERE = new RegExp(
  `(?:还原|還原|撤[销銷]|撤回|回[退滚滾])(?:了|提交|变更|變更)*\\s*${IDS}|\\b(?:commit|änderung)\\s+${IDS}[^.\\n]{0,20}(?:rückgängig|zurückgenommen)|${IDS}\\s*を(?:取り?消|元に戻|差し戻)`,
  'gi',
);
const REDOES = new RegExp(
  `${NOT_DONE}\\b(?:re-?lands?|re-?landed|re-?landing(?: of)?|re-?land of|re-?appl(?:y|ies|ied)|re-?instates?|restores?|brings? back|un-?reverts?)${THING}${IDS}`,
  'gi',
);
// Git adds the first parent of a reverted merge, which is not reverted itself.
const AT_START = new RegExp(
  `^This re(?:verts|applies|lands)${THING}${IDS}[\`")\\]>]?(?:, reversing\\s+changes\\s+made\\s+to\\s+${ID})?(?:[.,;](?=\\s|$)|$)\\s*`,
  'i',
);
const EACH_ID = new RegExp(`\\b${ID}`, 'gi');

/** Words at the start of a subject that take back what follows. Signs of Han script need no blank behind them. */
const BACK = [
  'revert(?:ed|s|ing)?|undo(?:es|ne|ing)?|undid|back(?:s|ed|ing)?[ -]?out|roll(?:s|ed|ing)?[ -]?back',
  'rückgängig(?: gemacht| machen)?|zurückgenommen|mache? rückgängig|annul(?:e|er|ation|ée?)|retour(?: en)? arrière(?: sur)?',
  'revertir|revi(?:e|é)rte(?:se)?|revertid[oa]|deshacer|deshace|revert(?:e|er|eu|endo)|desfaz(?:er)?|desfeit[oa]|annulla(?:re|to)?|откат(?:ить)?|отменить',
].join('|');
const BACK_RUNS = '回退|撤[销消銷]|撤回|[还還]原|回[滚滾]|リバート[:：]?|取り消し[:：]|되돌리기|되돌림';
/** ... and words that bring it again. */
const AGAIN = [
  'un-?revert(?:ed|s)?|re-?appl(?:y|ied|ies|ying)|re-?land(?:ed|s|ing)?|restor(?:ed?|es|ing)|re-?instat(?:ed?|es|ing)|(?:bring|brings|bringing|brought) back|re-?introduc(?:e|es|ed|ing)',
  'erneut angewendet|wiederhergestellt|réappliqu(?:e|er|é)|rétabli[rt]?|reaplica(?:r|do)?|restaura(?:r|do)?',
].join('|');
const AGAIN_RUNS = '重新(?:应用|提交|引入|合入)|恢复|再適用[:：]?|다시 적용';
const TRACES = new RegExp(
  `\\b(?:un-?)?revert|\\bre-?(?:land|appl|instat|introduc)|\\brestor|\\b(?:bring|brings|bringing|brought) back|\\bback(?:s|ed|ing)?[ -]?out|\\bund(?:o|oes|id|one)\\b|\\broll(?:s|ed|ing)?[ -]?back|:rewind:|⏪|[Rr]ückgängig|[Zz]urückgenommen|${BACK_HERE}|${BACK}|${AGAIN}|${BACK_RUNS}|${AGAIN_RUNS}|を(?:取り?消|元に戻|差し戻|ロールバック|撤回|再)`,
  'i',
);

/** The object ids, of seven digits or more, of all commits that a body says to revert; in order, in lower case. */
export function revertedIn(body: string): string[] {
  const text = body.replace(REDOES, ' ');
  return [...idsIn(text, UNDOES), ...(/[\u0080-\uffff]/.test(text) ? idsIn(text, UNDOES_HERE) : [])];
}

/** The object ids of all commits that a body says to bring again. */
export function reappliedIn(body: string): string[] {
  return idsIn(body, REDOES);
}

function idsIn(body: string, pattern: RegExp): string[] {
  return Array.from(body.matchAll(pattern), ([, ...groups]) => groups.join(' ').toLowerCase().match(EACH_ID) ?? []).flat();
}

/** What a subject speaks of, without the words that take it back or bring it again. */
export interface Reversed {
  /** The subject at the root, as it is compared: "Revert "Revert "X""" and "Reapply "X (#12)"" both have that of X. */
  readonly base: string;
  /** How often it is turned: 0 for a subject that is no reversal, 1 for a revert, 2 for what brings it again. Odd: taken back. */
  readonly depth: number;
}

const LAYER = new RegExp(
  `^(?:\\[\\s*(?:(?<backMark>revert)|re-?land|re-?apply)\\s*\\]|(?:this\\s+|temporarily\\s+|re-(?=revert))?(?:(?<back>${BACK})|${AGAIN})(?:\\^(?<times>\\d{1,3}))?(?:\\([^)]*\\))?!?(?=[\\s:："“„«‘'\`「『])|(?:(?<backRun>${BACK_RUNS})|${AGAIN_RUNS})(?=.))(?:\\s+#\\d+)?\\s*[:：]?\\s*(?:of\\s+|commit\\s+|changes\\s+from\\s+|the\\s+(?=["“])|de\\s+|对)?`,
  'i',
);
/** A sign that gitmoji gives to what reverts. */
const REWIND = /^(?:⏪\uFE0F?|:rewind:)\s*/u;
/** Languages in which the verb stands behind what it is done to. */
const BEHIND =
  /^[「『"“„](?<inner>.+)[」』"”“]\s*(?:(?<back>を(?:取り?消|元に戻|差し戻|リバート|ロールバック|撤回)\S*|rückgängig (?:gemacht|machen)|zurück(?:genommen|nehmen|gerollt))|を再\S*|wieder(?:hergestellt| eingeführt))\.?$/i;
const NUMBERS = /\s*(?:\((?:#|!|gh-)\d+\)|\(pull request #\d+\))\s*$/i;
const QUOTED = /^["“„«「『](.*)["”“»」』]\s*\.?(?:\s*的?(?:修改|提交|更改|变更)|\s+(?:again|commit))?$/;
const TYPE = /^[a-z]{2,12}(?:\([^)]*\))?!?:\s*(?=\S)/i;

/** Reads a subject layer by layer. Of a subject that only looks like a reversal ("Restore the backup") no commit has the base. */
export function reversedIn(subject: string): Reversed {
  let rest = withoutNumbers(subject.trim());
  let depth = 0;
  const behind = BEHIND.exec(rest)?.groups;
  if (behind) {
    depth += behind['back'] === undefined ? 2 : 1;
    rest = withoutNumbers(behind['inner'] ?? '');
  }
  if (REWIND.test(rest)) {
    rest = rest.replace(REWIND, '');
    if (!layerOf(rest)) depth += 1;
  }
  for (let layer = layerOf(rest); layer; layer = layerOf(rest)) {
    const { backMark, back, backRun, times } = layer.groups ?? {};
    depth += times === undefined ? ((backMark ?? back ?? backRun) === undefined ? 2 : 1) : Number(times);
    const inner = withoutNumbers(rest.slice(layer[0].length));
    rest = withoutNumbers(QUOTED.exec(inner)?.[1] ?? inner);
  }
  const base = (depth === 0 ? withoutNumbers(rest) : rest).replace(TYPE, '');
  return { base: plain(base === '' ? rest : base), depth };
}

/** The type of a Conventional Commit may stand before the reversal: "fix: Revert "X"". */
function layerOf(rest: string): RegExpExecArray | null {
  const layer = LAYER.exec(rest) ?? LAYER.exec(rest.replace(TYPE, ''));
  if (!layer) return null;
  const skipped = rest.length - layer.input.length;
  return skipped === 0 ? layer : Object.assign(layer, { 0: rest.slice(0, skipped) + layer[0] });
}

function withoutNumbers(subject: string): string {
  let rest = subject;
  while (NUMBERS.test(rest)) rest = rest.replace(NUMBERS, '');
  return rest;
}

const BETWEEN = inTwoForms(String.raw`[^\p{L}\p{N}]+`, 'gu');

function plain(subject: string): string {
  return subject.toLowerCase().replace(BETWEEN(subject), ' ').trim();
}

/** A text without the sentence of a revert that it begins with. */
export function withoutRevertSentence(text: string): string {
  return text.replace(AT_START, '');
}

/** False for a message that cannot name a reverted commit in any way. */
export function mayReverse(subject: string, body: string): boolean {
  if (!TRACES.test(subject) && !TRACES.test(body)) return false;
  const text = `${subject}\n${body}`;
  if (reversedIn(subject).depth > 0 || revertedIn(text).length > 0 || reappliedIn(text).length > 0) return true;
  return numbersTakenBack(text).length > 0 || numbersBroughtAgain(text).length > 0;
}
