/** What a session comes to, from its transcript and without a model. */
import { describe, expect, it } from 'vitest';
import { afterSummary, emptyGist, withTurn, type Gist } from '../../src/sessions/gist.js';
import { isStatement } from '../../src/sessions/session-entries.js';
import { leftOf, summaryText } from '../../src/sessions/summary.js';
import { readTranscriptLine } from '../../src/sessions/transcript-line.js';
import { scribe, SESSION } from './transcript.js';

function gistOf(text: string, before?: Gist): Gist {
  let gist = before;
  for (const line of text.split('\n')) {
    const read = readTranscriptLine(line);
    if (!read) continue;
    gist ??= emptyGist(read.head, 'person', 0);
    for (const turn of read.turns) gist = withTurn(gist, read.head, turn);
  }
  if (!gist) throw new Error('no line was read');
  return gist;
}

const summaryOf = (gist: Gist): string =>
  summaryText(gist, { name: '-repo/s.jsonl', to: 4711 }, (file) => (file.startsWith('/repo/') ? file.slice(6) : undefined));

describe('the summary of a session', () => {
  const { person, model, call, result } = scribe();
  const bash = (use: string, command: string, said: string, failed: boolean): string =>
    call(use, 'Bash', { command }) + result(use, said, failed);
  const text =
    person('Please fix the parser of front matter.') +
    bash('a', 'npm test', 'Exit code 1\n2 tests failed', true) +
    call('b', 'Edit', { file_path: '/repo/src/parse.ts' }) +
    call('c', 'Write', { file_path: '/home/ann/.notes' }) +
    bash('d', 'npm test', 'ok', false) +
    bash('e', 'npm run lint', 'Exit code 2\nno such script', true) +
    person('Why is it slow? We never parse YAML by hand. Use the yaml package instead of our own.') +
    call('f', 'TodoWrite', {
      todos: [
        { content: 'Write the docs', status: 'pending' },
        { content: 'Fix it', status: 'completed' },
      ],
    }) +
    model('I always do that.') +
    person('go on');

  it('says what was asked, changed, mended, decided and left, in the words that were said, and where that stands', () => {
    expect(summaryOf(gistOf(text))).toBe(
      [
        'worked on main: Please fix the parser of front matter.',
        'asked then: Why is it slow? We never parse YAML by hand. Use the yaml package instead of our own. | go on',
        'changed: src/parse.ts',
        'failed, then passed: `npm test`',
        'decided: We never parse YAML by hand. | Use the yaml package instead of our own.',
        'left: Write the docs | Bash `npm run lint` failed: Exit code 2 no such script | the last request was not answered',
        'transcript: -repo/s.jsonl bytes 0-4711',
        `session ${SESSION}`,
      ].join('\n'),
    );
  });

  it('is the same whether it is folded at once or in two parts', () => {
    const lines = text.split('\n');
    for (let cut = 1; cut < lines.length - 1; cut++)
      expect(gistOf(lines.slice(cut).join('\n'), gistOf(lines.slice(0, cut).join('\n')))).toEqual(gistOf(text));
  });

  it('tells in the next part what came behind it; what is left stays left', () => {
    const next = afterSummary(gistOf(text), 4711);
    expect(next).toMatchObject({ from: 4711, asked: [], files: [], mended: [], decided: [], inputs: 3 });
    expect(leftOf(next)).toEqual(leftOf(gistOf(text)));
  });

  it('stays small, however long the session was', () => {
    const { person: ask, call: use, result: end } = scribe();
    let gist = gistOf(ask('Please do all of it, always.'));
    for (let n = 0; n < 500; n++)
      gist = gistOf(
        ask(`Never forget request ${n}. ${'word '.repeat(200)}`) +
          use(`u${n}`, 'Write', { file_path: `/repo/${n}.ts` }) +
          use(`v${n}`, 'Bash', { command: `make ${n} ${'x'.repeat(999)}` }) +
          end(`v${n}`, 'y'.repeat(9999), true),
        gist,
      );
    expect(JSON.stringify(gist).length).toBeLessThan(30_000);
    expect(gist).toMatchObject({ inputs: 501, failures: 500, moreFiles: 480, moreAsked: 495 });
    expect(gist.asked[0]).toBe('Please do all of it, always.');
    expect(summaryOf(gist).length).toBeLessThan(12_000);
  });
});

describe('a prompt', () => {
  it('is noted where it states or orders something', () => {
    for (const text of ['Use tabs here', 'fix the login, please', 'Which port? It must be 6380.', '常にタブを使ってください。'])
      expect(isStatement(text)).toBe(true);
    for (const text of [
      '',
      'yes',
      'go on',
      'ok!',
      'which port does redis need?',
      'Why? And how come?',
      '```\na long log of a tool\n```',
      '/',
    ])
      expect(isStatement(text)).toBe(false);
  });
});
