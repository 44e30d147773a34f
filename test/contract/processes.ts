/** What every implementation of the Processes port must do. It runs `echo-program.mjs` in the place of `kairos`. */
import { describe, expect, it } from 'vitest';
import type { ProcessIdentity, Processes } from '../../src/world/processes.js';

export function processesContract(name: string, open: () => Processes): void {
  describe(`Processes, ${name}`, () => {
    it('knows itself, and that it is alive', async () => {
      const processes = open();
      const self = processes.self();
      expect(self.pid).toBeGreaterThan(0);
      expect(processes.self()).toEqual(self);
      expect(await processes.liveness(self)).toBe('alive');
      // Identities are written to lock files.
      expect(JSON.parse(JSON.stringify(self))).toEqual(self);
    });

    it('can be told that it rests, any number of times', () => {
      const processes = open();
      processes.rest();
      expect(processes.rest()).toBeUndefined();
    });

    it('knows the installed program by its stamp, and what memory a process holds, if anything', async () => {
      const processes = open();
      expect(processes.program()).toBe(processes.program());
      const bytes = await processes.memoryOf(processes.self().pid);
      if (bytes !== undefined) expect(bytes).toBeGreaterThan(1024 ** 2);
      expect(await processes.memoryOf(4_194_304)).toBeUndefined();
    });

    it.each<[string, Partial<ProcessIdentity>, string]>([
      ['another process with our number as dead', { start: 'another time' }, 'dead'],
      ['a process of an earlier boot as dead', { bootId: 'an earlier boot' }, 'dead'],
      ['a process in another namespace as unknown', { namespace: 'pid:[1]' }, 'unknown'],
      ['a process on another host as unknown', { host: 'elsewhere', bootId: 'other' }, 'unknown'],
      ['a number that nobody has as dead', { pid: 4_194_304 }, 'dead'],
      ['an impossible number as dead', { pid: -1 }, 'dead'],
    ])('takes %s', async (_what, change, expected) => {
      const processes = open();
      expect(await processes.liveness({ ...processes.self(), ...change })).toBe(expected);
    });

    it('runs the program and gives its code, its output and its lines', async () => {
      const lines: string[] = [];
      const result = await open().runSelf(['echo', 'one\ntwo', '3'], { cwd: '/', onLine: (line) => lines.push(line) });
      expect(result).toEqual({ code: 3, signal: null, stdout: 'one\ntwo\n', stderr: '' });
      expect(lines).toEqual(['one', 'two']);
    });

    it('does not start what was aborted before', async () => {
      const result = await open().runSelf(['echo', 'never', '0'], { cwd: '/', signal: AbortSignal.abort() });
      expect(result).toMatchObject({ code: null, signal: 'SIGTERM', stdout: '' });
    });

    it('asks nobody to end without complaint', () => {
      expect(() => open().terminate(4_194_304)).not.toThrow();
    });
  });
}
