/** `kairos index`: brings the search index and the vectors up to date. It reads logs and topics, and writes nothing but `.kairos/index`. */
import { grouped } from '../../base/plural.js';
import { constants, setPriority } from 'node:os';
import type { Command } from 'commander';
import { embedAll, embedInBackground, keptForOther, whyNotEmbedded, type Indexed } from '../../desk/embed.js';
import { keepYoungSmall } from '../../adapters/heap.js';
import { runBeside } from '../../desk/door/warm.js';
import { setUpHint } from '../../desk/set-up-hint.js';
import { openWorld } from '../../compose.js';
import type { LockOwner } from '../../base/lock.js';
import type { ChosenEmbedder } from '../../world/embedders.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import type { Opened } from '../opened.js';
import { harmless } from '../../base/harmless-text.js';
import { plural } from '../print.js';
import { progressOf } from '../progress.js';

interface Options {
  wait?: boolean;
  json?: boolean;
}

export function addIndex(command: Command, context: Context): void {
  command
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
}

/** The child of the daemon, started by nobody else. */
export function addIndexChild(command: Command, context: Context): void {
  command.action(async () => inBackground(context));
}

async function indexHere(context: Context, { world, ws, view }: Opened, options: Options): Promise<void> {
  const isJson = options.json === true;
  const onWaiting = (heldBy: LockOwner | undefined): void => {
    if (!isJson) context.tell(`${whoText(heldBy)} embeds: waiting until it has ended`);
  };
  const chosen = await world.embedders.choose(context.signal);
  const kept = await keptForOther(world, ws, view, chosen);
  if (kept !== undefined) {
    context.exitCode = 1;
    if (isJson) return context.json({ embedded: 0, problem: kept, skipped: 'stand-in', wanted: chosen.wanted });
    context.tell(`${context.palette.red('nothing embedded:')} ${harmless(kept)}`);
    return context.tell(
      context.palette.dim(
        'hint: kairos init --yes --embedder minilm takes the model that comes with kairos, and kairos index embeds all with it',
      ),
    );
  }
  if (!isJson && chosen.embedder && chosen.problem !== undefined)
    context.tell(`${context.palette.yellow('embedder:')} ${harmless(chosen.problem)}`);
  const progress = progressOf(context, 'embedding', 'texts', !isJson);
  const startedAtMs = world.clock.now();
  let [done, total] = [0, 0];
  let result: Indexed;
  try {
    result = await embedAll(world, ws, view, {
      signal: context.signal,
      onProgress: (...now) => {
        [done, total] = now;
        progress.show(...now);
      },
      ...(options.wait === true ? { onWaiting } : {}),
    });
  } catch (error) {
    progress.end();
    if (total > 0)
      context.tell(`${grouped(done)} of ${plural(total, 'text')} were embedded and are kept; "kairos index" goes on from there`);
    throw error;
  } finally {
    progress.end();
  }
  const isFailing = chosen.wanted !== 'none' && !chosen.embedder;
  const isLeft = result.skipped === undefined && result.missing > 0 && !context.signal.aborted;
  if (isFailing || isLeft || result.skipped === 'tracked') context.exitCode = 1;
  if (isJson) return context.json(jsonOf(result, chosen));
  const hint = result.total > 0 ? undefined : await setUpHint(world, ws);
  if (hint !== undefined) context.say(hint);
  else sayResult(context, result, chosen, (world.clock.now() - startedAtMs) / 1000);
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
      else tell(`${palette.red('nothing embedded:')} ${harmless(whyNotEmbedded(chosen))}`);
      return;
    case 'tracked':
      return tell(
        `${palette.red('nothing embedded:')} git tracks files in .kairos/index, which are neither read nor replaced; leave the branch, or git rm them`,
      );
    case 'busy':
      if (context.signal.aborted) return tell(`interrupted; ${whoText(heldBy)} goes on`);
      say(`${whoText(heldBy)} embeds already; ${texts(missing)} of ${grouped(total)} to go`);
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

/**
 * The daemon's child process: does the same with pauses and at low priority. Its last line of output is JSON for the daemon. Meanwhile, and for some idle
 * minutes, it answers questions.
 */
async function inBackground(context: Context): Promise<void> {
  setPriority(constants.priority.PRIORITY_LOW);
  keepYoungSmall();
  const tree = await openWorld({ cwd: context.cwd, env: context.env });
  const { world, ws, likeness } = tree;
  try {
    const embedding = embedInBackground(world, ws, { signal: context.signal, say: context.say }).then((end) => context.json([end]));
    await Promise.all([embedding, runBeside(tree, embedding, { likeness, signal: context.signal })]);
  } finally {
    await world.embedders.close();
  }
}
