/** An entry as `--json` prints it. Pure. */
import { isoTime } from '../dates/day.js';
import type { Entry } from '../desk/log.js';

export function entryJson({ id, kind, actor, atMs, text, origin, source }: Entry): Record<string, unknown> {
  return {
    id,
    kind,
    ...(actor === undefined ? {} : { actor }),
    at: isoTime(atMs),
    text,
    origin,
    source: `${source.path}:${source.line}`,
  };
}
