/**
 * Reads `.kairos/scenarios/probes.yaml`, and adds a probe to it. What is wrong is told with line and column; nothing is guessed. Pure. FORMAT.md has the
 * format.
 */
import { isMap, isScalar, isSeq, parseDocument, type Document, type Node, type YAMLMap } from 'yaml';
import { isAnyId } from '../base/ids.js';
import { MEMORY } from '../base/memory-paths.js';
import type { Difference } from '../base/outcome.js';
import { formatOf, list, placed, readYaml, shape, text, whole, type Check } from '../config/yaml-reader.js';
import { DEFAULT_LIMIT, LARGEST_LIMIT } from '../recall/question/filters.js';
import type { Probe } from './probe.js';

export const PROBES_FORMAT = 1;

/** What a probe expects, before it is in a file. */
export type NewProbe = Pick<Probe, 'question' | 'expect' | 'words' | 'not'> & { readonly top?: number };

const MOST_CHARACTERS = 256 * 1024;
const PROBES_MOST = 1000;
const QUESTION_MOST = 1000;
const NEEDED = 'add one of them: expect: [^k9x0aa1b2c], words: [6380], not: [6379]';
const HEAD = `# Questions that this memory must answer. "kairos probe" asks them, and "kairos check" asks them of each dream branch.
# FORMAT.md of kairos has the format.
`;

/** A text that says something, without the blanks around it. */
const said: Check<string> = (spot, read) => {
  const found = text(spot, read)?.trim();
  return found === '' ? read.report(spot, 'a blank text says nothing') : found;
};

const question: Check<string> = (spot, read) => {
  const found = said(spot, read);
  return found !== undefined && found.length > QUESTION_MOST
    ? read.report(spot, `the question is longer than ${QUESTION_MOST} characters`)
    : found;
};

const top: Check<number> = (spot, read) => {
  const found = whole(spot, read);
  return found !== undefined && (found < 1 || found > LARGEST_LIMIT)
    ? read.report(spot, `top is a whole number from 1 to ${LARGEST_LIMIT}`)
    : found;
};

/** With `^` or without, also in the round brackets in which recall shows it. */
const id: Check<string> = (spot, read) => {
  const written = said(spot, read);
  const found = /^\(?\^?([^()^]+)\)?$/.exec(written ?? '')?.[1] ?? '';
  return written === undefined || isAnyId(found) ? found : read.report(spot, `"${written}" is not an id`, 'an id looks like ^k9x0aa1b2c');
};

/** An id where it begins with `^`, else words. */
const unwanted: Check<{ readonly id: string } | { readonly words: string }> = (spot, read) => {
  const words = said(spot, read);
  if (words === undefined) return undefined;
  if (!words.startsWith('^')) return { words };
  const found = id(spot, read);
  return found === undefined ? undefined : { id: found };
};

const probeShape = placed(shape({ question, expect: list(id), words: list(said), not: list(unwanted), top }, 'question'));

const probe: Check<Probe> = (spot, read) => {
  const found = probeShape(spot, read);
  if (!found) return undefined;
  const { question: asked, expect = [], words = [], not = [], top: best = DEFAULT_LIMIT } = found.value;
  if (expect.length + words.length + not.length === 0) return read.report(spot, 'the probe expects nothing', NEEDED);
  const [ids, unwantedWords] = [not.flatMap((one) => ('id' in one ? one.id : [])), not.flatMap((one) => ('words' in one ? one.words : []))];
  return { question: asked, expect, words, not: { ids, words: unwantedWords }, top: best, line: found.at.line ?? 1 };
};

const probes: Check<readonly Probe[]> = (spot, read) => {
  const { node } = spot;
  if (isScalar(node) && node.value === null) return [];
  if (!isSeq(node)) return read.report(spot, '"probes" is not a list', 'write each probe behind "- question:"');
  return node.items.length > PROBES_MOST ? read.report(spot, `more than ${PROBES_MOST} probes`) : list(probe)(spot, read);
};

const probesFile = shape({ format: formatOf(PROBES_FORMAT), probes }, 'format');

/** The probes of a text, or everything that is wrong with it. Never throws. */
export function readProbes(yaml: string): { readonly probes: readonly Probe[]; readonly problems: readonly Difference[] } {
  const path = MEMORY.probes;
  if (yaml.length > MOST_CHARACTERS)
    return { probes: [], problems: [{ what: `the file is longer than ${MOST_CHARACTERS} characters`, at: { path, line: 1, column: 1 } }] };
  const read = readYaml(yaml, path, probesFile);
  return 'problems' in read ? { probes: [], problems: read.problems } : { probes: read.values[0]?.probes ?? [], problems: [] };
}

/**
 * The text with a probe more; comments and order stay. A probe with the same question gets what it does not expect yet.
 * @param text undefined if there is no file yet. It must be one that is read without problems.
 */
export function withProbe(text: string | undefined, probe: NewProbe): string {
  const document = parseDocument(text ?? `${HEAD}format: ${PROBES_FORMAT}\nprobes: []\n`, { logLevel: 'silent' });
  const list = document.get('probes');
  const same = isSeq(list) ? list.items.findIndex((item) => isMap(item) && item.get('question') === probe.question) : -1;
  const probes = isSeq(list) ? list : document.createNode([]);
  if (!isSeq(list)) document.set('probes', probes);
  probes.flow = false;
  const before = same === -1 ? undefined : (probes.items[same] as YAMLMap);
  const map = before ?? (document.createNode({ question: probe.question }) as YAMLMap);
  if (!before) probes.items.push(map);
  for (const [key, values] of Object.entries(writtenAs(probe))) {
    const had = map.get(key, true);
    const stands = (isSeq(had) ? had.items : had === undefined ? [] : [had]).map((item) => scalarText(item));
    const all = [...stands, ...values.filter((value) => !stands.includes(value))];
    if (values.length > 0) map.set(key, flowList(document, all));
  }
  if (probe.top !== undefined) map.set('top', probe.top);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function writtenAs({ expect, words, not }: NewProbe): Record<'expect' | 'words' | 'not', string[]> {
  return { expect: expect.map((id) => `^${id}`), words: [...words], not: [...not.ids.map((id) => `^${id}`), ...not.words] };
}

function flowList(document: Document, values: readonly string[]): Node {
  const list = document.createNode(values);
  if (isSeq(list)) list.flow = true;
  return list;
}

/** The text of a single value as it was written, without quotes; '' for nothing and for anything else. */
function scalarText(node: unknown): string {
  if (!isScalar(node)) return '';
  const { value, source } = node;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? (source ?? String(value)).trim() : '';
}
