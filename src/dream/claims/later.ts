/**
 * Names the choices and findings that may overrule a statement, by what each rule of overruling demands of both. So a statement is not compared with everything
 * that was ever said. Pure.
 */
import { ascending, ByStem } from './by-stem.js';
import { SAME_SLOT, slotOf } from './contrary.js';
import type { Finding } from './finding.js';
import type { Statement } from './statement.js';
import type { MadeChoice } from './choices.js';

export interface Near<Item> {
  /** Those that may overrule it, in their order. */
  to(statement: Statement): readonly Item[];
}

export const VERSIONED =
  /\b(node(?:\.?js)?|go(?:lang)?|python|ruby|java|php|rust|git|react|typescript|django|rails)[ @]?v?(\d+(?:\.\d+)*)\b/gi;

/** What a statement states, without the reasons. */
export function statedIn({ cores }: Statement): string {
  return cores.map(({ text }) => text).join('\n');
}

/** @param choices in the order in which they are asked. */
export function nearChoices(choices: readonly MadeChoice[]): Near<MadeChoice> {
  const [dropped, whole, adopted, versioned] = [new ByStem(), new ByStem(), new ByStem(), new ByStem()];
  for (const [place, choice] of choices.entries()) dropped.add(place, choice.dropped);
  for (const [place, choice] of choices.entries()) {
    // All that it drops must stand in a sentence of the statement, so that the rarest of it is enough to find it by.
    const [rarest] = choice.dropped.toSorted((a, b) => dropped.having(a).size - dropped.having(b).size);
    if (rarest !== undefined) whole.add(place, [rarest]);
    if (choice.adopted[0] !== undefined) adopted.add(place, [choice.adopted[0]]);
    if (choice.how === 'dropped') versioned.add(place, namesIn(choice.sentence));
  }
  return {
    to: (statement) =>
      ascending([
        ...statement.adopted.flatMap(([first = '']) => [...dropped.having(first)]),
        ...statement.cores.flatMap(({ stems }) => [...stems].flatMap((stem) => [...whole.having(stem)])),
        ...statement.dropped.flatMap(([first = '']) => [...adopted.having(first)]),
        ...namesIn(statedIn(statement)).flatMap((name) => [...versioned.having(name)]),
      ]).flatMap((place) => choices[place] ?? []),
  };
}

function namesIn(text: string): string[] {
  return [...text.matchAll(VERSIONED)].map(([, name = '']) => name.toLowerCase());
}

/** @param findings in the order in which they are asked. */
export function nearFindings(findings: readonly Finding[]): Near<Finding> {
  const [minimums, defaults] = [new ByStem(), new ByStem()];
  const words = [new ByStem(), new ByStem(), new ByStem()] as const;
  for (const [place, { statement }] of findings.entries()) {
    const { minimum, figures, byDefault } = slotOf(statement);
    if (minimum) minimums.add(place, [minimum.name]);
    for (const [which, one] of figures.entries()) if (one.numbers !== '') words[which]?.add(place, one.words);
    if (byDefault) defaults.add(place, byDefault.slot);
  }
  return {
    to: (statement) => {
      const { minimum, figures, byDefault } = slotOf(statement);
      return ascending([
        ...(minimum ? minimums.having(minimum.name) : []),
        ...figures.flatMap((one, which) => (one.numbers === '' ? [] : [...(words[which]?.sharing(one.words, SAME_SLOT) ?? [])])),
        ...(byDefault ? [...byDefault.slot].flatMap((stem) => [...defaults.having(stem)]) : []),
      ]).flatMap((place) => findings[place] ?? []);
    },
  };
}
