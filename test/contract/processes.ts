/** What every implementation of the Processes port must do. It runs `echo-program.mjs` in the place of `kairos`. */
import { describe, expect, it } from 'vitest';
import type { JobCommand, JobMark, ProcessIdentity, Processes, RunningCommand } from '../../src/world/processes.js';

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

/** Where commands of jobs run. */
export interface CommandPlace {
  readonly processes: Processes;
  readonly folder: string;
  /** `job-command.mjs VERB ...`, as this place starts it. */
  readonly argv: (verb: string, ...rest: string[]) => readonly string[];
  readonly read: (path: string) => Promise<string | undefined>;
}

export function commandsContract(name: string, open: () => Promise<CommandPlace>): void {
  describe(`commands of jobs, ${name}`, () => {
    let jobs = 0;
    const start = async (
      { processes, folder, argv }: CommandPlace,
      verb: readonly [string, ...string[]],
      change: Partial<JobCommand> = {},
    ): Promise<RunningCommand & { mark: JobMark; outputPath: string }> => {
      jobs += 1;
      const marker = `contract${process.pid}x${jobs}`;
      const outputPath = `${folder}/output-${marker}`;
      const command = { argv: argv(...verb), cwd: folder, marker, outputPath, outputMaxBytes: 10_000, ...change };
      const running = await processes.startCommand(command);
      return { ...running, mark: { leader: running.leader, marker }, outputPath };
    };

    /** Waits until it has set itself up. */
    const ready = async (place: CommandPlace, outputPath: string): Promise<void> => {
      while ((await place.read(outputPath))?.includes('ready') !== true) await new Promise((resolve) => setTimeout(resolve, 10));
    };

    it('print into their file and end with their code', async () => {
      const place = await open();
      const { ended, outputPath, mark } = await start(place, ['say', 'done', '3']);
      expect(await ended).toEqual({ code: 3, signal: null });
      expect(await place.read(outputPath)).toBe('done\n');
      expect(await place.processes.endJob(mark, 10_000)).toBe(true);
      expect(await place.processes.countJob(mark)).toBe(0);
    });

    it('end when they are told to, and leave nothing', async () => {
      const place = await open();
      const { ended, mark, outputPath } = await start(place, ['wait']);
      await ready(place, outputPath);
      expect(await place.processes.liveness(mark.leader as ProcessIdentity)).toBe('alive');
      expect(await place.processes.countJob(mark)).toBe(1);
      expect(await place.processes.endJob(mark, 10_000)).toBe(true);
      expect(await ended).toMatchObject({ code: 0 });
      expect(await place.processes.countJob(mark)).toBe(0);
      expect(await place.processes.liveness(mark.leader as ProcessIdentity)).toBe('dead');
    });

    it('are killed when they do not end', async () => {
      const place = await open();
      const { ended, mark, outputPath } = await start(place, ['stubborn']);
      await ready(place, outputPath);
      expect(await place.processes.endJob(mark, 50)).toBe(true);
      expect(await ended).toMatchObject({ code: null, signal: 'SIGKILL' });
    });

    it('may leave children, which belong to the job', async () => {
      const place = await open();
      const { ended, mark } = await start(place, ['leave']);
      expect(await ended).toMatchObject({ code: 0 });
      expect(await place.processes.countJob(mark)).toBe(1);
      expect(await place.processes.endJob(mark, 50)).toBe(true);
      expect(await place.processes.countJob(mark)).toBe(0);
    });

    it('are killed when they print too much, and what they printed is cut', async () => {
      const place = await open();
      const { ended, outputPath, mark } = await start(place, ['pour']);
      expect(await ended).toMatchObject({ code: null, signal: 'SIGKILL', tooMuch: true });
      expect(await place.read(outputPath)).toHaveLength(10_000);
      expect(await place.processes.endJob(mark, 50)).toBe(true);
    });

    it('that do not exist are an error, and so is an output that stands there', async () => {
      const place = await open();
      await expect(start(place, ['say', 'x', '0'], { argv: [] })).rejects.toMatchObject({ code: 'cancelled' });
      const { ended, outputPath } = await start(place, ['say', 'first', '0']);
      await ended;
      await expect(start(place, ['say', 'second', '0'], { outputPath })).rejects.toThrow();
      expect(await place.read(outputPath)).toBe('first\n');
    });

    it('of which there are none are at their end', async () => {
      const { processes } = await open();
      expect(await processes.endJob({ marker: 'nobodybearsthis' }, 10_000)).toBe(true);
      const { mark } = { mark: { leader: { ...processes.self(), start: 'another time' }, marker: 'nobodybearsthis' } };
      expect(await processes.endJob(mark, 10_000)).toBe(true);
      expect(await processes.liveness(processes.self())).toBe('alive');
    });

    it('on another machine are not at their end', async () => {
      const { processes } = await open();
      const leader = { ...processes.self(), host: 'elsewhere', bootId: 'boot-of-elsewhere', namespace: 'elsewhere' };
      expect(await processes.endJob({ leader, marker: 'nobodybearsthis' }, 10)).toBe(false);
    });
  });
}
