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
    expect(problemsOf('steps: []\n')).toEqual(['1:1 the file lacks "scenario" (write "scenario: ..." there)']);
    expect(problemsOf('')).toEqual(['1:1 the file is empty']);
  });
});
