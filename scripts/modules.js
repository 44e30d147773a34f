// The sources as modules of their own, which can be put together anew with some of them changed: what depends on no changed one is shared, and nothing is
// bundled. For this the modules of `src` must keep no state. Nothing is written to the disk.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const fromRoot = createRequire(join(root, 'package.json'));
/** Before the path of a source, where another requires it, and where it is asked for itself: one id would make one module of both. */
const OURS = 'source:';
const ENTRY = 'entry:';

/** Packages and parts of node by the name under which they are imported. */
const packages = new Map();
let sources;

/**
 * The exports of a module.
 * @param entry its path from the root. @param change what a source is to be instead, by its path from the root and its text; null: as it is.
 */
export async function loadModule(entry, change) {
  const whole = await (sources ??= loadSources());
  const changed = await compiled(changedTexts(whole.texts, change));
  const all = new Map([...whole.modules, ...changed]);
  const stale = dependents(all, new Set(changed.keys()));
  const own = new Map();
  const load = (path) => {
    const known = stale.has(path) ? own : whole.loaded;
    if (known.has(path)) return known.get(path);
    const module = { exports: {} };
    known.set(path, module.exports);
    const { run, runtime } = all.get(path);
    const require = (id) => (id.startsWith(OURS) ? load(id.slice(OURS.length)) : (packages.get(id) ?? runtime(id)));
    run(module, module.exports, require, join(root, path), join(root, dirname(path)));
    known.set(path, module.exports);
    return module.exports;
  };
  return load(entry);
}

async function loadSources() {
  const files = readdirSync(join(root, 'src'), { recursive: true }).filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
  const texts = new Map(files.map((file) => [`src/${file}`, readFileSync(join(root, 'src', file), 'utf8')]));
  return { texts, modules: await compiled(texts), loaded: new Map() };
}

function changedTexts(texts, change) {
  return new Map([...texts].map(([path, text]) => [path, change(path, text)]).filter(([, text]) => text !== null));
}

/** Path -> the module: how it is run, and which other sources it needs. @param texts by the paths of the sources. */
async function compiled(texts) {
  if (texts.size === 0) return new Map();
  const bundle = await rolldown({
    input: Object.fromEntries([...texts.keys()].map((path) => [path, ENTRY + path])),
    cwd: root,
    platform: 'node',
    plugins: [
      {
        name: 'apart',
        resolveId: (id, importer) => {
          if (importer === undefined) return { id };
          if (!id.startsWith('.')) return { id, external: true };
          const path = join(dirname(importer.slice(ENTRY.length)), id).replace(/\.js$/, '.ts');
          return { id: OURS + path, external: true };
        },
        load: (id) => ({ code: texts.get(id.slice(ENTRY.length)), moduleType: 'ts' }),
      },
    ],
    logLevel: 'silent',
  });
  const { output } = await bundle.generate({ format: 'cjs', entryFileNames: '[name].js', dynamicImportInCjs: false, exports: 'named' });
  await bundle.close();
  const [modules, runtimes] = [new Map(), new Map()];
  for (const { code, isEntry, fileName } of output) {
    if (isEntry) continue;
    const runtime = { exports: {} };
    compileFunction(code, ['module', 'exports'])(runtime, runtime.exports);
    runtimes.set(fileName, runtime.exports);
  }
  for (const { name, code, imports, dynamicImports, isEntry } of output) {
    if (!isEntry) continue;
    const needs = [...imports, ...dynamicImports].filter((id) => !runtimes.has(id));
    for (const id of needs) if (!id.startsWith(OURS) && !packages.has(id)) packages.set(id, await required(id));
    const run = compileFunction(code, ['module', 'exports', 'require', '__filename', '__dirname'], { filename: join(root, name) });
    const runtime = (id) => runtimes.get(basename(id));
    modules.set(name, { run, runtime, needs: needs.flatMap((id) => (id.startsWith(OURS) ? [id.slice(OURS.length)] : [])) });
  }
  return modules;
}

/** A module of CommonJS as itself, any other as its namespace. */
async function required(id) {
  try {
    return fromRoot(id);
  } catch (error) {
    if (!['ERR_REQUIRE_ESM', 'ERR_PACKAGE_PATH_NOT_EXPORTED'].includes(error.code)) throw error;
    return import(import.meta.resolve(id));
  }
}

/** The changed modules, and those that come by way of them. */
function dependents(modules, changed) {
  const above = new Map();
  for (const [path, { needs }] of modules) for (const need of needs) above.set(need, [...(above.get(need) ?? []), path]);
  const found = new Set();
  const add = (path) => {
    if (found.has(path)) return;
    found.add(path);
    for (const next of above.get(path) ?? []) add(next);
  };
  for (const path of changed) add(path);
  return found;
}
