/**
 * A small slice of the attack with a fixed seed. The whole is run by hand: `npm run attack -- kills 500`, `-- writers 8 1000`, `-- states`, `-- hostile`,
 * each with a seed at its end where chance is in it.
 */
import { appendFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { attackInStates } from './git-states.js';
import { attackByRepositories } from './hostile.js';
import { attackByKills } from './kills.js';
import { attackByWriters } from './writers.js';

const [kind, ...numbers] = (process.env['KAIROS_ATTACK'] ?? '').split(' ');
const [first = 0, second = 0, third = 0, fourth = 0] = numbers.map(Number);
const HOURS = 6 * 3_600_000;
const tell = (line: string): void => {
  const path = process.env['KAIROS_ATTACK_LOG'];
  if (path === undefined || path === '') return;
  const told = `${new Date().toISOString().slice(11, 19)} ${line}\n`;
  try {
    appendFileSync(path, told);
  } catch {
    // What is a socket cannot be opened by its name.
    process.stderr.write(told);
  }
};

describe.skipIf(kind !== '')('a slice of the attack', () => {
  it('kills notes, and loses nothing that was acknowledged', async () => {
    const { kills, broken } = await attackByKills({ kills: 3, seed: 7, commands: ['note', 'run'] });
    expect({ kills, broken }).toEqual({ kills: 3, broken: [] });
  });

  it('writes from several at once over two work trees', async () => {
    expect(await attackByWriters({ writers: 4, notes: 2, worktrees: 2, servers: 2 })).toEqual({ acknowledged: 8, refused: 0, broken: [] });
  });
});

describe.runIf(kind === 'kills')('kills', () => {
  it(
    'harm nothing',
    async () => {
      const result = await attackByKills({ kills: first || 500, seed: second || 1 }, tell);
      tell(JSON.stringify(result, undefined, 1));
      expect(result.broken).toEqual([]);
    },
    HOURS,
  );
});

describe.runIf(kind === 'writers')('writers', () => {
  it(
    'lose nothing',
    async () => {
      const result = await attackByWriters({ writers: first || 8, notes: second || 1000, worktrees: third || 1, servers: fourth }, tell);
      tell(JSON.stringify(result));
      expect(result.broken).toEqual([]);
    },
    HOURS,
  );
});

describe.runIf(kind === 'states')('states of git', () => {
  it(
    'are all known',
    async () => {
      const result = await attackInStates(undefined, tell);
      tell(JSON.stringify(result, undefined, 1));
      expect(result.broken).toEqual([]);
    },
    HOURS,
  );
});

describe.runIf(kind === 'hostile')('hostile repositories', () => {
  it(
    'gain nothing',
    async () => {
      const result = await attackByRepositories(tell);
      tell(JSON.stringify(result, undefined, 1));
      expect(result.broken).toEqual([]);
    },
    HOURS,
  );
});
