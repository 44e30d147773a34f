/**
 * Facts that have one current value: of each one claim, with the value that the manifest states, in the words of the newest message that says so too. What other
 * messages and claims say of the same fact is told by it. Pure.
 */
import { shortId } from '../../base/git-objects.js';
import { utcDay } from '../../dates/day.js';
import { isAnchorable } from '../../memory/topic-anchors.js';
import type { TopicBullet } from '../../memory/topic.js';
import { asBulletText, statementsOf } from '../../wording/sentence.js';
import type { Message } from '../reading/message.js';
import { candidateId, claimOf, claimSince, topicFields, type Candidate } from '../report/candidate.js';
import { claimHash } from '../report/verdict.js';
import { isTool } from '../witness/tools.js';
import { factText, statedPath, VERSION_SLOTS, type SlotFact, type SlotName } from '../witness/slots.js';
import { evidenceOf, type CitedMessages } from './citable.js';
import { newestOf, type Finding } from './finding.js';
import type { Placed } from './known-claims.js';
import { strikeBy } from './strike.js';
import { agrees, slotSaid, type SlotSaid } from './slot-said.js';
import { BY_WORDS, GENERAL, NAMED } from './topic-names.js';
import { unlabelled } from './topic-of-claim.js';

export interface SlotInput {
  readonly facts: readonly SlotFact[];
  /** False where a manifest may state more than could be read. */
  readonly isWhole: boolean;
  /** Oldest first, those that were taken back left out. */
  readonly messages: readonly Message[];
  readonly findings: readonly Finding[];
  readonly bullets: readonly Placed[];
  readonly citedBy: CitedMessages;
  readonly nowMs: number;
}

export interface SlotClaims {
  readonly candidates: readonly Candidate[];
  /** The other findings; of facts that no manifest states the newest, which names its slot. */
  readonly findings: readonly Finding[];
  /** Ids of bullets about which nothing else is to be said. */
  readonly settled: ReadonlySet<string>;
}

interface Told {
  readonly message: Message;
  readonly said: SlotSaid;
}

/** All slots of which a manifest, a message or a claim tells. */
export function slotClaims(input: SlotInput): SlotClaims {
  const { messages, findings, bullets } = input;
  const told = new Map<SlotName, Told[]>();
  const only = onlyRuntime(input.facts);
  for (const message of messages) {
    const said = saidBy(message, only);
    if (said) told.set(said.slot, [...(told.get(said.slot) ?? []), { message, said }]);
  }
  const facts = input.facts.filter((fact) => !isRaised(fact, told.get(fact.slot) ?? []));
  const found = new Map(findings.flatMap((finding) => findingSlot(finding, only)));
  const standing = bullets.flatMap((placed) => bulletSlot(placed, input.citedBy, only));
  const candidates: Candidate[] = [];
  const settled = new Set<string>();
  for (const fact of facts) {
    const own = standing.filter(({ slot }) => slot === fact.slot);
    for (const { placed } of own) settled.add(placed.bullet.id ?? '');
    candidates.push(
      ...candidatesOf(
        fact,
        told.get(fact.slot) ?? [],
        own.map(({ placed }) => placed),
        input,
      ),
    );
  }
  const stated = new Set<string>(facts.map(({ slot }) => slot));
  if (input.isWhole) for (const { slot, placed } of standing) if (!stated.has(slot)) candidates.push(...unstated(slot, placed, input));
  return { candidates, settled, findings: withoutStated(findings, found, new Set(facts.map(({ slot }) => slot))) };
}

/** True for the lowest version that CI tests, where a message demands a later one of the same line: a manifest that is not read states that. */
function isRaised({ slot, key, path }: SlotFact, told: readonly Told[]): boolean {
  const last = VERSION_SLOTS.has(slot) && path.startsWith('.github/') ? told.at(-1)?.said : undefined;
  return last?.key !== undefined && last.isDropped !== true && last.key !== key && last.key.startsWith(`${key}.`);
}

/** The runtime of a project that has one. */
function onlyRuntime(facts: readonly SlotFact[]): SlotName | undefined {
  const runtimes = facts.filter(({ slot }) => VERSION_SLOTS.has(slot));
  return runtimes.length === 1 ? runtimes[0]?.slot : undefined;
}

/** What the subject of a commit says of a fact; of several sentences the first that does. */
function saidBy({ commit, subject, type }: Message, only: SlotName | undefined): SlotSaid | undefined {
  if (commit === undefined || type === 'revert') return undefined;
  return statementsOf(subject)
    .map((sentence) => slotSaid(sentence, only))
    .find((said) => said !== undefined);
}

function firstOf(text: string): string {
  return statementsOf(text)[0] ?? '';
}

function findingSlot(finding: Finding, only: SlotName | undefined): [Finding, SlotSaid][] {
  const said = finding.claim.message.commit === undefined ? undefined : slotSaid(firstOf(finding.claim.text), only);
  return said ? [[finding, said]] : [];
}

/** A claim with a line `slot:`, or one that commits made and that says what such a claim would say. */
function bulletSlot(placed: Placed, citedBy: CitedMessages, only: SlotName | undefined): { slot: string; placed: Placed }[] {
  const { bullet } = placed;
  if (bullet.struck || bullet.id === undefined) return [];
  if (bullet.slot !== undefined) return [{ slot: bullet.slot, placed }];
  if (!citedBy(bullet.entries, bullet.commits).some(({ commit }) => commit !== undefined)) return [];
  const said = slotSaid(firstOf(unlabelled(bullet.claim)), only);
  return said ? [{ slot: said.slot, placed }] : [];
}

/** Without what the claim of a slot tells; of a slot that no manifest states the newest finding stands for all. */
function withoutStated(findings: readonly Finding[], found: ReadonlyMap<Finding, SlotSaid>, isStated: ReadonlySet<SlotName>): Finding[] {
  const newest = new Map<SlotName, Finding>();
  for (const [finding, { slot, key, isDropped }] of found) {
    const before = newest.get(slot);
    if (key !== undefined && isDropped !== true && (!before || newestOf(finding) >= newestOf(before))) newest.set(slot, finding);
  }
  return findings.flatMap((finding) => {
    const said = found.get(finding);
    if (!said) return [finding];
    if (isStated.has(said.slot)) return [];
    const last = newest.get(said.slot);
    if (last === finding) return [{ ...finding, slot: said.slot }];
    return last && said.key !== undefined && newestOf(finding) < newestOf(last) ? [] : [finding];
  });
}

/** "Add the formatter, the linter and hooks". */
const BESIDE = /,|;|\s(?:and|&|\+|plus)\s/;
/** Words that name nothing but what was done, and what the tool is for. */
const OF_CHOICE =
  /^(?:a|an|the|our|its|all|any|this|project|to|from|with|by|for|of|in|into|on|over|as|instead|rather|than|away|fully?|entirely|now|only|finally|use[ds]?|using|add(?:ed|s)?|adopt(?:s|ed|ing)?|introduc(?:e[ds]?|ing)|switch(?:e[sd]|ing)?|mov(?:e[sd]?|ing)|migrat(?:e[sd]?|ing|ion)|replac(?:e[sd]?|ing)|convert(?:s|ed|ing)?|port(?:s|ed|ing)?|chang(?:e[sd]?|ing)|transition(?:s|ed|ing)?|set|up|run(?:s|ning)?|start(?:s|ed|ing)?|prefer|require|favou?r|because|since|tests?|testing|unit|suites?|test-suite|runner|framework|library|tool(?:s|ing|chain)?|lint(?:s|er|ers|ing)?|format(?:s|ter|ters|ting)?|bundl(?:e|er|es|ing)|build(?:s|ing)?|code|style|type[ds]?|check(?:s|er|ing)?|packag(?:e|es|ing)|manager|licen[cs](?:e[ds]?|ing)|under|backend|system|main|master|default|branch|ci|v?\d[\w.]*)$/i;

const REPLACED = /\b(?:replac\w+|from|instead of|rather than|over|off|away from) [`"']?[\w.@/-]+/i;

/** True for "move the reports over to pytest": of the reports, which it names beside tools, the manifest states nothing. */
function namesOther(sentence: string): boolean {
  // What went is named once, whatever it is called.
  const said = unlabelled(sentence).replace(REPLACED, '');
  const words = said.match(/[\p{L}\p{N}_@][\p{L}\p{N}_./@-]*[\p{L}\p{N}_]|[\p{L}\p{N}]/gu) ?? [];
  return words.some((word) => !OF_CHOICE.test(word) && !isTool(word.toLowerCase()));
}

/** What brings the memory to the fact: a claim where none tells it, in the place of the first that tells another value; strikes of all further ones. */
function candidatesOf(fact: SlotFact, told: readonly Told[], own: readonly Placed[], input: SlotInput): Candidate[] {
  const isVersion = VERSION_SLOTS.has(fact.slot);
  const source = told.findLast(({ said }) => agrees(said, fact, isVersion));
  const said = source ? quoteOf(source.message, input.findings) : '';
  // What is told of another thing beside it has no witness.
  const quote = !isVersion && (BESIDE.test(firstOf(said)) || namesOther(firstOf(said))) ? '' : said;
  const touching = input.messages.findLast(({ paths }) => paths.includes(fact.path)) ?? input.messages.at(-1);
  const date = utcDay((source?.message ?? touching)?.entry.atMs ?? input.nowMs);
  const text = `${factText(fact)}.${quote === '' ? '' : ` ${quote}`}`;
  const common = {
    date,
    evidence: source ? [evidenceOf(source.message)] : [],
    about: isAnchorable(fact.path) ? [{ path: fact.path, blob: shortId(fact.blob) }] : [],
  };
  const [first, ...others] = own.toSorted((a, b) => Number(b.bullet.slot !== undefined) - Number(a.bullet.slot !== undefined));
  const holds = first?.bullet.slot !== undefined && tellsFact(first.bullet, fact);
  const topic = first ? topicFields(first.topic) : topicOf(fact.slot);
  const after = claimSince(text, date);
  const claim = claimOf({ after });
  const id = holds ? (first.bullet.id ?? '') : candidateId(topic.topic, claim);
  const reason = `${fact.path} states ${fact.said}`;
  const fields = { ...topic, ...common, slot: fact.slot, after, reason, claimHash: claimHash(claim) };
  const strikes = others.map(({ topic: at, bullet }): Candidate => ({
    ...topicFields(at),
    ...common,
    id: bullet.id ?? '',
    type: 'supersede',
    target: bullet.id ?? '',
    before: bullet.text,
    reason: `one claim tells it: ${reason}`,
    claimHash: claimHash(bullet.claim),
  }));
  if (holds) return strikes;
  if (!first) return [{ ...fields, id, type: 'add' }];
  return [{ ...fields, id, type: 'supersede', target: first.bullet.id ?? '', before: first.bullet.text }, ...strikes];
}

/** The strike of what we told of a manifest, which states it no more: nothing else bore it out. */
function unstated(slot: string, { topic, bullet }: Placed, { messages, citedBy }: SlotInput): Candidate[] {
  const path = statedPath(slot, bullet.claim);
  const by = messages.findLast(({ paths }) => path !== undefined && paths.includes(path));
  if (path === undefined || by === undefined || bullet.slot === undefined) return [];
  // What a message says as well holds until another message ends it.
  if (citedBy(bullet.entries, bullet.commits).length > 0) return [];
  return strikeBy({ topic, bullet }, by, `${path} states it no more`);
}

/** The words of the message: its claim where it makes one, else its subject. */
function quoteOf(message: Message, findings: readonly Finding[]): string {
  const own = findings.find(({ claim }) => claim.message === message && slotSaid(firstOf(claim.text)) !== undefined);
  return own?.claim.text ?? asBulletText(message.subject);
}

/** In our words with this very value, or in those of a person who names it. */
export function tellsFact({ claim }: Pick<TopicBullet, 'claim'>, fact: SlotFact): boolean {
  const [head = ''] = claim.split(' (', 1);
  const [own = ''] = factText(fact).split(' (', 1);
  if (head === own) return true;
  if (head.startsWith(own.slice(0, own.length - fact.value.length))) return false;
  const words: readonly string[] = claim.toLowerCase().match(/[\w.+-]*\w/g) ?? [];
  return fact.key.split(' ').every((word) => words.includes(word));
}

/** The topics of facts, by the slugs of their areas. */
const OF_VERSIONS: ReadonlySet<SlotName> = new Set([...VERSION_SLOTS, 'edition', 'tested versions', 'platforms']);
const OF_BUILDING: ReadonlySet<SlotName> = new Set([
  'bundler',
  'package manager',
  'licence',
  'modules',
  'workspace',
  'dependencies',
  'build',
  'release',
  'changelog',
]);

/** One name for what is called in many ways: what messages say of it stands in the same topics. */
function topicOf(slot: SlotName): Pick<Candidate, 'topic' | 'topicTitle' | 'topicDescription'> {
  const named = OF_VERSIONS.has(slot) ? 'supported-versions' : OF_BUILDING.has(slot) ? 'build-and-packaging' : 'development-environment';
  const area = [...BY_WORDS, ...NAMED].find(({ slug }) => slug === named) ?? GENERAL;
  return { topic: area.slug, topicTitle: area.title, topicDescription: area.description };
}
