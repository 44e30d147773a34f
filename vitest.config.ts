import { defineConfig } from 'vitest/config';

const env = { TZ: 'UTC', NO_COLOR: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', GIT_TERMINAL_PROMPT: '0' };

/**
 * `unit` is pure or virtual: threads on all cores, one module graph a thread, which holds because modules keep no state.
 * `system` (`*.system.test.ts`) starts real processes, three files at a time: a test waits for them more than it computes. The files share their processes,
 * since one that is started anew for each costs half a second of a machine's work.
 */
export default defineConfig({
  test: {
    globalSetup: './test/in-memory.ts',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.system.test.ts'],
          pool: 'threads',
          isolate: false,
          sequence: { groupOrder: 0 },
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
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          // Real git and real processes on shared machines: generous, since a timeout is never what a test is about.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          env,
        },
      },
    ],
  },
});
