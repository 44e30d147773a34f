/** The list of commands is written by a table; what it says must be what the commands themselves say. */
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addCommands, TABLE } from '../../src/cli/commands.js';
import type { Context } from '../../src/cli/context.js';
import { helpText, isCommand, nearestCommand } from '../../src/cli/help.js';

/** Nothing of it is used before a command runs. */
const context = {} as Context;

/** The program with every command whole, as commander would list it. */
async function wholeProgram(): Promise<Command> {
  const program = new Command('kairos')
    .version('1', '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help of a command')
    .usage('[command] [options]');
  for (const { name } of TABLE) await addCommands(program, [name], context);
  return program;
}

describe('the list of commands', () => {
  it('says of each command what the command declares, in the form of commander, at any usual width', async () => {
    const program = await wholeProgram();
    for (const columns of [80, 81, 100, 120, 300]) {
      program.configureHelp({ helpWidth: columns });
      expect(helpText(columns).startsWith(program.helpInformation()), `${columns} columns`).toBe(true);
    }
    expect(helpText()).toBe(helpText(80));
  });

  it.each([60, 64, 70, 79, 80, 120])('has no line that %s columns break, and every command', (columns) => {
    const lines = helpText(columns).split('\n');
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
    for (const { name } of TABLE) expect(lines.some((line) => line.startsWith(`  ${name} `))).toBe(true);
  });

  it('lists no child of the daemon, which is a command all the same', () => {
    expect(isCommand('__dream') && isCommand('__index') && isCommand('help') && isCommand('note')).toBe(true);
    expect(isCommand('recal')).toBe(false);
    expect(helpText()).not.toContain('__');
  });
});

describe('the name that is meant', () => {
  it('is the likest one, or the likest ones', () => {
    expect(nearestCommand('recal')).toBe('recall');
    expect(nearestCommand('reclal')).toBe('recall');
    expect(nearestCommand('topic')).toBe('topics');
    expect(nearestCommand('statsu')).toBe('status');
    expect(nearestCommand('ru')).toBe('run');
    expect(nearestCommand('sto')).toBe('stop');
    expect(nearestCommand('pau')).toBe('pause');
    expect(nearestCommand('lo')).toBe('log');
    expect(nearestCommand('frobnicate')).toBeUndefined();
    expect(nearestCommand('x')).toBeUndefined();
  });

  it('is the one that commander finds for commands, too', () => {
    const program = new Command('kairos').exitOverride().configureOutput({ outputError: () => undefined });
    for (const { name } of TABLE) program.command(name);
    for (const word of [
      'recal',
      'reclal',
      'hel',
      'note1',
      'gate',
      'drem',
      'retsore',
      'in',
      'ind',
      'forgot',
      'sh',
      'bla',
      'stopp',
      'tr',
      'qqqq',
    ]) {
      let said = '';
      try {
        program.parse([word], { from: 'user' });
      } catch (error) {
        said = /Did you mean (.*)\?/.exec((error as Error).message)?.[1] ?? '';
      }
      expect(nearestCommand(word) ?? '', word).toBe(said);
    }
  });
});
