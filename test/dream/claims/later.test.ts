/** What leads from a statement to what may overrule it leaves nothing out, and leads to few. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByStem } from '../../../src/dream/claims/by-stem.js';
import { claimsOf } from '../../../src/dream/claims/claims.js';
import { isOtherDefault, isSameSlot } from '../../../src/dream/claims/contrary.js';
import type { Finding } from '../../../src/dream/claims/finding.js';
import { nearFindings, nearChoices, type Near } from '../../../src/dream/claims/later.js';
import { overruledBy } from '../../../src/dream/claims/overruling.js';
import { statementOf } from '../../../src/dream/claims/statement.js';
import { choicesOf, type MadeChoice } from '../../../src/dream/claims/choices.js';
import { messageOf, type Message } from '../../../src/dream/reading/message.js';
import { similarity } from '../../../src/wording/words.js';
import { seeded } from '../../bench/corpus.js';
import { commitEntry } from '../entries.js';

const THINGS = ['redis', 'the memory cache', 'express', 'koa', 'mocha', 'vitest', 'the old parser', 'the job queue', 'sqlite'];
const LANGUAGES = ['Node', 'Python', 'Go', 'ruby'];

/** Subjects that take each other's place in every way there is, and some that do not. */
function subjects(count: number): string[] {
  const random = seeded(7);
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] as string;
  const version = (): number => 10 + Math.floor(random() * 9);
  const shapes: readonly (() => string)[] = [
    () => `Use ${pick(THINGS)} instead of ${pick(THINGS)}`,
    () => `Replace ${pick(THINGS)} with ${pick(THINGS)} in the build`,
    () => `Drop support for ${pick(LANGUAGES)} ${version()}`,
    () => `Add support for ${pick(LANGUAGES)} ${version()}`,
    () => `Require ${pick(LANGUAGES)} ${version()} or newer`,
    () => `Bump the minimum ${pick(LANGUAGES)} version to ${version()}`,
    () => `Remove ${pick(THINGS)} from the server`,
    () => `Bring back ${pick(THINGS)}`,
    () => `Default ${pick(['the port', 'the log level', 'the cache size'])} to ${version()}`,
    () => `Make ${pick(THINGS)} the default for ${pick(['tests', 'the server'])}`,
    () => `Always keep ${version()} backups of ${pick(THINGS)}, because they break`,
    () => `Keep ${version()} backups of ${pick(THINGS)} always, since disks are cheap`,
  ];
  return Array.from({ length: count }, () => shapes[Math.floor(random() * shapes.length)]?.() ?? '');
}

function said(count: number): { messages: Message[]; choices: MadeChoice[]; findings: Finding[] } {
  const messages = subjects(count).flatMap(
    (subject, n) => messageOf({ ...commitEntry({ subject, body: '', paths: 'src/a.ts +40 -12' }), atMs: n * 1000 }) ?? [],
  );
  const choices = messages.flatMap(choicesOf);
  const findings = messages.flatMap((message) =>
    claimsOf(message).map((rest) => {
      const claim = { ...rest, message };
      const own = choices.filter((choice) => choice.message === message);
      return { claim, statement: statementOf(claim.text, own, false), sources: [message], note: '' };
    }),
  );
  return { messages, choices, findings };
}

const all = <Item>(items: readonly Item[]): Near<Item> => ({ to: () => items });

describe('what may overrule a statement', () => {
  const { choices, findings } = said(400);

  it('is among what it is compared with, in the same order, so that the same is found', () => {
    const whole = { choices: all(choices), findings: all(findings), said: new Map(), noted: { about: () => [] }, isRejected: () => false };
    const near = {
      choices: nearChoices(choices),
      findings: nearFindings(findings),
      said: new Map(),
      noted: { about: () => [] },
      isRejected: () => false,
    };
    const outcomes = (later: typeof whole): unknown[] =>
      findings.map(({ statement, sources }) => overruledBy(statement, sources[0]?.entry.atMs ?? 0, sources, later));
    const expected = outcomes(whole);
    expect(outcomes(near)).toEqual(expected);
    expect(expected.filter((end) => end !== undefined).length).toBeGreaterThan(100);
    const slots = findings.flatMap((one) => findings.filter((other) => isSameSlot(one.statement, other.statement)));
    const defaults = findings.flatMap((one) => findings.filter((other) => isOtherDefault(one.statement, other.statement)));
    expect([slots.length > 500, defaults.length > 20]).toEqual([true, true]);
  });

  it('does not grow with what has no word in common with it', () => {
    const named = (n: number): string => String(n).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));
    const strange = Array.from({ length: 300 }, (_, n) => statementOf(`Keep zig${named(n)} at level ${n} of zag${named(n)}`, [], false));
    const others = strange.map((statement) => ({ ...(findings[0] as Finding), statement }));
    const near = nearFindings(others);
    for (const { statement } of others) expect(near.to(statement).length).toBeLessThan(5);
  });
});

describe('texts by their stems', () => {
  const stems = fc.uniqueArray(fc.constantFrom(...'abcdefghijklmnop'.split('')), { minLength: 0, maxLength: 9 });
  it('names each that has so much in common', () => {
    fc.assert(
      fc.property(fc.array(stems), stems, fc.constantFrom(0.5, 0.72, 0.8, 1), (texts, wanted, share) => {
        const byStem = new ByStem();
        for (const [place, text] of texts.entries()) byStem.add(place, text);
        const found = byStem.sharing(wanted, share);
        for (const [place, text] of texts.entries())
          if (similarity(new Set(text), new Set(wanted)) >= share) expect(found).toContain(place);
      }),
    );
  });
});
