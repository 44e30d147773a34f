import { describe, expect, it } from 'vitest';
import { citableMessages } from '../../../src/dream/claims/citable.js';
import { claimsOf } from '../../../src/dream/claims/claims.js';
import { messageOf, type Message } from '../../../src/dream/reading/message.js';
import { isNoise } from '../../../src/dream/reading/noise.js';
import { commitEntry, reachableOf } from '../entries.js';

const messageFrom = (subject: string, body = '', paths = 'src/a.ts +40 -12'): Message => messageOf(commitEntry({ subject, body, paths }))!;
const claims = (subject: string, body = '', paths?: string): string[] => claimsOf(messageFrom(subject, body, paths)).map((c) => c.text);

describe('policy and rules', () => {
  it.each([
    ['Bump minimum supported node version to 22', 'The test runner needs it.'],
    ['Bump required version of git to 2.40', ''],
    ['Upgrade lowest supported python to 3.10', ''],
    ['chore(deps): drop support for node 16', ''],
    ['Update the oldest supported compiler to go 1.22', ''],
    ['Never lint generated code', 'Otherwise every run of the generator fails the build.'],
    ['Pin the parser', 'Newer ones cannot read our grammar.'],
    ['Pin openssl', '3.2 breaks the handshake with old servers.'],
    ['Raise lowest supported macOS to 12', 'Apple no longer patches 11.'],
    ['Bump supported postgres versions to 14-16', ''],
    ["Don't format vendored files because the diff with upstream gets unreadable", ''],
    ['Update the linter to 3.0 because 2.x hangs on large files', ''],
    ['Remove license headers, as the lawyers only want one LICENSE file', ''],
    ['Downgrade esbuild to 0.19 because 0.20 breaks decorators', ''],
    ['style: always indent with tabs', 'Because the formatter of the generated code does so.'],
    ['Fix license header check: require SPDX identifiers instead of full texts', ''],
    ['Remove the changelog generator because it leaked tokens into the build log', ''],
    ['Only run prettier on staged files', 'Otherwise a commit takes a minute.'],
  ])('are told: "%s"', (subject, body) => {
    expect(isNoise(messageFrom(subject, body))).toBe(false);
    expect(claims(subject, body).join(' ')).toContain(subject.replace(/^\w+(?:\(\w+\))?: (?=drop|always)/, '').slice(1));
  });

  it.each([
    ['Bump lodash from 4.17.15 to 4.17.19', ''],
    ['Bump version to 2.4.0', 'So that everybody gets the fix.'],
    ['Release 2.0.0', 'Because the parser was fixed.'],
    ['Move changelog entry from Features to Syntaxes', ''],
    ['Add a changeset for the parser', ''],
    ['Update the changelog', ''],
    ['Fix formatting', ''],
    ['Run the linter', 'It passes now.'],
    ['chore(deps): update vitest to v4', ''],
    ['Update license year', ''],
  ])('are not seen in "%s"', (subject, body) => {
    expect(isNoise(messageFrom(subject, body))).toBe(true);
    expect(claims(subject, body)).toEqual([]);
  });

  it('are not lost to a bot that speaks of them', () => {
    const message = messageOf(commitEntry({ subject: 'Require node 22', actor: 'renovate[bot]' }))!;
    expect(isNoise(message)).toBe(true);
  });
});

describe("a project's own name", () => {
  const subjects = [
    'Add a linter for tables',
    'Let the linter read rules once',
    'Skip links in the linter',
    'Show version of the linter',
    'Write docs',
  ];

  it('is no word of chores where every other commit says it', () => {
    const noiseOf = (all: readonly string[]): boolean => {
      const entries = all.map((subject, n) => commitEntry({ subject, sha: `${n}`.padStart(12, 'a') }));
      const own = citableMessages(entries, reachableOf(entries)).find(({ subject }) => subject.startsWith('Skip links'))!;
      return isNoise(own);
    };
    expect(noiseOf(subjects)).toBe(false);
    expect(noiseOf(['Skip links in the linter', ...Array.from({ length: 30 }, (_, n) => `Add part ${n}`)])).toBe(true);
  });

  it('is none where the changed code is called by it', () => {
    expect(isNoise(messageFrom('Draw badges with rounded corners', '', 'src/badge.ts +40 -12'))).toBe(false);
    expect(isNoise(messageFrom('Draw badges with rounded corners', '', 'README.md +1 -1'))).toBe(true);
    expect(isNoise(messageFrom('Reset changesets when leaving pre mode', '', 'packages/changesets-cli/src/pre.ts +4 -1'))).toBe(false);
  });
});

describe('a reason in the subject', () => {
  it.each([
    ['Keep the totals in a BigInt, because floats were wrong'],
    ['Read the index twice since the first pass only counts'],
    ['Hold the lock for the whole run to avoid a second writer'],
    ['Sort keys by bytes so that two machines agree'],
    ['Close the socket in the finally block (otherwise it leaks on errors)'],
    ['Move the cache out of the request path to keep latency flat'],
  ])('counts as one in the body: "%s"', (subject) => {
    expect(claims(subject)).toEqual([`${subject}.`]);
  });

  it('is none where it says nothing', () => {
    expect(claims('Add a table since v2')).toEqual([]);
    expect(claims('Add a table of names')).toEqual([]);
  });
});
