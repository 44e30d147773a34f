/** How much memory and CPU the daemon takes when it waits, also after much work. Asked of /proc, so on Linux only. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { place, until, writeSettings, type Place, type Started } from './kairos.js';

/** 80 MB, of a thousand thousand bytes each. */
const MOST_KB = 80e6 / 1024;
const MODULES = 50;

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
const settles = (daemon: Started): Promise<void> => until(`it holds at most ${MOST_KB} kB`, () => residentKb(daemon) <= MOST_KB, 20_000);
const waits = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

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
      expect(residentKb(daemon)).toBeGreaterThan(0);
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
      await settles(daemon);
    } finally {
      daemon.child.kill('SIGTERM');
      await daemon.ended();
    }
  });

  it('uses at most 0.2 % of a CPU, with one tick in 270 s', async () => {
    const here = shop();
    works(here);
    writeSettings(here.repo.env, 'assistant: true\ntick:\n  interval: 5\nrecall:\n  embedder: none\n  keepWarm: 0\n');
    const daemon = here.start(['run']);
    const ticks = (): number => Number(/"ticks": (\d+)/.exec(readFileSync(join(here.root, '.kairos/state/daemon.json'), 'utf8'))?.[1]);
    try {
      await daemon.said('gates');
      await settles(daemon);
      const [beforeMs, first] = [cpuMs(daemon), ticks()];
      const beganMs = Date.now();
      await waits(25_000);
      const [usedMs, tookMs, ticked] = [cpuMs(daemon) - beforeMs, Date.now() - beganMs, ticks() - first];
      expect(ticked).toBeGreaterThanOrEqual(2);
      const perTickMs = usedMs / ticked;
      expect(perTickMs, `${usedMs} ms of CPU in ${tookMs} ms with ${ticked} ticks`).toBeLessThanOrEqual(0.002 * 270_000);
    } finally {
      daemon.child.kill('SIGTERM');
      await daemon.ended();
    }
  });
});
