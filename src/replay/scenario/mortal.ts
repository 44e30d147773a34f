/**
 * A group of processes of a virtual machine that may be killed at any call of a port: what they asked for then never comes, so nothing of theirs goes on.
 * It counts calls, and kills at the moment that was ordered. It decides no outcome.
 */
import type { Workspace } from '../../base/workspace.js';
import type { RefUpdate } from '../../world/git-write.js';
import type { VirtualProcesses } from '../virtual-processes.js';
import type { VirtualWorld } from '../virtual-world.js';
import { FILE_VERBS, filePoint, refPoint } from './crash-points.js';

/** When the next process of the machine is to die: before a change of this kind, or before the Nth change from now on. */
export interface CrashOrder {
  readonly before?: string;
  readonly call?: number;
  /** The how manieth change of this kind; left out: the first. */
  readonly times?: number;
}

/** What all processes of a machine share. */
export interface Ledger {
  /** Calls of the ports so far. */
  files: number;
  git: number;
  order: (CrashOrder & { seen: number }) | undefined;
  /** Called when an order was carried out. */
  crashed: (life: Life) => void;
  /** All that live. */
  readonly lives: Set<Life>;
  /** Whose child is being started at this moment. */
  parent: Life | undefined;
}

export interface Life {
  readonly world: VirtualWorld;
  /** Resolves when it is killed. */
  readonly killed: Promise<void>;
  readonly children: Life[];
  isDead: boolean;
  /** Ends all its processes and its children, as kill -9 does to a group. */
  kill(): void;
}

/** A new process on the machine of `base`. */
export function newLife(base: VirtualWorld, ws: Workspace, ledger: Ledger): Life {
  let tell: () => void = () => undefined;
  const killed = new Promise<void>((resolve) => (tell = resolve));
  const own = base.processes.another();
  const pids = [own.self().pid];
  const life: Life = {
    killed,
    children: [],
    isDead: false,
    kill: () => {
      if (life.isDead) return;
      life.isDead = true;
      ledger.lives.delete(life);
      for (const child of life.children) child.kill();
      for (const pid of pids) own.kill(pid);
      tell();
    },
    world: base,
  };
  const clock = {
    ...base.clock,
    sleep: async (ms: number, signal?: AbortSignal): Promise<void> => {
      await (life.isDead ? never() : base.clock.sleep(ms, signal));
      if (life.isDead) await never();
    },
  };
  const processes = mortalProcesses(own, life, ledger, pids);
  ledger.lives.add(life);
  return Object.assign(life, { world: { ...base, clock, processes, ...mortalPorts(base, ws, life, ledger) } });
}

function mortalPorts(base: VirtualWorld, ws: Workspace, life: Life, ledger: Ledger): Pick<VirtualWorld, 'files' | 'git'> {
  /** True where the process dies before this change. */
  const diesAt = (point: string): boolean => {
    const { order } = ledger;
    if (!order || (order.before !== undefined && order.before !== point)) return false;
    order.seen += 1;
    if (order.seen < (order.call ?? order.times ?? 1)) return false;
    ledger.order = undefined;
    life.kill();
    ledger.crashed(life);
    return true;
  };
  const files = wrapped(base.files, (verb, args) => {
    if (life.isDead) return false;
    ledger.files += 1;
    const changing = ledger.order && FILE_VERBS.find((one) => one === verb);
    return !changing || !diesAt(filePoint(ws, changing, String(verb === 'rename' || verb === 'link' ? args[1] : args[0])));
  });
  const git = wrapped(base.git, (verb, args) => {
    if (life.isDead) return false;
    ledger.git += 1;
    const refs = ledger.order && REFS_MOVED[verb]?.(args);
    return !refs || !diesAt(refPoint(GIT_NAMES[verb] ?? 'ref', refs));
  });
  return { files, git };
}

const GIT_NAMES: Readonly<Record<string, 'commit' | 'ref' | 'advance'>> = { commitChain: 'commit', updateRefs: 'ref', advance: 'advance' };
/** The refs that a verb of git is about to move. */
const REFS_MOVED: Readonly<Record<string, (args: readonly unknown[]) => readonly string[]>> = {
  commitChain: ([, updates]) => (updates as RefUpdate[]).map(({ ref }) => ref),
  updateRefs: ([updates]) => (updates as RefUpdate[]).map(({ ref }) => ref),
  advance: ([move]) => [(move as { ref: string }).ref],
};

function mortalProcesses(processes: VirtualProcesses, life: Life, ledger: Ledger, pids: number[]): VirtualProcesses {
  return {
    ...processes,
    runSelf: async (args, options) => {
      if (life.isDead) return never();
      ledger.parent = life;
      const result = await processes.runSelf(args, options);
      return life.isDead ? never() : result;
    },
    another: () => {
      const next = processes.another();
      pids.push(next.self().pid);
      return mortalProcesses(next, life, ledger, pids);
    },
  };
}

/** Waits for what never comes. */
async function never<T = never>(): Promise<T> {
  return new Promise<T>(() => undefined);
}

type Verb = (...args: readonly unknown[]) => unknown;

/** A port each of whose calls is let through by `mayGo`, or never comes to an end. A proxy would answer each of a million calls by two look-ups. */
function wrapped<Port extends object>(port: Port, mayGo: (verb: string, args: readonly unknown[]) => boolean): Port {
  const verbs = Object.entries(port).map(([name, member]: [string, unknown]) => {
    const verb = member as Verb;
    return [name, typeof member === 'function' ? (...args: unknown[]) => (mayGo(name, args) ? verb(...args) : never()) : member];
  });
  return Object.fromEntries(verbs) as Port;
}
