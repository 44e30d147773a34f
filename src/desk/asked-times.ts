/** The filters by time as somebody typed them, turned into moments: every surface reads dates alike. Pure. */
import { KairosError } from '../base/errors.js';
import { isoTime, LAST_MOMENT_MS } from '../dates/day.js';
import type { Span } from '../dates/span.js';
import { typedSpan, type Clocked } from '../dates/typed-span.js';

export interface TypedTimes {
  /** A day, a time, or a range (`2026-05..2026-06`), which then stands for both ends. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

export interface AskedTimes {
  readonly since?: string;
  readonly until?: string;
}

/** The span that was typed. @param name of the option, for the error. @throws KairosError `bad-date`. */
export function askedSpan(name: string, text: string, clocked: Clocked): Span {
  const span = typedSpan(text, clocked);
  if (span) return span;
  throw new KairosError('bad-date', `--${name} ${text}: not a day or a time`, {
    hint: 'write yesterday, "2 weeks ago", 2026-05, 2026-11-20, 2026-11-20T14:30 or 2026-11-01..2026-11-20',
  });
}

/** `since` and `until` as moments in ISO, for the filters of recall. @throws KairosError `bad-date`, `usage` for a range beside an end. */
export function askedTimes({ since, until }: TypedTimes, clocked: Clocked): AskedTimes {
  const from = since === undefined ? undefined : askedSpan('since', since, clocked);
  const to = until === undefined ? undefined : askedSpan('until', until, clocked);
  const isRange = since !== undefined && /\.\.|\s(?:to|until|-|–)\s/.test(since.trim());
  if (isRange && until !== undefined)
    throw new KairosError('usage', '--since with a range leaves no room for --until', {
      hint: `--since ${since?.split(/\s|\.\./)[0]} --until ${until}`,
    });
  const end = isRange ? from?.toMs : to?.toMs;
  return {
    ...(from !== undefined && Number.isFinite(from.fromMs) && { since: isoTime(from.fromMs) }),
    ...(end !== undefined && Number.isFinite(end) && { until: isoTime(Math.min(end, LAST_MOMENT_MS)) }),
  };
}
