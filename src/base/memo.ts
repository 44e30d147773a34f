/**
 * Keeps what pure functions made of texts, so that a text which is read again and again is worked through once. What is kept holds for the very text that it
 * was made from, and is shared: nobody may change it. It keeps little, since a daemon lives for weeks.
 */

/**
 * Keeps one value a key, with the text that it was made from, and forgets those that were not used the longest.
 * @param keptCharacters of all its texts together; a longer text is never kept. @param make is called where nothing is kept for the key and the text.
 */
export function memo<Value>(keptCharacters: number): (key: string, text: string, make: () => Value) => Value {
  const kept = new Map<string, { readonly text: string; readonly value: Value }>();
  let characters = 0;
  return (key, text, make) => {
    const known = kept.get(key);
    if (known) {
      kept.delete(key);
      if (known.text === text) {
        kept.set(key, known);
        return known.value;
      }
      characters -= known.text.length;
    }
    const value = make();
    if (text.length > keptCharacters) return value;
    kept.set(key, { text, value });
    characters += text.length;
    for (const [oldest, { text: old }] of kept) {
      if (characters <= keptCharacters) break;
      kept.delete(oldest);
      characters -= old.length;
    }
    return value;
  };
}
