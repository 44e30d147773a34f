/**
 * `kairos __complete WORDS`: what a shell offers for the last word, one a line, with a tab before what it is; `:files` or `:folders` where the shell is to
 * offer those. Shells ask at each press of a key, so that whatever goes wrong is silence.
 */
import { Command } from 'commander';
import { harmless } from '../../base/harmless-text.js';
import type { Offer } from '../../desk/offered.js';
import { addCommands, TABLE } from '../commands.js';
import type { Context } from '../context.js';
import { clip } from '../print.js';
import { contextOf } from '../terminal.js';
import { wantedBy, type Wanted, type Word } from './wanted.js';

/** What a repository calls its things goes into a command line: letters that a shell reads as anything else are not offered. */
const PLAIN = /^[A-Za-z0-9][\w.@/:-]*$/;
const ABOUT_COLUMNS = 60;
/** So many words are offered while nothing is typed yet, of those of which there may be hundreds. */
const UNTYPED_MOST = 20;

/** Prints the offers. @param words behind `kairos`; the last one is being typed. @returns 0. */
export async function complete(words: readonly string[]): Promise<number> {
  // A shell that has seen enough goes away.
  process.stdout.on('error', () => undefined);
  try {
    const context = contextOf(new AbortController().signal);
    for (const line of await offersFor(context, words)) context.say(line);
  } catch {
    // Nothing is offered.
  }
  return 0;
}

async function offersFor(context: Context, words: readonly string[]): Promise<string[]> {
  const typed = words.at(-1) ?? '';
  const wanted = words.length < 2 && !typed.startsWith('-') ? { words: commands() } : wantedBy(await programFor(context, words), words);
  const mark = typed.startsWith('^') ? '^' : '';
  const isIt = ({ word }: Word): boolean => `${mark}${word}`.startsWith(typed);
  const known = [...wanted.words, ...(await keyWords(wanted))].filter(isIt);
  const here =
    wanted.values === undefined ? [] : (await valuesHere(context, wanted.values)).filter((one) => PLAIN.test(one.word) && isIt(one));
  const some = typed === '' && wanted.values === 'memories' ? here.slice(0, UNTYPED_MOST) : here;
  const lines = [...known, ...some.map(({ word, about }) => ({ word: `${mark}${word}`, about }))].map(lineOf);
  return wanted.files === undefined ? lines : [...lines, wanted.files === 'folders' ? ':folders' : ':files'];
}

/** The commands without loading one of them. */
function commands(): readonly Word[] {
  return [...TABLE, { name: 'help', about: 'print help of a command' }].map(({ name, about }) => ({ word: name, about }));
}

async function programFor(context: Context, words: readonly string[]): Promise<Command> {
  const program = new Command('kairos').version('', '-V, --version', 'print the version');
  await addCommands(program, words, context);
  // Its own help command has no place in the table.
  if (words[0] === 'help') program.command('help').argument('[command]');
  return program;
}

async function keyWords({ values, valuesOfKey }: Wanted): Promise<readonly Offer[]> {
  if (values === 'commands') return commands();
  if (values === 'zones') return (await import('../../desk/offered.js')).offeredZones();
  if (values !== 'keys' && valuesOfKey === undefined) return [];
  const { offeredKeys, offeredValues } = await import('../../desk/offered.js');
  return valuesOfKey === undefined ? offeredKeys() : offeredValues(valuesOfKey);
}

async function valuesHere(context: Context, what: NonNullable<Wanted['values']>): Promise<readonly Offer[]> {
  if (what === 'keys' || what === 'commands' || what === 'zones') return [];
  const { open } = await import('../open.js');
  const { offeredHere } = await import('../../desk/offered.js');
  const { world, ws, view } = await open(context, { brief: true, quiet: true, silent: true });
  return offeredHere(world, ws, view, what);
}

function lineOf({ word, about }: Word): string {
  return about === '' ? word : `${word}\t${clip(harmless(about).replaceAll('\t', ' '), ABOUT_COLUMNS)}`;
}
