/** The filters by time as somebody typed them, turned into moments: every surface reads dates alike. Pure. */
import { KairosError } from '../base/errors.js';
import { isoTime, LAST_MOMENT_MS } from '../dates/day.js';
import type { Span } from '../dates/span.js';
import { typedSpan, type Clocked, type TypedSpan } from '../dates/typed-span.js';

export interface TypedTimes {
  /** A day, a time, or a range (`2026-05..2026-06`), which then stands for both ends. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** What the option for `since` is called where it is typed, for errors. */
  readonly name?: string;
}

export interface AskedTimes {
  readonly since?: string;
  readonly until?: string;
}

/** The span that was typed. @param name of the option, for the error. @throws KairosError `bad-date`. */
export function askedSpan(name: string, text: string, clocked: Clocked): TypedSpan {
  const span = typedSpan(text, clocked);
  if (span) return span;
  throw new KairosError('bad-date', `--${name} ${text}: not a day or a time`, {
    hint: 'write yesterday, "2 weeks ago", 2026-05, 2026-11-20, 2026-11-20T14:30 or 2026-11-01..2026-11-20',
  });
}

/** From `since` to `until`, an end that is open infinite; undefined where neither is given. @throws KairosError `bad-date`, `usage` for what holds no moment. */
export function askedRange({ since, until, name = 'since' }: TypedTimes, clocked: Clocked): Span | undefined {
  const from = since === undefined ? undefined : askedSpan(name, since, clocked);
  const to = until === undefined ? undefined : askedSpan('until', until, clocked);
  if (!from && !to) return undefined;
  if (from?.isRange && to)
    throw new KairosError('usage', '--since with a range leaves no room for --until', { hint: 'leave out one of the two ends' });
  const span = { fromMs: from?.fromMs ?? -Infinity, toMs: (from?.isRange ? from : to)?.toMs ?? Infinity };
  if (span.fromMs > span.toMs) throw new KairosError('usage', `nothing lies between ${since} and ${until}`);
  return span;
}

/** The same as moments in ISO, for the filters of recall. @throws KairosError as `askedRange`. */
export function askedTimes(typed: TypedTimes, clocked: Clocked): AskedTimes {
  const { fromMs = -Infinity, toMs = Infinity } = askedRange(typed, clocked) ?? {};
  return {
    ...(Number.isFinite(fromMs) && { since: isoTime(fromMs) }),
    ...(Number.isFinite(toMs) && { until: isoTime(Math.min(toMs, LAST_MOMENT_MS)) }),
  };
}
