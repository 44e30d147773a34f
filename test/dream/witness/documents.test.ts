import { describe, expect, it } from 'vitest';
import { readDocuments, rulesIn } from '../../../src/dream/witness/documents.js';
import { virtualClone } from '../../../src/replay/virtual-world.js';

const textsIn = (document: string): string[] => rulesIn(document).map(({ text }) => text);

describe('the rules of a document', () => {
  it.each([
    ['Never commit generated files by hand.'],
    ['All new syntaxes must have a regression test.'],
    ['We are currently not accepting new default themes.'],
    ['If you change the types, run `npm run types` and commit the output.'],
    ['Tests can be run via `go test ./...` or `make test`.'],
    ['Pull requests should generally start out with a discussion.'],
    ['Ensure `pnpm lint` and `pnpm check` pass.'],
    ['Do not use ternary expressions, use `if` blocks instead.'],
    ['Use `just test` instead of `cargo test` here.'],
  ])('%s', (said) => {
    expect(textsIn(`# Contributing\n\n${said}\n`)).toEqual([said]);
  });

  it.each([
    'Thank you for considering to contribute, you must be great!',
    'Please be kind, and never harass anybody here.',
    'You must fork the repository before you begin.',
    'This should never be done by hand again.',
    'If something fails, well, packages do not need a build step.',
    'You should see a green page after some seconds.',
    'Use an explicit `if`/`else` block instead.',
    'Before you report a bug you must search the existing issues.',
    'What must I do before my change is merged?',
    "Don't take it personally. :blue_heart: If your change is on the right track, we can guide you to make it mergeable.",
    "If you are having trouble, don't be afraid to ask for help.",
    "Don't waste energy or tokens on something that we do not want.",
    'The parser is maintained by a team of volunteers that is always open to new members who share its vision.',
    'Do not resolve them by broadly weakening checks unless explicitly requested in the task.',
    'Do not worry if you cannot answer every detail, only fill in what you can.',
    'Do not overwhelm new contributors with small remarks.',
    'The person who does the onboarding must open a pull request so that an admin can add the new member.',
  ])('none: %s', (said) => {
    expect(textsIn(`${said}\n`)).toEqual([]);
  });

  it('what announces a command has the command, where it is one', () => {
    const text =
      'To run the tests,\nuse:\n\n```shell\n$ scripts/test\n```\n\nTo build the docs:\n\n```\nmake a\nmake b\n```\n\nIf you built it with:\n\n```\ncargo build\n```\n';
    expect(textsIn(text)).toEqual(['To run the tests, use: `scripts/test`']);
  });

  it('with the signs of a name that stands in code', () => {
    expect(textsIn('Always put code for development into `__DEV__` branches, and __never__ into others.\n')).toEqual([
      'Always put code for development into `__DEV__` branches, and never into others.',
    ]);
  });

  it('in plain words, and without what Markdown and reStructuredText lay out', () => {
    const text =
      '<!-- Never read this comment at all. -->\n.. note::\n   Never read this directive at all.\n\nYou **must not**\nchange [the API](https://x.example) by hand.\n\n- ``tox`` must pass on :ref:`all platforms <ci>` first.\n\n    never read this code block at all\n';
    expect(textsIn(text)).toEqual(['You must not change the API by hand.', '`tox` must pass on `all platforms` first.']);
  });

  it.each([
    ['# Contributing\n\n', undefined],
    ['# Contributing\n\n## Guidelines\n\n', undefined],
    ['# Contributing\n\n## Publishing new releases\n\n', 'Publishing new releases'],
    ['# Contributing\n\n## 2. Updating `highlight.js`:\n\nWe use it.\n\n', 'Updating highlight.js'],
    ['Contributing\n============\n\nReleases\n--------\n\n', 'Releases'],
    ['# Contributing\n\n## Releases\n\n```\n# a comment\n```\n\n', 'Releases'],
    ['# Contributing\n\n## Why all this?\n\n', undefined],
    ['# Contributing\n\n## Lint\n\n## Update WPTs\n\n### Run the tests\n\n', 'Update WPTs, Run the tests'],
    ['Guide\n=====\n\nUpdates\n-------\n\nSuites\n~~~~~~\n\nReleases\n--------\n\n', 'Releases'],
    ['Guide\n=====\n\nUpdates\n-------\n\nSuites\n~~~~~~\n\n', 'Updates, Suites'],
  ])('with the heading that says what they are about: %j', (above, heading) => {
    expect(rulesIn(`${above}You must never tag by hand.\n`)).toEqual([{ text: 'You must never tag by hand.', heading }]);
  });

  it.each(['Bug reports', 'Reporting issues', 'Questions', 'Code of Conduct'])('none from what stands below "%s"', (heading) => {
    expect(rulesIn(`# Contributing\n\n## ${heading}\n\nAlways name the version that you use.\n`)).toEqual([]);
  });

  it('each with the commit that last touched its lines', async () => {
    const { world, repo } = await virtualClone();
    const path = 'CONTRIBUTING.md';
    const first = await repo.commit('Write a guide', {
      [path]: '# Guide\n\nNever commit generated files\nby hand.\n\nAll changes must have a test.\n',
    });
    const second = await repo.commit('Ask for an entry', {
      [path]: '# Guide\n\nNever commit generated files\nby hand.\n\nAll changes must have a test and an entry.\n',
      'README.md': 'Never read this one here.\n',
    });
    const { rules, says } = await readDocuments(world, await world.git.readTree(second, ['']));
    expect(rules.map(({ text, commit, path: at }) => [text, commit, at])).toEqual([
      ['Never commit generated files by hand.', first.slice(0, 12), path],
      ['All changes must have a test and an entry.', second.slice(0, 12), path],
    ]);
    // Also what is read as no rule, and nothing of which only a part stands there.
    expect(
      ['Never commit generated files by hand.', 'All changes must have a test', 'Guide', 'hang', 'commit files by hand'].map(says),
    ).toEqual([true, true, true, false, false]);
  });

  it('with a link, and with the command that it announces; and with none where its lines are not found', async () => {
    const { world, repo } = await virtualClone();
    const path = 'CONTRIBUTING.md';
    await repo.commit('Begin a guide', { [path]: '# Guide\n' });
    const guide =
      '# Guide\n\nNew features must be [written down](https://x.example/docs).\n\nTo run the doctests:\n\n```console\n$ tox run -e doctests\n```\n';
    const second = await repo.commit('Write it', { [path]: guide });
    const third = await repo.commit('Ask for more', {
      [path]: `${guide}\nEach change must have\n[a test that\nfails](https://x.example) without it.\n`,
    });
    const { rules, says } = await readDocuments(world, await world.git.readTree(third, ['']));
    expect(Object.fromEntries(rules.map(({ text, commit }) => [text, commit]))).toMatchObject({
      'New features must be written down.': second.slice(0, 12),
      'To run the doctests: `tox run -e doctests`': second.slice(0, 12),
      'Each change must have a test that fails without it.': undefined,
    });
    expect([...rules.map(({ text }) => `${text.replace(/\.$/, '')}.`), 'To run the doctests: `tox run`'].map(says)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(says('To run the doctests: `make doctests`')).toBe(false);
  });
});
