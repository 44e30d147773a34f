/**
 * Claims whose imported file says something else now: the entry that they cite was replaced by a later import of the same place, and its text no longer
 * says so, or its decision holds no longer. Pure.
 */
import type { Entry } from '../../memory/entry.js';
import { readImportText } from '../../memory/import-text.js';
import type { TopicBullet } from '../../memory/topic.js';
import { similarity, stemsOf } from '../../wording/words.js';
import type { Message } from '../reading/message.js';
import type { Finding } from './finding.js';
import { endedStatus } from './imported.js';
import type { End } from './overruling.js';

/** What ends a claim, since its file was edited; undefined where the claim still stands. */
export type EditOf = (bullet: Pick<TopicBullet, 'claim' | 'entries' | 'commits'>) => End | undefined;

/** Claims with so many words in common say the same in other words. */
const ALIKE = 0.3;

/** @param messages those that may be cited: of an imported file what stands in it now. */
export function importEdits(entries: readonly Entry[], messages: readonly Message[]): EditOf {
  const replacedBy = new Map<string, string>();
  for (const { id, kind, ours, text } of entries) {
    const old = kind === 'import' && ours ? readImportText(text)?.inPlaceOf : undefined;
    if (old !== undefined) replacedBy.set(old, id);
  }
  const byId = new Map(messages.filter(({ entry }) => entry.kind === 'import').map((message) => [message.entry.id, message]));
  const nowOf = (id: string): Message | undefined => {
    const seen = new Set<string>();
    let at = id;
    for (let next = replacedBy.get(at); next !== undefined && !seen.has(next); next = replacedBy.get(at)) seen.add((at = next));
    return byId.get(at);
  };
  return ({ claim, entries: cited, commits }) => {
    if (commits.length > 0 || cited.length === 0) return undefined;
    const ends = cited.map((id) => endOf(claim, nowOf(id), byId));
    // What something else says as well still stands.
    return ends.every((end) => end !== undefined) ? ends.at(-1) : undefined;
  };
}

function endOf(claim: string, now: Message | undefined, byId: ReadonlyMap<string, Message>): End | undefined {
  const read = now && readImportText(now.entry.text);
  if (!now || !read) return undefined;
  if (read.isTakenOut) return { by: now, why: read.body };
  const status = read.source === 'adr' ? endedStatus(read.body) : undefined;
  if (status !== undefined) return { by: byId.get(read.supersededBy ?? '') ?? now, why: status };
  const said = plain(read.body);
  const stands = sentences(claim).every((sentence) => said.includes(plain(sentence)));
  return stands ? undefined : { by: now, why: likest(claim, read.body) };
}

/** The claim that takes the place: of a decision its only one, else the one that says most of the same. */
export function successorAmong(claim: string, by: Message, findings: readonly Finding[]): Finding | undefined {
  const own = findings.filter(({ sources }) => sources.includes(by));
  if (by.entry.kind !== 'import' || readImportText(by.entry.text)?.source === 'adr') return own[0];
  const stems = new Set(stemsOf(claim));
  const rated = own.map((finding) => ({ finding, share: similarity(stems, new Set(stemsOf(finding.claim.text))) }));
  const [best] = rated.toSorted((a, b) => b.share - a.share);
  return best && best.share >= ALIKE ? best.finding : undefined;
}

/** The line of the new text that says most of the same. */
function likest(claim: string, body: string): string {
  const stems = new Set(stemsOf(claim));
  const lines = body.split('\n').filter((line) => line.trim() !== '');
  const [best = ''] = lines.toSorted((a, b) => similarity(stems, new Set(stemsOf(b))) - similarity(stems, new Set(stemsOf(a))));
  return best.trim();
}

function sentences(claim: string): string[] {
  return claim.split(/(?<=[.!?])\s+(?=\S)/);
}

/** Letters and digits alone: a claim has a capital and a full stop that its file may not have. */
function plain(text: string): string {
  return ` ${(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ')} `;
}
