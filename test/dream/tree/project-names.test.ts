import { describe, expect, it } from 'vitest';
import { projectNames } from '../../../src/dream/tree/project-names.js';

describe('the names of a project', () => {
  it.each([
    ['package.json', '{\n  "name": "@acme/Web-Shop",\n  "dependencies": { "name": "other" }\n}', ['webshop']],
    ['Cargo.toml', '[package]\nauthors = ["Ann <ann@example.org>"]\nname = "bat"\n\n[lib]\nname = "other"\n', ['bat']],
    ['go.mod', 'module github.com/restic/restic\n\ngo 1.22\n', ['restic']],
    ['go.mod', 'module example.org/x/tool/v3\n', ['tool']],
    ['pyproject.toml', '[build-system]\nrequires = ["flit"]\n\n[project]\nname = "click"\n', ['click']],
    ['setup.py', "setup(\n    name='Flask',\n)\n", ['flask']],
    ['setup.cfg', '[metadata]\nname = my_lib\n', ['mylib']],
    ['sub/package.json', '{ "name": "inner" }', []],
    ['package.json', '{ "private": true }', []],
    ['package.json', 'no JSON at all', []],
  ])('are read from %s: %j', async (path, text, names) => {
    const files = [{ path, mode: '100644', id: 'a', size: text.length }];
    const git = { readBlobs: async () => new Map([['a', new TextEncoder().encode(text)]]) };
    expect(await projectNames(git, files)).toEqual(names);
  });

  it('are read from no link and no file that this clone lacks', async () => {
    const git = { readBlobs: async () => Promise.reject(new Error('read')) };
    expect(
      await projectNames(git, [
        { path: 'package.json', mode: '120000', id: 'a', size: 3 },
        { path: 'go.mod', mode: '100644', id: 'b' },
      ]),
    ).toEqual([]);
  });
});
