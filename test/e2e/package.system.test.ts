/** The published package holds the program, what it needs and its documents, and nothing else. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
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
) as [{ files: { path: string; size: number }[] }];
const files = packed[0].files.map(({ path }) => path);

describe('the package', () => {
  it('holds the built program, the templates and the documents', () => {
    for (const path of [
      'bin/kairos.js',
      'bin/package.json',
      'dist/cli/main.js',
      'dist/cli/minilm-worker.js',
      'dist/package.json',
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
    expect(files.filter((path) => !/^(?:bin|corpus|dist|docs|licenses|templates)\/|^[A-Z]+(?:\.md)?$|^package\.json$/.test(path))).toEqual(
      [],
    );
  });

  it('holds no file that no other loads', () => {
    const built = files.filter((path) => /^dist\/.*\.js$/.test(path));
    const loaded = built.flatMap((path) => [
      ...readFileSync(join(ROOT, path), 'utf8').matchAll(/(?:require\(|new URL\()["']\.\/([^"']+)["']/g),
    ]);
    const names = new Set(loaded.map(([, name = '']) => `dist/cli/${name}`));
    expect(built.filter((path) => path !== 'dist/cli/main.js' && !names.has(path))).toEqual([]);
  });

  it('holds no program that imports when it runs, which its loader cannot do', () => {
    const built = files.filter((path) => /^dist\/.*\.js$/.test(path) && !path.endsWith('-worker.js'));
    expect(built.filter((path) => /(?<![\w.$])import\((?!\?)/.test(readFileSync(join(ROOT, path), 'utf8')))).toEqual([]);
  });

  it('holds no program with a character above U+007F, which would have to be decoded, or take V8 two bytes a character', () => {
    const built = files.filter((path) => /^dist\/.*\.js$/.test(path));
    expect(built.filter((path) => /[\u0080-\uffff]/.test(readFileSync(join(ROOT, path), 'utf8')))).toEqual([]);
  });

  it('holds the licence of each package that is a part of it', () => {
    const licences = readFileSync(join(ROOT, 'dist/licenses.txt'), 'utf8');
    expect(files).toContain('dist/licenses.txt');
    const texts = licences.split(`\n${'-'.repeat(80)}\n\n`);
    for (const name of ['commander', 'yaml', 'remark', 'diff', 'zod'])
      expect(texts.filter((text) => text.startsWith(`${name} `))).toEqual([expect.stringMatching(/permission|redistribution/i)]);
    expect(texts.filter((text) => !/^\S+ \d\S* \(\S+.*\)\n\n[^]{300}/.test(text)).map((text) => text.slice(0, 80))).toEqual([]);
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

/** What an install may cost. A MB is 1,048,576 bytes, as `du -m` has it. */
const MOST_MB = 92;
const MOST_PACKAGES = 147;
/** What a disk gives away at a time on the usual file systems; a folder takes one, too. */
const BLOCK_BYTES = 4096;

interface Cost {
  /** The lengths of the files. */
  readonly bytes: number;
  /** Each file and each folder in whole blocks, which is what `du -s` shows. Other file systems round otherwise, so it is not asked of the disk. */
  readonly onDisk: number;
}
const sum = (costs: readonly Cost[]): Cost => ({
  bytes: costs.reduce((total, { bytes }) => total + bytes, 0),
  onDisk: costs.reduce((total, { onDisk }) => total + onDisk, 0),
});
const fileCost = (bytes: number): Cost => ({ bytes, onDisk: Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES });
const FOLDER_COST: Cost = { bytes: 0, onDisk: BLOCK_BYTES };

/** All that stands in a package's folder but the packages nested in it, which have rows of their own. */
function folderCost(path: string): Cost {
  const inside = readdirSync(path, { withFileTypes: true }).filter(({ name }) => name !== 'node_modules');
  return sum([
    FOLDER_COST,
    ...inside.map((entry) => {
      const below = join(path, entry.name);
      return entry.isDirectory() ? folderCost(below) : fileCost(lstatSync(below).size);
    }),
  ]);
}

/**
 * What `npm install kairos-git` puts into an empty folder on this platform: the files of the package as they are packed, and the installed folder of
 * each row of package-lock.json that is not for development only. Not counted: npm's own list and links in node_modules (0.1 MB).
 */
function installCost(): Cost & { readonly packages: number } {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; optional?: boolean }>;
  };
  const wanted = Object.entries(packages).filter(([place, row]) => place !== '' && row.dev !== true);
  const there = wanted.filter(([place, row]) => row.optional !== true || existsSync(join(ROOT, place)));
  const ours = [...packed[0].files.map(({ size }) => fileCost(size)), ...folders(files).map(() => FOLDER_COST)];
  return { ...sum([...ours, ...there.map(([place]) => folderCost(join(ROOT, place)))]), packages: there.length + 1 };
}

/** Every folder that holds one of the paths, the top one included. */
function folders(paths: readonly string[]): string[] {
  return [...new Set(paths.flatMap((path) => path.split('/').map((_, at, parts) => parts.slice(0, at).join('/'))))];
}

describe('an install', () => {
  it(`takes at most ${MOST_MB} MB and ${MOST_PACKAGES} packages`, () => {
    const { bytes, onDisk, packages } = installCost();
    const [ofFiles, ofBlocks] = [bytes / 2 ** 20, onDisk / 2 ** 20];
    process.stdout.write(
      `an install takes ${ofBlocks.toFixed(1)} MB of a disk (${ofFiles.toFixed(1)} MB of files) in ${packages} packages; ` +
        `at most ${MOST_MB} MB and ${MOST_PACKAGES}\n`,
    );
    expect(ofFiles).toBeLessThanOrEqual(ofBlocks);
    expect(ofBlocks).toBeLessThanOrEqual(MOST_MB);
    expect(packages).toBeLessThanOrEqual(MOST_PACKAGES);
    // Not so little either: the model alone is 40 MB, so a count that finds less is wrong.
    expect(ofFiles).toBeGreaterThan(60);
    expect(packages).toBeGreaterThan(100);
  });
});
