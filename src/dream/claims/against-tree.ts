/**
 * What a claim says that the tree shows otherwise: a requirement with a figure that no manifest has, and the removal of something that is still there. It reads what
 * the tree shows and decides nothing. Pure.
 */
import { hasNumber, stemsOf } from '../../wording/words.js';
import { decisionIn } from '../reading/decisions.js';
import type { TreeWitness } from '../witness/tree-witness.js';
import { choicesIn } from './choices.js';
import { codeIn, isName, KINDS, namesClaimed } from './names-claimed.js';

const VERSION = /(?<![\w.-])v?(\d+(?:\.\d+)+)(?![\w-]|\.\d)/g;

/** The version that a statement requires and no manifest of the base has; undefined for all else, and where no manifest states any. */
export function unstatedIn(statement: string, { pinned, facts }: Pick<TreeWitness, 'pinned' | 'facts'>): string | undefined {
  if (pinned.size + facts.length === 0 || decisionIn(statement)?.kind !== 'required') return undefined;
  const said = [...statement.matchAll(VERSION)].map(([, version = '']) => version);
  const stated = [...[...pinned.values()].flat(), ...facts.map(({ key }) => key)];
  const isStated = (version: string): boolean => stated.some((one) => `${one}.`.startsWith(`${version}.`));
  return said.length > 0 && !said.some(isStated) ? said[0] : undefined;
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

const SWITCHED = /\bby default\b|^(?:disable|deactivate|turn off|switch off|hide|skip|ignore|silence|mute)\b/i;
const CLASS = /\b[A-Z][a-z]+[A-Z][a-z]/;
const WORD = /[\p{L}_$@][\p{L}\p{N}_$./-]*[\p{L}\p{N}_$]/gu;
/** A shorter word may be a part of others. */
const NAME_LEAST = 3;
