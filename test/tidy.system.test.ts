/** What lint cannot say: names, sizes, pins, and that nothing of a machine stands in the tree. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = new URL('..', import.meta.url).pathname;
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((file) => existsSync(join(root, file)));
const text = (file: string): string => readFileSync(join(root, file), 'utf8');
const sources = tracked.filter((file) => /^src\/.*\.ts$/.test(file));
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
    expect(sources.filter((file) => /\b(?:TODO|FIXME|XXX)\b|[Nn]ot implemented/.test(text(file)))).toEqual([]);
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

  it('keeps the lock file free of registry addresses', () => {
    expect(text('package-lock.json')).not.toContain('"resolved": "http');
  });

  it('reads no clock and throws no dice in a room', () => {
    const rooms = sources.filter((file) => !/^src\/(?:adapters|cli|replay|tui|report)\/|^src\/compose\.ts$/.test(file));
    expect(rooms.filter((file) => /Date\.now\(|new Date\(\)|Math\.random|randomUUID|process\.env/.test(text(file)))).toEqual([]);
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
    const documents = tracked.filter((file) => file.endsWith('.md'));
    expect(documents.filter((file) => text(file).includes(['npx', 'kairos'].join(' ')))).toEqual([]);
  });
});
