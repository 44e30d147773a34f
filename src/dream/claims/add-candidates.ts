/** New claims: each finding as a bullet to be added to the topic that it belongs to. Pure. */
import { utcDay } from '../../dates/day.js';
import { isTopicSlug } from '../../base/workspace.js';
import type { Topic } from '../../memory/topic.js';
import type { ClaimKind } from '../reading/cues.js';
import type { Message } from '../reading/message.js';
import type { Reverts } from './reverts.js';
import { candidateId, claimOf, claimSince, topicFields, type Candidate } from '../report/candidate.js';
import { claimHash } from '../report/verdict.js';
import { citedOf, evidenceOf } from './citable.js';
import { newestOf, type Finding } from './finding.js';
import { otherValueOf } from './supersede-candidates.js';
import type { Area } from './topic-names.js';
import { labelled } from './topic-of-claim.js';
import { areasOf } from './topic-sizes.js';

const REASONS: Readonly<Record<ClaimKind, string>> = {
  breaking: 'it breaks for users',
  undone: 'it was tried and taken back',
  replaced: 'one thing took the place of another',
  dropped: 'it is no longer there',
  stopped: 'it is no longer done',
  deprecated: 'it is deprecated',
  disabled: 'it is switched off',
  renamed: 'this is how it is called now',
  required: 'it is required',
  default: 'this is the default',
  rule: 'it is said as a rule',
  security: 'it guards against an attack',
  gotcha: 'the fix explains its cause',
  reason: 'the message says why',
  decision: 'a decision record says so',
  note: 'somebody noted it',
};

/**
 * Candidates in the order of the findings.
 * @param known what memory holds already: it is counted in, so that a topic that waits for its claims is the same in every dream.
 * @param also.names of the project itself: no topic is called so. @param also.beside other candidates, whose topics will stand.
 */
export function addCandidates(
  findings: readonly Finding[],
  known: readonly Finding[],
  topics: readonly Topic[],
  reverts: Reverts,
  { names = [], beside = [] }: { readonly names?: readonly string[]; readonly beside?: readonly Candidate[] } = {},
): Candidate[] {
  const held = topics.map(({ slug, title, description, bullets }) => ({
    slug,
    title,
    description,
    claims: bullets.filter(({ struck }) => !struck).length,
  }));
  const slugs = new Set(held.map(({ slug }) => slug));
  const coming = beside
    .filter(({ topic }) => !slugs.has(topic))
    .map(({ topic, topicTitle, topicDescription }) => ({ slug: topic, title: topicTitle, description: topicDescription, claims: 0 }));
  const areas = areasOf(
    [...findings, ...known].map((f) => f.claim),
    [...held, ...coming],
    names,
    findings.length,
  );
  return findings.map((finding, i) => {
    const date = utcDay(newestOf(finding));
    const saidIn = (topic: Pick<Area, 'slug'>): string => claimSince(labelled(finding.claim, topic), date);
    // A claim that was struck and holds again stays in its topic.
    const home = topics.find(({ slug, bullets }) => {
      const former = candidateId(slug, claimOf({ after: saidIn({ slug }) }));
      return bullets.some((bullet) => bullet.id === former && bullet.struck);
    });
    const area: Area = home ?? (areas[i] as Area);
    const slug = isTopicSlug(area.slug) ? area.slug : 'decisions';
    const { besides = [], steps = [] } = finding;
    const said = [finding.sources, undoneSources(finding, reverts), besides.flatMap((other) => other.sources)];
    const evidence = [...new Set([...said.flatMap(citedOf), ...steps])].map(evidenceOf);
    const others = besides.map((other) => otherValueOf(claimSince(other.claim.text, utcDay(newestOf(other))), utcDay(newestOf(other))));
    const { kind, document } = finding.claim;
    const after = saidIn({ slug });
    const claim = claimOf({ after });
    const often = finding.sources.length > 1 ? `, said ${finding.sources.length} times` : '';
    const id = candidateId(slug, claim);
    const struck = home?.bullets.find((bullet) => bullet.id === id && bullet.struck);
    return {
      id,
      type: struck ? ('update' as const) : ('add' as const),
      ...(struck ? { target: id, before: struck.text } : {}),
      ...topicFields({ ...area, slug }),
      after,
      date,
      evidence,
      reason: [document ? `${document.path} says so` : `${REASONS[kind]}${often}`, finding.note, ...others].filter(Boolean).join('; '),
      claimHash: claimHash(claim),
      ...(finding.slot === undefined ? {} : { slot: finding.slot }),
      ...(finding.about === undefined ? {} : { about: finding.about }),
      ...marks(finding),
    };
  });
}

/** What only a person can decide about it. */
function marks({ besides = [], isUnseen }: Finding): Pick<Candidate, 'marked'> {
  const marked = [
    ...(besides.length > 0 ? (['another value was noted'] as const) : []),
    ...(isUnseen === true ? (['not seen in the tree'] as const) : []),
  ];
  return marked.length === 0 ? {} : { marked };
}

/** A revert is cited together with the commits that it took back. */
function undoneSources(finding: Finding, { targets }: Reverts): Message[] {
  return (targets.get(finding.claim.message) ?? []).filter((first) => !finding.sources.includes(first));
}
