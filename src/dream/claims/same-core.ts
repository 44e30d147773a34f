/**
 * Tells whether two commits claim one thing, whatever reason each gives for it: "JSON defaults to UTF-8" in 2014 and again in 2019 is one claim. Notes are
 * not read so: each of their sentences counts. Pure.
 */
import { sameClaim } from '../report/verdict.js';
import { coresOf } from '../../wording/core.js';
import { hasNumber, similarity, stemsOf } from '../../wording/words.js';

/** What a commit claims, without its reason. */
export interface ClaimCore {
  /** Where it holds, as its message or the claim says before a colon; '' where it does not. */
  readonly label: string;
  readonly text: string;
  readonly stems: ReadonlySet<string>;
}

/** So much of the words of two cores is the same where they say the same. */
const SAME = 0.8;
const STEMS_LEAST = 3;
const LABEL = /^(@?[a-z][\w./-]{1,24}): (?=\S)/i;

/** @param label of the message, '' where it has none. */
export function claimCoreOf(claim: string, label = ''): ClaimCore {
  const own = LABEL.exec(claim);
  const [core = ''] = coresOf(own ? claim.slice(own[0].length) : claim, false);
  return { label: (own?.[1] ?? label).toLowerCase(), text: core, stems: new Set(stemsOf(core)) };
}

/** Symmetric. Numbers, names, yes and no, and what stands on either side of "to" or "instead of" must agree. */
export function isSameCore(one: ClaimCore, other: ClaimCore): boolean {
  if (Math.min(one.stems.size, other.stems.size) < STEMS_LEAST || similarity(one.stems, other.stems) < SAME) return false;
  if (one.label !== '' && other.label !== '' && one.label !== other.label) return false;
  return numbersOf(one) === numbersOf(other) && sameClaim(one.text, other.text);
}

function numbersOf({ stems }: ClaimCore): string {
  return [...stems].filter(hasNumber).toSorted().join(' ');
}
