/** The YAML front matter of a Markdown file. No other language is read, and none is run. Pure. */
import matter from 'gray-matter';
import { errorText } from '../base/errors.js';

/** gray-matter would run `---js` blocks, so every engine but YAML is replaced by one that throws. */
const refuse = (): never => {
  throw new Error('front matter is YAML and nothing else');
};
const ENGINES = Object.fromEntries(['js', 'javascript', 'json', 'coffee', 'coffeescript', 'cson', 'toml'].map((name) => [name, refuse]));

const OPENING = /^---[ \t]*([^\s-][^\r\n]*)?\r?\n/;
const CLOSING = /^---[ \t]*(?:\r?\n|$)/gm;

export interface YamlFront {
  /** The offset behind the closing line, or behind the BOM if there is no front matter. */
  readonly end: number;
  readonly data: Readonly<Record<string, unknown>>;
  /** Why there is none, where the text begins like some; `data` is then empty. */
  readonly problem?: string;
}

/** Reads the front matter at the begin of a text. Never throws. */
export function readYamlFront(text: string): YamlFront {
  const bom = text.startsWith('\uFEFF') ? 1 : 0;
  const opening = OPENING.exec(text.slice(bom, bom + 1000));
  if (!opening) return { end: bom, data: {} };
  CLOSING.lastIndex = bom + opening[0].length;
  const closing = CLOSING.exec(text);
  if (!closing) return { end: bom, data: {}, problem: 'front matter is opened by --- and never closed' };
  const end = closing.index + closing[0].length;
  if (opening[1] !== undefined)
    return { end, data: {}, problem: `front matter in "${opening[1].trim().slice(0, 40)}" is not read; only YAML is, behind a plain ---` };
  try {
    const yaml = text.slice(bom + opening[0].length, closing.index);
    // Options are passed because without them gray-matter caches, and a file that failed once would read as empty the second time.
    const { data } = matter(`---\n${yaml}${yaml.endsWith('\n') || yaml === '' ? '' : '\n'}---\n`, { engines: ENGINES, language: 'yaml' });
    return { end, data };
  } catch (error) {
    return { end, data: {}, problem: `front matter is not YAML: ${errorText(error).split('\n')[0]}` };
  }
}
