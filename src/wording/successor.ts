/**
 * How likely a newer text answers a question anew that an older one answers, in other words than it: by words of change, by what the question asks for, by
 * how the two are built, and by how near all three are in meaning. A weighted sum, whose weights were fitted to pairs written by hand: see
 * docs/recall-fusion.md. It says nothing of what is true. Pure.
 */
import { askedFor, hasFigure, namesIn } from './answers.js';
import { frameOf } from './frame.js';
import { hintsOfChange } from './hints-of-change.js';
import type { Said } from './relation.js';
import { differInValue } from './values.js';

export interface Reading {
  readonly text: string;
  readonly said: Said;
}

/** Cosines of the texts, 0 to 1. */
export interface Nearness {
  /** The question and the older one. */
  readonly older: number;
  /** The question and the newer one. */
  readonly newer: number;
  /** The two. */
  readonly both: number;
  /** The question and the nearest of all other texts. */
  readonly third: number;
  /** How many other texts are nearer to the question than the newer one. */
  readonly nearer: number;
}

/** For a sign that is there (1), or there in part. */
const WEIGHTS = {
  always: -2.3,
  ended: 1.1,
  shifted: 1,
  hints: 1.6,
  otherValue: 0.5,
  hasFigure: -1.2,
  lacksFigure: -1.6,
  lacksName: -0.9,
  yesOrNo: 0.3,
  frame: -1.5,
  frameOfOther: -2.7,
  oneSubject: -2,
  oneSubjectOnly: -1.4,
  losesFocus: -0.6,
  goesOn: 0.6,
  keepsFocus: 0.7,
  length: 2.2,
  gap: -1,
  nearness: 4,
  standsOut: 5.5,
  behind: -3.6,
};

/** So many words of the shorter text in one order make one frame. */
const ONE_FRAME = 0.4;
const HINTS_MOST = 3;
const LENGTH_MOST = 120;
const OUTSTANDING_MOST = 0.3;
const BEHIND_MOST = 5;

/** It goes on with what was said before it. */
const GOES_ON =
  /^(?:it|they|that|this|had|has been|back|now|no longer|not any|[a-z]{3,}ed(?! \w+s? (?:is|are|must|may|can))|monthly|weekly|jetzt|seit|desde|depuis|désormais|dorénavant|ahora|agora|passamos|现在|今は|이제)\b/i;

/** Above 0: rather than not. */
export function likenessOf(older: Reading, newer: Reading, question: Reading, near: Nearness): number {
  const signs = { ...signsOfWords(older, newer, question), ...signsOfMeaning(near) };
  return Object.entries(signs).reduce((sum, [sign, value]) => sum + WEIGHTS[sign as keyof typeof WEIGHTS] * Number(value), 0);
}

type Signs<K extends keyof typeof WEIGHTS> = Record<K, number | boolean>;
type SignOfMeaning = 'gap' | 'nearness' | 'standsOut' | 'behind';

function signsOfWords(older: Reading, newer: Reading, question: Reading): Signs<Exclude<keyof typeof WEIGHTS, SignOfMeaning>> {
  const asked = askedFor(question.text);
  const { common, isOneSubject } = frameOf(older.text, newer.text);
  const { ended, shifted } = newer.said.cues;
  const otherValue = differInValue(older.said.values, newer.said.values);
  const focus = question.said.topics.filter((stem) => older.said.topics.includes(stem));
  const kept = focus.filter((stem) => newer.said.topics.includes(stem)).length;
  const figure = asked === 'figure' && hasFigure(newer.text);
  return {
    always: true,
    ended,
    shifted,
    hints: Math.min(HINTS_MOST, hintsOfChange(newer.text.toLowerCase())) / HINTS_MOST,
    otherValue,
    hasFigure: figure && hasFigure(older.text),
    lacksFigure: asked === 'figure' && !figure,
    lacksName: asked === 'name' && !hasNewName(older.text, newer.text),
    yesOrNo: asked === 'yes or no',
    frame: common,
    frameOfOther: !isOneSubject && common >= ONE_FRAME ? common : 0,
    oneSubject: isOneSubject,
    oneSubjectOnly: isOneSubject && !otherValue && !ended && !shifted,
    losesFocus: common >= ONE_FRAME && kept < focus.length,
    goesOn: GOES_ON.test(newer.text),
    keepsFocus: focus.length === 0 ? 0 : kept / focus.length,
    length: Math.min(LENGTH_MOST, newer.text.length) / LENGTH_MOST,
  };
}

function signsOfMeaning({ older, newer, both, third, nearer }: Nearness): Signs<SignOfMeaning> {
  return {
    gap: older - newer,
    nearness: both,
    standsOut: Math.max(-OUTSTANDING_MOST, Math.min(OUTSTANDING_MOST, newer - third)),
    behind: Math.min(BEHIND_MOST, nearer) / BEHIND_MOST,
  };
}

function hasNewName(older: string, newer: string): boolean {
  const known = namesIn(older);
  return [...namesIn(newer)].some((name) => !known.has(name));
}
