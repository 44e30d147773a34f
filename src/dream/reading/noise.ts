/**
 * Marks messages that are noise: releases, bumps of dependencies, bots, merges, formatting, typing errors. They are true, and nobody wants to be told again.
 * What sets a policy or gives its reason is none of them, whatever its words. It decides nothing about what is worth telling of the others. Pure.
 */
import { COMMANDING } from './agent-cues.js';
import { CAUSE, DECISIONS } from './cues.js';
import type { Message } from './message.js';
import { messagesIn } from './squash.js';
import { statementsOf } from '../../wording/sentence.js';

const BOT = /\b(?:dependabot|renovate|greenkeeper|snyk|github-actions|semantic-release|pre-commit-ci|allcontributors|bot)\b|\[bot\]/i;

/** What records or moves work and states nothing; no reason makes it a statement. */
const RECORD = new RegExp(
  [
    '^v?\\d+\\.\\d+',
    '^(?:\\W*)release\\b',
    '\\brelease[- ]?(?:notes|please)\\b',
    '^(?:prepare|cut|tag|publish) .{0,40}(?:release|version)\\b',
    '^bump (?:(?:the|our|package|crate|project|app|module|patch|minor|major|dev) )*version\\b(?: (?:number|to|from)\\b|\\W*$)',
    'version bump',
    '^version packages',
    '^(?:merge|merged|merging)\\b',
    '^(?:wip|tmp|temp|fixup!|squash!|amend!)\\b',
    '^initial commit',
    '^first commit',
    '^\\[?snyk',
    '^security upgrade',
    '^create dependabot',
    '^(?:pr|fix|feat|feature|chore|docs?|tests?|debug)/',
    'address(?:ing|es)? (?:review|comments|feedback)',
    'code review',
    'per review',
  ].join('|'),
  'i',
);

const LOG = '\\bchange ?(?:log|set)s?\\b';
/** Upkeep: a version that moves, a list that is kept, small corrections. */
const UPKEEP = new RegExp(
  [
    '^(?:bump|update|upgrade)\\b.{0,80}\\b(?:from v?\\d|to v?\\d|dependenc|deps|lock ?file|packages?\\b|vendor|submodule)',
    '^(?:bump|update|upgrade) (?:the )?(?:npm|yarn|go|cargo|pip|maven|dev) ',
    '^bump\\b',
    '^(?:use|move to|switch to) [\\w@/.-]+(?: version)? v?\\d+\\.\\d+',
    `^${LOG}`,
    `${LOG}(?: entr(?:y|ies))?[.!]?$`,
    `^(?:add|updat|fix|edit|mov|writ|improv|tweak|mention|includ|correct|clean ?up|generat|regenerat|document|prepar|adjust|amend|finali[sz]|remov|sort|bump|sync)\\w* .{0,40}${LOG} (?:entr(?:y|ies)|files?|links?|notes?|sections?|typos?|for|with|in|to|from|and)\\b`,
    '^(?:pin|downgrade)\\b',
    '^(?:force|lock|fix|freeze) (?:a |the )?version\\b',
    '^(?:update|improve|edit|fix|tweak|add)s? (?:the )?(?:readme|docs?|documentation|changelog|comments?|contributors|authors|license)\\b',
    '^(?:add|update|improve|fix|tweak)s? (?:an? |the |some |more |missing )*(?:notes?|docs?|comments?|examples?|screenshots?)\\b',
    '^(?:clean ?up|cleanup|minor|small|misc|various|nit|oops|more|trivial|cosmetic)\\b',
    '^(?:update|fix|change|test|tests|refactor|cleanup)\\w*\\.?$',
    '^(?:update|bump|generate|regenerate) (?:yarn|package|cargo|go|poetry|pnpm|pipfile)[\\w.-]*',
  ].join('|'),
  'i',
);

const CHORES =
  /\b(?:typos?|spelling|grammar|whitespace|formatting|lint(?:ing|er)?|prettier|gofmt|rustfmt|indent(?:ation)?|copyright|licen[sc]e year|badges?)\b/i;

/** What a project demands of those who use or build it. */
const POLICY =
  /\b(?:minimum|minimal|msrv|lowest|oldest|supported|unsupported|drop(?:s|ped|ping)?|requires?|required|requiring|engines?|end[- ]of[- ]life|eol)\b/i;
/** Kinds of decisions that are told whatever they are about; a removal or a default in the upkeep is upkeep. */
const TOLD: ReadonlySet<string> = new Set(['replaced', 'renamed', 'required', 'rule', 'security']);

/** The messages in a commit that are no noise, in their order; a note itself. */
export function toldIn(message: Message): readonly Message[] {
  if (message.commit === undefined) return [message];
  return isRecord(message) ? [] : messagesIn(message).filter((part) => !isChore(part));
}

/** True for a message that says nothing in any of its parts. */
export function isNoise(message: Message): boolean {
  return message.commit !== undefined && (isRecord(message) || messagesIn(message).every(isChore));
}

/** True for what is noise as a whole: merges, bots, releases, orders to machines. */
function isRecord(message: Message): boolean {
  if (message.entry.kind === 'merge' || BOT.test(message.entry.actor ?? '')) return true;
  if (COMMANDING.test(message.subject) || message.passages.some((p) => COMMANDING.test(p.text))) return true;
  if (/^(?:release|wip)$/i.test(message.type) || /^(?:wip|tmp|temp|release)$/i.test(scopeOf(message)) || RECORD.test(withoutOwn(message)))
    return true;
  return message.passages.some((p) => /^Bumps? \[|^Bumps .* from .* to /.test(p.text)) && message.passages.length < 6;
}

function isChore(part: Message): boolean {
  const subject = withoutOwn(part);
  const isUpkeep = /^(?:deps?|style)$/i.test(part.type) || /^deps(?:-dev)?$/i.test(scopeOf(part)) || UPKEEP.test(subject);
  return RECORD.test(subject) || ((isUpkeep || CHORES.test(subject)) && !isStated(part, isUpkeep));
}

const HELD_BACK = /^(?:pin|downgrade|freeze|hold back)\b/i;
const VERSION = /\bv?\d+\.\d+/;
const NAMED_CAUSE = /\b(?:because|since (?!v?\d)|due to|otherwise|cannot|incompatible|unmaintained)\b/i;

/** True for upkeep that sets a policy, decides something, or gives its reason. */
function isStated({ subject, passages }: Message, isUpkeep: boolean): boolean {
  if (POLICY.test(subject)) return true;
  // "Switch from standard to eslint for linting" is a choice of tools, "never lint generated code" a rule.
  if (!isUpkeep && DECISIONS.some(({ kind, pattern }) => TOLD.has(kind) && pattern.test(subject))) return true;
  // What is held back is held back for a reason, in whatever words.
  if (HELD_BACK.test(subject) && passages.some((p) => p.form === 'prose')) return true;
  const cause = CAUSE.exec(subject);
  if (cause && cause.index > 0) return true;
  // A version that moves is overtaken by the next: only what names the reason as one is worth it.
  const names = VERSION.test(subject) ? NAMED_CAUSE : CAUSE;
  return passages.some((p) => p.form === 'prose' && statementsOf(p.text).some((sentence) => names.test(sentence)));
}

/** Words by which a message is taken for a chore, as they stand in a text. */
const WORDS =
  /\b(?:release[- ]please|change ?logs?|change ?sets?|lint(?:ing|er|ers)?|prettier|gofmt|rustfmt|formatting|badges?|spelling|grammar|typos?|indent(?:ation)?|copyright|whitespace|releases?|bump|snyk|renovate|pin|merge|versions?|packages?)\b/gi;

/** A chore's word in so many of all subjects is what the project is about. */
const OWN_SHARE = 0.2;
const OWN_LEAST = 4;
/** Of these words every history is full. */
const COMMON = /^(?:bump|merge|releases?|versions?|packages?|typos?|change ?logs?)$/;

/**
 * The words of chores that a project is about: a tool for changesets says "changeset" in every other commit. The share of the subjects that hold one tells,
 * so that every clone sees the same.
 */
export function ownWordsIn(messages: readonly Message[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  let subjects = 0;
  for (const { commit, entry, subject } of messages) {
    if (commit === undefined || entry.kind === 'merge' || BOT.test(entry.actor ?? '')) continue;
    subjects += 1;
    for (const word of new Set(subject.match(WORDS)?.map((one) => one.toLowerCase()))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const own = [...counts].filter(([word, count]) => count >= Math.max(OWN_LEAST, subjects * OWN_SHARE) && !COMMON.test(word));
  return new Set(own.map(([word]) => word));
}

const NAMES: ReadonlySet<string> = new Set();

/** The subject without the words of chores that name the project's own things: those it is about, and those that its changed code is called by. */
function withoutOwn({ subject, paths, own = NAMES }: Message): string {
  const code = paths.filter((path) => /\.(?:[cm]?[jt]sx?|py|rs|go|java|rb|c|cc|cpp|cs|php|swift|kt|vue)$/i.test(path)).join('/');
  return subject.replace(WORDS, (word) => {
    const name = word.toLowerCase();
    const isCode = !/^(?:versions?|packages?|releases?|merge|bump)$/.test(name) && nameInPaths(name, code);
    return own.has(name) || isCode ? 'it' : word;
  });
}

function nameInPaths(name: string, code: string): boolean {
  return code !== '' && new RegExp(`(?:^|[/._-])${name.replace(/s$/, '').replace(' ', '[-_]?')}s?(?=[/._-]|$)`, 'i').test(code);
}

function scopeOf({ scope = '', own = NAMES }: Message): string {
  return own.has(scope) ? '' : scope;
}
