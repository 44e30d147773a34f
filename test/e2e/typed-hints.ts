/** The commands of kairos that the program tells people to type: where the sources name them, and which stand in an output. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TABLE } from '../../src/cli/commands.js';
import { ROOT } from './kairos.js';

const CHILD = 'undo|accept|diff|drop|seal|set|get|unset|list|start|end|add|record|install|uninstall|approve|rm|simulate';
const NAMED = new RegExp(`\\bkairos (?:${TABLE.map(({ name }) => name).join('|')})\\b(?: (?:${CHILD})\\b)?(?: --?[a-z][a-z-]*)*`, 'g');
/** Help is tried by a test of its own, and what completes is no hint. */
const ASIDE = /^(?:cli\/commands|cli\/help|cli\/commands\/demo|cli\/completion\/\w+)\.ts$/;

/** Each place that names a command: `desk/topics.ts: kairos dream --now`. Comments and texts of help are left out. */
export function namedCommands(): string[] {
  const folder = join(ROOT, 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !ASIDE.test(file));
  const places = files.flatMap((file) => {
    const code = readFileSync(join(folder, file), 'utf8')
      .replace(/\/\*[^]*?\*\//g, '')
      .replace(/(?:^|\s)\/\/.*$/gm, '')
      .replace(/(?:\.addHelpText\(|\bEXAMPLES = )[^]*?(?:\)\s*(?:\.action|;)|;\n)/g, '')
      .replace(/\.option\([^]*?\)\n/g, '');
    return [...code.matchAll(NAMED)].map(([command]) => `${file}: ${command}`);
  });
  return [...new Set(places)].toSorted();
}

/** Flags that take a value, which is part of what is to be typed. */
const TAKES = /^(?:--(?:after|day|inputs|edit|text|since|until|topic|path|expect|words|not|asleep|days)|-n)$/;
const WORD = /^(?:"[^"]*"|'[^']*'|\^?[a-z0-9]{5,10}|[\w./:^~-]+)$/;
/** What follows an address or a command in a sentence. */
const PROSE =
  /^(?:shows?|lists?|tells?|takes?|goes|reads?|does|is|in|and|or|for|makes?|proposes?|marks?|removes?|keeps?|waits?|writes?|says?|has|puts?|of|it|again|by|the|here|there|to|ends?|commits?|works?|finds?|accepts?)$/;

/** The commands in an output as somebody would copy them: up to the end of the quotation, or of what can be arguments. */
export function commandsIn(output: string): string[] {
  const found: string[] = [];
  for (const { 0: start, index } of output.matchAll(NAMED)) {
    const quote = output[index - 1] === '"' ? output.indexOf('"', index + start.length) : -1;
    const line = output.slice(index, output.indexOf('\n', index) === -1 ? undefined : output.indexOf('\n', index));
    found.push(quote > 0 && quote < index + line.length ? output.slice(index, quote) : upTo(line, start));
  }
  return [...new Set(found)];
}

function upTo(line: string, start: string): string {
  const [rest = ''] = line.slice(start.length).split(/ {2,}/, 1);
  if (!rest.startsWith(' ')) return start;
  const words = [...rest.matchAll(/ ("[^"]*"[,;.]?|'[^']*'[,;.]?|\S+)/g)].map(([, word = '']) => word);
  const taken: string[] = [];
  let isValue = TAKES.test(start.split(' ').at(-1) ?? '');
  for (const written of words) {
    const isLast = /[,;.:)]$/.test(written);
    const word = written.replace(/[,;.:)]+$/, '');
    if (word === '' || word === '|' || word.startsWith('(') || word.startsWith('[') || (!isValue && PROSE.test(word))) break;
    if (!/^--?[a-z]/.test(word) && !WORD.test(word)) break;
    taken.push(word);
    isValue = TAKES.test(word);
    if (isLast) break;
  }
  return [start, ...taken].join(' ');
}

/** The words of a command line, without their quotes. */
export function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) => double ?? single ?? plain ?? '');
}
