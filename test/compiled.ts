/** Compiles our sources to a temporary folder, for tests that run them in real processes: Node 20 cannot run TypeScript. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const HERE = resolve(import.meta.dirname, '..');

/**
 * Compiles these files (`src/base/lock.ts`) and what they import, without checking types. Inside node_modules, so that packages are found. Where all lie
 * in `src`, the folder holds what is below it; else `src` and `test`.
 */
export function compiled(sources: readonly string[]): { readonly folder: string; dispose(): void } {
  const cache = join(HERE, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'kairos-test-'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}\n');
  const options = ['--ignoreConfig', '--noCheck', '--target', 'ES2022', '--module', 'NodeNext', '--skipLibCheck', '--types', 'node'];
  const files = sources.map((source) => join(HERE, source));
  const rootDir = sources.every((source) => source.startsWith('src/')) ? join(HERE, 'src') : HERE;
  execFileSync(join(HERE, 'node_modules/.bin/tsc'), [...options, '--rootDir', rootDir, '--outDir', folder, ...files], { cwd: HERE });
  return { folder, dispose: () => rmSync(folder, { recursive: true, force: true }) };
}
