/** `kairos index`: brings the search index and the vectors up to date. It reads logs and topics, and writes nothing but `.kairos/index`. */
import { constants, setPriority } from 'node:os';
import type { Command } from 'commander';
import { INDEX_COMMAND, type Embedding } from '../../daemon/jobs.js';
import { openWorld } from '../../compose.js';
import { KairosError } from '../../base/errors.js';
import { restore } from '../../journal/restore.js';
import type { LockOwner } from '../../base/lock.js';
import { PLAIN_VIEW } from '../../memory/log-view.js';
import { bringVectorsUpToDate, embeddingNow, type Indexed } from '../../recall/embedding/embed-missing.js';
import { withoutEmbedder } from '../../recall/embedding/query-vector.js';
import type { ChosenEmbedder } from '../../world/embedders.js';
import { open, type Context } from '../context.js';
import type { Opened } from '../opened.js';
import { harmless } from '../../base/harmless-text.js';
import { jsonLine, plural } from '../print.js';
import { progressOf, type Progress } from '../progress.js';

interface Options {
  wait?: boolean;
  json?: boolean;
}

const LOOK_EVERY_MS = 500;
/** In the background: time for others between two batches of some seconds. */
const PAUSE_MS = 250;
/** Fewer are done before the line that tells of them is read. */
const WORTH_TELLING = 64;

export function addIndex(program: Command, context: Context): void {
  program
    .command('index')
    .description('bring the search index and the vectors up to date')
    .option('--wait', 'where another process embeds, wait for it, then do what is left: in the end everything is embedded')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nNothing is embedded twice, and what is done is kept when you stop it. The daemon does the same in the background; one process embeds at\na time. .kairos/index may be deleted whenever you like. Exit code 1: something could not be embedded.\n\nExamples:\n  $ kairos index\n  $ kairos index --wait && kairos recall "why did we drop go 1.11"',
    )
    .action(async (options: Options) => {
      const opened = await open(context, { quiet: options.json === true });
      try {
        await indexHere(context, opened, options);
      } finally {
        await opened.world.embedders.close();
      }
    });
  program.command(INDEX_COMMAND, { hidden: true }).action(async () => inBackground(context));
}

async function indexHere(context: Context, opened: Opened, options: Options): Promise<void> {
  const { world } = opened;
  const isJson = options.json === true;
  const chosen = await world.embedders.choose(context.signal);
  if (!isJson && chosen.embedder && chosen.problem !== undefined)
    context.tell(`${context.palette.yellow('embedder:')} ${harmless(chosen.problem)}`);
  const progress = progressOf(context, 'embedding', 'texts', !isJson);
  const startedAtMs = world.clock.now();
  let result: Indexed;
  try {
    result = await bringUpToDate(context, opened, options, progress);
  } finally {
    progress.end();
  }
  const isFailing = chosen.wanted !== 'none' && !chosen.embedder;
  const isLeft = result.skipped === undefined && result.missing > 0 && !context.signal.aborted;
  if (isFailing || isLeft || result.skipped === 'tracked') context.exitCode = 1;
  if (isJson) return context.json(jsonOf(result, chosen));
  sayResult(context, result, chosen, (world.clock.now() - startedAtMs) / 1000);
}

/** With `wait`: again and again, until nothing is missing or a round changes nothing. */
async function bringUpToDate(context: Context, { world, ws, view }: Opened, { wait, json }: Options, progress: Progress): Promise<Indexed> {
  let embedded = 0;
  for (;;) {
    const round = await bringVectorsUpToDate(world, ws, view, { signal: context.signal, onProgress: progress.show });
    embedded += round.embedded;
    const result = { ...round, embedded };
    if (wait !== true || context.signal.aborted) return result;
    if (round.skipped === 'busy') {
      if (json !== true) context.tell(`${whoText(round.heldBy)} embeds: waiting until it has ended`);
      while ((await embeddingNow(world, ws)) !== undefined && !context.signal.aborted)
        await world.clock.sleep(LOOK_EVERY_MS, context.signal);
    } else if (round.skipped === 'nothing' && embedded > 0) {
      const { skipped: _skipped, ...done } = result;
      return done;
    } else if (round.skipped !== undefined || round.embedded === 0) return result;
  }
}

function sayResult(
  context: Context,
  { embedded, total, missing, skipped, heldBy }: Indexed,
  chosen: ChosenEmbedder,
  seconds: number,
): void {
  const { palette, say, tell } = context;
  const texts = (count: number): string => plural(count, 'text');
  switch (skipped) {
    case 'no-embedder':
      if (chosen.wanted === 'none') say('recall.embedder is none: nothing to embed, recall goes by words');
      else tell(`${palette.red('nothing embedded:')} ${harmless(withoutEmbedder(chosen))}`);
      return;
    case 'tracked':
      return tell(
        `${palette.red('nothing embedded:')} git tracks files in .kairos/index, which are neither read nor replaced; leave the branch, or git rm them`,
      );
    case 'busy':
      if (context.signal.aborted) return tell(`interrupted; ${whoText(heldBy)} goes on`);
      say(`${whoText(heldBy)} embeds already; ${texts(missing)} of ${total.toLocaleString('en-US')} to go`);
      return say(palette.dim('kairos index --wait waits for it'));
    case 'nothing':
      return say(total === 0 ? 'nothing to embed: the memory is empty' : `up to date: ${texts(total)} embedded`);
    case undefined:
      say(
        `${texts(embedded)} embedded by ${harmless(chosen.embedder?.model.name ?? 'an embedder')} ${palette.dim(`in ${seconds.toFixed(1)} s`)}`,
      );
      if (context.signal.aborted) tell(`interrupted with ${texts(missing)} to go; what is done is kept, "kairos index" goes on from here`);
      else if (missing > 0) tell(`${palette.yellow('left:')} ${texts(missing)} could not be embedded; the next "kairos index" tries again`);
  }
}

function jsonOf({ embedded, total, missing, skipped, heldBy }: Indexed, { embedder, wanted, problem }: ChosenEmbedder): unknown {
  return {
    embedded,
    total,
    missing,
    wanted,
    tier: embedder?.tier ?? 'none',
    ...(embedder === undefined ? {} : { model: embedder.model }),
    ...(problem === undefined ? {} : { problem }),
    ...(skipped === undefined ? {} : { skipped }),
    ...(heldBy === undefined ? {} : { heldBy: { host: heldBy.host, pid: heldBy.pid } }),
  };
}

function whoText(owner: LockOwner | undefined): string {
  return owner === undefined || owner.pid === 0 ? 'another process' : `process ${owner.pid}`;
}

/** The child of the daemon: the same, with pauses and behind everybody else, and its last line is for a program. */
async function inBackground(context: Context): Promise<void> {
  setPriority(constants.priority.PRIORITY_LOW);
  const { world, ws } = await openWorld({ cwd: context.cwd, env: context.env });
  const end = (embedding: Embedding): void => context.say(jsonLine(embedding));
  try {
    const view = ws.hasGit ? (await restore(world, ws)).view : PLAIN_VIEW;
    const { embedder, wanted, problem = '' } = await world.embedders.choose(context.signal);
    const model = embedder?.model.name ?? 'none';
    const tellOnce = (done: number, total: number): void => {
      if (done === 0 && total >= WORTH_TELLING) context.say(`embedding ${plural(total, 'text')} with ${model} in the background`);
    };
    const { embedded, missing, skipped } = await bringVectorsUpToDate(world, ws, view, {
      signal: context.signal,
      onProgress: tellOnce,
      idleBetweenBatchesMs: PAUSE_MS,
    });
    const done = { embedded, missing, detail: `${plural(embedded, 'text')} embedded${missing > 0 ? `, ${missing} to go` : ''}` };
    if (skipped === 'busy') end({ ...done, outcome: 'busy', detail: 'another process embeds' });
    else if (skipped === 'no-embedder') end({ ...done, outcome: wanted === 'none' ? 'none' : 'failed', detail: problem });
    else if (skipped === 'tracked') end({ ...done, outcome: 'none' });
    else if (embedded === 0 && missing > 0) end({ ...done, outcome: 'failed', detail: `${plural(missing, 'text')} could not be embedded` });
    else end({ ...done, outcome: 'done' });
  } catch (error) {
    if (!(error instanceof KairosError)) throw error;
    end({ outcome: 'failed', detail: error.message, embedded: 0, missing: 0 });
  } finally {
    await world.embedders.close();
  }
}
