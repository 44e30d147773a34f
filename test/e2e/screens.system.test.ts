/**
 * Compares the whole output of the ten main commands over a memory of a year with golden files: at three widths of a real terminal and as JSON.
 * The clock stands still (KAIROS_NOW), and ids are hashes of contents and of a fixed writer, so that no part of the output has to be masked.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectGolden, strayGoldens } from '../golden/golden.js';
import { idOf, longMemory, NOW } from '../golden/long-memory.js';
import { screenOf } from '../golden/screen.js';
import { several, severalAtTerminal, type Command } from '../golden/several.js';
import { BIN, type Place } from './kairos.js';
import { atTerminal, hasTerminal } from './terminal.js';

const WIDTHS = [60, 80, 120] as const;
/** A memory of a year is made and read fifty times, on a machine that may be busy. */
const PATIENCE_MS = 300_000;
const QUESTION = 'why are sessions not in redis any more';

/** By the name of the golden file. `json: false`: with --json it prints what another does, or there is no such option. */
const READERS: readonly { readonly name: string; readonly args: (place: Place) => string[]; readonly json?: false }[] = [
  { name: 'help', args: () => ['--help'], json: false },
  { name: 'status', args: () => ['status'] },
  { name: 'recall', args: () => ['recall', QUESTION] },
  { name: 'recall-explain', args: () => ['recall', QUESTION, '--explain'], json: false },
  { name: 'log', args: () => ['log'] },
  { name: 'topics', args: () => ['topics', '--list'] },
  { name: 'topic', args: () => ['topics', 'deployment'] },
  { name: 'show', args: (place) => ['show', `^${idOf(place, 'logs/2026/06/2026-06-01.md', 'Send mail from a queue')}`] },
  { name: 'show-claim', args: () => ['show', '^fr1days000'] },
  { name: 'review', args: () => ['review', '--list'] },
  { name: 'gates', args: () => ['gates'] },
  { name: 'doctor', args: () => ['doctor'] },
  { name: 'blame', args: (place) => ['blame', `^${idOf(place, 'topics/decisions.md', 'Use SQLite')}`] },
];

let place: Place;
const screens = new Map<number, Map<string, string>>();
let values = new Map<string, string>();

beforeAll(async () => {
  place = longMemory();
  const commands: Command[] = READERS.map(({ name, args }) => ({ name, args: args(place), now: NOW }));
  if (hasTerminal) for (const columns of WIDTHS) screens.set(columns, await severalAtTerminal(place, commands, columns));
  values = several(
    place,
    commands.filter((_, n) => READERS[n]?.json !== false).map(({ args, ...command }) => ({ ...command, args: [...args, '--json'] })),
  );
}, PATIENCE_MS);
afterAll(() => place.repo.cleanup());

describe.runIf(hasTerminal).each(WIDTHS)('at %d columns', (columns) => {
  it.each(READERS.map(({ name }) => name))('%s', (name) => {
    expectGolden(`${name}.${columns}.txt`, screenOf(screens.get(columns)?.get(name) ?? '', columns));
  });
});

describe('as JSON', () => {
  it.each(READERS.filter(({ json }) => json !== false).map(({ name }) => name))('%s', (name) => {
    expectGolden(`${name}.json`, values.get(name) ?? '');
  });
});

describe.runIf(hasTerminal)('a process of its own', () => {
  it('shows what one of many commands in a process does', async () => {
    const line = `stty cols 80 rows 24 && exec "${process.execPath}" "${BIN}" status`;
    const { output } = await atTerminal(line, { cwd: place.root, env: { ...place.repo.env, KAIROS_NOW: NOW } });
    expect(output).toContain('\u001b[');
    expect(screenOf(output, 80)).toBe(screenOf(screens.get(80)?.get('status') ?? '', 80));
  });
});

describe.runIf(hasTerminal)('a walk through a review', () => {
  it('asks about each claim, with its evidence and its help when they are asked for', async () => {
    const line = `stty cols 80 rows 24 && exec "${process.execPath}" "${BIN}" review`;
    const question = ' Accept this ';
    const answers = ['?\r', 'j\r', 'v\r', 'q\r'].map((key) => [question, key] as const);
    const { output } = await atTerminal(line, { cwd: place.root, env: { ...place.repo.env, KAIROS_NOW: NOW }, answers });
    expectGolden('walk.80.txt', screenOf(output, 80));
  });
});

describe.runIf(hasTerminal)('topics while somebody types', () => {
  const typing = async (answers: readonly (readonly [string, string])[]): Promise<{ code: number | null; output: string }> =>
    atTerminal(`stty cols 80 rows 24 && exec "${process.execPath}" "${BIN}" topics`, {
      cwd: place.root,
      env: { ...place.repo.env, KAIROS_NOW: NOW },
      answers,
    });
  /** What is left on the screen: all else was taken away again. */
  const left = ({ output }: { output: string }): string => screenOf(output.slice(output.lastIndexOf('\u001b[J')), 80);

  it('print the claim that was chosen, or all topics', async () => {
    const one = await typing([
      ['find: ', 'tuesda'],
      ['tuesda', '\u001b[B\r'],
    ]);
    expect(one.code).toBe(0);
    expect(left(one)).toMatch(/^Releases go out on Tuesdays [^]*\^t7esdays00 {2}topics\/\S+\n$/);
    expect(left(await typing([['find: ', '\r']]))).toBe(screenOf(screens.get(80)?.get('topics') ?? '', 80));
    expect(await typing([['find: ', '\u0003']])).toMatchObject({ code: 130 });
  });
});

describe('golden files', () => {
  it('are all compared', () => {
    const wanted = READERS.flatMap(({ name, json }) => [
      ...WIDTHS.map((columns) => `${name}.${columns}.txt`),
      ...(json === false ? [] : [`${name}.json`]),
    ]);
    expect(strayGoldens([...wanted, 'walk.80.txt'])).toEqual([]);
  });

  it('name nothing of this machine', () => {
    const all = [...screens.values(), values].flatMap((of) => [...of.values()]).join('');
    expect(all).not.toContain(place.root);
  });
});
