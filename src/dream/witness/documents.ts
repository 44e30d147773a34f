/**
 * Documents in which a project writes down how it is worked on: the sentences that are rules, and the commit that brought each to where it stands. It reads
 * git's objects and fetches nothing. What a rule is worth, and whether a later word ends it, is decided elsewhere.
 */
import { shortId } from '../../base/git-objects.js';
import { isWellFormed, passagesOf, standsAlone, statementsOf } from '../../wording/sentence.js';
import { wordCount } from '../../wording/words.js';
import type { ObjectId } from '../../world/git-refs.js';
import type { TreeFile } from '../../world/git-tree.js';
import type { World } from '../../world/world.js';
import { sectionsOf } from './sections.js';
import { TESTIFIES_MOST_BYTES } from './testifying.js';

/** One rule, in the words of its document. */
export interface DocumentRule {
  readonly path: string;
  readonly blob: ObjectId;
  readonly text: string;
  /** The headings above it, where they say what it is about. */
  readonly heading: string | undefined;
  /** Twelve digits of the commit that last touched its lines; undefined where its lines are not found, or none of the newest touched them. */
  readonly commit: string | undefined;
}

const DOCUMENT =
  /^(?:\.github\/|docs?\/)?(?:contributing|contributors?[-_ ]guide|development|developing|hacking|coding[-_ ]?style|style[-_ ]?guide|conventions|releasing|maintain(?:ing|ers)|agents|claude)\.(?:md|markdown|rst|txt)$/i;

/** True for a document whose rules are read. */
export function isDocument(path: string): boolean {
  return DOCUMENT.test(path);
}

const FROM = / \(([^()\s,]+)(?:, [^()]+)?\)(?=\.?$)/;

/** The document that a claim names at its end; undefined where it names none. */
export function documentNamed(claim: string): string | undefined {
  const path = FROM.exec(claim)?.[1];
  return path !== undefined && isDocument(path) ? path : undefined;
}

/** A claim without the document that it names at its end. */
export function withoutDocument(claim: string): string {
  return documentNamed(claim) === undefined ? claim : claim.replace(FROM, '');
}

/** So many of the newest commits that touched a document are asked for what they brought. */
const COMMITS_MOST = 200;

/** What the documents of a tree say. */
export interface Documents {
  /** In the order of paths and texts. */
  readonly rules: readonly DocumentRule[];
  /** True where a sentence stands in one of them, whether it is read as a rule or not. */
  says(sentence: string): boolean;
}

/** All documents. @throws what reading git's objects throws. */
export async function readDocuments({ git }: Pick<World, 'git'>, files: readonly TreeFile[]): Promise<Documents> {
  const documents = files.filter(
    ({ path, mode, size }) => isDocument(path) && mode.startsWith('100') && size !== undefined && size <= TESTIFIES_MOST_BYTES,
  );
  if (documents.length === 0) return { rules: [], says: () => false };
  const blobs = await git.readBlobs(documents.map(({ id }) => id));
  const decoder = new TextDecoder();
  const read = documents.map(({ path, id }) => {
    const text = decoder.decode(blobs.get(id));
    return { path, id, text, rules: rulesIn(text) };
  });
  const texts = read.map(({ text }) => ` ${wordsOfLine(text)} `);
  const says = (sentence: string): boolean =>
    texts.some((text) => partsOfRule(sentence).every((part) => text.includes(` ${wordsIn(part)} `)));
  return {
    rules: await rulesOf(
      git,
      read.filter(({ rules }) => rules.length > 0),
    ),
    says,
  };
}

interface ReadDocument {
  readonly path: string;
  readonly id: ObjectId;
  readonly text: string;
  readonly rules: readonly Ruled[];
}

/** A rule as it stands in a document. */
type Ruled = Pick<DocumentRule, 'text' | 'heading'>;

async function rulesOf(git: World['git'], ruling: readonly ReadDocument[]): Promise<DocumentRule[]> {
  if (ruling.length === 0) return [];
  const touching = [...(await git.commitsTouching(ruling.map(({ path }) => path)))];
  const newest = (await git.commits(touching)).toSorted((a, b) => b.committedAtMs - a.committedAtMs).slice(0, COMMITS_MOST);
  const added = await git.addedLines(
    newest.map(({ id }) => id),
    { mostBytes: TESTIFIES_MOST_BYTES },
  );
  return ruling.flatMap(({ path, id, text, rules }) => {
    const broughtBy = new Map<string, string>();
    for (const commit of newest)
      for (const line of (added.get(commit.id) ?? []).filter((one) => one.path === path).flatMap(({ lines }) => lines.map(wordsOfLine)))
        if (!broughtBy.has(line)) broughtBy.set(line, shortId(commit.id));
    const order = new Map(newest.map((commit, at) => [shortId(commit.id), at]));
    const lines = text.split('\n').map(wordsOfLine);
    return rules.map((rule) => {
      const own = linesOfRule(rule.text, lines).flatMap((line) => broughtBy.get(line) ?? []);
      const [last] = own.toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
      return { path, blob: id, ...rule, commit: last };
    });
  });
}

function wordsIn(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');
}

/** The words of a line as a rule has them: of a link what is shown. */
function wordsOfLine(line: string): string {
  return wordsIn(plain(line));
}

/** The lines, as words, on which a rule stands; of what announces a command those of both, or none. */
function linesOfRule(rule: string, lines: readonly string[]): string[] {
  const [intro = rule, command] = partsOfRule(rule);
  const said = linesOf(intro, lines);
  const typed = command === undefined ? [] : linesOf(command, lines);
  return said.length === 0 || (command !== undefined && typed.length === 0) ? [] : [...said, ...typed];
}

/** What announces a command and the command, or the sentence alone. */
function partsOfRule(rule: string): string[] {
  return (COMMAND_ANNOUNCED.exec(rule) ?? ['', rule]).slice(1);
}

const COMMAND_ANNOUNCED = /^(.*): `([^`]+)`\.?$/;

/** The lines, as words, on which a sentence stands. */
function linesOf(sentence: string, lines: readonly string[]): string[] {
  const wanted = wordsIn(sentence);
  for (let from = 0; from < lines.length; from++) {
    let joined = '';
    for (let to = from; to < Math.min(lines.length, from + LINES_MOST); to++) {
      joined = `${joined} ${lines[to]}`.trim();
      if (joined.includes(wanted)) return lines.slice(from, to + 1).filter((line) => line !== '');
      if (to === from && joined !== '' && !wanted.startsWith(joined.split(' ').at(-1) ?? '') && !sharesStart(joined, wanted)) break;
    }
  }
  return [];
}

/** A sentence of more lines is not looked for. */
const LINES_MOST = 8;

/** The line ends with what the sentence begins with. */
function sharesStart(line: string, wanted: string): boolean {
  const words = line.split(' ');
  return words.some((_, at) => wanted.startsWith(words.slice(at).join(' ')));
}

/** The sentences of a document that are rules and can be understood alone, in their order; of each what announces a command, with the command. */
export function rulesIn(text: string): Ruled[] {
  const found = sectionsOf(plain(text)).flatMap(({ heading, text: bare }) => {
    if (heading?.split(', ').some((one) => OF_REPORTS.test(one)) === true) return [];
    const said = passagesOf(bare)
      .flatMap((passage) => statementsOf(passage.text))
      .map((sentence) => sentence.replace(/^please,? (?=[a-z])/i, ''))
      .filter(isRule);
    return [...said.map(capital), ...announced(bare)].map((rule) => ({ text: rule, heading }));
  });
  return [...new Map(found.toReversed().map((rule) => [rule.text, rule])).values()].toReversed();
}

/** Sections for those who ask and report, not for those who work on the project. */
const OF_REPORTS =
  /^(?:(?:reporting|filing|submitting) )?(?:bug(?:s| reports?)?|issues?|feature requests?|questions?|support|security|(?:code of )?conduct|community)(?: (?:reports?|guidelines?|policy))?$/i;

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** `To run the tests, use:` and the only command of the block below. */
function announced(text: string): string[] {
  return [...text.matchAll(ANNOUNCED)].flatMap(([, intro = '', block = '']) => {
    const commands = block
      .split('\n')
      .map((line) => line.trim().replace(/^(?:\$|>|%)\s+/, ''))
      .filter((line) => line !== '' && !line.startsWith('#'));
    const [command = ''] = commands;
    const [sentence = ''] = statementsOf(`${intro.replace(/\s+/g, ' ')}.`).slice(-1);
    const isShort = commands.length === 1 && command.length <= COMMAND_MOST && !/[`<>]|\.{3}/.test(command);
    const isMeant =
      wordCount(sentence) >= 3 &&
      wordCount(sentence) <= WORDS.announcing &&
      ANNOUNCING.test(sentence) &&
      GOAL.test(sentence) &&
      standsAlone(`${sentence} now then`);
    return isShort && isMeant && !OF_NO_WORK.test(`${sentence} ${command}`) && isWellFormed(sentence)
      ? [`${sentence.replace(/[.:]+$/, '')}: \`${command}\``]
      : [];
  });
}

const ANNOUNCED =
  /(?:^|\n\s*\n|\n\s*(?:[-*]|\d+\.)\s+)([A-Z][^\n]*(?:\n(?!\s*\n)[^\n]+)*?):{1,2}\s*\n\s*\n?\s*```[\w-]*\n([^`]*?)\n\s*```/g;
const ANNOUNCING =
  /\b(?:run|test|tests|build|compile|lint|format|check|checks|docs|documentation|install|dependencies|release|publish|benchmarks?|generate|coverage|type)/i;
/** How it begins where it says what the command is for. */
const GOAL =
  /^(?:to|for|run|install|build|lint|format|check|test|entries|commit messages?|you can (?:run|build|check|lint|format|test) (?!an? )(?!one))\b/i;
const COMMAND_MOST = 80;

/** Markdown and reStructuredText without what only lays out: links by their words, comments and directives away. */
function plain(text: string): string {
  return text
    .replace(/<!--[^]*?-->/g, '')
    .replace(/^\.\. [^\n]*(?:\n(?:[ \t]+[^\n]*)?)*/gm, '\n')
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]+)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replace(/:[\w:]+:`([^`<]+?)(?: *<[^>]*>)?`/g, '`$1`')
    .replace(/`([^`<\n]+?) *<[^>\n]*>`__?/g, '$1')
    .replace(/`([^`\n]+)`_(?!\w)/g, '$1')
    .replace(/``([^`\n]+)``/g, '`$1`')
    .replace(/\{[\w:]+\}(?=`)/g, '')
    .replace(/(?<![\w`])_(?=\S)([^_`\n]+?)(?<=\S)_(?![\w`])/g, '$1')
    .replace(/(?<![\w`])(\*\*|__)(?=\S)([^*_`]+?)(?<=\S)\1(?![\w`])/g, '$2')
    .replace(/(?<![\w*`])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])/g, '$1');
}

const WORDS = { least: 5, most: 40, announcing: 16 };
const CHARACTERS_MOST = 260;

function isRule(sentence: string): boolean {
  const words = wordCount(sentence);
  if (words < WORDS.least || words > WORDS.most || sentence.length > CHARACTERS_MOST) return false;
  if (
    !isWellFormed(sentence) ||
    !standsAlone(sentence) ||
    POINTS_BACK.test(sentence) ||
    OF_NO_WORK.test(sentence) ||
    /[?!:]$|(?:^|\s):[a-z][a-z_+-]*:(?=\s|$)/.test(sentence)
  )
    return false;
  return RULED.test(sentence) || COMMAND.test(sentence);
}

/** Which cases are meant stands before it. */
const POINTS_BACK =
  /^(?:in|for|with|under) (?:both|either|neither|all|each|any|that|this|these|those|such)(?: (?:one )?of)?(?: (?:these|those|the))? (?:cases?|situations?|scenarios?|instances?|circumstances?)\b/i;

const RULED =
  /\b(?:must(?: not)?|never|always|shall|(?<!^)should(?! (?:do|you|see|get|now|look|work|have|already|feel|try|read))|(?:is|are) (?:required|forbidden|mandatory|prohibited|not (?:allowed|accepted|permitted))|not (?:currently )?accept\w*|required to|CI will fail|avoid|please (?:add|update|run|open|include|use|write|keep|sign)|can be run (?:via|with|by|using)|only (?:if|when|for|from|by))\b|(?:^|[,;(] ?|\b(?:please|and|but|so) )(?:do not|don't) /i;
/** Told to be typed, used or written. */
const COMMAND =
  /^(?:(?:if|when|before|after|once)\b[^,]*, (?:please )?)?(?:run|use|execute|format|check|test|build|install|prefer|keep|write|add|update|make sure|ensure|document|include|sign)\b.*(?:`[^`]+`|\b(?:tests?|changelog|cla|docs)\b)/i;
/** Of people, of reports and of the forge: what every project asks for. */
const OF_NO_WORK =
  /\b(?:please be|be (?:kind|patient)|respect|harass|welcom|thank|feel free|happy|glad|appreciat\w*|high quality|really think|read the|conduct|discord|slack|stack ?overflow|mailing list|forum|chat|questions?|feature requests?|bug reports?|reproduc\w*|duplicate|existing issues?|issue tracker|(?:open|fil|creat|report)(?:ing|ed?)? (?:an? |any )?(?:new )?(?:issue|bug)|(?:the|your|github) issues?|vulnerabilit\w+|fork\w*|git (?:clone|checkout|push|remote|config|add|commit)|your (?:branch|fork|account|name|email|copy|machine|editor|local|work)|upstream|you agree|your contributions? (?:will|are|is)|good first|beginner|newcomers?|sponsor\w*|donat\w+|copyrights?|maintainers? (?:will|may|can)|(?:have|having|run into|in) trouble|afraid|hesitate|personally|volunteers?|(?:always|are|is) open to|waste \S+|onboard\w*|worry|overwhelm|succumb|tempt\w*|demand (?:them|it)|submitters?|new contributors|you feel|unrelated|we(?:'ll| will)|reviewers? (?:will|may)|localhost|best effort|don't sweat|politely|helpful|in exchange for|profile (?:icon|picture|photo)|(?:saying|say) "?no\b|will present you|you will (?:be presented|see)|step away|make sure (?:these|it|this|they|that (?:these|it|this|they))|virtual ?env\w*)\b/i;
