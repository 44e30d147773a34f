/** Builds a repository as large as real ones: 1,700 days of 10,000 commits, 2,000 branches and tags, read into a journal. Fixed seed and dates. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { realRepo, type RealRepo, type TestCommit } from '../real-repo.js';
import { seeded } from './corpus.js';

export const COMMITS = 10_000;
const DAYS = 1_700;
const REFS_OF_A_KIND = 1_000;
const START_MS = Date.UTC(2021, 0, 1);
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const PEOPLE = ['Ann <ann@example.invalid>', 'Bo Li <bo@example.invalid>', 'Kim <kim@example.invalid>'];
const PARTS = ['cart', 'checkout', 'invoice', 'search', 'mail', 'stock', 'images', 'session', 'parser', 'router', 'cache', 'login'];
const WORK = [
  'Fix a race in',
  'Simplify',
  'Test the edges of',
  'Log less in',
  'Speed up',
  'Handle timeouts in',
  'Document',
  'Rename things in',
];
const DECIDED = [
  (part: string, n: number) =>
    `Use library ${n % 90} instead of library ${n % 70} in ${part}\n\nThe old one leaked memory, because it never closed files of ${part}.`,
  (part: string, n: number) =>
    `Drop support for Node ${10 + (n % 12)} in ${part}\n\nIt reached its end of life, so that no fix for ${part} arrives.`,
  (part: string, n: number) =>
    `Always check input ${n} of ${part}\n\nA form sent number ${n} twice, and ${part} must never count it twice.`,
  (part: string, n: number) => `Make ${part} default to mode ${n % 50}\n\nMode ${n % 50} is safer, because ${part} keeps order ${n}.`,
];

export interface Shape {
  readonly repo: RealRepo;
  /** Runs `kairos ARGS`, which must do well. Returns its output. */
  ok(args: readonly string[]): string;
}

/** The repository after `kairos init` and `kairos observe --all`, without a dream. @param bin the program. */
export function makeShape(bin: string, commits = COMMITS): Shape {
  const repo = realRepo();
  const ids = repo.repo(historyOf(commits));
  const lines = Array.from({ length: REFS_OF_A_KIND }, (_, n) => {
    const id = ids[Math.floor((n * ids.length) / REFS_OF_A_KIND)] ?? '';
    return `create refs/heads/feature/${n} ${id}\ncreate refs/tags/v${n} ${id}\n`;
  });
  const made = repo.tryGit(['update-ref', '--stdin'], lines.join(''));
  if (made.code !== 0) throw new Error(made.stderr);
  // As after a clone or git's own housekeeping.
  repo.git('pack-refs', '--all');
  const settings = join(repo.env['XDG_CONFIG_HOME'] ?? '', 'kairos/config.yaml');
  mkdirSync(dirname(settings), { recursive: true });
  writeFileSync(settings, 'recall:\n  embedder: none\n');
  const call = (args: readonly string[], env: Readonly<Record<string, string>> = {}): string => {
    const run = spawnSync(process.execPath, [bin, ...args], {
      cwd: repo.root,
      env: { ...repo.env, ...env },
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    if (run.status !== 0) throw new Error(`kairos ${args.join(' ')} ended with ${run.status}: ${run.stderr}${run.stdout}`);
    return run.stdout;
  };
  const ok: Shape['ok'] = (args) => call(args);
  const ago = (hours: number): Record<string, string> => ({ KAIROS_NOW: new Date(Date.now() - hours * HOUR_MS).toISOString() });
  call(['init', '--yes', '--no-hooks'], ago(8));
  repo.git('add', '.kairos');
  repo.git('commit', '-q', '-m', 'Add the memory');
  // What was written is kept twice until the second commit of the journal after it, and commits are an hour apart.
  call(['observe', '--all'], ago(6));
  for (const hours of [4, 2]) call(['note', `The history was read, ${hours} hours ago`], ago(hours));
  ok(['note', 'The history was read']);
  return { repo, ok };
}

function historyOf(commits: number): TestCommit[] {
  const random = seeded(20_261_120);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  return Array.from({ length: commits }, (_, n) => {
    const part = pick(PARTS);
    const message = random() < 0.25 ? pick(DECIDED)(part, n) : `${pick(WORK)} ${part} ${Math.floor(random() * 400)}`;
    return {
      message,
      author: pick(PEOPLE),
      atMs: START_MS + Math.floor((n * DAYS * DAY_MS) / commits),
      files: { [`src/${part}/${Math.floor(random() * 40)}.js`]: `${n}\n` },
    };
  });
}
