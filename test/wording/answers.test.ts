import { describe, expect, it } from 'vitest';
import { askedFor, hasFigure, namesIn } from '../../src/wording/answers.js';
import { frameOf } from '../../src/wording/frame.js';

describe('what a question asks for', () => {
  it.each([
    ['How long are snapshots retained?', 'figure'],
    ['Which port does the printer use?', 'figure'],
    ['when does the beta end', 'figure'],
    ['Wie oft sendet die Station?', 'figure'],
    ['À quelle heure ouvre la piscine ?', 'figure'],
    ['¿Cada cuánto se revisa?', 'figure'],
    ['日志保留多久？', 'figure'],
    ['注文の締め切りは何時？', 'figure'],
    ['Which tool renders the invoices?', 'name'],
    ['Where do we track bugs?', 'name'],
    ['Wo steht der Drucker?', 'name'],
    ['预约系统部署在哪里？', 'name'],
    ['Can staff see drafts?', 'yes or no'],
    ['Muss ein Foto in die Bewerbung?', 'yes or no'],
    ['deploy on fridays', undefined],
  ])('%j: %s', (question, kind) => expect(askedFor(question)).toBe(kind));

  it.each([
    ['They have two weeks to pay.', true],
    ['At midnight.', true],
    ['Sixty-four teams play.', true],
    ['客户希望每周收到', true],
    ['Es meldet sich stündlich.', true],
    ['Cameras were cleaned.', false],
  ])('%j has a figure: %s', (text, has) => expect(hasFigure(text)).toBe(has));

  it.each([
    ['Postmark delivers mail, says Ann. The rest is in Vault.', ['ann', 'vault']],
    ['use iOS 15 and src/app.ts', ['ios', '15', 'src/app.ts']],
    ['日志用Redis', ['redis']],
  ])('names in %j', (text, names) => expect([...namesIn(text)]).toEqual(expect.arrayContaining(names)));
});

describe('how two sentences are built', () => {
  it.each([
    ['one thing of two subjects', 'The blog runs on Hugo.', 'The forum runs on Discourse.', 0.6, false],
    ['two things of one subject', 'The pool is heated.', 'The pool closes at nine.', 0.5, true],
    ['nothing alike', 'Invoices are rendered with Typst.', 'We sing.', 0, false],
    ['no words', '', 'We sing.', 0, false],
  ])('%s', (_what, one, other, common, isOneSubject) => {
    expect(frameOf(one, other)).toEqual({ common, isOneSubject });
    expect(frameOf(other, one)).toEqual({ common, isOneSubject });
  });
});
