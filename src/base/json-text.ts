/**
 * A JSON text as values with their places in it, so that a part can be put in or taken out while all else stays byte for byte. It takes exactly what JSON is:
 * no comments, no commas too many. Pure.
 */

export interface JsonNode {
  readonly kind: 'object' | 'array' | 'text' | 'other';
  /** Where it begins and ends in the text. */
  readonly start: number;
  readonly end: number;
  /** Of an object, in order; of an array, with no names. */
  readonly items: readonly JsonItem[];
  /** Of a text. */
  readonly value?: string;
}

export interface JsonItem {
  readonly name?: string;
  /** Where its name begins, or the value itself in an array. */
  readonly start: number;
  readonly value: JsonNode;
}

/** Where a text is no JSON: line and column count from 1. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

const DEPTH_MOST = 200;
const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const LITERAL = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;

/** The value of the whole text, or where it is none. */
export function readJsonText(text: string): { readonly root: JsonNode } | { readonly fault: JsonFault } {
  const reader = new Reader(text);
  try {
    return { root: reader.whole() };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { fault: { ...placeAt(text, error.at), message: error.message } };
  }
}

/** Line and column of an offset, from 1. */
export function placeAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1) as string).length + 1 };
}

/** The item of an object by its name: the last one counts, as for JSON.parse. */
export function itemOf(node: JsonNode | undefined, name: string): JsonItem | undefined {
  return node?.items.findLast((item) => item.name === name);
}

/** The text at a path of names; undefined where none is. */
export function textAt(node: JsonNode | undefined, ...names: readonly string[]): string | undefined {
  let at = node;
  for (const name of names) at = itemOf(at, name)?.value;
  return at?.value;
}

class Fault extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

class Reader {
  private readonly text: string;
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  whole(): JsonNode {
    if (this.text.startsWith('\ufeff')) this.at = 1;
    const root = this.value();
    this.space();
    if (this.at < this.text.length) throw this.fault(`${this.here()} behind the end`);
    return root;
  }

  private value(): JsonNode {
    this.space();
    const start = this.at;
    const sign = this.text[start];
    if (sign === '{') return this.container('object', '}');
    if (sign === '[') return this.container('array', ']');
    if (sign === '"') {
      const value = this.string();
      return { kind: 'text', start, end: this.at, items: [], value };
    }
    if (this.taken(LITERAL) === undefined) throw this.fault(`a value is expected, not ${this.here()}`);
    return { kind: 'other', start, end: this.at, items: [] };
  }

  private container(kind: 'object' | 'array', close: string): JsonNode {
    const start = this.at;
    const items: JsonItem[] = [];
    this.depth += 1;
    if (this.depth > DEPTH_MOST) throw this.fault('it is nested too deep');
    this.at += 1;
    this.space();
    while (this.text[this.at] !== close) {
      if (items.length > 0) this.take(',');
      this.space();
      const from = this.at;
      const name = kind === 'object' ? this.named() : undefined;
      const value = this.value();
      items.push({ ...(name !== undefined && { name }), start: from, value });
      this.space();
    }
    this.at += 1;
    this.depth -= 1;
    return { kind, start, end: this.at, items };
  }

  private named(): string {
    if (this.text[this.at] !== '"') throw this.fault(`a name in quotation marks is expected, not ${this.here()}`);
    const name = this.string();
    this.space();
    this.take(':');
    return name;
  }

  private string(): string {
    const found = this.taken(STRING);
    if (found === undefined) throw this.fault('a text is not closed, or holds what must be escaped');
    return JSON.parse(found) as string;
  }

  private take(sign: string): void {
    if (this.text[this.at] !== sign) throw this.fault(`"${sign}" is expected, not ${this.here()}`);
    this.at += 1;
  }

  private space(): void {
    this.taken(SPACE);
  }

  private taken(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private here(): string {
    const sign = this.text[this.at];
    return sign === undefined ? 'the end' : `"${sign === '\n' ? '\\n' : sign}"`;
  }

  private fault(message: string): Fault {
    return new Fault(this.at, message);
  }
}
