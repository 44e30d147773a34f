/** How much memory the daemon holds when it waits, also after much work. Asked of /proc, so on Linux only. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { place, until } from './kairos.js';

const MOST_KB = 80 * 1024;

it.runIf(existsSync('/proc/self/status'))(
  'a daemon that waits holds at most 80 MB, also after 2,000 commits and a rebase of 200',
  async () => {
    const shop = place({ init: true });
    const daemon = shop.start(['run', '--json']);
    const residentKb = (): number => Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${daemon.child.pid}/status`, 'utf8'))?.[1]);
    const settles = (): Promise<void> => until(`it holds at most ${MOST_KB} kB`, () => residentKb() <= MOST_KB, 15_000);
    try {
      await daemon.said('"what":"gates"');
      await settles();
      const commits = Array.from({ length: 2000 }, (_, n) => ({
        message: `Fix the parser of module ${n}\n\nEmpty input was taken for the end of the file, so that the rest of it was lost.`,
        files: { [`src/module${n % 50}.js`]: `fixed(${n});\n` },
      }));
      shop.repo.repo(commits);
      await until('all commits are noted', () => /"text":"\d{4} commits/.test(daemon.output()));
      await settles();
      shop.repo.git('checkout', '-q', '-b', 'side', 'HEAD~200');
      shop.repo.commit('on the side', { 'side.txt': 'x\n' });
      shop.repo.git('rebase', '-q', 'side', 'main');
      await daemon.said('rebased 200 commits');
      await settles();
      expect(residentKb()).toBeGreaterThan(0);
    } finally {
      daemon.child.kill('SIGTERM');
      await daemon.ended();
      shop.repo.cleanup();
    }
  },
);
