/**
 * The input of a tool as a small part of JSON Schema, and the check of a call against it. Problems are worded for a model: they tell what to write
 * instead. Pure.
 */
import { isObject } from '../base/json.js';

interface Field {
  readonly description: string;
}

interface TextField extends Field {
  readonly type: 'string';
  readonly maxLength: number;
  readonly minLength?: number;
  readonly enum?: readonly string[];
}

interface NumberField extends Field {
  readonly type: 'integer';
  readonly minimum: number;
  readonly maximum: number;
  readonly default?: number;
}

export interface InputSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, TextField | NumberField>>;
  readonly required: readonly string[];
  readonly additionalProperties: false;
}

export type Arguments = Readonly<Record<string, string | number>>;

/**
 * The problems of a call's arguments, one sentence each; [] if there is none. `null` counts as left out, and so does a blank text of an optional
 * argument, because some models fill in every argument.
 */
export function problemsOf(schema: InputSchema, given: unknown): string[] {
  if (!isObject(given)) return ['the arguments are not an object'];
  const names = Object.keys(schema.properties);
  const problems = Object.keys(given)
    .filter((name) => !names.includes(name))
    .map((name) => `there is no argument "${name.slice(0, 40)}"; there are ${names.join(', ')}`);
  for (const [name, field] of Object.entries(schema.properties)) {
    const value = given[name];
    if (!isLeftOut(value, schema.required.includes(name)))
      problems.push(...problemWith(field, value).map((problem) => `${name} ${problem}`));
    else if (schema.required.includes(name)) problems.push(`${name} is missing: ${field.description}`);
  }
  return problems;
}

/** The arguments that were given, after `problemsOf` found nothing. */
export function argumentsOf(given: unknown): Arguments {
  if (!isObject(given)) return {};
  return Object.fromEntries(
    Object.entries(given).filter(
      (pair): pair is [string, string | number] => typeof pair[1] === 'number' || (typeof pair[1] === 'string' && pair[1].trim() !== ''),
    ),
  );
}

function isLeftOut(value: unknown, required: boolean): boolean {
  return value === undefined || value === null || (!required && typeof value === 'string' && value.trim() === '');
}

function problemWith(field: TextField | NumberField, value: unknown): string[] {
  if (field.type === 'integer') {
    const isIn = typeof value === 'number' && Number.isInteger(value) && value >= field.minimum && value <= field.maximum;
    return isIn ? [] : [`is not a whole number from ${field.minimum} to ${field.maximum}`];
  }
  if (typeof value !== 'string') return ['is not a string'];
  if (field.enum && !field.enum.includes(value)) return [`is not one of ${field.enum.map((one) => `"${one}"`).join(', ')}`];
  if (value.trim().length < (field.minLength ?? 0)) return ['is empty'];
  return value.length > field.maxLength ? [`is longer than ${field.maxLength} characters`] : [];
}
