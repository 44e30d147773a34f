/**
 * The input of a tool as a small part of JSON Schema, and the check of a call against it. Problems are worded for a model: they tell what to write
 * instead. What models often write otherwise is taken as well: a number as a string, one id for a list of them. Pure.
 */
import { isObject } from './json.js';

interface Described {
  readonly description?: string;
}

interface TextField extends Described {
  readonly type: 'string';
  /** Characters. */
  readonly maxLength?: number;
  /** The limit in the unit that `bytesIn` counts; JSON Schema has no word for it, so that the description tells it. */
  readonly maxBytes?: number;
  readonly minLength?: number;
  readonly enum?: readonly string[];
  /** Further values that are taken, and not listed. */
  readonly also?: readonly string[];
}

interface NumberField extends Described {
  readonly type: 'integer';
  readonly minimum: number;
  readonly maximum: number;
  readonly default?: number;
}

/** Several words, such as ids. One string is taken for the words in it. */
interface ListField extends Described {
  readonly type: 'array';
  readonly items: { readonly type: 'string' };
  readonly minItems: number;
  readonly maxItems: number;
  /** A second name of the argument, taken and not listed. */
  readonly alias?: string;
}

type Field = TextField | NumberField | ListField;

export interface InputSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, Field>>;
  readonly required?: readonly string[];
  readonly additionalProperties: false;
}

export type Argument = string | number | readonly string[];
export type Arguments = Readonly<Record<string, Argument>>;

/** A shorter limit is of names and dates, of which nothing that long would be found. Every session pays for what is listed. */
const LISTED_LENGTH = 200;

/** What stands between the words of a list that is one string, JSON's marks among it. */
const BETWEEN_WORDS = /[\s,;[\]"]+/;
const NUMBER = /^[+-]?\d{1,9}(?:\.0+)?$/;
const ENCODER = new TextEncoder();

/** The schema as a client lists it. */
export function listedSchema({ properties, ...rest }: InputSchema): Record<string, unknown> {
  const unlisted = new Set(['maxBytes', 'also', 'alias']);
  const isListed = ([key, value]: [string, unknown]): boolean =>
    !unlisted.has(key) && !(key === 'maxLength' && Number(value) < LISTED_LENGTH);
  const listed = ([name, field]: [string, Field]): [string, unknown] => [name, Object.fromEntries(Object.entries(field).filter(isListed))];
  return { ...rest, properties: Object.fromEntries(Object.entries(properties).map(listed)) };
}

/** The bytes of a text in UTF-8, each line break counted as three: a log indents further lines by two blanks. */
export function bytesIn(text: string): number {
  return ENCODER.encode(text).length + 2 * (text.match(/\r\n?|\n/g)?.length ?? 0);
}

/** As JSON Schema counts them: code points. */
function charactersIn(text: string): number {
  return text.length - (text.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0);
}

/**
 * The arguments that were given, each as its field's type says, or the problems of the call, one sentence each. `null` counts as left out, and so
 * does a blank text or an empty list of an optional argument, because some models fill in every argument.
 */
export function readArguments(schema: InputSchema, given: unknown): { readonly value: Arguments } | { readonly problems: string[] } {
  if (!isObject(given)) return { problems: ['the arguments are not an object'] };
  const names = Object.keys(schema.properties);
  const named = withoutAliases(schema, given);
  const problems = Object.keys(named)
    .filter((name) => !names.includes(name))
    .map((name) => `there is no argument "${name.slice(0, 40)}"; there are ${names.join(', ')}`);
  const value: Record<string, Argument> = {};
  for (const [name, field] of Object.entries(schema.properties)) {
    const isRequired = schema.required?.includes(name) === true;
    const read = asTyped(field, named[name]);
    if (isLeftOut(read, isRequired)) {
      if (isRequired) problems.push(`${name} is missing: ${field.description ?? name}`);
      continue;
    }
    const problem = problemWith(field, read);
    if (problem === undefined) value[name] = read as Argument;
    else problems.push(`${name} ${problem}`);
  }
  return problems.length > 0 ? { problems } : { value };
}

function withoutAliases({ properties }: InputSchema, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const named = { ...given };
  for (const [name, field] of Object.entries(properties)) {
    const alias = field.type === 'array' ? field.alias : undefined;
    if (alias === undefined || !Object.hasOwn(named, alias)) continue;
    named[name] ??= named[alias];
    delete named[alias];
  }
  return named;
}

/** The value in the type of its field, where it can be read so. */
function asTyped(field: Field, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (field.type === 'integer') return NUMBER.test(value.trim()) ? Number(value) : value;
  return field.type === 'array' ? value.split(BETWEEN_WORDS).filter((word) => word !== '') : value;
}

function isLeftOut(value: unknown, required: boolean): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return !required && typeof value === 'string' && value.trim() === '';
}

function problemWith(field: Field, value: unknown): string | undefined {
  switch (field.type) {
    case 'integer': {
      const isIn = typeof value === 'number' && Number.isInteger(value) && value >= field.minimum && value <= field.maximum;
      return isIn ? undefined : `is not a whole number from ${field.minimum} to ${field.maximum}`;
    }
    case 'array':
      if (!Array.isArray(value) || value.some((one) => typeof one !== 'string')) return 'is not a list of strings';
      return value.length > field.maxItems ? `has more than ${field.maxItems} of them` : undefined;
    case 'string':
      return typeof value === 'string' ? problemWithText(field, value) : 'is not a string';
  }
}

function problemWithText({ enum: values, also = [], minLength = 0, maxLength, maxBytes }: TextField, value: string): string | undefined {
  if (values && !values.includes(value) && !also.includes(value)) return `is not one of ${values.map((one) => `"${one}"`).join(', ')}`;
  if (value.trim().length < minLength) return 'is empty';
  if (maxLength !== undefined && charactersIn(value) > maxLength) return `is longer than ${maxLength} characters`;
  if (maxBytes === undefined || bytesIn(value) <= maxBytes) return undefined;
  return `is longer than ${maxBytes} bytes of UTF-8 (it has ${bytesIn(value)}; a line break counts as 3)`;
}
