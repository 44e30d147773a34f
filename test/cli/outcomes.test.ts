import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/base/outcome.js';
import type { Context } from '../../src/cli/context.js';
import { reportOutcomes, type OutcomeOutput } from '../../src/cli/outcomes.js';
import { jsonOutput, paletteOf } from '../../src/cli/print.js';

const passed: Outcome = { name: 'torn log tail', outcome: 'passed', virtualMs: 3 * 86_400_000 };
const failed: Outcome = {
  name: 'a, b: <c>',
  outcome: 'failed',
  virtualMs: 7_200_000,
  difference: {
    what: 'hit 1 is another one',
    expected: 'use "yaml"',
    actual: 'drop\u001b[2J & go',
    at: { path: 'x/a.yaml', line: 4, column: 7 },
  },
};
const untried: Outcome = { name: 'third', outcome: 'error', difference: { what: '50 % of it is not YAML', at: { path: 'b.yaml' } } };

describe('reportOutcomes', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'kairos-outcomes-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  function said(
    outcomes: readonly Outcome[],
    options: Partial<OutcomeOutput> = {},
    env: Record<string, string> = {},
  ): { out: string[]; err: string[]; code: number | undefined } {
    const [out, err]: [string[], string[]] = [[], []];
    const context = {
      cwd: folder,
      env,
      palette: paletteOf(false),
      say: (line: string) => out.push(line),
      json: (value: unknown) => out.push(...jsonOutput(value).trimEnd().split('\n')),
      tell: (line: string) => err.push(line),
    };
    reportOutcomes(context as unknown as Context, outcomes, { kind: 'scenario', ...options });
    return { out, err, code: (context as Partial<Context>).exitCode };
  }

  it('prints a row for each, the first difference with its place, and the counts', () => {
    expect(said([passed, failed, untried])).toEqual({
      out: [
        'ok    torn log tail  3 days',
        'bad   a, b: <c>      2 h',
        '      x/a.yaml:4:7',
        '      hit 1 is another one',
        '      expected  use "yaml"',
        '      actual    drop & go',
        'bad   third',
        '      b.yaml',
        '      50 % of it is not YAML',
        '3 scenarios: 1 passed, 1 failed, 1 not tried',
      ],
      err: [],
      code: 2,
    });
  });

  it('ends with 0 where all passed, with 1 where one failed, with 2 where one could not be tried', () => {
    expect([[passed], [passed, failed], [failed, untried], []].map((some) => said(some).code)).toEqual([undefined, 1, 2, undefined]);
  });

  it('prints one JSON object a line, named by its kind', () => {
    const { out } = said([passed, failed], { json: true });
    expect(out.map((line) => JSON.parse(line))).toEqual([
      { scenario: 'torn log tail', outcome: 'passed', virtualMs: 259_200_000 },
      { scenario: 'a, b: <c>', outcome: 'failed', virtualMs: 7_200_000, difference: failed.difference },
    ]);
    expect(out.join('')).not.toContain('\u001b');
    expect(JSON.parse(said([passed], { json: true, kind: 'probe' }).out[0] ?? '')).toMatchObject({ probe: 'torn log tail' });
  });

  it('writes JUnit with escaped text', () => {
    said([passed, failed, untried], { junit: 'out.xml' });
    const xml = readFileSync(join(folder, 'out.xml'), 'utf8');
    expect(xml).toContain('tests="3" failures="1" errors="1" skipped="0"');
    expect(xml).toContain('<testcase classname="kairos.scenario" name="a, b: &#60;c&#62;" file="x/a.yaml" line="4" time="7200.000">');
    expect(xml).toContain('actual    drop &#38; go</failure>');
    expect(() => said([passed], { junit: 'no/such/folder.xml' })).toThrow(/cannot be written/);
  });

  it('annotates in GitHub Actions alone, and leaves standard output to JSON', () => {
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(folder, 'summary.md') };
    const line =
      '::error file=x/a.yaml,line=4,col=7,title=a%2C b%3A <c>::hit 1 is another one%0Aexpected  use "yaml"%0Aactual    drop & go';
    expect(said([passed, failed], {}, env).out).toContain(line);
    expect(said([failed, untried], { json: true }, env).err).toEqual([line, '::error file=b.yaml,title=third::50 %25 of it is not YAML']);
    expect(said([failed]).out.join('\n')).not.toContain('::error');
    expect(readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8')).toMatch(
      /^### kairos: 2 scenarios: 1 passed, 1 failed\n[^]*\| a, b: \\<c\\> \| failed \|/,
    );
  });
});
