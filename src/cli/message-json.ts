/** A message of the agent as JSON. Pure. */
import { isoTime } from '../dates/day.js';
import type { InboxMessage } from '../desk/inbox.js';

export function messageJson({ id, atMs, isRead, kind, refs, text }: InboxMessage): Record<string, unknown> {
  return { id, at: isoTime(atMs), kind, read: isRead, refs, text };
}
