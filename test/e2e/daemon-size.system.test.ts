/** How much memory and CPU the daemon takes when it waits, also after much work. Asked of /proc, so on Linux only. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { place, until, writeSettings, type Place, type Started } from './kairos.js';

/** 80 MB, of a thousand thousand bytes each. */
const MOST_KB = 80e6 / 1024;
const MODULES = 50;
/** So long without more CPU than two ticks of the system's clock, it rests: it collects garbage 2 s after its work, some times. */
const REST_MS = 4_500;
const REST_CPU_MS = 20;

const places: Place[] = [];
afterEach(() => {
  for (const { repo } of places.splice(0)) repo.cleanup();
});

function shop(): Place {
  const here = place({ init: true });
  places.push(here);
  return here;
}

const residentKb = ({ child }: Started): number => Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]);
const waits = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Its work is over: it used no CPU for some seconds, in which what it does not need any more was given back. */
async function rests(daemon: Started): Promise<void> {
  let [usedMs, sinceMs] = [cpuMs(daemon), Date.now()];
  await until('it rests', () => {
    const nowMs = cpuMs(daemon);
    if (nowMs > usedMs + REST_CPU_MS) [usedMs, sinceMs] = [nowMs, Date.now()];
    return Date.now() - sinceMs >= REST_MS;
  });
}

/** The most that it holds for so long, looked at ten times a second: not a moment at which it happens to hold less. */
async function mostKb(daemon: Started, forMs: number, isEnough = (): boolean => true): Promise<number> {
  let most = 0;
  const endMs = Date.now() + forMs;
  const look = (): void => void (most = Math.max(most, residentKb(daemon)));
  for (; Date.now() < endMs; await waits(100)) look();
  await until('it was looked at for long enough', () => (look(), isEnough()));
  return most;
}

/** It rests, and holds no more than it may the whole time. */
async function settles(daemon: Started, forMs = 3_000): Promise<void> {
  await rests(daemon);
  expect(await mostKb(daemon, forMs)).toBeLessThanOrEqual(MOST_KB);
}

/** CPU that it used itself so far, in milliseconds; the clock of the system ticks a hundred times a second. */
function cpuMs({ child }: Started): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

function works({ repo }: Place): void {
  repo.repo(
    Array.from({ length: 2000 }, (_, n) => ({
      message: `Fix the parser of module ${n}\n\nEmpty input was taken for the end of the file, so that the rest of it was lost.`,
      files: { [`src/module${n % MODULES}.js`]: `fixed(${n});\n` },
    })),
  );
}

describe.runIf(existsSync('/proc/self/status'))('a daemon that waits', () => {
  it('holds at most 80 MB, also after 2,000 commits and a rebase of 200', async () => {
    const here = shop();
    const daemon = here.start(['run', '--json']);
    try {
      await daemon.said('"what":"gates"');
      await settles(daemon);
      works(here);
      await until('all commits are noted', () => /"text":"\d{4} commits/.test(daemon.output()));
      await settles(daemon);
      here.repo.git('checkout', '-q', '-b', 'side', 'HEAD~200');
      here.repo.commit('on the side', { 'side.txt': 'x\n' });
      here.repo.git('rebase', '-q', 'side', 'main');
      await daemon.said('rebased 200 commits');
      await settles(daemon);
    } finally {
      daemon.child.kill('SIGTERM');
      await daemon.ended();
    }
  });

  it('holds no more with an active agent, after looks, recalls and turns in 2,000 commits; and answers by rules no more', async () => {
    const here = shop();
    works(here);
    const script = join(here.repo.env['XDG_CONFIG_HOME'] ?? '', 'script.yaml');
    writeFileSync(
      script,
      `- { when: <tick, calls: [memory_recall: { query: the parser }, Sleep: { seconds: 36000 }] }
- { when: which module, calls: [memory_recall: { query: the parser of a module }] }
- { when: no words, calls: [Sleep: { seconds: 36000 }] }
- { always: true, say: That of the parser. }\n`,
    );
    writeSettings(here.repo.env, `assistant: true\nmodel:\n  script: ${script}\nrecall:\n  embedder: none\n  keepWarm: 0\n`);
    here.ok(['trust']);
    const daemon = here.start(['run']);
    try {
      await daemon.said('asleep');
      for (const question of ['which module was fixed', 'no words on the parser of module 7', 'which module is next']) {
        here.kairos(['recall', question]);
        here.ok(['tell', question]);
        await until('it is answered', () => here.ok(['queue']).includes('nothing waits'));
      }
      expect(here.ok(['inbox', '--all'])).toMatch(/That of the parser[^]*The memory holds/);
      await settles(daemon, 8_000);
    } finally {
      daemon.child.kill('SIGTERM');
      await daemon.ended();
    }
  });

  it('uses at most 0.2 % of a CPU, with one tick in 270 s, and holds no more in its ticks', async () => {
    const here = shop();
    works(here);
    writeSettings(here.repo.env, 'assistant: true\ntick:\n  interval: 12\nrecall:\n  embedder: none\n  keepWarm: 0\n');
    const daemon = here.start(['run']);
    const beat = join(here.root, '.kairos/state/daemon.json');
    const ticks = (): number => (existsSync(beat) ? Number(/"ticks": (\d+)/.exec(readFileSync(beat, 'utf8'))?.[1]) : 0);
    try {
      await daemon.said('gates');
      await until('its first ticks are over', () => ticks() >= 2);
      await rests(daemon);
      const [beforeMs, first] = [cpuMs(daemon), ticks()];
      const beganMs = Date.now();
      // With two ticks in it.
      expect(await mostKb(daemon, 25_000, () => ticks() >= first + 2)).toBeLessThanOrEqual(MOST_KB);
      const [usedMs, tookMs, ticked] = [cpuMs(daemon) - beforeMs, Date.now() - beganMs, ticks() - first];
      const perTickMs = usedMs / ticked;
      expect(perTickMs, `${usedMs} ms of CPU in ${tookMs} ms with ${ticked} ticks`).toBeLessThanOrEqual(0.002 * 270_000);
    } finally {
      daemon.child.kill('SIGTERM');
      await daemon.ended();
    }
  });
});
