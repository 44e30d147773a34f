/** Formats a proposed change of a claim: the present text after `-`, the proposed one after `+`. Colours only mark the changed words. Pure. */
import type { ReviewItem } from '../desk/review.js';
import { harmless } from '../base/harmless-text.js';
import { type Palette, wrapped } from './print.js';

const INDENT = 2;

/** Lines of at most `columns`, where the words allow it. A claim whose words stay (its evidence changes) stands after `=`. */
export function claimLines(diff: ReviewItem['diff'], palette: Palette, columns: number): string[] {
  const sides = [
    ...side(diff, 'removed', { mark: palette.red('-'), whole: palette.strike, word: (text) => palette.red(palette.strike(text)) }, columns),
    ...side(diff, 'added', { mark: palette.green('+'), whole: (text) => text, word: (text) => palette.green(palette.bold(text)) }, columns),
  ];
  const words = diff.flatMap(({ text }) => wordsOf(harmless(text)));
  return sides.length > 0 ? sides : wrapped(words.join(' '), columns - INDENT).map((line, index) => `${index === 0 ? '=' : ' '} ${line}`);
}

interface Paint {
  readonly mark: string;
  /** Of a side that has no word in common with the other. */
  readonly whole: (text: string) => string;
  readonly word: (text: string) => string;
}

function side(diff: ReviewItem['diff'], kind: 'removed' | 'added', paint: Paint, columns: number): string[] {
  const parts = diff
    .filter((part) => part.kind === kind || part.kind === 'same')
    .map((part) => ({ kind: part.kind, words: wordsOf(harmless(part.text)) }));
  const isNew = parts.flatMap(({ kind: of, words }) => words.map(() => of === kind));
  // Nothing but what stays is no side of a change.
  if (!isNew.includes(true)) return [];
  const isWhole = !isNew.includes(false);
  let at = 0;
  return wrapped(parts.flatMap(({ words }) => words).join(' '), columns - INDENT).map((line, index) => {
    const words = line.split(' ').map((word) => (isNew[at++] === true && !isWhole ? paint.word(word) : word));
    return `${index === 0 ? paint.mark : ' '} ${isWhole ? paint.whole(line) : words.join(' ')}`;
  });
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
