/**
 * How much a finding is worth a reviewer's time, beside the words of its sentence: what people outside of the code meet, why it was done, whether it was said
 * or mended again. It decides who comes first and never what is true; age counts for nothing, because a claim may hold for years. Pure.
 */
import { wordCount } from '../../wording/words.js';
import { CAUSE } from '../reading/cues.js';
import { isFix } from '../reading/faults.js';
import { onlyIn, type Message } from '../reading/message.js';
import { SCORE_LEAST, type Claim } from './claims.js';
import { undated } from './dated-reason.js';
import { newestOf, type Finding } from './finding.js';
import { codeIn, isName } from './names-claimed.js';
import { namesChoices } from './quotable.js';

/** What a finding is measured against. */
export interface Later {
  /** How many later messages name this commit. */
  citations(message: Message): number;
}

const WEIGHTS = {
  recorded: 10,
  breaking: 3,
  again: 1,
  cited: 1,
  rule: 3,
  strict: 1.5,
  condition: 3,
  default: 2.5,
  choice: 2.5,
  cause: 2,
  support: 2,
  audience: 2,
  option: 2,
  platform: 1,
  public: 0.5,
  explained: 0.5,
  rename: -4,
  refactoring: -4,
  step: -3,
  style: -3,
  speed: -3,
  code: -2.5,
  ending: -2,
  docs: -2,
  tests: -1.5,
  types: -1.5,
  exchange: -1,
  change: -1,
  feature: -2,
  fix: -1,
  brief: -1,
  inside: -1,
  definite: -2,
  narrowing: -4,
  demand: -4,
  nameless: -1.5,
  aside: -4,
  unplaced: -4,
} as const;
/** Of messages that say it again or name it, so many count. */
const AGAIN_MOST = 2;
/** A statement of fewer words mostly needs another to be understood. */
const BRIEF_WORDS = 5;

/** Docs for users and settings. A lock file alone tells nothing. */
const PUBLIC =
  /(?:^|\/)(?:readme|upgrading|migration|security|contributing)[^/]*$|^(?:docs?|man|documentation)\/(?!.*(?:release|release-checklist))|\.(?:[1-8]|1\.md|rst)$|(?:^|\/)(?:\.editorconfig|\.eslintrc[^/]*|eslint\.config\.[^/]*|tsconfig[^/]*\.json|biome\.json|\.golangci\.ya?ml|codeowners|clippy\.toml|rustfmt\.toml)$/i;
const MANIFEST =
  /(?:^|\/)(?:package\.json|cargo\.toml|go\.mod|pyproject\.toml|setup\.(?:py|cfg)|tox\.ini|requirements[^/]*\.txt|composer\.json|gemfile|[^/]*\.gemspec|pom\.xml|build\.gradle(?:\.kts)?|dockerfile|docker-compose\.ya?ml|\.nvmrc|\.node-version|rust-toolchain(?:\.toml)?|\.travis\.yml)$|^\.github\/workflows\//i;

const CAUSED =
  /\b(?:beca?use|since (?!v?\d)|due to|otherwise|or else|so that|so (?:it|they|we|the|there|no)\b|cannot|can't|not (?:allowed|supported|possible|safe|available|maintained)|doesn't support|unmaintained|no longer (?:maintained|supported)|must|should|in order to|as (?:it|they|there|the|most|no)\b|error[- ]prone|turns out|would (?:otherwise )?\w+)\b/i;
const RULED =
  /\b(?:must|should|shall|never|always|do not|don't|cannot|can't|not allowed|disallow|forbid|refuse|required|requires?|by convention)\b/i;
/** What a change makes of the code is no rule for people. */
const MADE = /^(?:make(?! sure)|let|have|get|force) .{1,80}\b(?:always|never)\b/i;
const QUOTED_OPTION = /`[\w.$-]+`/;
const STRICT = /\b(?:must|never)\b/i;
const CONDITION = /\b(?:if|when|whenever|unless|while|where|before|after|except|only)\b/i;
const DEFAULT = /\bdefaults?\b(?! \w+s\b)/i;
/** What it narrows was said elsewhere. */
const NARROWING = /^only\b/i;
const NAMED_CAUSE = /\b(?:because|since|otherwise|so that|due to|cannot)\b/i;
/** "X must be Y" alone is seen in the code, or was what it lacked. */
const DEMAND = /^(?!(?:if|when|to|for|in|as)\b)\S+(?: (?!now\b)\S+){0,8}? (?:must|should|shall)\b/i;
/** Which tests or files are meant was said elsewhere. */
const UNPLACED =
  /^(?:always|never|do not|don't|only|avoid) \w+ the (?:tests?|files?|checks?|jobs?|steps?)\b(?! (?:of|for|in|on|with|that|which)\b)/i;
/** Where it is done each time is not told. */
const EACH_TIME = /^(?:always|ensure|make sure|prefer)\b/i;
/** What to do, always or never. */
const COMMANDED = /^(?:always|never|do not|don't|avoid|ensure|make sure|prefer|only)\b/i;
/** Words that begin with a capital or are written as code, behind the first. */
const WORDS = /[\p{L}\p{N}_$@-](?:[\p{L}\p{N}_$./@#:-]*[\p{L}\p{N}_$])?/gu;
const AUDIENCE = /\b(?:users?|callers?|consumers?|plugins?|extensions?|contributors?|maintainers?|downstream|attackers?|reviewers?)\b/i;
const OPTION = /(?<![\w-])--?[a-z][\w-]*\b|\b[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+\b/;
const PLATFORM =
  /\b(?:windows|mac ?os|linux|unix|posix|bsd|illumos|musl|wasm|android|ios|deno|bun|browsers?|safari|chrome|firefox|zsh|bash|powershell|docker|arm64|32-bit|big[- ]endian)\b/i;

const REFACTORING =
  /^(?:refactor\w*|simplif\w+|extract\w*|inlin\w+|encapsulat\w+|clean(?:ed|s|ing)?\b|tid(?:y|ied)|restructur\w+|reorgani[sz]\w+|mov(?:e|es|ed|ing) (?!to\b|away\b|off\b)|split\w*|factor\w*|deduplicat\w+|unif(?:y|ied)|reus\w+|hoist\w*|pull out|put .{1,40} in (?:its|their) own|make .{1,40} (?:private|static|const|top-?level|internal)|introduce and use|swap|reorder\w*|convert .{1,40} (?:to|into) (?:an? )?(?:function|class|method|enum|struct))\b/i;
const RENAME = /^(?:[\w./-]+: )?renam\w+/i;
/** `get_syntax()`, `std::io`, `&mut dyn`, `Cow<str>`, fooBar, foo_bar: names that only the code knows. An option or a variable of the environment is no such. */
const CODE =
  /(?<![-\w])(?:[\w.]+\((?!e?s\))[^)\s]*\)|\w+::\w+|&(?:mut|self|dyn|str)\b|\w+<\w+>|[a-z]+[A-Z]\w*|_?[a-z]\w*_[a-z]\w*|_\w{3,}|\w+\(\.\.\.[^)]*\))(?![\w-])/;
const STEP =
  /\b(?:steps?|jobs?|job names?|output vars?|env vars? of|variables? in|workflow command|getter|setter|method|function|class|struct|enum|module scope|docstrings?)\b/i;
const STYLE =
  /\b(?:style|format(?:ting|ted)?|lints?|lint(?:er|ing)|clippy|eslint|prettier|rubocop|spelling|wording|indentation|whitespace|typos?|naming|consisten\w+|readab\w+|readable|cleaner|nicer)\b/i;
const SPEED =
  /\b(?:faster|fast path|fastpath|slow\w*|perf|performance|efficien\w+|(?:re-?)?alloc(?:s|ations?)?|overhead|hot path|redundant|throughput|quadratic|avoid(?:s|ing)? (?:\w+ )?(?:extra|repeated|re-?\w+|cop(?:y|ies|ying)|clon(?:es?|ing))|only (?:if|when|where) (?:necessary|needed|required))\b/i;
const ENDING = /^(?:remov|drop|delet|get rid|stop|discontinu)\w*\b(?!.*\bsupport\b)/i;
/** What is served no more, or only now. */
const SUPPORT = /^(?:drop|remov|end|stop|discontinu)\w*\b.*\bsupport(?:ing)?\b/i;
const EXCHANGE = /^(?:replac|switch|migrat|mov|convert|port|chang)\w*\b|\b(?:instead of|rather than)\b/i;
const DOCS = /\b(?:docs?|documentation|documented|readme|badges?|links?|urls?|examples?|typos?|comments?|screenshots?|changelog)\b/i;
/** `The check errs ...`: which one it is was said before. */
const DEFINITE = /^(?:the|one|both|each|every) \w+|\bthe (?:two|same|other|above|check|config|value)\b/i;
const TESTS = /\b(?:tests?|testing|assert\w*|coverage|specs?|fixtures?|benchmarks?)\b/i;
const TYPES = /\b(?:typ(?:es?|ings?|escript)|generics?|mypy|annotations?|\.d\.ts)\b/i;
/** `Replace Redis with PostgreSQL`: behind the first word. */
const TWO_NAMES = /\s\p{Lu}[\w.]*\b.*\s\p{Lu}/u;
const FEATURE = /^(?:add|introduc|implement|expos|provid|support|allow|enabl|creat)\w*\b/i;
/** What the commit does, told again. */
const CHANGE = /[.!] (?:This|It|These|Now)\b/;
const SENTENCES = /[.!] (?=\p{Lu}|`)/u;

/** The worth of a finding: its order among others, and whether it is proposed at all. */
export function worthOf({ claim, sources, isShown, isStated }: Finding, later: Later): number {
  const { message, kind, score } = claim;
  const text = undated(claim.text);
  const statement = statementOf(text);
  const reasons = text.slice(statement.length);
  const paths = sources.flatMap((source) => source.paths);
  const again = Math.min(AGAIN_MOST, sources.length - 1);
  const cited = Math.min(AGAIN_MOST, Math.max(0, ...sources.map((source) => later.citations(source))));
  const isCaused = CAUSED.test(text) || kind === 'security';
  const isRule = (RULED.test(statement) && !MADE.test(statement)) || kind === 'required';
  // The default of an option that is named is met by everybody who has it.
  const isOption = OPTION.test(statement) || (kind === 'default' && QUOTED_OPTION.test(statement));
  const isManifest = paths.some((path) => MANIFEST.test(path));
  // Which tool or package does the work is a decision of the project; "an enum instead of a string" is seen in the code.
  const isChoice =
    kind === 'replaced' && (isManifest ? isCaused || namesChoices(message.subject) : TWO_NAMES.test(statement) && !HUMPS.test(statement));
  // A rule of a document stands among its own.
  const isOfCommit = message.commit !== undefined && claim.document === undefined;
  const isInside = message.commit !== undefined && !beginsWithSubject(claim);
  const has: Record<keyof typeof WEIGHTS, number | boolean> = {
    // Somebody recorded it as a decision.
    recorded: kind === 'decision',
    breaking: message.breaking || kind === 'breaking',
    again,
    cited,
    rule: isRule,
    strict: STRICT.test(statement),
    condition: CONDITION.test(text),
    default: DEFAULT.test(statement),
    choice: isChoice,
    cause: isCaused,
    support: SUPPORT.test(statement),
    audience: AUDIENCE.test(text),
    option: isOption,
    platform: PLATFORM.test(text),
    public: isManifest || paths.some((path) => PUBLIC.test(path)),
    explained: SENTENCES.test(text),
    // What is seen in the code, or by nobody, sinks.
    rename: RENAME.test(statement),
    refactoring: /^(?:refactor|style|test|tests|chore)$/i.test(message.type) || REFACTORING.test(statement),
    step: STEP.test(statement),
    style: STYLE.test(statement) && !isCaused,
    speed: SPEED.test(text),
    code: (CODE.test(statement) || (kind === 'dropped' && HUMPS.test(statement))) && !(kind === 'default' && isOption),
    ending: ENDING.test(statement),
    docs: DOCS.test(statement),
    tests: TESTS.test(statement),
    types: TYPES.test(statement),
    exchange: EXCHANGE.test(statement),
    change: CHANGE.test(reasons),
    // The docs tell what there is.
    feature: kind === 'reason' && FEATURE.test(statement),
    fix: isFix(message),
    brief: wordCount(statement) < BRIEF_WORDS,
    // A sentence of the body lost what stands around it.
    inside: isInside,
    definite: isInside && DEFINITE.test(statement),
    // What a text or an example says was for its readers.
    aside: kind !== 'rule' && kind !== 'required' && sources.every((source) => ['docs', 'examples'].includes(onlyIn(source) ?? '')),
    unplaced: isOfCommit && UNPLACED.test(statement),
    narrowing: isOfCommit && NARROWING.test(statement) && !NAMED_CAUSE.test(text),
    nameless: isOfCommit && EACH_TIME.test(statement) && !namesThing(statement) && !CAUSE.test(text),
    demand: isOfCommit && !message.breaking && reasons.trim().length < 2 && DEMAND.test(statement) && !CAUSE.test(text),
  };
  const counted = Object.entries(WEIGHTS).reduce((sum, [name, weight]) => sum + weight * Number(has[name as keyof typeof WEIGHTS]), 0);
  // A thing of the world took the place of another or was given up, and the message says why.
  const isExplained = has.explained && !HUMPS.test(statement) && !OF_CODE.some((name) => has[name]);
  const isEnded =
    (kind === 'replaced' && (isManifest || isCaused || namesChoices(message.subject))) ||
    (kind === 'undone' && isCaused) ||
    (kind === 'dropped' && isShown === true);
  // What a manifest states to have taken the place needs no words that say why.
  const isDecided = isStated === true || (isEnded && isExplained);
  return counted + (isDecided ? DECIDED : 0) + (score - SCORE_LEAST) * SCORE_WEIGHT;
}

/**
 * True for a claim that needs more than its lines to be worth a look: of code that nobody outside meets, of tests and examples alone, or a command that names
 * nothing it holds for and gives no cause.
 */
export function isSmall({ claim }: Finding): boolean {
  const { message, text } = claim;
  const statement = statementOf(text);
  if ([REFACTORING, RENAME, STEP, SPEED, DOCS, TESTS].some((pattern) => pattern.test(statement)) || onlyIn(message) !== undefined)
    return true;
  if (CAUSE.test(text)) return false;
  return (text.length === statement.length && DEMAND.test(statement)) || (COMMANDED.test(statement) && !namesThing(statement));
}

function namesThing(statement: string): boolean {
  const words = statement.match(WORDS)?.slice(1) ?? [];
  return OPTION.test(statement) || codeIn(statement).length > 0 || words.some((word) => isName(word, statement));
}

/** True for a claim that begins with the subject of its message; others are sentences of the body. */
export function beginsWithSubject({ message, text }: Claim): boolean {
  return message.subject.includes(
    statementOf(text)
      .replace(/[.!?]$/, '')
      .slice(1),
  );
}

function statementOf(text: string): string {
  return text.replace(/[.!?]\s.*$/s, '');
}

/** `ArgumentParser`, and neither GitHub nor JavaScript. */
const HUMPS = /\b[A-Z][a-z]+(?!Hub|Lab|Script|House|Bucket)(?:[A-Z][a-z]+)+\b/;
/** Where any of them is found a replacement is seen in the code, or by nobody. */
const OF_CODE = ['rename', 'refactoring', 'step', 'style', 'speed', 'code', 'docs', 'tests', 'types', 'fix', 'brief'] as const;
const DECIDED = 4.5;
/** What the words of the sentence alone gave counts little. */
const SCORE_WEIGHT = 0.2;

/** Counts the messages that name another by its object id. */
export function laterAmong(messages: readonly Message[]): Later {
  const counts = new Map<string, number>();
  const known = new Map<string, string>();
  for (const { commit } of messages) if (commit !== undefined) known.set(commit.slice(0, SHORT_LEAST), commit);
  for (const message of messages) {
    for (const named of new Set(message.entry.text.slice(commitEnd(message)).match(OBJECT_ID) ?? [])) {
      const commit = known.get(named.slice(0, SHORT_LEAST));
      if (commit === undefined || commit === message.commit) continue;
      if (named.startsWith(commit) || commit.startsWith(named)) counts.set(commit, (counts.get(commit) ?? 0) + 1);
    }
  }
  return { citations: ({ commit }) => (commit === undefined ? 0 : (counts.get(commit) ?? 0)) };
}

const SHORT_LEAST = 7;
const OBJECT_ID = /\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}\b/g;

/** Behind the id with which the entry of a commit begins. */
function commitEnd({ commit }: Message): number {
  return commit === undefined ? 0 : commit.length;
}

/** The order in which findings are offered, the worthiest first; of equal ones the newest. */
export function byWorth(worth: ReadonlyMap<Finding, number>): (a: Finding, b: Finding) => number {
  return (a, b) => (worth.get(b) ?? 0) - (worth.get(a) ?? 0) || newestOf(b) - newestOf(a);
}
