/**
 * Reads `.kairos/scenarios/probes.yaml`, and adds a probe to it. What is wrong is told with line and column; nothing is guessed. Pure. FORMAT.md has the
 * format.
 */
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node, type Pair, type YAMLMap } from 'yaml';
import { isAnyId } from '../base/ids.js';
import { DEFAULT_LIMIT, LARGEST_LIMIT } from '../recall/question/filters.js';
import type { Probe } from './probe.js';

export const PROBES_FORMAT = 1;

/** What is wrong in a file of probes. */
export interface ProbeProblem {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint?: string;
}

/** What a probe expects, before it is in a file. */
export type NewProbe = Pick<Probe, 'question' | 'expect' | 'words' | 'not'> & { readonly top?: number };

const MOST_CHARACTERS = 256 * 1024;
const PROBES_MOST = 1000;
const QUESTION_MOST = 1000;
const KEYS = ['question', 'expect', 'words', 'not', 'top'] as const;
const NEEDED = 'add one of them: expect: [^k9x0aa1b2c], words: [6380], not: [6379]';
const HEAD = `# Questions that this memory must answer. "kairos probe" asks them, and "kairos check" asks them of each dream branch.
# FORMAT.md of kairos has the format.
`;

/** The probes of a text, and everything that is wrong with it; a probe with a problem is left out. Never throws. */
export function readProbes(text: string): { probes: Probe[]; problems: ProbeProblem[] } {
  const reader = new Reader(text);
  return { probes: reader.probes(), problems: reader.problems };
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

class Reader {
  readonly problems: ProbeProblem[] = [];
  private readonly counter = new LineCounter();
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  probes(): Probe[] {
    if (this.text.length > MOST_CHARACTERS) return this.none(0, `the file is longer than ${MOST_CHARACTERS} characters`);
    const document = parseDocument(this.text, { lineCounter: this.counter, prettyErrors: false, logLevel: 'silent' });
    for (const error of document.errors) this.report(error.pos[0], error.message.split('\n', 1)[0] as string);
    if (document.errors.length > 0) return [];
    const root = document.contents;
    if (!isMap(root))
      return this.none(0, 'the file is not a list of "key: value"', `begin it with "format: ${PROBES_FORMAT}" and "probes:"`);
    const list = this.values(root, ['format', 'probes']);
    if (!this.isKnownFormat(list.get('format'), root)) return [];
    const probes = list.get('probes');
    if (probes === undefined || (isScalar(probes) && probes.value === null)) return [];
    if (!isSeq(probes)) return this.none(startOf(probes), '"probes" is not a list', 'write each probe behind "- question:"');
    if (probes.items.length > PROBES_MOST) return this.none(startOf(probes), `more than ${PROBES_MOST} probes`);
    return probes.items.flatMap((item) => this.probe(item as Node) ?? []);
  }

  private isKnownFormat(node: Node | undefined, root: Node): boolean {
    const format = isScalar(node) ? node.value : undefined;
    if (format === PROBES_FORMAT) return true;
    if (node === undefined) this.report(startOf(root), '"format" is missing', `begin the file with "format: ${PROBES_FORMAT}"`);
    else if (typeof format === 'number' && format > PROBES_FORMAT)
      this.report(startOf(node), `format ${format} is newer than ${PROBES_FORMAT}, which this kairos knows`, 'install a newer kairos');
    else this.report(startOf(node), 'format is no number of a format', `write "format: ${PROBES_FORMAT}"`);
    return false;
  }

  private probe(node: Node): Probe | undefined {
    const before = this.problems.length;
    if (!isMap(node)) {
      this.report(startOf(node), 'a probe is not a list of "key: value"', 'begin it with "question: ..."');
      return undefined;
    }
    const values = this.values(node, KEYS);
    const question = this.question(values.get('question'), node);
    const expect = this.list(values.get('expect'), 'expect').flatMap((one) => this.id(one) ?? []);
    const words = this.list(values.get('words'), 'words').map(({ value }) => value);
    const unwanted = this.list(values.get('not'), 'not');
    const ids = unwanted.filter(({ value }) => value.startsWith('^')).flatMap((one) => this.id(one) ?? []);
    const not = { ids, words: unwanted.filter(({ value }) => !value.startsWith('^')).map(({ value }) => value) };
    const top = this.top(values.get('top'));
    if (this.problems.length === before && expect.length + words.length + unwanted.length === 0)
      this.report(startOf(node), 'the probe expects nothing', NEEDED);
    const { line } = this.counter.linePos(startOf(node));
    return this.problems.length > before ? undefined : { question, expect, words, not, top, line };
  }

  /** The values of a map by key. Keys that are none are problems. */
  private values(map: YAMLMap, keys: readonly string[]): Map<string, Node> {
    const values = new Map<string, Node>();
    for (const { key, value } of map.items as Pair<Node, Node | null>[]) {
      const name = isScalar(key) ? String(key.value) : '?';
      if (!keys.includes(name)) this.report(startOf(key), `there is no key "${name}"`, `the keys are ${keys.join(', ')}`);
      else if (isAlias(value)) this.report(startOf(value), `${name} is a reference, which is not read`, 'write the value itself');
      else if (value !== null) values.set(name, value);
    }
    return values;
  }

  private question(node: Node | undefined, probe: Node): string {
    const question = scalarText(node);
    if (question === '') this.report(startOf(node ?? probe), 'the probe has no question', 'write "question: what somebody would ask"');
    if (question.length > QUESTION_MOST) this.report(startOf(node ?? probe), `the question is longer than ${QUESTION_MOST} characters`);
    return question;
  }

  /** One value, or a list of them, as text. */
  private list(node: Node | undefined, name: string): { readonly value: string; readonly at: number }[] {
    if (node === undefined) return [];
    const items = isSeq(node) ? (node.items as Node[]) : [node];
    return items.flatMap((item) => {
      const value = scalarText(item);
      if (value !== '') return [{ value, at: startOf(item) }];
      this.report(startOf(item), `${name} takes words, and a list of them`, `write ${name}: [one, two]`);
      return [];
    });
  }

  private id({ value, at }: { readonly value: string; readonly at: number }): string | undefined {
    const id = /^\(?\^?([^()^]+)\)?$/.exec(value)?.[1] ?? '';
    if (isAnyId(id)) return id;
    this.report(at, `"${value}" is not an id`, 'an id looks like ^k9x0aa1b2c');
    return undefined;
  }

  private top(node: Node | undefined): number {
    if (node === undefined) return DEFAULT_LIMIT;
    const top = isScalar(node) ? node.value : undefined;
    if (typeof top === 'number' && Number.isInteger(top) && top >= 1 && top <= LARGEST_LIMIT) return top;
    this.report(startOf(node), `top is a whole number from 1 to ${LARGEST_LIMIT}`);
    return DEFAULT_LIMIT;
  }

  private none(at: number, message: string, hint?: string): [] {
    this.report(at, message, hint);
    return [];
  }

  private report(at: number, message: string, hint?: string): void {
    const { line, col } = this.counter.linePos(at);
    this.problems.push({ line: Math.max(1, line), column: Math.max(1, col), message, ...(hint === undefined ? {} : { hint }) });
  }
}

function startOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}

/** The text of a single value as it was written, without quotes; '' for nothing and for anything else. */
function scalarText(node: unknown): string {
  if (!isScalar(node)) return '';
  const { value, source } = node;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? (source ?? String(value)).trim() : '';
}
