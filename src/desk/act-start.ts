/** Starts an act: its folder, the probe of the sandbox, the command, and what becomes of it. The work tree of the person is not touched. */
import { endDraft } from '../act/entries.js';
import { deciding, finishAct, settleActs } from '../act/finish.js';
import { actFolder, actMark, actOutput, createAct, readActs, removeAct, writeAct, type ActRecord } from '../act/record.js';
import { actEnv, heldBy, neededHolds, probeCommand, sandboxLine } from '../act/sandbox.js';
import { errorText, KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import { loadConfig, type Config } from '../config/config.js';
import { endText } from '../daemon/job-end-text.js';
import { TOOL_OUTPUT_MAX_BYTES, TOOL_RUN_MAX_MS } from '../daemon/job-table.js';
import { baseBranch } from '../dream/tree/base-branch.js';
import { appendEntries } from '../memory/append.js';
import type { LogView } from '../memory/log-view.js';
import { replaceSecrets } from '../observe/secrets.js';
import type { ActFolders } from '../world/act-folders.js';
import type { CommandWorld } from '../world/world.js';
import { foldersOf } from './acts.js';

/** So many run at once in a clone. */
const RUNNING_MAX = 3;
const GRACE_MS = 400;
const PROBE_MAX_BYTES = 64 * 1024;
const TAIL_BYTES = 8192;
const TITLE_CHARACTERS = 100;

export interface RanAct {
  /** Left out: nothing changed. */
  readonly act?: ActRecord;
  readonly id: string;
  readonly said: string;
  readonly held: readonly string[];
  readonly output: string;
}

/**
 * Runs a command in a folder of its own, in a sandbox, until it ends or `signal` ends it; what it changed becomes a branch.
 * @throws KairosError `needs-answer` where the person's settings do not allow it, or no sandbox holds it; `lock-held` where many run; `not-found` without a base.
 */
export async function startAct(
  world: CommandWorld,
  ws: Workspace,
  view: LogView,
  { argv, title, signal }: { readonly argv: readonly string[]; readonly title: string | undefined; readonly signal: AbortSignal },
): Promise<RanAct> {
  const { config } = await loadConfig(world, ws);
  if (config.act === 'off')
    throw new KairosError('needs-answer', 'nothing may act: act is off in your own settings', {
      hint: '"kairos config set act propose" allows it',
    });
  const folders = foldersOf(world);
  const base = await baseBranch(world, ws, config);
  const record = await deciding(world, ws, async () => {
    await settleActs(world, folders, ws);
    const running = (await readActs(world, ws)).filter(({ is }) => is === 'running');
    if (running.length >= RUNNING_MAX)
      throw new KairosError('lock-held', `${RUNNING_MAX} acts run, which is the most: ${running.map(({ id }) => id).join(', ')}`);
    const name = (title ?? argv.join(' ')).replace(/\s+/g, ' ').trim().slice(0, TITLE_CHARACTERS);
    return createAct(world, ws, { title: name, argv, base: { ref: base.ref, commit: base.tip } });
  });
  const run = await ranIn(world, folders, ws, config, record, signal);
  const output = await outputOf(world, ws, record.id);
  const became = await endedAs(world, folders, ws, run).catch(async (error: unknown) => {
    if (error instanceof KairosError && error.code === 'disk-full') await makeRoom(world, ws, record.id);
    throw error;
  });
  await appendEntries(world, ws, view, [endDraft(run.record, became, world.clock.now())]);
  const { said = '', held = [] } = became ?? run.record;
  return { id: record.id, said, held, output, ...(became && { act: became }) };
}

async function endedAs(
  world: CommandWorld,
  folders: ActFolders,
  ws: Workspace,
  { record, isWell }: { readonly record: ActRecord; readonly isWell: boolean },
): Promise<ActRecord | undefined> {
  return deciding(world, ws, async () => {
    if (!isWell) return writeAct(world, ws, { ...record, is: 'failed' });
    try {
      return await finishAct(world, folders, ws, record);
    } catch (error) {
      return writeAct(world, ws, { ...record, is: 'failed', said: `has no branch: ${errorText(error)}` });
    }
  });
}

/** A command may fill the disk, and then no command of ours could clear up. What is noted as a change stays: the next command makes its branch. */
async function makeRoom(world: CommandWorld, ws: Workspace, id: string): Promise<void> {
  const noted = (await readActs(world, ws)).find((one) => one.id === id)?.change;
  if (!noted) await world.files.remove(actFolder(ws, id));
}

/** Makes the folder, tries the sandbox, and runs the command behind it. Whatever throws before the command runs leaves nothing. */
async function ranIn(
  world: CommandWorld,
  folders: ActFolders,
  ws: Workspace,
  { acts }: Config,
  record: ActRecord,
  signal: AbortSignal,
): Promise<{ readonly record: ActRecord; readonly isWell: boolean }> {
  const { id, marker, argv } = record;
  const machine = folders.machine();
  try {
    const made = actFolder(ws, id);
    await folders.make(made, record.base.commit);
    const folder = (await world.files.realPath(made)) ?? made;
    const line = acts.needsSandbox || machine.hasSandbox ? await heldLine(world, ws, { acts, record, folder, machine }) : undefined;
    if (!line && acts.needsSandbox)
      throw new KairosError('needs-answer', 'no sandbox holds commands on this machine, so that none runs', {
        hint: 'on Linux install bubblewrap; or say that none is needed: "kairos config set act.sandbox none"',
      });
    signal.throwIfAborted();
    const command = {
      argv: [...(line?.words ?? []), ...argv],
      cwd: folder,
      env: actEnv(machine),
      marker,
      outputPath: actOutput(ws, id),
      outputMaxBytes: TOOL_OUTPUT_MAX_BYTES,
    };
    const { leader, ended } = await world.processes.startCommand(command);
    const running = await writeAct(world, ws, { ...record, leader, held: line?.held ?? [] });
    const late = new AbortController();
    const inTime = world.clock.sleep(TOOL_RUN_MAX_MS, late.signal).then(
      () => 'too-long' as const,
      () => undefined,
    );
    const first = await Promise.race([ended, inTime, whenAborted(signal)]);
    late.abort();
    while (!(await world.processes.endJob(actMark(running), GRACE_MS))) await world.clock.sleep(GRACE_MS);
    const { code, signal: bySignal, tooMuch } = await ended;
    const why = tooMuch ? 'too-much' : first === 'stopped' || first === 'too-long' ? first : 'exited';
    const said = why === 'stopped' ? 'was ended by you' : endText({ why, code, signal: bySignal, atMs: world.clock.now(), outputBytes: 0 });
    return { record: { ...running, said }, isWell: why === 'exited' && code === 0 };
  } catch (error) {
    await removeAct(world, ws, id);
    throw signal.aborted ? new KairosError('cancelled', 'the act was ended before its command ran', { cause: error }) : error;
  }
}

/** The line of the sandbox, where all that is needed holds by the word of a process that runs behind it. */
async function heldLine(
  world: CommandWorld,
  ws: Workspace,
  {
    acts,
    record,
    folder,
    machine,
  }: Pick<Config, 'acts'> & { record: ActRecord; folder: string; machine: ReturnType<ActFolders['machine']> },
): Promise<{ readonly words: readonly string[]; readonly held: readonly string[] } | undefined> {
  if (!machine.hasSandbox) return undefined;
  const readable: string[] = [];
  for (const path of acts.readable) readable.push(...((await world.files.realPath(path)) === undefined ? [] : [path]));
  const hasMemory = (await world.files.stat(`${folder}/.kairos`))?.kind === 'directory';
  const words = sandboxLine({ machine, folder, hasMemory, isNetworkOpen: acts.isNetworkOpen, readable });
  const outputPath = actOutput(ws, record.id);
  const probe = {
    argv: [...words, ...probeCommand(ws.kairos)],
    cwd: folder,
    marker: record.marker,
    outputPath,
    outputMaxBytes: PROBE_MAX_BYTES,
  };
  try {
    const { ended } = await world.processes.startCommand(probe);
    await ended;
  } catch {
    // There is no bwrap: it held nothing.
  }
  const held = heldBy((await world.files.read(outputPath)) ?? '');
  await world.files.remove(outputPath);
  return neededHolds(acts.isNetworkOpen).every((hold) => held.includes(hold)) ? { words, held } : undefined;
}

/** The end of what the command printed, without secrets. */
async function outputOf({ files }: CommandWorld, ws: Workspace, id: string): Promise<string> {
  const path = actOutput(ws, id);
  const bytes = (await files.stat(path))?.sizeBytes ?? 0;
  const part = (await files.readPart(path, Math.max(0, bytes - TAIL_BYTES), TAIL_BYTES)) ?? new Uint8Array();
  return (await replaceSecrets(new TextDecoder().decode(part).replace(/^\uFFFD+/, ''))).text;
}

function whenAborted(signal: AbortSignal): Promise<'stopped'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('stopped');
    else signal.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
}
