/**
 * How much a finding is worth a reviewer's time, beside the words of its sentence: what people outside of the code meet, why it was done, whether it was said
 * or mended again. It decides who comes first and never what is true; age counts for nothing, because a claim may hold for years. Pure.
 */
import { REASON, RULE } from '../reading/cues.js';
import type { Message } from '../reading/message.js';
import { newestOf, type Finding } from './finding.js';

/** What a finding is measured against. */
export interface Later {
  /** How many later messages name this commit. */
  citations(message: Message): number;
}

const WEIGHTS = {
  recorded: 10,
  reason: 2,
  breaking: 3,
  public: 2,
  again: 1,
  cited: 1,
  rule: 2,
  refactoring: -4,
  rename: -3,
  code: -3,
  step: -3,
  style: -3,
} as const;
/** Of messages that say it again or name it, so many count. */
const AGAIN_MOST = 2;

/** Docs for users, settings and manifests. A lock file alone tells nothing. */
const PUBLIC =
  /(?:^|\/)(?:readme|changelog|changes|history|news|upgrading|migration|security|contributing)[^/]*$|^(?:docs?|man|documentation)\/(?!.*(?:release|release-checklist))|\.(?:[1-8]|1\.md|rst)$|(?:^|\/)(?:package\.json|cargo\.toml|go\.mod|pyproject\.toml|setup\.(?:py|cfg)|tox\.ini|composer\.json|gemfile|[^/]*\.gemspec|pom\.xml|build\.gradle(?:\.kts)?|dockerfile|docker-compose\.ya?ml|\.nvmrc|\.node-version|rust-toolchain(?:\.toml)?|clippy\.toml|rustfmt\.toml|\.editorconfig|\.eslintrc[^/]*|eslint\.config\.[^/]*|tsconfig[^/]*\.json|biome\.json|\.golangci\.ya?ml|codeowners)$/i;

const REFACTORING =
  /^(?:refactor\w*|simplif\w+|extract\w*|inlin\w+|encapsulat\w+|clean(?:ed|s|ing)?\b|tid(?:y|ied)|restructur\w+|reorgani[sz]\w+|mov(?:e|es|ed|ing) (?!to\b|away\b|off\b)|split\w*|factor\w*|deduplicat\w+|unif(?:y|ied)|reus\w+|hoist\w*|pull out|put .{1,40} in (?:its|their) own|make .{1,40} (?:private|static|const|top-?level)|introduce and use|swap|reorder\w*)\b/i;
const RENAME = /^(?:[\w./-]+: )?renam\w+/i;
/** `get_syntax()`, `std::io`, `&mut dyn`, `Cow<str>`, fooBar, foo_bar: names that only the code knows. An option or a variable of the environment is no such. */
const CODE = /(?<![-\w])(?:[\w.]+\(\)|\w+::\w+|&(?:mut|self|dyn|str)\b|\w+<\w+>|[a-z]+[A-Z]\w*|[a-z]\w*_[a-z]\w*)(?![\w-])/;
const STEP =
  /\b(?:steps?|jobs?|job names?|output vars?|env vars? of|variables? in|workflow command|matrix|getter|setter|method|function|class|struct|enum|module scope)\b/i;
const STYLE =
  /\b(?:style|format(?:ting|ted)?|lints?|lint(?:er|ing)|clippy|eslint|prettier|rubocop|spelling|wording|indentation|whitespace|typos?|naming|consisten\w+|readab\w+|cleaner|nicer|prettier)\b/i;

/** The worth of a finding; only its order among others counts. */
export function worthOf({ claim, sources }: Finding, later: Later): number {
  const { message, kind, text, score } = claim;
  const { subject, type } = message;
  const hasReason = kind === 'reason' || REASON.test(text) || SENTENCES.test(text);
  const isPublic = sources.some(({ paths }) => paths.some((path) => PUBLIC.test(path)));
  const again = Math.min(AGAIN_MOST, sources.length - 1);
  const cited = Math.min(AGAIN_MOST, Math.max(0, ...sources.map((source) => later.citations(source))));
  let worth = score + again * WEIGHTS.again + cited * WEIGHTS.cited;
  if (hasReason) worth += WEIGHTS.reason;
  // Somebody recorded it as a decision.
  if (kind === 'decision') worth += WEIGHTS.recorded;
  if (message.breaking || kind === 'breaking') worth += WEIGHTS.breaking;
  if (isPublic) worth += WEIGHTS.public;
  if (kind === 'rule' || kind === 'required' || kind === 'security' || RULE.test(text)) worth += WEIGHTS.rule;
  // What is seen in the code, or by nobody, sinks.
  if (/^(?:refactor|style|test|tests|chore)$/i.test(type) || REFACTORING.test(subject)) worth += WEIGHTS.refactoring;
  if (RENAME.test(subject) && !isPublic) worth += WEIGHTS.rename;
  if (CODE.test(subject) && !isPublic) worth += WEIGHTS.code;
  if (STEP.test(subject)) worth += WEIGHTS.step;
  if (STYLE.test(subject) && !CAUSED.test(text)) worth += WEIGHTS.style;
  return worth;
}

const SENTENCES = /[.!] (?=\p{Lu}|`)/u;
const CAUSED = /\b(?:because|since (?!v?\d)|due to|otherwise|so that|cannot|must)\b/i;

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
