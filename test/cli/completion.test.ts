/** What is offered while somebody types a command: read off the commands themselves. */
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addCommands, TABLE } from '../../src/cli/commands.js';
import { wantedBy, type Wanted } from '../../src/cli/completion/wanted.js';
import { CLIENTS } from '../../src/cli/connect-plan.js';
import type { Context } from '../../src/cli/context.js';

/** Nothing of it is used before a command runs. */
const context = {} as Context;

async function wanted(...words: string[]): Promise<Wanted> {
  const program = new Command('kairos');
  await addCommands(program, words, context);
  return wantedBy(program, words);
}
const names = ({ words }: Wanted): string[] => words.map(({ word }) => word);

describe('a completion', () => {
  it('has every option and child of every command, with what help says of it', async () => {
    for (const { name } of TABLE) {
      const program = new Command('kairos');
      await addCommands(program, [name], context);
      const [command] = program.commands;
      const options = (command?.options ?? []).map(({ long, description }) => ({ word: long, about: description }));
      expect((await wanted(name, '--')).words).toEqual([...options, { word: '--help', about: 'print help' }]);
      const children = (command?.commands ?? []).map((child) => child.name());
      expect(names(await wanted(name, '')).slice(0, children.length)).toEqual(children);
      for (const child of children) expect(names(await wanted(name, child, '-'))).toContain('--help');
    }
  });

  it.each<[string[], Wanted]>([
    [['show', ''], { words: [], values: 'memories', files: 'all' }],
    [['recall', '--topic', ''], { words: [], values: 'topics' }],
    [['recall', 'redis', '--path', 'sr'], { words: [], files: 'all' }],
    [['topics', 'de'], { words: [], values: 'topics' }],
    [['review', '--accept', 'k1', 'k'], { words: [], values: 'proposed' }],
    [['review', '--edit', ''], { words: [], values: 'proposed' }],
    [['review', '--reopen', ''], { words: [], values: 'rejected' }],
    [['dream', 'undo', ''], { words: [], values: 'dreams' }],
    [['trust', ''], { words: [], files: 'folders' }],
    [['config', 'get', ''], { words: [], values: 'keys' }],
    [['config', 'set', 'recall.embedder', ''], { words: [], valuesOfKey: 'recall.embedder' }],
    ...['rm', 'approve', 'run', 'history', 'simulate'].map((name): [string[], Wanted] => [
      ['task', name, 's'],
      { words: [], values: 'tasks' },
    ]),
    [['task', 'add', 'every 1h', 'x', '--timezone', 'Eu'], { words: [], values: 'zones' }],
    [['note', 'the text'], { words: [] }],
    [['nope', ''], { words: [] }],
  ])('of %j wants %j', async (words, expected) => {
    expect(await wanted(...words)).toEqual(expected);
  });

  it('offers the words of a choice, and no option twice', async () => {
    expect(names(await wanted('recall', '--tier', ''))).toEqual(['journal', 'memory']);
    expect(names(await wanted('completion', ''))).toEqual(['bash', 'zsh', 'fish']);
    expect(names(await wanted('connect', ''))).toEqual([...CLIENTS]);
    expect(names(await wanted('import', ''))).toEqual(['claude-memory', 'agents-md', 'adr']);
    expect(names(await wanted('recall', '--json', '--'))).not.toContain('--json');
    expect(names(await wanted('recall', '--limit', '--'))).toEqual([]);
    expect(names(await wanted('note', '--', '--'))).toEqual([]);
  });
});
