/** Keeps a repository's memory open for one client, and has its tools run (`desk/memory`). It does not know the protocol. */
import { marksOf } from '../desk/marks.js';
import type { OpenedWorld } from '../compose.js';
import { residentOf, type Resident } from '../desk/resident.js';
import { answerFrom } from '../desk/door/warm.js';
import { openDoor, type OpenDoor } from '../desk/door/answer.js';
import { wasSetUpHere } from '../desk/door/leave-behind.js';
import type { Arguments } from '../base/input-schema.js';
import { knownToResident } from '../desk/prompt-resident.js';
import type { AskedPrompt } from './prompt-hook.js';
import type { ToolName } from '../desk/memory/tools.js';
import { callMemory } from '../desk/memory/call.js';
import { actorOf, paceOf, type Pace } from '../desk/memory/writing.js';

/** A repository's memory, open for one client. */
export interface Memory {
  /**
   * Runs one tool, and words its answer.
   * @param client as it calls itself.
   * @throws KairosError `usage`, `bad-date`, `not-found`, `bad-entry`, `too-large`, `git-busy`; `not-a-repository`, `no-kairos` if it would write.
   */
  call(tool: ToolName, given: Arguments, client: string): Promise<string>;
  /** What calls wait for until the first of them is answered; undefined from then on. */
  waitsFor(): string | undefined;
  /** What is known with a prompt, for a hook; undefined for nothing. @param isWaiting false once nobody waits. @throws KairosError where it cannot be asked. */
  onPrompt(asked: AskedPrompt, isWaiting: () => boolean): Promise<string | undefined>;
  /** Starts in the background the work that the first call would wait for. */
  warm(): void;
  /** Waits for running tasks, then ends the child processes and watchers. */
  close(): Promise<void>;
}

interface Parts extends OpenedWorld {
  readonly resident: Resident;
  readonly pace: Pace;
  readonly session: string;
}

/**
 * The memory of a repository for one client.
 * @param opening resolves to the world; each call waits for it. If it rejects, each call throws its error.
 */
export function memoryOf(opening: Promise<OpenedWorld>): Memory {
  const parts = opening.then((opened): Parts => {
    const { world, ws, config } = opened;
    return { ...opened, resident: residentOf(world, ws, config), pace: paceOf(world), session: `mcp-${world.random.base32(8)}` };
  });
  // Each call that awaits it gets the error.
  parts.catch(() => undefined);
  const running = new Set<Promise<unknown>>();
  let waitsFor: string | undefined = 'the repository is opened';
  void parts.then(
    () => (waitsFor = 'the memory is read, and the model loaded'),
    () => undefined,
  );
  const door = parts.then(doorOf);
  door.catch(() => undefined);
  return {
    call: async (tool, given, client) => {
      const answering = parts.then((opened) => callMemory(tool, opened, given, actorOf(client)));
      running.add(answering);
      return answering.finally(() => {
        running.delete(answering);
        waitsFor = undefined;
        void parts.then(({ world }) => world.processes.rest());
      });
    },
    waitsFor: () => waitsFor,
    onPrompt: async (asked, isWaiting) => {
      const answering = parts.then(async (opened) => {
        const { said } = await knownToResident(opened, asked, isWaiting);
        waitsFor = undefined;
        return said;
      });
      running.add(answering);
      return answering.finally(() => running.delete(answering));
    },
    warm: () =>
      void parts
        .then(({ resident, world }) => {
          resident.warm();
          // The patterns that look for it are made ready.
          marksOf('');
          world.processes.rest();
        })
        .catch(() => undefined),
    close: async () => {
      const opened = await parts.catch(() => undefined);
      await (await door.catch(() => undefined))?.close();
      await opened?.resident.close();
      await Promise.allSettled(running);
      await opened?.resident.idle();
    },
  };
}

/** Other processes of this user may ask as well, by files, for as long as the client stays. Undefined where `kairos init` was never run. */
async function doorOf(opened: Parts): Promise<OpenDoor | undefined> {
  const { world, ws, config, likeness, resident } = opened;
  if (!ws.hasGit || !(await wasSetUpHere(world, ws))) return undefined;
  return openDoor(world, ws, {
    kind: 'mcp',
    likeness,
    root: ws.root,
    answer: async (asked) => answerFrom(resident, config, asked),
    prompt: async (asked, isWaiting) => knownToResident(opened, asked, isWaiting),
  });
}
