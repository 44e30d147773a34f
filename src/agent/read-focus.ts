/** Reads and writes the signs by which it is known whether the person looks. All of them lie in the git directory, or come from the system. */
import { jsonFile, parseObject } from '../base/json.js';
import type { Workspace } from '../base/workspace.js';
import type { ProcessIdentity } from '../world/processes.js';
import type { World } from '../world/world.js';
import { focusOf, type FocusReading } from './focus.js';

const FORMAT = 1;

/** Whether the person looks, as far as anything tells. */
export async function readFocus(
  { files, processes, clock }: Pick<World, 'files' | 'processes' | 'clock'>,
  ws: Workspace,
): Promise<FocusReading> {
  const { format, focused, process } = parseObject(ws.hasGit ? await files.read(ws.terminalFile) : undefined) ?? {};
  // What a killed run left says nothing of now.
  const holds = format === FORMAT && typeof focused === 'boolean' && (await processes.liveness(process as ProcessIdentity)) === 'alive';
  const promptMs = ws.hasGit ? (await files.stat(ws.presenceFile))?.mtimeMs : undefined;
  const typedMs = await processes.typedAtMs();
  const signs = {
    ...(holds && { terminal: focused }),
    ...(promptMs !== undefined && { promptMs }),
    ...(typedMs !== undefined && { typedMs }),
  };
  return focusOf(signs, clock.now());
}

/** What the terminal of `kairos run` reports; undefined: it has ended. @throws KairosError as `files.write`. */
export async function noteTerminal(
  { files, processes }: Pick<World, 'files' | 'processes'>,
  ws: Workspace,
  focused: boolean | undefined,
): Promise<void> {
  if (focused === undefined) return files.remove(ws.terminalFile);
  await files.write(ws.terminalFile, jsonFile({ format: FORMAT, focused, process: processes.self() }));
}

/** A person gave a coding agent a prompt here. Never throws: nobody is kept from work by it. */
export async function notePrompt({ files, clock }: Pick<World, 'files' | 'clock'>, ws: Workspace): Promise<void> {
  if (!ws.hasGit) return;
  await files.touch(ws.presenceFile, clock.now()).catch(() => undefined);
}
