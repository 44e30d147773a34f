/**
 * Ties claims to the file that they are about, and finds those whose file has changed since. A changed file makes a claim suspect and nothing more: where its
 * names and words still stand there, one candidate of a topic renews the lines of all its claims. Pure.
 */
import { shortId } from '../../base/git-objects.js';
import { plural } from '../../base/plural.js';
import { aboutText, isAnchorable, type About } from '../../memory/topic-anchors.js';
import { coreOf } from '../../wording/core.js';
import { stemsOf } from '../../wording/words.js';
import { topicFields, type Candidate } from '../report/candidate.js';
import { claimHash } from '../report/verdict.js';
import type { TreeFileWords, TreeWitness } from '../witness/tree-witness.js';
import { evidenceOf, type CitedMessages } from './citable.js';
import type { Finding } from './finding.js';
import type { Placed } from './known-claims.js';
import { namesClaimed } from './names-claimed.js';
import { tellsFact } from './slot-claims.js';
import { unlabelled } from './topic-of-claim.js';

/** A commit that changed more files is about none of them. */
const FILES_MOST = 3;
const PATH = /(?:[\w@.-]+\/)*[\w@-][\w@.-]*\.\w{1,5}\b/g;
/** What such a claim tells of is not there. */
const OF_NO_FILE: ReadonlySet<string> = new Set(['dropped', 'undone', 'note', 'decision']);

/** The findings, each with the file that it is about: the one that it names, else the one that its commit changed most. */
export function anchored(findings: readonly Finding[], tree: TreeWitness): Finding[] {
  return findings.map((finding) => {
    const { text, kind, message, document } = finding.claim;
    if (document) return { ...finding, about: [document] };
    if (OF_NO_FILE.has(kind) || message.commit === undefined || finding.slot !== undefined) return finding;
    const named = (text.match(PATH) ?? []).flatMap((name) => tree.pathNamed(name) ?? []);
    const own = message.pathCount <= FILES_MOST ? message.paths : [];
    const path = [...named, ...own].find((one) => isAnchorable(one) && tree.file(one) !== undefined);
    const file = path === undefined ? undefined : tree.file(path);
    return path === undefined || file === undefined ? finding : { ...finding, about: [{ path, blob: shortId(file.blob) }] };
  });
}

export interface Renewals {
  /** One for each topic that has any. */
  readonly candidates: readonly Candidate[];
  /** For the report: claims whose file changed and no longer says what they are about. */
  readonly notes: readonly string[];
}

/**
 * @param bullets those that no other candidate touches.
 * @param isAlone nothing else is proposed. A manifest changes with each release: what a fact is renewed for alone is worth nobody's review, and comes along.
 */
export function renewals(
  bullets: readonly Placed[],
  { tree, citedBy, isAlone }: { readonly tree: TreeWitness; readonly citedBy: CitedMessages; readonly isAlone: boolean },
): Renewals {
  const suspects: string[] = [];
  const byTopic = new Map<string, { placed: Placed; about: readonly About[] }[]>();
  for (const placed of bullets) {
    const { bullet, topic } = placed;
    if (bullet.struck || bullet.id === undefined || bullet.about === undefined || (isAlone && bullet.slot !== undefined)) continue;
    const now = bullet.about.map((one) => nowOf(one, placed, tree));
    const next = now.map(({ about }) => about);
    if (now.some(({ isGone }) => isGone)) suspects.push(bullet.claim);
    else if (!isSame(next, bullet.about)) byTopic.set(topic.slug, [...(byTopic.get(topic.slug) ?? []), { placed, about: next }]);
  }
  return {
    candidates: [...byTopic.values()].flatMap((renewed) => candidateOf(renewed, citedBy)),
    notes: suspects.length === 0 ? [] : [suspectText(suspects)],
  };
}

function suspectText(suspects: readonly string[]): string {
  const named = suspects.slice(0, SUSPECTS_NAMED).map((claim) => `"${claim.split('\n', 1)[0]}"`);
  const rest = suspects.length - named.length;
  return `suspect, because the file that they are about changed and says it no more: ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

const SUSPECTS_NAMED = 5;

function isSame(a: readonly About[], b: readonly About[]): boolean {
  return a.map(aboutText).join('\n') === b.map(aboutText).join('\n');
}

/** The line as it is to be; gone where the file is, or says nothing any more of what is claimed. */
function nowOf(about: About, { bullet }: Placed, tree: TreeWitness): { readonly about: About; readonly isGone: boolean } {
  if (bullet.slot !== undefined) {
    const fact = tree.facts.find(({ slot }) => slot === bullet.slot);
    return { about: fact && tellsFact(bullet, fact) ? { path: fact.path, blob: shortId(fact.blob) } : about, isGone: false };
  }
  const file = tree.file(about.path);
  if (!file) return { about, isGone: !tree.isMissing(about.path) };
  if (shortId(file.blob) === about.blob) return { about, isGone: false };
  if (file.words === undefined) return { about, isGone: false };
  return stillStands(unlabelled(bullet.claim), file.words)
    ? { about: { ...about, blob: shortId(file.blob) }, isGone: false }
    : { about, isGone: true };
}

/** So much of what is stated must be found in the file; its names must be, all of them. */
const WORDS_LEAST = 0.5;

function stillStands(claim: string, words: TreeFileWords): boolean {
  const { adopted, about } = namesClaimed(claim);
  if (![...adopted, ...about].every((name) => words.sees(name))) return false;
  // The words beside the name of what was adopted are those of the step, which is over.
  if (adopted.length > 0) return true;
  const stems = [...new Set(stemsOf(coreOf(claim.replace(/\.\s.*$/s, ''))))];
  return stems.filter((stem) => words.sees(stem)).length >= stems.length * WORDS_LEAST;
}

function candidateOf(renewed: readonly { placed: Placed; about: readonly About[] }[], citedBy: CitedMessages): Candidate[] {
  const [first] = renewed;
  if (!first) return [];
  const { topic, bullet } = first.placed;
  const cited = citedBy(bullet.entries, bullet.commits);
  const one = renewed.length === 1;
  return [
    {
      id: bullet.id ?? '',
      type: 'update',
      ...topicFields(topic),
      target: bullet.id ?? '',
      before: bullet.text,
      after: bullet.claim,
      date: bullet.date ?? '',
      evidence: cited.map(evidenceOf),
      ...(bullet.slot === undefined ? {} : { slot: bullet.slot }),
      about: first.about,
      renews: renewed.map(({ placed, about }) => ({ id: placed.bullet.id ?? '', about })),
      reason: `the file that ${plural(renewed.length, 'claim')} of this topic ${one ? 'is' : 'are'} about changed, and ${one ? 'it still stands' : 'they still stand'} there`,
      claimHash: claimHash(bullet.claim),
    },
  ].filter(({ date }) => date !== '') as Candidate[];
}
