/** Rules that lint cannot check: names, sizes, pinned versions, and no trace of a machine in the tree. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = new URL('..', import.meta.url).pathname;
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((file) => existsSync(join(root, file)));
const text = (file: string): string => readFileSync(join(root, file), 'utf8');
const sources = tracked.filter((file) => /^src\/.*\.ts$/.test(file));
const documents = tracked.filter((file) => file.endsWith('.md'));
const manifest = JSON.parse(text('package.json')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  engines: { node: string };
};

const STARTS_PROCESSES = /from 'node:(?:child_process|worker_threads|https?|net)'/;

/** A test file and what it imports from `test/`, and so on. */
function withImports(file: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, name = ''] of text(file).matchAll(/(?:from |import\()'(\.[^']+)\.js'/g)) {
    const path = join(dirname(file), `${name}.ts`);
    if (path.startsWith('test/') && tracked.includes(path)) withImports(path, seen);
  }
  return seen;
}

/** What package-lock.json says of one package; the row named '' is kairos itself. */
interface LockRow {
  version: string;
  integrity?: string;
  resolved?: string;
  libc?: string[];
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}
const lock = (JSON.parse(text('package-lock.json')) as { packages: Record<string, LockRow> }).packages;

/** The row that Node would load `name` from in the folder of `place`: the nearest node_modules above it. */
function lockRow(place: string, name: string): LockRow | undefined {
  for (let folder = place; ; folder = folder.replace(/(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+$/, '')) {
    const row = lock[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`];
    if (row || folder === '') return row;
  }
}

describe('the lock file', () => {
  it('has a row for every package that a row names, those of other platforms too: without it `npm ci` fails and `npm install` adds it', () => {
    const gaps = Object.entries(lock).flatMap(([place, row]) => {
      const peers = Object.entries(row.peerDependencies ?? {}).filter(([name]) => !row.peerDependenciesMeta?.[name]?.optional);
      const named = [row.dependencies, row.devDependencies, row.optionalDependencies, Object.fromEntries(peers)];
      return named
        .flatMap((names) => Object.entries(names ?? {}))
        .filter(([name, range]) => {
          const found = lockRow(place, name)?.version;
          return found === undefined || (/^\d+\.\d+\.\d+$/.test(range) && found !== range);
        })
        .map(([name, range]) => `${place || 'kairos'} needs ${name} ${range}`);
    });
    expect(gaps).toEqual([]);
    expect(Object.keys(lock).filter((place) => place !== '' && lock[place]?.integrity === undefined)).toEqual([]);
  });

  it('agrees with package.json, or `npm ci` refuses both', () => {
    // Whatever both speak of is the same in both.
    expect({ ...lock[''], ...manifest }).toEqual({ ...manifest, ...lock[''] });
  });

  it('names no address to load from, so that each machine loads from the registry it is set to', () => {
    expect(Object.keys(lock).filter((place) => lock[place]?.resolved !== undefined)).toEqual([]);
  });

  it('says nothing of libc, because npm 10, which comes with Node 20, would take that out at each install', () => {
    expect(Object.keys(lock).filter((place) => lock[place]?.libc !== undefined)).toEqual([]);
  });

  it('is what CI installs from', () => {
    expect(text('.ci/run')).toMatch(/^npm ci /m);
  });
});

describe('the tree is tidy', () => {
  it('has no source file above 400 lines', () => {
    expect(sources.filter((file) => text(file).split('\n').length > 401)).toEqual([]);
  });

  it('opens every source file with what it is', () => {
    expect(sources.filter((file) => !file.endsWith('.d.ts') && !text(file).startsWith('/**'))).toEqual([]);
  });

  it('has no file named utils, helpers, manager, service or index', () => {
    expect(sources.filter((file) => /^(?:utils?|helpers?|.*manager|.*service|index)\.ts$/i.test(basename(file)))).toEqual([]);
  });

  it('promises no later work', () => {
    expect(sources.filter((file) => /(?:\/\/|\*)\s*(?:TODO|FIXME|XXX)\b|[Nn]ot implemented/.test(text(file)))).toEqual([]);
  });

  it('names no path of a machine and no package registry', () => {
    const suspects = tracked.filter(
      (file) =>
        statSync(join(root, file)).isFile() && !file.startsWith('.kairos/') && /\.(?:ts|js|json|md|yaml|yml|sh)$|^\.ci\/run$/.test(file),
    );
    // Written apart, so that this test does not find itself.
    const machine = new RegExp(['(^|[^A-Za-z0-9_.~$])/', '(?:work', '|farm)/'].join(''));
    const registry = new RegExp(['https?://[a-z.]*(?:regi', 'stry|mirr', 'or)[a-z.]*/'].join(''));
    expect(suspects.filter((file) => machine.test(text(file)) || registry.test(text(file)))).toEqual([]);
  });

  it('pins every dependency exactly', () => {
    const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('loads isomorphic-git in the virtual world only, and the virtual world only where it is asked for', () => {
    const production = tracked.filter((file) => /^(?:src\/(?!replay\/)|bin\/|scripts\/).*\.[jt]s$/.test(file));
    const loads = /\b(?:from|import|require)\s*\(?\s*['"]isomorphic-git/;
    const loadsAtOnce = /^(?:import|export)(?!\s+type\b)[^;]*?['"][./]+(?:[^'"]*\/)?replay\//m;
    expect(production.filter((file) => loads.test(text(file)) || loadsAtOnce.test(text(file)))).toEqual([]);
  });

  it('loads before a virtual day what rooms load on demand, which a virtual clock does not see', () => {
    const loader = 'src/replay/scenario/lazy-modules.ts';
    const inRooms = sources.filter((file) => file !== loader && /^src\/(?!adapters|cli|compose|mcp)/.test(file));
    const wanted = inRooms.flatMap((file) =>
      [...text(file).matchAll(/(?<!typeof )\bimport\('(\.[^']+)'\)/g)].map(([, to = '']) =>
        relative(dirname(loader), join(dirname(file), to)),
      ),
    );
    expect(wanted.length).toBeGreaterThan(5);
    // The rules for secrets are loaded by their first text.
    const byCall = ['../../observe/secret-search.js'];
    expect(wanted.filter((path) => !byCall.includes(path) && !text(loader).includes(`'${path}'`))).toEqual([]);
  });

  it('reads no clock and throws no dice in a room', () => {
    const rooms = sources.filter((file) => !/^src\/(?:adapters|cli|replay|tui|report)\/|^src\/compose\.ts$/.test(file));
    expect(rooms.filter((file) => /Date\.now\(|new Date\(\)|Math\.random|randomUUID|process\.env/.test(text(file)))).toEqual([]);
  });

  it('spells what an id is made of, and how long it is, in one file', () => {
    const alphabet = /A-Za-z0-9-\][+)]|\[(?:0-9a-z|a-z0-9)\]\{10\}|\bpadStart\(10, '0'/;
    const holders = sources.filter((file) =>
      text(file)
        .split('\n')
        .some((line) => alphabet.test(line)),
    );
    expect(holders).toEqual(['src/base/ids.ts']);
  });

  it('spells names of refs in one file', () => {
    const code = (file: string): string => text(file).replace(/\/\*\*[^]*?\*\/|^ *\/\/.*$/gm, '');
    const holders = sources.filter((file) => /refs\\?\/(?:heads|tags|remotes|stash|kairos)\b/.test(code(file)));
    expect(holders).toEqual(['src/base/refs.ts']);
  });

  it('skips and focuses no test', () => {
    const tests = tracked.filter((file) => /^test\/.*\.ts$/.test(file) && file !== 'test/tidy.system.test.ts');
    expect(tests.filter((file) => /\b(?:it|test|describe)\.(?:skip|only|todo)\b/.test(text(file)))).toEqual([]);
  });

  it('names every test that starts processes or servers *.system.test.ts, and no other', () => {
    const tests = tracked.filter((file) => /^test\/.*\.test\.ts$/.test(file));
    const isSystem = (file: string): boolean => [...withImports(file)].some((one) => STARTS_PROCESSES.test(text(one)));
    expect(tests.filter((file) => isSystem(file) !== file.endsWith('.system.test.ts'))).toEqual([]);
  });

  it('tells nobody to run the plain name from the registry', () => {
    expect(documents.filter((file) => text(file).includes(['npx', 'kairos'].join(' ')))).toEqual([]);
  });

  it('keeps the plan of the code within two screens', () => {
    const lines = text('ARCHITECTURE.md').trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(130);
    expect(lines.filter((line) => line.length > 140)).toEqual([]);
  });

  it('links to no heading and no file that is not there', () => {
    const dead = documents.flatMap((file) =>
      linksIn(prose(text(file))).flatMap((link) => {
        const [path = '', heading] = link.split('#');
        const target = path === '' ? file : join(dirname(file), path);
        if (!existsSync(join(root, target))) return [`${file}: ${link}`];
        return heading === undefined || headingsIn(text(target)).includes(heading) ? [] : [`${file}: ${link}`];
      }),
    );
    expect(dead).toEqual([]);
  });

  it('names no page and no test that is not there', () => {
    const dead = documents
      .filter((file) => !file.startsWith('.kairos/'))
      .flatMap((file) =>
        [
          ...pagesIn(text(file)).filter((page) => !documents.includes(page)),
          ...testsIn(text(file)).filter((name) => !tracked.some((path) => path.startsWith('test/') && `/${path}`.endsWith(`/${name}`))),
        ].map((name) => `${file}: ${name}`),
      );
    expect(dead).toEqual([]);
  });

  it('has a page behind every name, and a name for every page', () => {
    const pages = documents.filter((file) => file.startsWith('docs/'));
    expect(pages.length).toBeGreaterThan(0);
    expect(pages.filter((page) => !linksIn(text('ARCHITECTURE.md')).includes(page))).toEqual([]);
  });
});

/** Without fences and code spans, where a link is an example. */
function prose(markdown: string): string {
  return markdown.replace(/^(`{3,})[^]*?^\1`*[ \t]*$/gm, '').replace(/`[^`\n]*`/g, '');
}

/** Relative targets of links and images. */
function linksIn(markdown: string): string[] {
  const targets = [...markdown.matchAll(/\]\(\s*<?([^)\s>]+)/g), ...markdown.matchAll(/^\[[^\]]+\]:\s*<?([^\s>]+)/gm)];
  return targets.flatMap(([, target]) => (target === undefined || /^[a-z][a-z0-9+.-]*:|^\//i.test(target) ? [] : [target]));
}

/** Headings as links name them. */
function headingsIn(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ +(.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Files of the repositories in which kairos lives. */
const THEIRS: ReadonlySet<string> = new Set(['AGENTS.md', 'CLAUDE.md', 'MEMORY.md']);

/** `docs/git.md`, and documents of the root such as `FORMAT.md`. */
function pagesIn(markdown: string): string[] {
  const roots = [...markdown.matchAll(/(?<![\w./-])[A-Z]{4,}\.md\b/g)].map(([page]) => page).filter((page) => !THEIRS.has(page));
  return [...new Set([...roots, ...[...markdown.matchAll(/\bdocs\/[\w./-]*?\.md\b/g)].map(([page]) => page)])];
}

/** `settle.test.ts`, `dream/dream.test.ts`, `contract/files.ts`: whole, or by the end of their path below test/. */
function testsIn(markdown: string): string[] {
  return [
    ...new Set([...markdown.matchAll(/`(?:test\/)?((?:[\w-]+\/)*[\w.-]+\.test\.ts|contract\/[\w-]+\.ts)`/g)].map(([, name]) => name ?? '')),
  ];
}
