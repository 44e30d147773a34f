/** The entries that a dream may cite, as messages, and as the evidence of candidates; found by entry and by commit. Pure. */
import { movesIn } from '../../memory/commit-moves.js';
import { readImportText } from '../../memory/import-text.js';
import { kindRow } from '../../memory/kinds.js';
import type { Entry } from '../../memory/entry.js';
import { messageOf, type Message } from '../reading/message.js';
import { ownWordsIn } from '../reading/noise.js';
import type { Evidence } from '../report/candidate.js';

/**
 * Entries that may be cited, as messages, oldest first; of an imported file what stands in it now. A rewritten commit counts if the commit that it became is reachable.
 * @param reachable twelve-digit ids of the commits that the base reaches.
 */
export function citableMessages(entries: readonly Entry[], reachable: ReadonlySet<string>): Message[] {
  const rewritten = new Map<string, string>();
  for (const entry of entries) {
    if (entry.kind !== 'rebase' || !entry.ours) continue;
    for (const { was, is } of movesIn(entry.text)) rewritten.set(was, is);
  }
  const replaced = new Set(
    entries.map((entry) => (entry.kind === 'import' && entry.ours ? readImportText(entry.text)?.inPlaceOf : undefined)),
  );
  const messages: Message[] = [];
  for (const entry of entries) {
    if (!kindRow(entry.kind, entry.actor).evidence || replaced.has(entry.id)) continue;
    const message = messageOf(entry);
    if (!message) continue;
    if (message.commit === undefined || reachable.has(message.commit)) messages.push(message);
    else {
      let now: string | undefined = message.commit;
      for (let hops = 0; now !== undefined && !reachable.has(now) && hops < 20; hops++) now = rewritten.get(now);
      if (now !== undefined && reachable.has(now)) messages.push({ ...message, commit: now });
    }
  }
  const own = ownWordsIn(messages);
  const told = own.size === 0 ? messages : messages.map((message) => ({ ...message, own }));
  return told.toSorted((a, b) => a.entry.atMs - b.entry.atMs);
}

/** A message as a candidate quotes it. */
export function evidenceOf({ entry, commit, invisible }: Message): Evidence {
  return {
    id: entry.id,
    atMs: entry.atMs,
    kind: entry.kind,
    ...(entry.actor === undefined ? {} : { actor: entry.actor }),
    origin: entry.origin,
    text: entry.text,
    ...(commit === undefined ? {} : { commit }),
    ...(invisible > 0 && { invisible }),
  };
}

/** What a claim cites of those that say it: the first, and the newest, since when it holds. */
const CITED = { oldest: 2, newest: 6 } as const;

/**
 * Those that a claim cites, of however many say it: a bullet has a limit of bytes, and who reviews it reads no hundred quotations. What is not cited is known by
 * its words.
 */
export function citedOf(sources: readonly Message[]): readonly Message[] {
  if (sources.length <= CITED.oldest + CITED.newest) return sources;
  const inTime = sources.toSorted((a, b) => a.entry.atMs - b.entry.atMs);
  return [...inTime.slice(0, CITED.oldest), ...inTime.slice(-CITED.newest)];
}

/** The messages, oldest first, that are cited by these ids of entries or by these commits. */
export type CitedMessages = (entries: readonly string[], commits: readonly string[]) => Message[];

/** @param messages oldest first. */
export function citedIn(messages: readonly Message[]): CitedMessages {
  const places = new Map<string, number[]>();
  const put = (key: string, place: number): void => {
    const list = places.get(key);
    if (list) list.push(place);
    else places.set(key, [place]);
  };
  for (const [place, { entry, commit }] of messages.entries()) {
    put(`^${entry.id}`, place);
    if (commit !== undefined) put(commit, place);
  }
  return (entries, commits) => {
    const found = [...entries.map((id) => `^${id}`), ...commits].flatMap((key) => places.get(key) ?? []);
    return [...new Set(found)].toSorted((a, b) => a - b).map((place) => messages[place] as Message);
  };
}
