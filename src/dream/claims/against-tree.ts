/**
 * What a claim says that the tree shows otherwise: a requirement with a figure that no manifest has, and the removal of something that is still there. It reads what
 * the tree shows and decides nothing. Pure.
 */
import { hasNumber, stemsOf } from '../../wording/words.js';
import { decisionIn } from '../reading/decisions.js';
import { VERSION_SLOTS } from '../witness/slots.js';
import type { TreeWitness } from '../witness/tree-witness.js';
import { compareVersions, isSameVersion } from '../witness/version-range.js';
import { choicesIn } from './choices.js';
import { codeIn, isName, KINDS, namesClaimed } from './names-claimed.js';

const VERSION = /(?<![\w.-])v?(\d+(?:\.\d+)+)(?![\w-]|\.\d)/g;

/** The version that a statement requires and no manifest of the base has; undefined for all else, and where no manifest states any. */
export function unstatedIn(statement: string, { pinned, facts }: Pick<TreeWitness, 'pinned' | 'facts'>): string | undefined {
  if (pinned.size + facts.length === 0 || decisionIn(statement)?.kind !== 'required') return undefined;
  const said = [...statement.matchAll(VERSION)].map(([, version = '']) => version);
  const stated = [...[...pinned.values()].flat(), ...facts.map(({ key }) => key)];
  // CI tests the newest of a line that it names.
  const tested = facts.flatMap(({ slot, key, path }) => (VERSION_SLOTS.has(slot) && path.startsWith('.github/') ? [key] : []));
  const isStated = (version: string): boolean =>
    stated.some((one) => `${one}.`.startsWith(`${version}.`)) || tested.some((one) => `${version}.`.startsWith(`${one}.`));
  return said.length > 0 && !said.some(isStated) ? said[0] : undefined;
}

/** A runtime, and the lowest version of it that a reason counts on: "since 3.9 is the minimum", "because we require Node 18". */
const PREMISES: readonly RegExp[] = [
  /\b(?<name>node|go|rust|msrv|python|php)?(?:['’]s|\.?js)?[ -]?(?:version )?v?(?<version>\d+(?:\.\d+)*)\+? (?:is|was|being) (?:now )?(?:the|our) (?:new |current )?(?:minim\w+|lowest|oldest)\b/i,
  /\b(?:minim\w+|lowest|oldest)(?: (?:supported|required|version|of))*(?: (?<name>node|go|rust|msrv|python|php)(?:['’]s|\.?js)?)?(?: version)? (?:is|was|to be) (?:now )?v?(?<version>\d+(?:\.\d+)*)/i,
  /\b(?:we|it|this project) (?:now )?(?:only )?(?:requires?|supports?|targets?) (?:only )?(?<name>node|go|rust|python|php)(?:\.?js)? (?:>=? ?)?v?(?<version>\d+(?:\.\d+)*)/i,
];
/** "Before 3.10": nobody has it where 3.10 is the lowest. */
const BEFORE =
  /\b(?:before|below|older than|prior to|lower than) (?:(?<name>node|go|rust|python|php)(?:\.?js)? )?v?(?<version>\d+(?:\.\d+)*)(?![\w.]*\d)/i;
const RUNTIMES: Readonly<Record<string, string>> = { msrv: 'rust' };

/** What a claim counts on as the lowest version of a runtime, where the manifest states another one; undefined for all else. */
export function overtakenIn(claim: string, facts: TreeWitness['facts']): string | undefined {
  const runtimes = facts.filter(({ slot }) => VERSION_SLOTS.has(slot));
  for (const pattern of PREMISES) {
    const { name, version } = pattern.exec(claim)?.groups ?? {};
    if (version === undefined) continue;
    const named = name?.toLowerCase() ?? '';
    const fact =
      named === '' ? (runtimes.length === 1 ? runtimes[0] : undefined) : runtimes.find(({ slot }) => slot === (RUNTIMES[named] ?? named));
    if (fact && !isSameVersion(version, fact.key)) return `${fact.slot} ${version}`;
  }
  const { name, version = '' } = BEFORE.exec(claim)?.groups ?? {};
  const named = (name ?? '').toLowerCase();
  const fact = named === '' ? (runtimes.length === 1 ? runtimes[0] : undefined) : runtimes.find(({ slot }) => slot === named);
  const isOfIt = fact !== undefined && (named !== '' || (version.includes('.') && version.split('.')[0] === fact.key.split('.')[0]));
  return isOfIt && compareVersions(version, fact.key) <= 0 ? `${fact.slot} before ${version}` : undefined;
}

/** The thing with a name of which a claim says that it was removed, and which the tree shows; undefined for all else. */
export function standingIn(statement: string, tree: Pick<TreeWitness, 'sees'>): string | undefined {
  const [choice] = choicesIn({ subject: statement, passages: [], isNote: false });
  if (choice?.how !== 'dropped' || hasNumber(statement)) return undefined;
  const object = new Set(choice.dropped.filter((stem) => !KINDS.has(stem)));
  const words = [
    ...codeIn(statement),
    ...(statement.match(/[\p{L}_$][\p{L}\p{N}_$.]*[\p{L}\p{N}_$]/gu) ?? []).filter((word) => isName(word, statement)),
  ];
  const names = [...new Set(words)].filter((word) => !/\.\w{1,5}$/.test(word) && stemsOf(word).some((stem) => object.has(stem)));
  const named = new Set(names.flatMap(stemsOf));
  if (names.length === 0 || ![...object].every((stem) => named.has(stem))) return undefined;
  return names.every((name) => tree.sees(name)) ? names[0] : undefined;
}

/**
 * True where the tree shows what a claim says to have been chosen: the name of what took the place is there with all other names of the claim, and the name of what
 * it replaced, or of what was given up, is nowhere. Then the claim holds, however few of its lines still stand.
 */
export function isShownBy(claim: string, tree: Pick<TreeWitness, 'sees'>): boolean {
  const statement = claim.replace(/[.!?]\s.*$/s, '').replace(/\.$/, '');
  const [choice] = choicesIn({ subject: statement, passages: [], isNote: false });
  if (choice === undefined || (choice.how !== 'replaced' && choice.how !== 'dropped') || hasNumber(statement)) return false;
  // What is switched off is still there: where it is nowhere, it went later, and its default with it.
  if (SWITCHED.test(statement)) return false;
  // One class of the code in the place of another tells nobody anything.
  if (choice.how === 'replaced' && CLASS.test(statement)) return false;
  const { adopted } = namesClaimed(statement);
  if (choice.how === 'replaced' && (adopted.length === 0 || !adopted.every((name) => name.length >= NAME_LEAST && tree.sees(name))))
    return false;
  const object = new Set(choice.dropped.filter((stem) => !KINDS.has(stem)));
  const isObject = (word: string): boolean => stemsOf(word).some((stem) => object.has(stem));
  const words = [...codeIn(claim), ...(claim.match(WORD) ?? [])];
  const named = words.filter((word) => isObject(word) && (object.size === 1 || isName(word, statement)));
  const others = words.filter((word) => !isObject(word) && (codeIn(word).length > 0 || /_/.test(word)));
  return (
    named.length > 0 && named.every((word) => word.length >= NAME_LEAST && !tree.sees(word)) && others.every((word) => tree.sees(word))
  );
}

/**
 * The package that a claim says to have taken the place of another, and that no manifest holds any more, though words like its name stand elsewhere; undefined
 * for all else.
 * @param isOfManifests whether the manifests at the root, of which alone something is known, were changed for it.
 */
export function unheldIn(statement: string, { pinned }: Pick<TreeWitness, 'pinned'>, isOfManifests: boolean): string | undefined {
  const [choice] = choicesIn({ subject: statement, passages: [], isNote: false });
  if (!isOfManifests || pinned.size === 0 || choice?.how !== 'replaced') return undefined;
  const names = namesClaimed(statement).adopted.filter((name) => PACKAGE.test(name));
  const isPackage = names.some((name) => name.includes('-')) || stemsOf(statement).some((stem) => KINDS.has(stem));
  return isPackage && !names.some((name) => pinned.has(name)) ? names[0] : undefined;
}

const PACKAGE = /^@?[a-z][a-z\d]*(?:[-_/.][a-z\d]+)*$/;

/** True where what took the place, by such a claim, is a dependency of a manifest or the tool that a fact names. */
export function isStatedBy(claim: string, { pinned, facts }: Pick<TreeWitness, 'pinned' | 'facts'>): boolean {
  const { adopted } = namesClaimed(claim);
  return adopted.some((name) => pinned.has(name.toLowerCase()) || facts.some(({ key }) => key.split(' ').includes(name.toLowerCase())));
}

const SWITCHED = /\bby default\b|^(?:disable|deactivate|turn off|switch off|hide|skip|ignore|silence|mute)\b/i;
const CLASS = /\b[A-Z][a-z]+[A-Z][a-z]/;
const WORD = /[\p{L}_$@][\p{L}\p{N}_$./-]*[\p{L}\p{N}_$]/gu;
/** A shorter word may be a part of others. */
const NAME_LEAST = 3;
