import { defineConfig } from 'vitest/config';

const env = { TZ: 'UTC', NO_COLOR: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', GIT_TERMINAL_PROMPT: '0' };

/**
 * `system` (`*.system.test.ts`) starts real processes. The files share their processes, since one that is started anew for each costs half a second of a
 * machine's work. `unit` is pure or virtual: threads, one module graph a thread, which holds because modules keep no state.
 * Three files at a time, on two cores as well: a test of `system` waits for its processes more than it computes. They are one group, in which `system` comes
 * first, so that no core idles while the last of its files run. By itself vitest would leave one core of two alone.
 */
export default defineConfig({
  test: {
    globalSetup: './test/in-memory.ts',
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.system.test.ts'],
          pool: 'threads',
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          env,
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/**/*.system.test.ts'],
          pool: 'forks',
          isolate: false,
          // Real git and real processes on shared machines: generous, since a timeout is never what a test is about.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          env,
        },
      },
    ],
  },
});
