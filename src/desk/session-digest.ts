/** Gathers the digest of a session's begin: the person's own text, the strongest claims, what happened since their last session, and what that left. It only reads. */
import { branchName } from '../base/refs.js';
import type { Workspace } from '../base/workspace.js';
import type { Config } from '../config/config.js';
import { utcDay } from '../dates/day.js';
import { markingsIn } from '../dream/reading/agent-orders.js';
import { DECISIONS } from '../dream/reading/cues.js';
import { messageOf, onlyIn, type Message } from '../dream/reading/message.js';
import { isNoise, ownWordsIn } from '../dream/reading/noise.js';
import { readCommitText, COMMIT_KINDS } from '../memory/commit-text.js';
import type { Entry } from '../memory/entry.js';
import type { LogView } from '../memory/log-view.js';
import { personsText } from '../memory/memory-index.js';
import { readMemoryIndex, readTopics } from '../memory/read-topics.js';
import { readSessionLine } from '../memory/session-line.js';
import { collectStrength, claimStartMs, onlyCreated, weight } from '../memory/strength.js';
import { digestText, type DigestParts } from '../sessions/digest.js';
import type { HookInput } from '../sessions/hook-input.js';
import { readRecords } from '../sessions/record.js';
import { leftOf } from '../sessions/summary.js';
import type { World } from '../world/world.js';
import { readLog } from './log.js';
import { sessionOf } from './session.js';
import { openDreamBranch } from './status.js';

/** Among so many of the newest entries the last session is looked for, and what happened since. */
const ENTRIES_MOST = 1_000;
const NEWS_MOST = 30;
/** So many of the newest, where nobody had a session before. */
const NEWEST_MOST = 10;
const NEWS_KINDS: ReadonlySet<string> = new Set([...COMMIT_KINDS, 'note', 'reset', 'rebase']);
const CLAIMS_MOST = 60;
/** Cues of this weight are mostly slips that were mended. */
const SLIP_WEIGHT = 4;

/** What other work trees and other people wrote. */
const PEERS = 'peers/';

interface Place {
  readonly world: World;
  readonly ws: Workspace;
  readonly view: LogView;
  readonly config: Config;
}

/** The text, within `claude.digestTokens`; '' where there is nothing to tell. @throws KairosError as reading. */
export async function sessionDigest(place: Place, { session, source }: Pick<HookInput, 'session' | 'source'>): Promise<string> {
  const { world, ws, view, config } = place;
  const { entries } = await readLog(world, ws, view, { all: true, most: ENTRIES_MOST });
  const { text: memory = '' } = await readMemoryIndex(world, ws);
  const openDream = await openDreamBranch(world);
  const unfinished = await unfinishedOf(place, session, source);
  const claims = await claimsOf(place, entries);
  const parts: DigestParts = {
    ownText: withoutOrders(personsText(memory)),
    claims,
    ...newsOf(entries, session, claims.length > 0),
    ...(openDream !== undefined && { openDream }),
    ...(unfinished && { unfinished }),
  };
  return digestText(parts, config.claude.digestTokens);
}

/** A file of a branch: lines that order an agent about are left out, as they are marked everywhere else. The heading alone says nothing. */
function withoutOrders(text: string): string {
  const lines = text.split('\n').filter((line) => markingsIn(line).length === 0);
  return lines.every((line) =>
    /^\s*(?:# Memory|<!--.*-->|What everyone who works here should know first\. This text is yours; .*)?\s*$/.test(line),
  )
    ? ''
    : lines.join('\n');
}

async function claimsOf({ world, ws, view, config }: Place, entries: readonly Entry[]): Promise<DigestParts['claims']> {
  const { topics } = await readTopics(world, ws, view);
  const strength = collectStrength(entries, topics);
  const { halfLife, archiveBelow } = config.recall;
  return topics
    .flatMap(({ slug, bullets }) => bullets.filter(({ struck, text }) => !struck && text !== '').map((bullet) => ({ slug, bullet })))
    .map(({ slug, bullet }) => {
      const events = strength.get(bullet.address) ?? onlyCreated(claimStartMs(bullet.date));
      return {
        id: bullet.id ?? bullet.address,
        topic: slug,
        text: bullet.text,
        weight: weight(events, 'ltm', world.clock.now(), halfLife),
      };
    })
    .filter((claim) => claim.weight >= archiveBelow && markingsIn(claim.text).length === 0)
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, CLAIMS_MOST);
}

/**
 * Commits, notes and what moved branches since the last session of a person in this work tree before this one; without one, the newest. What was decided last
 * is told before the first session, and as long as no claim is known. Of upkeep (bots, releases, merges, typing errors) only the number.
 */
function newsOf(entries: readonly Entry[], session: string, isKnown: boolean): Pick<DigestParts, 'news' | 'decided' | 'since' | 'upkeep'> {
  const last = entries.findLast((entry) => isOfSession(entry, session));
  const all = entries.filter(({ kind }) => NEWS_KINDS.has(kind)).toReversed();
  const messages = all.map((entry) => messageOf(entry));
  const own = ownWordsIn(messages.filter((message) => message !== undefined));
  const known = new Map<number, boolean>();
  const isUpkeep = (n: number): boolean => {
    const message = messages[n];
    const is = known.get(n) ?? (message !== undefined && isNoise({ ...message, own }));
    known.set(n, is);
    return is;
  };
  const isNew = ({ atMs }: Entry): boolean => atMs > (last?.atMs ?? 0);
  const isDecided = (n: number): boolean => {
    const message = messages[n];
    return message !== undefined && isDecision(message);
  };
  // Each is judged when it is reached, since few are told and to judge all takes longer than to read them.
  function* telling(isMeant: (entry: Entry, n: number) => boolean, told: readonly Entry[] = []): Generator<Entry> {
    for (const [n, entry] of all.entries()) if (!told.includes(entry) && isMeant(entry, n) && !isUpkeep(n)) yield entry;
  }
  const decisions = (told?: readonly Entry[]): Generator<Entry> => telling((_, n) => isDecided(n), told);
  // Whoever was here before is told what is new first.
  const first = last ? firstUnmarked(telling(isNew), NEWS_MOST) : firstUnmarked(decisions(), NEWEST_MOST);
  const news = last ? first : firstUnmarked(telling(isNew, first), NEWEST_MOST);
  const decided = last ? (isKnown ? [] : firstUnmarked(decisions(first), NEWEST_MOST)) : first;
  const upkeep = last ? all.filter((entry, n) => isNew(entry) && isUpkeep(n)).length : 0;
  return { news: news.map(newsItem), decided: decided.map(newsItem), ...(last && { since: utcDay(last.atMs), upkeep }) };
}

/** The first that speak to no agent. */
function firstUnmarked(entries: Iterable<Entry>, most: number): Entry[] {
  const found: Entry[] = [];
  for (const entry of entries) {
    if (found.length === most) break;
    if (markingsIn(entry.text).length === 0) found.push(entry);
  }
  return found;
}

/** True for a commit whose subject decides something that the code stands by; what was removed from docs or tests is none. */
function isDecision(message: Message): boolean {
  if (message.commit === undefined || onlyIn(message) !== undefined) return false;
  return DECISIONS.some(
    ({ kind, weight: strength, pattern }) => kind !== 'undone' && strength > SLIP_WEIGHT && pattern.test(message.subject),
  );
}

function newsItem({ id, atMs, kind, text }: Entry): DigestParts['news'][number] {
  return { id, day: utcDay(atMs), text: newsText(kind, text) };
}

/** True for what shows that a person worked here in another session. One that was only opened and closed does not count. */
function isOfSession(entry: Entry, session: string): boolean {
  if (entry.actor !== 'user' || entry.source.path.startsWith(PEERS)) return false;
  if (entry.kind === 'prompt') return readSessionLine(entry.text).session !== session;
  const told = sessionOf(entry);
  return told !== undefined && told.inputs > 0 && told.id !== session;
}

function newsText(kind: string, text: string): string {
  const commit = COMMIT_KINDS.has(kind) ? readCommitText(text) : undefined;
  if (commit) return `${commit.commit} ${commit.subject}`;
  const [first = ''] = text.split('\n', 1);
  return `${kind}: ${first}`;
}

/** What the last session of a person on this branch left. A session that goes on after a compaction, or is resumed, is told its own. */
async function unfinishedOf({ world, ws }: Place, session: string, source: string | undefined): Promise<DigestParts['unfinished']> {
  const { ref } = await world.git.head();
  const branch = ref === undefined ? undefined : branchName(ref);
  const goesOn = source === 'compact' || source === 'resume';
  const gists = (await readRecords(world, ws)).flatMap(({ gist }) => (gist?.by === 'person' && gist.inputs > 0 ? [gist] : []));
  const last = gists
    .filter((gist) => (goesOn && gist.session === session) || (gist.session !== session && gist.branch === branch))
    .toSorted((a, b) => Number(b.session === session) - Number(a.session === session) || b.lastAtMs - a.lastAtMs)
    .at(0);
  const left = last ? leftOf(last).filter((text) => markingsIn(text).length === 0) : [];
  return last && left.length > 0 ? { day: utcDay(last.lastAtMs), about: `it was about: ${last.about}`, left } : undefined;
}
