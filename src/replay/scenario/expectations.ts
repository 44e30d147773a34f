/** Compares what a scenario expects with what is there: as a person sees it by the commands, and as it lies on the disk and in git. */
import { globTest, isPattern } from '../../base/glob.js';
import { branchRef, REFS } from '../../base/refs.js';
import { loadConfig } from '../../config/config.js';
import { readOutbox } from '../../agent/outbox.js';
import type { Effect } from '../../daemon/event.js';
import { examine } from '../../desk/doctor.js';
import { gatesNow } from '../../desk/gates.js';
import { openReview, type Review } from '../../desk/review.js';
import { restore } from '../../journal/restore.js';
import type { Entry } from '../../memory/entry.js';
import { isLifecycle } from '../../memory/kinds.js';
import { readEntries } from '../../memory/read-logs.js';
import { newestOf } from '../scripted-model.js';
import type { Happened } from './happened.js';
import { atMost, fromTheFirst, inNone, inSequence, same, shown, type Mismatch } from './mismatch.js';
import type { Content, Expectation } from './scenario.js';
import { command, standOf, type Place, type Stage } from './stage.js';
import type { Placed } from '../../config/yaml-reader.js';

/** All that is not as expected, in the order of the format. */
export async function mismatches(stage: Stage, place: Place, expected: Expectation, happened: Happened): Promise<Mismatch[]> {
  // Nobody dies of being looked at.
  const { order } = stage.ledger;
  stage.ledger.order = undefined;
  const before = { files: stage.ledger.files, git: stage.ledger.git };
  const since = happened.since;
  const found = [
    ...(await standMismatches(place, expected)),
    ...(await fileMismatches(place, expected)),
    ...(await topicMismatches(place, expected)),
    ...(await branchMismatches(place, expected)),
    ...(await healthMismatches(place, expected)),
    // From here on as commands see it, which restore first.
    ...(await gateMismatches(stage, place, expected)),
    ...(await logMismatches(stage, place, expected, happened)),
    ...dreamMismatches(expected, happened, await reviewAt(stage, place, expected)),
    ...daemonMismatches(stage, place, expected, happened, before),
    ...(await agentMismatches(stage, place, expected, happened)),
  ];
  happened.since = {
    decided: stage.decided.length,
    lines: stage.lines.length,
    files: stage.ledger.files,
    git: stage.ledger.git,
    entries: since.entries,
    requests: stage.model?.asked.length ?? 0,
  };
  if (expected.budget?.entries !== undefined) happened.since.entries = await entryCount(stage, place);
  stage.ledger.order = order;
  return found;
}

async function standMismatches(place: Place, { unmoved }: Expectation): Promise<Mismatch[]> {
  const isUnmoved = unmoved === undefined || (await standOf(place)) === place.stood;
  return same('HEAD and index are as the person left them', unmoved, isUnmoved);
}

async function entriesAt(stage: Stage, place: Place): Promise<readonly Entry[]> {
  const entries = await command(stage, place, {}, async ({ world, ws, view }) => (await readEntries(world, ws, view)).entries);
  return entries === 'killed' ? [] : entries;
}

async function entryCount(stage: Stage, place: Place): Promise<number> {
  return (await entriesAt(stage, place)).filter((entry) => !isLifecycle(entry)).length;
}

/** `note@ann The port is 6380.` */
function lineOf({ kind, actor, text }: Entry): string {
  return `${kind}${actor === undefined ? '' : `@${actor}`} ${text}`;
}

async function logMismatches(stage: Stage, place: Place, expected: Expectation, { hits, since }: Happened): Promise<Mismatch[]> {
  const found: Mismatch[] = [];
  const noLog = expected['no-log'];
  if (expected.log !== undefined || noLog !== undefined || expected.budget?.entries !== undefined) {
    const entries = await entriesAt(stage, place);
    const lines = entries.map(lineOf);
    const told = entries.filter((entry) => !isLifecycle(entry)).map(lineOf);
    // That there is none at all is said of what happened, not of what kairos notes of itself.
    if (expected.log !== undefined) found.push(...inSequence('entry', expected.log, expected.log.value.length === 0 ? told : lines, told));
    found.push(...inNone('entry', noLog, lines));
    found.push(...atMost('entries', expected.budget?.entries, told.length - since.entries));
  }
  const texts = (hits ?? []).map(
    ({ text, supersededBy, archived }) =>
      `${text}${supersededBy === undefined ? '' : ' (superseded)'}${archived === true ? ' (archived)' : ''}`,
  );
  if (expected.hits !== undefined) found.push(...fromTheFirst('hit', expected.hits, texts));
  return [...found, ...inNone('hit', expected['no-hits'], texts)];
}

async function reviewAt(stage: Stage, place: Place, expected: Expectation): Promise<Review | undefined> {
  if (expected.claims === undefined && expected['no-claims'] === undefined && expected.budget?.claims === undefined) return undefined;
  const review = await command(stage, place, {}, async ({ world, ws, view }) => openReview(world, ws, view));
  return review === 'killed' ? undefined : review;
}

function dreamMismatches(expected: Expectation, { dream, conflicts }: Happened, review: Review | undefined): Mismatch[] {
  const { claims } = expected;
  const proposed = (review?.items ?? [])
    .filter(({ state }) => state === 'pending')
    .map(({ text, candidate, marked }) => {
      const what = candidate.after === undefined ? `remove: ${candidate.before ?? ''}` : (text ?? candidate.after);
      return `${what}${marked === undefined ? '' : ` (marked: ${marked.join(', ')})`}`;
    });
  return [
    ...same('the dream ended otherwise', expected.dream as Placed<string> | undefined, dream?.outcome ?? 'no dream', dream?.detail),
    ...(claims === undefined ? [] : inAnyOrder('proposal', claims, proposed)),
    ...inNone('proposal', expected['no-claims'], proposed),
    ...atMost('proposals', expected.budget?.claims, proposed.length),
    ...(expected.conflicts === undefined ? [] : inSequence('conflict', expected.conflicts, conflicts)),
  ];
}

/** Each in one of its own; none at all where the list is empty. */
function inAnyOrder(what: string, expected: Placed<readonly Placed<string>[]>, actual: readonly string[]): Mismatch[] {
  if (expected.value.length === 0) return inSequence(what, expected, actual);
  return expected.value
    .filter(({ value }) => !actual.some((text) => text.includes(value)))
    .map(({ value, at }) => ({
      difference: { what: `no ${what} holds it`, expected: value, actual: shown(actual), at },
      fix: { way: expected.way, value: actual },
    }));
}

async function topicMismatches({ world, ws }: Place, expected: Expectation): Promise<Mismatch[]> {
  const { topics } = expected;
  const unwanted = expected['no-topics'];
  if (topics === undefined && unwanted === undefined) return [];
  const bullets: string[] = [];
  for (const path of await world.files.walk(ws.topics))
    bullets.push(...((await world.files.read(`${ws.topics}/${path}`)) ?? '').split('\n').filter((line) => /^(?:[-*]|~~) /.test(line)));
  return [...(topics === undefined ? [] : inAnyOrder('claim', topics, bullets)), ...inNone('claim', unwanted, bullets)];
}

async function fileMismatches({ world, ws }: Place, { files }: Expectation): Promise<Mismatch[]> {
  const found: Mismatch[] = [];
  for (const [path, content] of files ?? []) {
    const paths = isPattern(path) ? (await world.files.walk(ws.root)).filter(globTest(path)) : [path];
    const texts = [];
    for (const one of paths) texts.push(await world.files.read(`${ws.root}/${one}`));
    const there = texts.filter((text) => text !== undefined);
    found.push(...contentMismatches(path, content, there.length === 0 ? undefined : there.join('')));
  }
  return found;
}

async function branchMismatches({ world }: Place, expected: Expectation): Promise<Mismatch[]> {
  const found: Mismatch[] = [];
  for (const [name, content] of expected.branches ?? []) {
    const id = await world.git.resolve(name === 'dream' ? REFS.openDream : branchRef(name));
    if ('value' in content) {
      found.push(...same(`the branch ${name}`, content as Placed<string>, id === undefined ? 'gone' : 'exists'));
      continue;
    }
    const tree = id === undefined ? [] : await world.git.readTree(id, ['']);
    for (const [path, one] of content) {
      const like = isPattern(path) ? globTest(path) : (other: string): boolean => other === path;
      const ids = tree.filter((file) => like(file.path)).map((file) => file.id);
      const blobs = await world.git.readBlobs(ids);
      const texts = ids.map((blob) => new TextDecoder().decode(blobs.get(blob)));
      found.push(...contentMismatches(`${path} on ${name}`, one, texts.length === 0 ? undefined : texts.join('')));
    }
  }
  const names = (await world.git.refs(['refs/'])).map((ref) => ref.name);
  for (const one of expected.refs ?? [])
    if (!names.some((name) => name.includes(one.value)))
      found.push({ difference: { what: 'no ref is called so', expected: one.value, actual: shown(names), at: one.at } });
  return [...found, ...inNone('ref', expected['no-refs'], names)];
}

function contentMismatches(path: string, content: Content, actual: string | undefined): Mismatch[] {
  if ('value' in content && 'way' in content) {
    if (actual === content.value || actual?.trimEnd() === content.value.trimEnd()) return [];
    const difference = { what: `${path} is another text`, expected: content.value, actual: actual ?? 'no file', at: content.at };
    return [{ difference, fix: { way: content.way, value: actual ?? null } }];
  }
  const { is, has, lacks, exists, bytesMost, lines } = content;
  const text = actual ?? '';
  const found = [...same(`${path} exists`, exists, actual !== undefined)];
  if (is !== undefined && is.value.trimEnd() !== text.trimEnd())
    found.push({
      difference: { what: `${path} is another text`, expected: is.value, actual: actual ?? 'no file', at: is.at },
      fix: { way: is.way, value: text },
    });
  const parts = text.split('\n').filter((line) => line !== '');
  for (const one of has?.value ?? [])
    if (!text.includes(one.value))
      found.push({
        difference: {
          what: `${path} does not hold it`,
          expected: one.value,
          actual: actual === undefined ? 'no file' : shown(parts),
          at: one.at,
        },
        fix: { way: (has as Placed<unknown>).way, value: parts },
      });
  found.push(...inNone(`line of ${path}`, lacks, parts));
  found.push(...atMost(`bytes of ${path}`, bytesMost, new TextEncoder().encode(text).length));
  return [...found, ...same(`lines of ${path}`, lines, parts.length)];
}

/** `startJob dream`, `print noted`, `commitJournal`. */
function effectName(effect: Effect): string {
  if (effect.type === 'startJob') return `startJob ${effect.kind}`;
  if (effect.type === 'closeTurn') return `closeTurn ${effect.how}`;
  return effect.type === 'print' ? `print ${effect.fact.type}` : effect.type;
}

function daemonMismatches(
  stage: Stage,
  place: Place,
  expected: Expectation,
  { since }: Happened,
  calls: { readonly files: number; readonly git: number },
): Mismatch[] {
  const decided = stage.decided.slice(since.decided);
  const effects = decided.flatMap((one) => one.effects.map(effectName));
  const lines = stage.lines.slice(since.lines).map(({ what, text }) => `${what}: ${text}`);
  const { budget = {} } = expected;
  return [
    ...(expected.effects === undefined ? [] : inSequence('effect', expected.effects, effects)),
    ...inNone('effect', expected['no-effects'], effects),
    ...(expected.lines === undefined ? [] : inSequence('line', expected.lines, lines)),
    ...inNone('line', expected['no-lines'], lines),
    ...atMost('ticks', budget.ticks, effects.filter((name) => name === 'preflight').length),
    ...atMost('dreams', budget.dreams, effects.filter((name) => name === 'startJob dream').length),
    ...atMost('calls of files', budget.files, calls.files - since.files),
    ...atMost('calls of git', budget.git, calls.git - since.git),
    ...same('the daemon', expected.daemon as Placed<string> | undefined, place.daemon && !place.daemon.life.isDead ? 'running' : 'gone'),
  ];
}

/** What the model was asked since the last expectation, the newest part of each request; and all that was sent to the person. */
async function agentMismatches(
  { model }: Stage,
  { world, ws }: Place,
  { asked, 'no-asked': noAsked, outbox, 'no-outbox': noOutbox, budget }: Expectation,
  { since }: Happened,
): Promise<Mismatch[]> {
  const requests = (model?.asked ?? []).slice(since.requests).map(newestOf);
  const sent =
    outbox === undefined && noOutbox === undefined ? [] : (await readOutbox(world, ws)).map(({ kind, text }) => `${kind}: ${text}`);
  return [
    ...(asked === undefined ? [] : inSequence('request', asked, requests)),
    ...inNone('request', noAsked, requests),
    ...(outbox === undefined ? [] : inSequence('message', outbox, sent)),
    ...inNone('message', noOutbox, sent),
    ...atMost('requests', budget?.requests, requests.length),
  ];
}

async function healthMismatches(place: Place, expected: Expectation): Promise<Mismatch[]> {
  const { world, ws } = place;
  const found: Mismatch[] = [];
  if (expected.doctor !== undefined) {
    const { problems } = await loadConfig(world, ws);
    const bad = (await examine(world, ws, problems)).filter(({ state }) => state === 'bad');
    if (bad.length > 0)
      found.push({
        difference: {
          what: 'the doctor finds something',
          actual: shown(bad.map(({ what, detail }) => `${what}: ${detail}`)),
          at: expected.doctor.at,
        },
      });
  }
  if (expected.journal !== undefined) {
    const { restored, edited, unsaved, troubles } = await restore(world, ws);
    const all = [
      ...restored.map(({ path, why }) => `${why}: ${path}`),
      ...edited,
      ...unsaved,
      ...troubles.map(({ path, why }) => `${path}: ${why}`),
    ];
    if (all.length > 0)
      found.push({
        difference: { what: 'the journal is not whole: something has to be restored or kept', actual: shown(all), at: expected.journal.at },
      });
  }
  return found;
}

async function gateMismatches(stage: Stage, place: Place, expected: Expectation): Promise<Mismatch[]> {
  const found: Mismatch[] = [];
  if (expected.gates !== undefined) {
    const gates = await command(stage, place, {}, async (kept) => gatesNow(kept.world, kept.ws, kept.view, kept.config));
    for (const [name, one] of expected.gates) {
      const gate = gates === 'killed' ? undefined : gates.find((other) => other.name === name);
      found.push(
        ...same(`the gate ${name}`, one as Placed<string>, gate === undefined ? 'no such gate' : gate.pass ? 'open' : 'closed', gate?.said),
      );
    }
  }
  return found;
}
