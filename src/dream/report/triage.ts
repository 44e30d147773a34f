/**
 * What a model said of claims that await a person, as log entries: that it rejects one, which holds until the person decides, or a word for the reviewer. It
 * decides nothing by itself: only a person's verdicts do (verdict.ts). Pure.
 *
 *   - 14:03:22.123Z verdict@model rejected (^k9x0aa1b2c) of dream 4mk2q0: src/redis.ts says 6380 since 3f2a91c04d11 ^k0aa7f3b1d
 */
import { shortHash } from '../../base/hash.js';
import { REFERENCE } from '../../base/ids.js';
import type { EntryDraft } from '../../memory/entry.js';
import type { Mark } from '../../memory/outline.js';
import { standingOf } from './standing.js';
import type { Verdict } from './verdict.js';

export const TRIAGES = ['rejected', 'annotated'] as const;

export interface Triage {
  readonly is: (typeof TRIAGES)[number];
  readonly candidateId: string;
  readonly dream: string;
  /** In the words of the model, on one line. */
  readonly why: string;
  readonly atMs: number;
}

/** What was said of one claim. */
export interface AgentsWord {
  /** Why it was rejected, where it was and the person has not reopened it. */
  readonly rejected?: string;
  readonly notes: readonly string[];
}

const TRIAGE = new RegExp(`^(${TRIAGES.join('|')}) ${REFERENCE} of dream ([a-z0-9-]+): ([^]*)$`);

/** Those among entries, in their order. */
export function triageIn(entries: readonly Mark[]): Triage[] {
  return entries.flatMap(({ kind, actor, ours, text, atMs }) => {
    if (kind !== 'verdict' || actor !== 'model' || !ours) return [];
    const [, is, candidateId = '', dream = '', why = ''] = TRIAGE.exec(text) ?? [];
    const known = TRIAGES.find((one) => one === is);
    return known === undefined ? [] : [{ is: known, candidateId, dream, why, atMs }];
  });
}

/** The log entry. The same said twice is one entry. */
export function triageDraft({ is, candidateId, dream, why, atMs }: Triage): EntryDraft {
  const line = why.replace(/\s+/g, ' ').trim();
  return {
    kind: 'verdict',
    actor: 'model',
    atMs,
    text: `${is} (^${candidateId}) of dream ${dream}: ${line}`,
    key: `${dream}:${candidateId}:${is}:${shortHash([line], 20)}`,
  };
}

/** What was said of the claims of a dream, by candidate id. What a person reopened no model rejects. */
export function agentsWords(dream: string, triage: readonly Triage[], verdicts: readonly Verdict[]): ReadonlyMap<string, AgentsWord> {
  const { rounds } = standingOf(dream, verdicts);
  const words = new Map<string, AgentsWord>();
  for (const { candidateId, is, why } of triage.filter((one) => one.dream === dream)) {
    const { notes, ...before } = words.get(candidateId) ?? { notes: [] };
    if (is === 'annotated') words.set(candidateId, { ...before, notes: [...notes, why] });
    else words.set(candidateId, { ...before, notes, ...(!rounds.has(candidateId) && { rejected: why }) });
  }
  return words;
}
