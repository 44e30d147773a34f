/**
 * The pieces of a tokenizer.json and their numbers, found in its text as it stands: parsed into objects they would cost four times as much, a quarter of
 * what loading the model costs. Pure.
 */

export interface Vocabulary {
  /** The number of a piece; undefined where there is no such piece. */
  get(piece: string): number | undefined;
}

const [QUOTE, BACKSLASH, END, ZERO, NINE] = [0x22, 0x5c, 0x7d, 0x30, 0x39] as const;
/** An entry takes four characters at least (`"":0`), so that at most a quarter of the slots is full in a real one. */
const CHARACTERS_AN_ENTRY = 4;

/** Reads the object `vocab` of a text as JSON writers write it: without blanks, and with no escapes but those that must be. */
export function readVocabulary(json: string): Vocabulary {
  const from = json.indexOf('"vocab":{') + '"vocab":{'.length;
  let size = 2;
  while (size < json.length / CHARACTERS_AN_ENTRY) size *= 2;
  const slots = new Int32Array(size);
  if (from >= '"vocab":{'.length) scan(json, from, slots);
  return {
    get(piece) {
      const name = JSON.stringify(piece).slice(1, -1);
      for (let slot = slotOf(hashOf(name), slots); slots[slot] !== 0; slot = (slot + 1) & (slots.length - 1)) {
        const at = slots[slot] as number;
        if (json.startsWith(name, at) && json.charCodeAt(at + name.length) === QUOTE) return numberAt(json, at + name.length + 2);
      }
      return undefined;
    },
  };
}

/** Puts the place of each name into its slot. */
function scan(json: string, from: number, slots: Int32Array): void {
  for (let at = from; at < json.length; at++) {
    const start = json.charCodeAt(at);
    if (start === END) return;
    if (start !== QUOTE) continue;
    const name = at + 1;
    let hash = 0;
    for (at = name; at < json.length; at++) {
      let unit = json.charCodeAt(at);
      if (unit === QUOTE) break;
      hash = (Math.imul(hash, 31) + unit) | 0;
      if (unit !== BACKSLASH) continue;
      unit = json.charCodeAt((at += 1));
      hash = (Math.imul(hash, 31) + unit) | 0;
    }
    let slot = slotOf(hash, slots);
    while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = name;
  }
}

function hashOf(name: string): number {
  let hash = 0;
  for (let at = 0; at < name.length; at++) hash = (Math.imul(hash, 31) + name.charCodeAt(at)) | 0;
  return hash;
}

function slotOf(hash: number, { length }: Int32Array): number {
  return (Math.imul(hash, 0x9e3779b1) >>> 8) & (length - 1);
}

function numberAt(json: string, at: number): number {
  let number = 0;
  for (let digit = json.charCodeAt(at); digit >= ZERO && digit <= NINE; digit = json.charCodeAt((at += 1)))
    number = number * 10 + digit - ZERO;
  return number;
}
