/** What travels through the door: a question with the wishes of whoever asks, and its answer. Pure; both are checked, since they are read from files. */
import { sha256 } from '../../base/hash.js';
import { isObject, parseObject, sortedJson } from '../../base/json.js';
import type { Config } from '../../config/config.js';
import type { Found } from '../resident/found.js';
import type { Answered } from '../ask.js';
import { questionFrom, type Question } from '../question.js';

export interface Asked {
  /** The work tree that is asked about. */
  readonly root: string;
  /** From where a path among the filters was typed. */
  readonly cwd: string;
  readonly question: Question;
  readonly wordsOnly: boolean;
  readonly edges: boolean;
  /** The digest of the settings in effect there (`settingsOf`): with others it would be another answer. */
  readonly settings: string;
  /** Who asks, for `state/usage.jsonl`. */
  readonly client: string;
}

export interface DoorAnswer {
  readonly answered: Answered;
  /** What the process that answered found in the logs on the way, for people. */
  readonly found: Found;
}

/** The digest of settings, so that none of them stands in a file. */
export function settingsOf(config: Config): string {
  return sha256(sortedJson(config));
}

/** As it is written. The bounds are made again by the reader. */
export function askedFile({ question, ...rest }: Asked): unknown {
  return { ...rest, text: question.text, filters: question.filters };
}

/** Undefined for what is no question. @throws KairosError as `questionFrom`. */
export function readAsked(text: string | undefined): Asked | undefined {
  const { root, cwd, text: words, filters, wordsOnly, edges, settings, client } = parseObject(text) ?? {};
  if (typeof root !== 'string' || typeof cwd !== 'string' || typeof words !== 'string' || !isObject(filters)) return undefined;
  if (typeof settings !== 'string' || typeof client !== 'string') return undefined;
  const question = questionFrom(words, plainFilters(filters));
  return { root, cwd, question, wordsOnly: wordsOnly === true, edges: edges === true, settings, client };
}

/** Undefined for what is no answer, or one that failed. */
export function readAnswer(text: string | undefined): DoorAnswer | undefined {
  const { answered, found } = parseObject(text) ?? {};
  if (!isObject(answered) || !isObject(found) || !Array.isArray(answered['hits'])) return undefined;
  // Written by a process of the same program for a folder that only this user may write.
  return { answered, found } as unknown as DoorAnswer;
}

/** What `ask` adds to the filters does not travel. */
type Asking = Exclude<keyof Question['filters'], 'isLiteral' | 'touching'>;
const FILTERS: Readonly<Record<Asking, true>> = {
  topic: true,
  tier: true,
  since: true,
  until: true,
  path: true,
  author: true,
  kind: true,
  limit: true,
  minScore: true,
};

function plainFilters(given: Readonly<Record<string, unknown>>): Question['filters'] {
  return Object.fromEntries(
    Object.keys(FILTERS).flatMap((name) => {
      const value = given[name];
      return typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [];
    }),
  );
}
