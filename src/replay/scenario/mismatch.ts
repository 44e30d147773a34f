/** One thing that is not as expected, and what an update writes in its place. Comparing texts by what they hold. Pure. */
import type { Difference } from '../../base/outcome.js';
import type { Placed, Way } from '../../config/yaml-reader.js';

export interface Mismatch {
  readonly difference: Difference;
  /** What stands at `way` after an update; `value` undefined takes it out. Left out: nothing that could be written there makes it true. */
  readonly fix?: { readonly way: Way; readonly value: unknown };
}

/** So much of what is there is shown. */
const SHOWN_MOST = 8;
const LINE_MOST = 160;

/** Lines for people, not too many of them and none too long. */
export function shown(texts: readonly string[]): string {
  const lines = texts.slice(0, SHOWN_MOST).map((text) => cut(text.replace(/\s*\n\s*/g, ' ')));
  if (texts.length > SHOWN_MOST) lines.push(`... and ${texts.length - SHOWN_MOST} more`);
  return lines.length === 0 ? 'nothing' : lines.join('\n');
}

function cut(text: string): string {
  return text.length > LINE_MOST ? `${text.slice(0, LINE_MOST)}...` : text;
}

/** Each text must be a part of one that is there, in this order; other texts may stand between. An empty list means that there is none. */
export function inSequence(
  what: string,
  expected: Placed<readonly Placed<string>[]>,
  actual: readonly string[],
  kept = actual,
): Mismatch[] {
  const fix = { way: expected.way, value: kept };
  if (expected.value.length === 0)
    return actual.length === 0 ? [] : [{ difference: { what: `there is to be no ${what}`, actual: shown(actual), at: expected.at }, fix }];
  let from = 0;
  for (const one of expected.value) {
    const found = actual.findIndex((text, n) => n >= from && text.includes(one.value));
    if (found >= 0) {
      from = found + 1;
      continue;
    }
    const isEarlier = actual.some((text) => text.includes(one.value));
    const problem = isEarlier ? `${what}: it comes before what is listed above it` : `no ${what} holds it`;
    return [{ difference: { what: problem, expected: one.value, actual: shown(actual), at: one.at }, fix }];
  }
  return [];
}

/** The first ones must hold the texts, one each. */
export function fromTheFirst(what: string, expected: Placed<readonly Placed<string>[]>, actual: readonly string[]): Mismatch[] {
  const fix = { way: expected.way, value: actual.slice(0, Math.max(1, expected.value.length)) };
  if (expected.value.length === 0) return inSequence(what, expected, actual, actual);
  const wrong = expected.value.find((one, n) => actual[n]?.includes(one.value) !== true);
  if (!wrong) return [];
  const number = expected.value.indexOf(wrong) + 1;
  return [{ difference: { what: `${what} ${number} is another one`, expected: wrong.value, actual: shown(actual), at: wrong.at }, fix }];
}

/** None may hold any of the texts. */
export function inNone(what: string, unwanted: readonly Placed<string>[] | undefined, actual: readonly string[]): Mismatch[] {
  return (unwanted ?? []).flatMap((one) => {
    const found = actual.filter((text) => text.includes(one.value));
    if (found.length === 0) return [];
    const difference = {
      what: `a ${what} holds it, and none may`,
      expected: `no ${JSON.stringify(one.value)}`,
      actual: shown(found),
      at: one.at,
    };
    return [{ difference, fix: { way: one.way, value: undefined } }];
  });
}

/** A value that must be just this one. */
export function same<T extends string | number | boolean>(
  what: string,
  expected: Placed<T> | undefined,
  actual: T,
  hint?: string,
): Mismatch[] {
  if (expected === undefined || expected.value === actual) return [];
  const difference = {
    what,
    expected: String(expected.value),
    actual: String(actual),
    at: expected.at,
    ...(hint !== undefined && { hint }),
  };
  return [{ difference, fix: { way: expected.way, value: actual } }];
}

/** A number that must not be exceeded. */
export function atMost(what: string, expected: Placed<number> | undefined, actual: number): Mismatch[] {
  if (expected === undefined || actual <= expected.value) return [];
  const difference = {
    what: `${what}: more than the budget`,
    expected: `at most ${expected.value}`,
    actual: String(actual),
    at: expected.at,
  };
  return [{ difference, fix: { way: expected.way, value: actual } }];
}
