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
/** Searching for what is not there goes through the whole text: after so many times a table of all names is worth its 8 ms. */
const MISSES = 16;

/** Reads the object `vocab` of a text as JSON writers write it: without blanks, and with no escapes but those that must be. */
export function readVocabulary(json: string): Vocabulary {
  const from = json.indexOf('"vocab":{') + '"vocab":{'.length;
  if (from < '"vocab":{'.length) return { get: () => undefined };
  let slots: Int32Array | undefined;
  let misses = 0;
  return {
    get(piece) {
      const name = JSON.stringify(piece).slice(1, -1);
      if (misses < MISSES) {
        const at = placeOf(json, from, name);
        if (at < 0) misses += 1;
        return at < 0 ? undefined : numberAt(json, at + name.length + 2);
      }
      slots ??= scan(json, from);
      for (let slot = slotOf(hashOf(name), slots); slots[slot] !== 0; slot = (slot + 1) & (slots.length - 1)) {
        const at = slots[slot] as number;
        if (json.startsWith(name, at) && json.charCodeAt(at + name.length) === QUOTE) return numberAt(json, at + name.length + 2);
      }
      return undefined;
    },
  };
}

/** The place of a name, by searching the text: of most words of a question it stands near the beginning. */
function placeOf(json: string, from: number, name: string): number {
  const entry = `"${name}":`;
  for (let at = json.indexOf(entry, from); at >= 0; at = json.indexOf(entry, at + 1)) {
    // Not the end of a longer name that has a quote in it: an entry follows the number of another, or begins the object.
    const isEntry = json[at - 1] === ',' ? isDigit(json.charCodeAt(at - 2)) : at === from;
    if (isEntry && isDigit(json.charCodeAt(at + entry.length))) return at + 1;
  }
  return -1;
}

/** The place of each name in its slot. */
function scan(json: string, from: number): Int32Array {
  let size = 2;
  while (size < json.length / CHARACTERS_AN_ENTRY) size *= 2;
  const slots = new Int32Array(size);
  for (let at = from; at < json.length; at++) {
    const start = json.charCodeAt(at);
    if (start === END) break;
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
  return slots;
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
  for (let digit = json.charCodeAt(at); isDigit(digit); digit = json.charCodeAt((at += 1))) number = number * 10 + digit - ZERO;
  return number;
}

function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= NINE;
}
