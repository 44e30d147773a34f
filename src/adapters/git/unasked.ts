/**
 * A runner at a repository that was found without git: its first call says which git it is, and where that fails git is asked to find the repository, as it is
 * wherever the answer is not beyond doubt.
 */
import type { GitResult, Runner, RunOptions } from './runner.js';

export interface Asking {
  /** Judges the events of git that name its version, in lines of JSON. @throws where it is too old. */
  version(events: string): Promise<void>;
  /** What git says of the repository. @throws where it cannot read it. */
  repository(): Promise<unknown>;
}

/** What git said for people, and the lines of JSON that it was asked for. */
export function withoutEvents(stderr: string): [said: string, events: string] {
  const lines = stderr.split('\n');
  const isEvent = (line: string): boolean => line.startsWith('{"event":');
  return [lines.filter((line) => !isEvent(line)).join('\n'), lines.filter(isEvent).join('\n')];
}

/** The same runner; each method also throws what `asking` throws. */
export function unasked(git: Runner, asking: Asking): Runner {
  let isKnown = false;
  const first =
    (run: Runner['run']): Runner['run'] =>
    async (args, options: RunOptions = {}): Promise<GitResult> => {
      if (isKnown) return run(args, options);
      let ended: GitResult;
      try {
        ended = await run(args, { ...options, traced: true });
      } catch {
        // It tells more than the verb does, and the version.
        await asking.repository();
        isKnown = true;
        return run(args, options);
      }
      const [stderr, events] = withoutEvents(ended.stderr);
      await asking.version(events);
      isKnown = true;
      return { ...ended, stderr };
    };
  const run = first(git.run);
  return {
    ...git,
    run,
    text: async (args, options) => (await run(args, options)).stdout,
    catFile: async (args, input, options) => {
      if (!isKnown) await asking.repository();
      isKnown = true;
      return git.catFile(args, input, options);
    },
    plain: first(git.plain),
  };
}
