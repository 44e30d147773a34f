import { describe, expect, it } from 'vitest';
import type { Difference } from '../../../src/base/outcome.js';
import { readScenarios } from '../../../src/replay/scenario/scenario.js';

function problemsOf(yaml: string): readonly string[] {
  const read = readScenarios(yaml, 's.yaml');
  const line = ({ at, what, hint }: Difference): string => `${at?.line}:${at?.column} ${what}${hint === undefined ? '' : ` (${hint})`}`;
  return 'problems' in read ? read.problems.map(line) : [];
}

describe('readScenarios', () => {
  it('says where a problem is, and what to write instead', () => {
    expect(
      problemsOf(
        [
          'scenario: s',
          'start: { zon: UTC, daemon: yes }',
          'steps:',
          '  - advance: soon',
          '  - comit: a',
          '  - note: a',
          '    tell: b',
          '  - crash: { before: append.nothing }',
          '  - expect: { hits: { a: b }, budget: { ticks: -1 } }',
          '  - tick: 3',
        ].join('\n'),
      ),
    ).toEqual([
      expect.stringMatching(/^2:10 "start" has no "zon" \(it may have at, zone,/),
      '2:28 "daemon" is to be true or false',
      '4:14 "advance" is to be a time with its unit (write 90s, 5m, 1.5h, 3d, or "1d 2h")',
      expect.stringMatching(/^5:5 there is no step "comit" \(steps are at, advance,/),
      '7:5 one step cannot be "note" and "tell" (begin the second with its own "-")',
      expect.stringMatching(/^8:22 there is no moment "append.nothing" \(write append\|write/),
      '9:21 "hits" is to be a text',
      '9:48 "ticks" is to be a whole number',
      '10:11 "tick" takes no value',
    ]);
  });

  it('says where text is no YAML, and what is missing', () => {
    expect(problemsOf('scenario: s\nsteps:\n  - note: a: b\n')).toEqual([
      expect.stringMatching(/^3:\d+ not YAML: .*\(a text with ": " or a leading/),
    ]);
    expect(problemsOf('steps: [tick]\n')).toEqual(['1:1 the file lacks "scenario" (write "scenario: ..." there)']);
    expect(problemsOf('')).toEqual(['1:1 the file is empty']);
  });

  it.each([
    ['at: tomorow', '3:9 "tomorow" is no time (write 2026-11-20 14:30)'],
    ['commit: { message: a, at: 9 o clock }', '3:31 "9 o clock" is no time (write 2026-11-20 14:30)'],
    ['clock: { set: noon }', '3:19 "noon" is no time (write 2026-11-20 14:30)'],
    ['clock: { set: "2026-11-20", back: 3d }', '3:12 "set" and "back" exclude each other (write one of them)'],
    ['clock: {}', '3:12 it says nothing (write "back: 3d", "ahead: 2h" or "set: 2026-11-20 14:30")'],
    ['crash: { call: 2, before: append.tail }', '3:12 "call" and "before" exclude each other (write one of them)'],
    ['crash: { call: 0 }', '3:20 it happens at the first time or later (write 1 or more)'],
    ['drop: { name: ../../x, text: a }', '3:19 "../../x" is no name of a file (write a name without "/")'],
    ['drop: { name: .., text: a }', '3:19 ".." is no name of a file (write a name without "/")'],
    ['expect: {}', /^3:13 it says nothing \(it may have log, no-log,/],
    ['{ note: a, fials: usage }', '3:16 a step has no "fials" (beside what happens it may have in, fails)'],
    ['{ note: a, fails: usge }', /^3:23 no step fails with "usge" \(codes are untrusted-directory,/],
    ['worktree: { name: a }', '3:15 "worktree" lacks "branch" (write "branch: ..." there)'],
    ['edit: { a: { cut: -3 } }', '3:23 "cut" is to be a whole number'],
    ['review: maybe', '3:13 "review" is to be one of: accept, reject'],
  ])('says of the step %s where it is wrong', (step, problem) => {
    expect(problemsOf(`scenario: s\nsteps:\n  - ${step}\n`)).toEqual([
      typeof problem === 'string' ? problem : expect.stringMatching(problem),
    ]);
  });

  it.each([
    ['at: "2026-13-40"', '2:13 "2026-13-40" is no time (write 2026-11-20 14:30)'],
    ['zone: Mars/Base', '2:15 there is no time zone "Mars/Base" (write Europe/Berlin, UTC or +05:30)'],
    ['embedder: gpt', '2:19 "embedder" is to be one of: virtual, none, cassette'],
    ['config: { dream.nosuch: 3 }', /^2:19 there is no key "dream.nosuch" \(kairos config lists them;/],
    ...['/etc/passwd', '../../x.yaml', 'C:\\\\x.yaml', '"a\\\\..\\\\..\\\\x"'].map(
      (path) => [`cassette: ${path}`, /^2:19 ".*" does not lie beside the scenario \(write its path from the folder/] as const,
    ),
    ['history: ../x.export', /^2:18 ".*" does not lie beside the scenario/],
  ] as const)('says of the start %s where it is wrong', (start, problem) => {
    expect(problemsOf(`scenario: s\nstart: {${start}}\nsteps: [tick]\n`)).toEqual([
      typeof problem === 'string' ? problem : expect.stringMatching(problem),
    ]);
  });

  it('lives each scenario of a file by its own name, and none that does nothing', () => {
    expect(problemsOf('scenario: a\nsteps: [tick]\n---\nscenario: a\nsteps: [tick]\n')).toEqual([
      '4:11 a second scenario "a" (give each its own name)',
    ]);
    expect(problemsOf('scenario: a\nsteps: []\n')).toEqual([expect.stringMatching(/^2:8 it says nothing \(steps are at, advance,/)]);
  });
});
