/**
 * A group of processes of a virtual machine that may be killed at any call of a port: what they asked for then never comes, so nothing of theirs goes on.
 * It counts calls, and kills or lets a call fail at the moment that was ordered. It decides no outcome.
 */
import { KairosError } from '../../base/errors.js';
import type { Workspace } from '../../base/workspace.js';
import type { RefUpdate } from '../../world/git-write.js';
import type { VirtualProcesses } from '../virtual-processes.js';
import type { VirtualWorld } from '../virtual-world.js';
import { FILE_VERBS, filePoint, HALFWAY, refPoint } from './crash-points.js';
import { virtualObjects } from '../virtual-objects.js';

/** When something is to happen to the next process of the machine: at a change of this kind, or at the Nth change from now on. */
interface Order {
  readonly before?: string;
  readonly call?: number;
  /** The how manieth change of this kind; left out: the first. */
  readonly times?: number;
}

/** When it is to die. */
export interface CrashOrder extends Order {
  /** The change is made, and nobody hears of it. */
  readonly after?: string;
}

/** Which change is not to come about: the disk is full at that moment, or the ref has moved meanwhile. */
export interface FailOrder extends Order {
  readonly because: 'full' | 'moved';
}

/** What all processes of a machine share. */
export interface Ledger {
  /** Calls of the ports so far. */
  files: number;
  git: number;
  /** How many processes were killed by an order. */
  kills: number;
  order: (CrashOrder & { seen: number }) | undefined;
  failing: (FailOrder & { seen: number }) | undefined;
  /** Nothing can be written while it is set. */
  isFull: boolean;
  /** Somebody else moves refs, before the port is asked to. */
  moves: (life: Life, refs: readonly RefUpdate[]) => Promise<void>;
  /** Told of each change, before it is made. */
  changes: ((life: Life, point: string) => void) | undefined;
  /** Called when an order was carried out. */
  crashed: (life: Life) => void;
  /** All that live. */
  readonly lives: Set<Life>;
  /** Whose child is being started at this moment. */
  parent: Life | undefined;
}

export interface Life {
  readonly world: VirtualWorld;
  readonly ws: Workspace;
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
    ws,
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
  const dies = (): void => {
    ledger.order = undefined;
    ledger.kills += 1;
    life.kill();
    ledger.crashed(life);
  };
  /** Makes a change, where nothing was ordered to happen at it. */
  const changing = (
    point: string,
    make: () => unknown,
    made: { readonly partly?: () => void; readonly refs?: readonly RefUpdate[] },
  ): unknown => {
    ledger.changes?.(life, point);
    const { order, failing } = ledger;
    if (order?.after === undefined && isTime(order, point)) {
      dies();
      return never();
    }
    if (order?.after !== undefined && isTime({ ...order, before: order.after }, point, order)) return madeUnheard(make, dies);
    if (ledger.isFull || (failing?.because === 'full' && isTime(failing, point))) {
      if (!ledger.isFull) ledger.failing = undefined;
      made.partly?.();
      return Promise.reject(new KairosError('disk-full', `the disk is full (${point})`, { hint: 'free some space' }));
    }
    if (failing?.because !== 'moved' || !made.refs || !isTime(failing, point)) return make();
    ledger.failing = undefined;
    return ledger.moves(life, made.refs).then(make);
  };
  const files = wrapped(base.files, (verb, args, run) => {
    if (life.isDead) return never();
    ledger.files += 1;
    const isWatched = ledger.order !== undefined || ledger.failing !== undefined || ledger.isFull || ledger.changes !== undefined;
    const changed = isWatched && FILE_VERBS.find((one) => one === verb);
    if (!changed) return run();
    const path = String(verb === 'rename' || verb === 'link' ? args[1] : args[0]);
    // A full disk takes a part of what is appended.
    const partly = (): void => {
      if (verb === 'append' && typeof args[1] === 'string')
        void base.files.append(path, args[1].slice(0, args[1].length >> 1)).catch(() => undefined);
    };
    return changing(filePoint(ws, changed, path), run, { partly });
  });
  const git = wrapped(base.git, (verb, args, run) => {
    if (life.isDead) return never();
    ledger.git += 1;
    const updates = REFS_MOVED[verb]?.(args);
    if (!updates) return run();
    if (verb === 'advance' && isTime(ledger.order?.before === HALFWAY ? ledger.order : undefined, HALFWAY)) {
      const { refs } = virtualObjects(base.volume, ws);
      const [{ ref, old }] = args as readonly [{ readonly ref: string; readonly old: string }];
      return Promise.resolve(run()).then(() => {
        refs.write(ref, old);
        dies();
        return never();
      });
    }
    const point = refPoint(
      GIT_NAMES[verb] ?? 'ref',
      updates.map(({ ref }) => ref),
    );
    return changing(point, run, { refs: updates });
  });
  return { files, git };
}

/** True at the change that was ordered; counts those that come before. */
function isTime(order: (Order & { seen: number }) | undefined, point: string, counted = order): boolean {
  if (!order || !counted || (order.before !== undefined && order.before !== point)) return false;
  counted.seen += 1;
  return counted.seen >= (order.call ?? order.times ?? 1);
}

/** Makes a change, and lets nobody hear of it. */
async function madeUnheard(make: () => unknown, dies: () => void): Promise<never> {
  await make();
  dies();
  return never();
}

const GIT_NAMES: Readonly<Record<string, 'commit' | 'ref' | 'advance'>> = { commitChain: 'commit', updateRefs: 'ref', advance: 'advance' };
/** The refs that a verb of git is about to move. */
const REFS_MOVED: Readonly<Record<string, (args: readonly unknown[]) => readonly RefUpdate[]>> = {
  commitChain: ([, updates]) => updates as RefUpdate[],
  updateRefs: ([updates]) => updates as RefUpdate[],
  advance: ([move]) => {
    const { ref, old, to } = move as { readonly ref: string; readonly old: string; readonly to: string };
    return [{ ref, old, new: to }];
  },
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

/** A port each of whose calls goes through `call`. A proxy would answer each of a million calls by two look-ups. */
function wrapped<Port extends object>(port: Port, call: (verb: string, args: readonly unknown[], run: () => unknown) => unknown): Port {
  const verbs = Object.entries(port).map(([name, member]: [string, unknown]) => {
    const verb = member as Verb;
    return [name, typeof member === 'function' ? (...args: unknown[]) => call(name, args, () => verb(...args)) : member];
  });
  return Object.fromEntries(verbs) as Port;
}
