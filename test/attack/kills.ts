/**
 * Kills commands that write, with the whole group of their processes, at random moments, and looks after each: every line that was acknowledged stands once,
 * the repository is sound, nothing of the person's has changed, no lock is left that blocks, and the next command works.
 */
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync, appendFileSync, readdirSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BIN, place, type Place } from '../e2e/kairos.js';
import { seeded } from '../bench/corpus.js';
import { countsInLogs, filesBelow, wrongWith } from './watched.js';

/** A command that writes, and what has to stand before it so that it does. Returns its arguments, or undefined where it has nothing to do now. */
type Attack = (shop: Place, turn: number, notes: Map<string, 'said' | 'tried'>) => readonly string[] | undefined;

const decision = (shop: Place, turn: number): void =>
  void shop.repo.commit(
    `Drop the module number ${turn}\n\nNobody has used module${turn} since the spring, because the importer took its place.`,
    { [`src/module${turn}.js`]: `${turn}\n` },
    { at: Date.now() - 60_000 },
  );
const isOpen = (shop: Place): boolean => shop.repo.tryGit(['rev-parse', '-q', '--verify', 'refs/kairos/dream/open']).code === 0;
/** An open dream to decide about, made without being killed. */
function opened(shop: Place, turn: number): boolean {
  if (isOpen(shop)) return true;
  decision(shop, turn);
  shop.kairos(['observe']);
  shop.kairos(['dream', '--now']);
  return isOpen(shop);
}
const newestLog = (shop: Place): string | undefined =>
  filesBelow(join(shop.root, '.kairos/logs'))
    .filter((path) => path.endsWith('.md'))
    .toSorted()
    .at(-1);

const ATTACKS: Readonly<Record<string, Attack>> = {
  note: (_shop, turn, notes) => {
    notes.set(`note-kill-${turn}`, 'tried');
    return ['note', `note-kill-${turn} stands here because somebody said so`];
  },
  init: (shop) => {
    rmSync(join(shop.root, '.kairos/.gitattributes'), { force: true });
    return ['init', '--yes', '--no-hooks'];
  },
  observe: (shop, turn) => {
    decision(shop, turn);
    return ['observe'];
  },
  dream: (shop, turn) => {
    if (isOpen(shop)) shop.kairos(['review', '--reject', '--all']);
    decision(shop, turn);
    shop.kairos(['observe']);
    return ['dream', '--now'];
  },
  accept: (shop, turn) => (opened(shop, turn) ? ['review', '--accept'] : undefined),
  reject: (shop, turn) => (opened(shop, turn) ? ['review', '--reject', '--all'] : undefined),
  undo: () => ['dream', 'undo'],
  forget: (shop, turn) => {
    const id = /\^([0-9a-z]{10})/.exec(shop.kairos(['note', `to be forgotten ${turn}`]).out)?.[1];
    return id === undefined ? undefined : ['forget', `^${id}`, '--yes'];
  },
  seal: (shop, turn) => {
    const path = newestLog(shop);
    if (path === undefined) return undefined;
    appendFileSync(path, `- a hand wrote line ${turn}\n`);
    return ['log', 'seal'];
  },
  restore: (shop) => {
    const path = newestLog(shop);
    if (path === undefined) return undefined;
    rmSync(path);
    return ['restore'];
  },
  run: (shop, turn, notes) => {
    mkdirSync(join(shop.root, '.kairos/queue/new'), { recursive: true });
    writeFileSync(join(shop.root, `.kairos/queue/new/${turn}`), `note-kill-${turn} came by the queue`);
    notes.set(`note-kill-${turn}`, 'tried');
    return ['run', '--once'];
  },
  index: (shop) => {
    rmSync(join(shop.root, '.kairos/index'), { recursive: true, force: true });
    return ['index'];
  },
  session: (_shop, turn) => ['session', turn % 2 === 0 ? 'start' : 'end', `session-${turn - (turn % 2)}`],
};

/** Runs a command in a group of its own, and kills the group after so long. Resolves with its exit code, null where it was killed. */
async function killedAfter(shop: Place, args: readonly string[], afterMs: number): Promise<number | null> {
  const child = spawn(process.execPath, [BIN, ...args], { cwd: shop.root, env: shop.repo.env, stdio: 'ignore', detached: true });
  const kill = setTimeout(() => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, afterMs);
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  clearTimeout(kill);
  try {
    // What its git had started ends with it.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    return code;
  }
  return code;
}

const IGNORED = /^\?\? \.kairos\/(?:dreams|topics)\/|^ ?[MAD]+ {1,2}\.kairos\//;
/** What is the person's: the index and work tree without memory, the stash, and where HEAD stands. */
function theirs(shop: Place): string {
  const status = shop.repo.git('status', '--porcelain=v1', '-uall').split('\n');
  return [...status.filter((line) => !IGNORED.test(line)), shop.repo.git('stash', 'list'), shop.repo.git('symbolic-ref', 'HEAD')].join(
    '\n',
  );
}

export interface Killed {
  readonly kills: number;
  readonly ended: number;
  readonly byCommand: Readonly<Record<string, number>>;
  /** What was found wrong, with the turn and the command. */
  readonly broken: readonly string[];
}

/** Kills this many commands. @param tell is given a line now and then. */
export async function attackByKills(
  { kills: wanted, seed, commands = Object.keys(ATTACKS) }: { kills: number; seed: number; commands?: readonly string[] },
  tell: (line: string) => void = () => undefined,
): Promise<Killed> {
  const random = seeded(seed);
  const shop = place({ init: true });
  const notes = new Map<string, 'said' | 'tried'>();
  const took = new Map<string, number>();
  const byCommand: Record<string, number> = {};
  const broken: string[] = [];
  let [kills, ended, turn] = [0, 0, 0];
  try {
    shop.ok(['observe', '--all']);
    shop.repo.write('src/session.js', 'being typed\n');
    shop.repo.write('README.md', 'stashed\n');
    shop.repo.git('stash', 'push', '-q', '--', 'README.md');
    while (kills < wanted && turn < wanted * 4) {
      turn += 1;
      const name = commands[Math.floor(random() * commands.length)] ?? 'note';
      const args = ATTACKS[name]?.(shop, turn, notes);
      if (args === undefined) continue;
      const before = theirs(shop);
      const longestMs = took.get(name) ?? 1500;
      const began = Date.now();
      const code = await killedAfter(shop, args, 20 + random() * longestMs);
      if (code === null) {
        kills += 1;
        byCommand[name] = (byCommand[name] ?? 0) + 1;
      } else {
        ended += 1;
        took.set(name, Math.min(longestMs, (Date.now() - began) * 1.1));
        if (code === 0 && name === 'note') notes.set(`note-kill-${turn}`, 'said');
      }
      const wrong = look(shop, { turn, before, notes });
      for (const one of wrong) broken.push(`${turn} ${name} (${code === null ? 'killed' : code}): ${one}`);
      if (wrong.length > 0) tell(broken.at(-1) ?? '');
      if (turn % 25 === 0) tell(`${kills} kills, ${ended} ended before, ${broken.length} broken`);
    }
    return { kills, ended, byCommand, broken };
  } finally {
    if (broken.length > 0) tell(`kept: ${shop.root}`);
    else shop.repo.cleanup();
  }
}

/** What is wrong after a kill. */
function look(
  shop: Place,
  { turn, before, notes }: { turn: number; before: string; notes: Map<string, 'said' | 'tried'> },
): readonly string[] {
  const wrong: string[] = [];
  const word = `note-next-${turn}`;
  const next = shop.kairos(['note', `${word} is the next command`]);
  if (next.code === 0) notes.set(word, 'said');
  else wrong.push(`the next note ended with ${next.code}: ${next.err.split('\n')[0]}`);
  if (turn % 5 === 0) {
    const status = shop.kairos(['status']);
    if (status.code !== 0) wrong.push(`status ended with ${status.code}: ${status.err.split('\n')[0]}`);
  }
  // A command that reads first finishes what was cut short.
  shop.kairos(['restore']);
  wrong.push(...wrongWith(shop, { killed: true }));
  const after = theirs(shop);
  if (after !== before) wrong.push(`the person's: ${JSON.stringify({ before, after })}`);
  for (const [note, count] of countsInLogs([shop.root], [...notes.keys()])) {
    const isRight = notes.get(note) === 'said' ? count === 1 : count <= 1;
    if (!isRight) wrong.push(`${note} (${notes.get(note)}) stands ${count} times`);
  }
  if (readdirSync(join(shop.root, '.git')).some((name) => name === 'index.lock')) wrong.push('index.lock');
  return wrong;
}
