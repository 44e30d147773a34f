/**
 * Gives each claim its topic: small areas go up to the general one, large ones are split, and a topic that memory has keeps what it has. A claim has the same
 * topic in every dream, because all that is told or waits is counted, whatever was proposed of it. Pure.
 */
import { utcDay } from '../../dates/day.js';
import type { Claim } from './claims.js';
import type { ClaimKind } from '../reading/cues.js';
import { describeTopic } from './topic-description.js';
import { GENERAL, NOTES, PARENTS, type Area } from './topic-names.js';
import { isNoted, placeOf, wrapperFolders, type Place } from './topic-of-claim.js';

/** A topic of fewer claims goes up. */
const CLAIMS_LEAST = 3;
/** A topic of more claims is split. */
const CLAIMS_MOST = 15;
/** A memory of so few claims in all keeps the areas that every project has, each of one claim: one topic of all things would tell less. */
const YOUNG_MOST = 8;
const SLUG_MOST = 80;

/** A topic that memory has. */
export interface ExistingTopic extends Area {
  /** How many claims hold in it. */
  readonly claims: number;
}

/**
 * The topic of each claim, in the order of the claims.
 * @param fresh how many of the claims are new; those that are told already come behind them. @param names of the project itself, which name no part of it.
 */
export function areasOf(
  claims: readonly Claim[],
  existing: readonly ExistingTopic[],
  names: readonly string[] = [],
  fresh = claims.length,
): Area[] {
  const around = { wrappers: wrapperFolders(claims), names: new Set(names) };
  const known = new Map(existing.map((topic) => [topic.slug, topic]));
  const places = claims.map((claim) => placeOf(claim, around));
  const folded = foldedUp(claims, places, known);
  const split = splitUp(claims, folded, known);
  return described(claims, besideFull(claims, split, known, fresh), known);
}

/** Areas of too few claims give theirs to the parent, and this to the general one. */
function foldedUp(claims: readonly Claim[], places: readonly Place[], known: ReadonlyMap<string, ExistingTopic>): Place[] {
  const isYoung = claims.length <= YOUNG_MOST;
  const fold = (from: readonly Place[], up: (place: Place, at: number) => Area): Place[] => {
    const counts = countsOf(from.map(({ area }) => area.slug));
    return from.map((place, at) => {
      const { slug, description } = place.area;
      const count = counts.get(slug) ?? 0;
      const stays = known.has(slug) || count >= CLAIMS_LEAST || (isYoung && (description !== '' || count > 1));
      return stays ? place : { area: up(place, at) };
    });
  };
  const general = (_: Place, at: number): Area => (isNoted(claims[at] as Claim) ? NOTES : GENERAL);
  const once = fold(places, ({ area }, at) => PARENTS.find(({ of }) => of.includes(area.slug))?.area ?? general({ area }, at));
  return fold(once, general);
}

/** Of an area of too many claims the largest part becomes a topic of its own, then the next, until it is small enough. */
function splitUp(claims: readonly Claim[], places: readonly Place[], known: ReadonlyMap<string, ExistingTopic>): Area[] {
  const areas = places.map(({ area }) => area);
  const parted = (partOf: (at: number) => Area | undefined): void => {
    for (const [slug, members] of membersOf(areas)) {
      let rest = members;
      const isFull = (known.get(slug)?.claims ?? 0) >= CLAIMS_MOST;
      while (rest.length > CLAIMS_MOST) {
        const parts = [
          ...membersOf(
            rest.map((at) => partOf(at)),
            rest,
          ),
        ].filter(([part, own]) => part !== slug && own.length < rest.length && (own.length >= CLAIMS_LEAST || isFull || known.has(part)));
        const [largest] = parts.toSorted((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
        if (!largest) break;
        const taken = new Set(largest[1]);
        for (const at of taken) areas[at] = partOf(at) as Area;
        rest = rest.filter((at) => !taken.has(at));
      }
    }
  };
  parted((at) => places[at]?.part);
  parted((at) => partByKind(areas[at] as Area, claims[at]?.kind ?? 'reason'));
  for (const period of PERIODS) parted((at) => partByPeriod(areas[at] as Area, claims[at] as Claim, period));
  return areas;
}

/** What is new goes into no topic that is full; where it stands now it stays. */
function besideFull(claims: readonly Claim[], areas: readonly Area[], known: ReadonlyMap<string, ExistingTopic>, fresh: number): Area[] {
  return areas.map((area, at) => {
    if (at >= fresh || (known.get(area.slug)?.claims ?? 0) < CLAIMS_MOST) return area;
    return partByKind(area, claims[at]?.kind ?? 'reason') ?? area;
  });
}

/** Indexes by the slug of their area. @param indexes of the areas, where these are not all. */
function membersOf(areas: readonly (Area | undefined)[], indexes?: readonly number[]): Map<string, number[]> {
  const members = new Map<string, number[]>();
  for (const [n, area] of areas.entries()) {
    if (area === undefined) continue;
    const own = members.get(area.slug) ?? [];
    own.push(indexes?.[n] ?? n);
    members.set(area.slug, own);
  }
  return members;
}

const PARTS: readonly { readonly suffix: string; readonly title: string; readonly kinds: readonly ClaimKind[] }[] = [
  { suffix: 'changes', title: 'what replaced what', kinds: ['replaced', 'renamed'] },
  { suffix: 'removals', title: 'what was removed', kinds: ['dropped', 'undone'] },
  { suffix: 'rules', title: 'rules', kinds: ['rule', 'required', 'default', 'security', 'breaking'] },
  { suffix: 'traps', title: 'traps and their causes', kinds: ['gotcha'] },
  { suffix: 'reasons', title: 'why it is so', kinds: ['reason', 'note'] },
];

function partByKind(area: Area, kind: ClaimKind): Area | undefined {
  const part = PARTS.find(({ kinds }) => kinds.includes(kind));
  return part && { slug: `${area.slug}-${part.suffix}`.slice(0, SLUG_MOST), title: `${area.title}: ${part.title}`, description: '' };
}

/** Where nothing else divides a topic: three years that stand together, a year, a quarter of it. */
const PERIODS: readonly ((year: number, month: number) => { readonly key: string; readonly title: string })[] = [
  (year) => ({ key: String(year - (year % 3)), title: `${year - (year % 3)} to ${year - (year % 3) + 2}` }),
  (year) => ({ key: String(year), title: String(year) }),
  (year, month) => ({ key: `${year}-q${Math.ceil(month / 3)}`, title: `${QUARTERS[Math.ceil(month / 3) - 1] ?? ''} ${year}` }),
];
const QUARTERS = ['January to March', 'April to June', 'July to September', 'October to December'];

function partByPeriod(area: Area, { message }: Claim, period: (typeof PERIODS)[number]): Area {
  const [year = 0, month = 1] = utcDay(message.entry.atMs).split('-').map(Number);
  const { key, title } = period(year, month);
  // A period of a period is one of the whole.
  const whole = { slug: area.slug.replace(/-\d{4}$/, ''), title: area.title.replace(/, \d{4}(?: to \d{4})?$/, '') };
  return { slug: `${whole.slug}-${key}`.slice(0, SLUG_MOST), title: `${whole.title}, ${title}`, description: '' };
}

/** A new topic says what is inside; one that memory has keeps its title and description. */
function described(claims: readonly Claim[], areas: readonly Area[], known: ReadonlyMap<string, ExistingTopic>): Area[] {
  const made = new Map<string, Area>();
  for (const [slug, members] of membersOf(areas)) {
    const [first] = members;
    const area = known.get(slug) ?? (areas[first as number] as Area);
    const { title, description } = area;
    const inside = members.map((at) => claims[at] as Claim);
    made.set(slug, known.has(slug) ? { slug, title, description } : { slug, title, description: describeTopic(area, inside) });
  }
  return areas.map(({ slug }) => made.get(slug) as Area);
}

function countsOf(slugs: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const slug of slugs) counts.set(slug, (counts.get(slug) ?? 0) + 1);
  return counts;
}
