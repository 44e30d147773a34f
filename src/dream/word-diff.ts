/** The words that changed between two claims, for the reviewer's eye. Pure. */

export interface DiffPart {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Above so many words a table would cost more than the look is worth: the whole is shown as changed. */
const WORDS_MOST = 2000;

/** Parts in reading order, neighbours of one kind joined; `same` and `added` make up `after`, `same` and `removed` make up `before`, blanks aside. */
export function wordDiff(before: string, after: string): DiffPart[] {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  if (a.length > WORDS_MOST || b.length > WORDS_MOST) return join([...a.map(removed), ...b.map(added)]);
  const width = b.length + 1;
  // lengths[i * width + j]: longest common subsequence of a from i and b from j.
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const longer = Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
      lengths[i * width + j] = a[i] === b[j] ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1 : longer;
    }
  }
  const parts: DiffPart[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      parts.push({ kind: 'same', text: a[i++] as string });
      j++;
    } else if (j >= b.length || (i < a.length && (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))) parts.push(removed(a[i++] as string));
    else parts.push(added(b[j++] as string));
  }
  return join(parts);
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function removed(text: string): DiffPart {
  return { kind: 'removed', text };
}

function added(text: string): DiffPart {
  return { kind: 'added', text };
}

function join(parts: readonly DiffPart[]): DiffPart[] {
  const joined: DiffPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last?.kind === part.kind) joined[joined.length - 1] = { kind: part.kind, text: `${last.text} ${part.text}` };
    else joined.push(part);
  }
  return joined;
}
