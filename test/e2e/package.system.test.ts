/** What is published: the program, what it needs and its documents, and nothing else. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { emptyFolder, ROOT } from './kairos.js';

const folder = emptyFolder();
afterAll(() => folder.dispose());

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { name: string; version: string; files: string[] };
// No script of the package runs (the build stands already), and nothing is asked of a network.
const packed = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--offline', '--no-update-notifier', '--loglevel=error'], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...folder.env, npm_config_cache: join(folder.root, 'cache') },
  }),
) as [{ files: { path: string }[] }];
const files = packed[0].files.map(({ path }) => path);

describe('the package', () => {
  it('holds the built program, the templates and the documents', () => {
    for (const path of [
      'bin/kairos.js',
      'dist/cli/main.js',
      'dist/compose.js',
      'package.json',
      'LICENSE',
      ...manifest.files.filter((name) => /\.md$|^NOTICE$/.test(name) && existsSync(join(ROOT, name))),
    ])
      expect(files).toContain(path);
    const templates = readdirSync(join(ROOT, 'templates'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1));
    expect(files).toEqual(expect.arrayContaining(templates));
  });

  it('holds the licence text of the embedded model, which the package of its weights leaves out', () => {
    expect(files).toContain('licenses/Apache-2.0.txt');
    expect(readFileSync(join(ROOT, 'licenses/Apache-2.0.txt'), 'utf8')).toContain('Version 2.0, January 2004');
    expect(readFileSync(join(ROOT, 'NOTICE'), 'utf8')).toMatch(/all-MiniLM-L6-v2[^]*Apache License, Version 2\.0/);
  });

  it('holds no source, test, map or state of ours', () => {
    expect(files.filter((path) => /\.map$|\.ts$|^src\/|^test\/|^scripts\/|^\.|node_modules|tsconfig/.test(path))).toEqual([]);
    expect(files.filter((path) => !/^(?:bin|dist|docs|licenses|templates)\/|^[A-Z]+(?:\.md)?$|^package\.json$/.test(path))).toEqual([]);
  });

  it('holds no compiled file whose source is gone', () => {
    const orphans = files.filter(
      (path) => /^dist\/.*\.js$/.test(path) && !existsSync(join(ROOT, path.replace(/^dist/, 'src').replace(/\.js$/, '.ts'))),
    );
    expect(orphans).toEqual([]);
  });

  it('runs from its files alone', () => {
    const root = join(folder.root, 'unpacked');
    for (const path of files) {
      mkdirSync(join(root, path, '..'), { recursive: true });
      cpSync(join(ROOT, path), join(root, path));
    }
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
    const run = (...args: string[]): string =>
      execFileSync(process.execPath, [join(root, 'bin/kairos.js'), ...args], {
        cwd: join(folder.root, 'work'),
        env: folder.env,
        encoding: 'utf8',
      });
    mkdirSync(join(folder.root, 'work'));
    expect(run('--version').trim()).toBe(manifest.version);
    execFileSync('git', ['init', '-q', '-b', 'main', '.'], { cwd: join(folder.root, 'work'), env: folder.env });
    run('init', '--yes', '--hooks');
    run('note', 'It runs from its files alone');
    expect(run('recall', 'files alone')).toContain('It runs from its files alone');
  });
});
