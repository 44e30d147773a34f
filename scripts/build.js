// `npm run build`: checks the types, then joins sources and packages into few files of CommonJS in dist/. The loader of modules takes a third of a
// millisecond for each file, and a command needs two hundred. It empties nothing first: a daemon may be running on what is there. What was built of these
// very sources by this very node is left as it is.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Where everything lands. Sources count on it that their files are two folders below the package's own. */
const out = join(root, 'dist/cli');

const tsc = join(root, 'node_modules/typescript/bin/tsc');
if (![tsc, join(root, 'node_modules/rolldown')].every((path) => existsSync(path))) {
  console.error('error: TypeScript and rolldown, which kairos is built with, are not installed here\nhint: npm install');
  process.exit(1);
}
/** Beside V8's data, which is of this machine alone as well. */
const mark = join(root, 'dist/code/built.json');
const digest = digestOfSources();
if (isBuilt()) process.exit(0);
rmSync(mark, { force: true });

const { status, error } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.json', '--noEmit'], { cwd: root, stdio: 'inherit' });
if (error) throw error;
if (status !== 0) process.exit(status ?? 1);

/** Module -> what it always loads with it. */
const imports = new Map();
/** The modules that are loaded with one of these, by their names below `src`. */
function loadedWith(...names) {
  const found = new Set();
  const add = (module) => {
    if (found.has(module)) return;
    found.add(module);
    for (const next of imports.get(module) ?? []) add(next);
  };
  for (const name of names) add(join(root, 'src', name));
  return found;
}

/**
 * What help needs stands in one file, what the hook of a prompt needs in the next, what both need before them; what a question to a warm process needs, and
 * what a command that opens a repository needs, in two more.
 */
function fileOf(module) {
  const [start, hook] = [loadedWith('cli/main.ts', 'cli/print.ts', 'cli/version.ts'), loadedWith('cli/hook.ts', 'cli/hook-prompt.ts')];
  files ??= Object.entries({
    'v8-flags': new Set([join(root, 'src/adapters/v8-flags.ts')]),
    base: new Set([...start].filter((one) => hook.has(one))),
    start,
    hook,
    ask: loadedWith('cli/program.ts', 'cli/commands/recall.ts'),
    'open-here': loadedWith('cli/open-here.ts'),
  });
  return files.find(([, modules]) => modules.has(module))?.[0] ?? null;
}
let files;

/** How much of a file may be our own for its lines to be read by nobody. */
const OWN_MOST = 0.1;

const { rolldown } = await import('rolldown');
const { minifySync } = await import('rolldown/utils');
const { withLazyConstants } = await import('./lazy-constants.js');
const bundle = await rolldown({
  input: { main: 'src/cli/main.ts', hook: 'src/cli/hook.ts', 'minilm-worker': 'src/adapters/embedders/minilm-worker.ts' },
  cwd: root,
  platform: 'node',
  preserveEntrySignatures: 'allow-extension',
  // Weights are found by their place among the installed packages; the git of scenarios is loaded by replay alone, from there.
  external: [/^@lat\.md\//, 'isomorphic-git'],
  plugins: [{ name: 'imports', moduleParsed: ({ id, importedIds }) => void imports.set(id, importedIds) }],
  logLevel: 'warn',
  // gray-matter can run code of a text by `eval`; each call of ours refuses that engine.
  onLog: (level, log, print) => (['EVAL', 'INEFFECTIVE_DYNAMIC_IMPORT'].includes(log.code) ? undefined : print(level, log)),
});
const { output } = await bundle.write({
  dir: out,
  format: 'cjs',
  entryFileNames: '[name].js',
  chunkFileNames: '[name].js',
  // A script outside of node's own loader has no `import`.
  dynamicImportInCjs: false,
  codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: fileOf, debugName: 'start' }] },
  comments: { legal: true, annotation: false, jsdoc: false },
});
await bundle.close();
for (const chunk of output)
  if (chunk.type === 'chunk')
    writeFileSync(join(out, chunk.fileName), withDigits(inAscii(withoutBlanks({ ...chunk, code: withLazyConstants(chunk.code) }))));
writeFileSync(join(root, 'dist/package.json'), '{ "type": "commonjs" }\n');

/** A file that is nearly all of packages without blanks between its words: they take a third of it. Licences stay. */
function withoutBlanks({ fileName, code, modules }) {
  const lengths = Object.entries(modules).map(([id, { renderedLength }]) => [
    !id.includes('node_modules') && id.startsWith(root),
    renderedLength,
  ]);
  const sum = (rows) => rows.reduce((total, [, length]) => total + length, 0);
  if (sum(lengths.filter(([isOwn]) => isOwn)) > OWN_MOST * sum(lengths)) return code;
  const options = { module: false, compress: false, mangle: false, codegen: { removeWhitespace: true, legalComments: 'inline' } };
  return minifySync(fileName, code, options).code;
}

/**
 * The same program with an escape for each character above U+007F: V8 keeps a source that holds one above U+00FF as two bytes a character, and each
 * process that loads it keeps that; what is ASCII needs no decoding. Sources write no such character in a raw template.
 */
function inAscii(code) {
  return code.replace(/\\[^]|[\u0080-\uffff]/g, (found) => {
    const unit = found.charCodeAt(found.length - 1);
    return unit > 0x7f ? `\\u${unit.toString(16).padStart(4, '0')}` : found;
  });
}

/** With 16 digits of its digest at its end, by which what V8 compiled of it is known to be of it: V8 itself looks at the length only. */
function withDigits(code) {
  return `${code.trimEnd()}\n//# ${createHash('sha256').update(code).digest('hex').slice(0, 16)}\n`;
}

/** The folder of the package that a module of node_modules belongs to. */
function packageOf(module) {
  const [folder] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module) ?? [];
  return folder;
}

// The licences of what was joined go with the copy.
const packages = [...new Set(output.flatMap(({ moduleIds = [] }) => moduleIds.map(packageOf)).filter(Boolean))].toSorted((a, b) =>
  a < b ? -1 : 1,
);
const licences = packages.map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder).filter((file) => /^(?:licen[cs]e|copying|notice)/i.test(file));
  const text = texts.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
  return `${name} ${version} (${license})\n\n${text}\n`;
});
writeFileSync(join(root, 'dist/licenses.txt'), licences.join(`\n${'-'.repeat(80)}\n\n`));

const written = new Set(['package.json', 'licenses.txt', ...output.map(({ fileName }) => join('cli', fileName))]);
rmSync(join(root, 'dist/code'), { recursive: true, force: true });
keepCode();
mkdirSync(join(root, 'dist/code'), { recursive: true });
writeFileSync(mark, `${JSON.stringify({ digest, files: [...written] })}\n`);
for (const entry of readdirSync(join(root, 'dist'), { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name).slice(join(root, 'dist/').length);
  if (entry.isFile() && !written.has(path) && !path.startsWith('code')) rmSync(join(root, 'dist', path));
}

/** Of all that a build reads, and of the node that runs it. */
function digestOfSources() {
  const hash = createHash('sha256').update(`${process.version} ${process.arch}`);
  const folders = ['src', 'bin', 'scripts'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name)),
  );
  const files = ['package.json', 'package-lock.json', 'tsconfig.json'].map((name) => join(root, name));
  for (const path of [...folders, ...files].toSorted((a, b) => (a < b ? -1 : 1)))
    hash
      .update(`${path.slice(root.length)}\0`)
      .update(readFileSync(path))
      .update('\0');
  return hash.digest('hex');
}

function isBuilt() {
  try {
    const built = JSON.parse(readFileSync(mark, 'utf8'));
    return built.digest === digest && built.files.every((path) => existsSync(join(root, 'dist', path)));
  } catch {
    return false;
  }
}

/**
 * Keeps what V8 compiles of the commands that people call most (see bin/load.js), in a repository of its own. Without it the program does the same and
 * takes longer to start, so nothing that fails here fails the build.
 */
function keepCode() {
  const folder = mkdtempSync(join(tmpdir(), 'kairos-build-'));
  // What a user trusts may not lie where a branch could write it.
  const [home, place] = ['home', 'repository'].map((name) => join(folder, name));
  for (const path of [home, place]) mkdirSync(path);
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    XDG_CONFIG_HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: join(home, 'gitconfig'),
  };
  const run = (program, ...args) => spawnSync(program, args, { cwd: place, env, encoding: 'utf8' });
  const keep = join(root, 'scripts/keep-code.js');
  const kairos = (...args) => run(process.execPath, keep, ...args);
  try {
    for (const args of [['init', '-q'], ...['name', 'email'].map((key) => ['config', `user.${key}`, 'build'])]) run('git', ...args);
    for (const reason of ['The old one leaked, because it never closed its files.', 'It reached its end of life, so that no fix arrives.'])
      run('git', 'commit', '-q', '--allow-empty', '-m', `Use library ${reason.length} instead of library 1\n\n${reason}`);
    run(process.execPath, join(root, 'bin/kairos.js'), 'init', '--yes', '--no-hooks');
    kairos('note', 'The tests need Redis, because they count');
    const [, id] = /\^([a-z0-9]{10})/.exec(kairos('log').stdout) ?? [];
    if (id === undefined) return;
    for (const args of [['recall', '--words', 'library'], ['status'], ['gates'], ['show', id], ['topics']]) kairos(...args);
    const input = JSON.stringify({ session_id: 'build', cwd: place, prompt: 'which library do the tests need?' });
    // What a question leaves behind is asked by the next; a fixed clock leaves none.
    const hook = (event, now = '') =>
      spawnSync(process.execPath, [keep, 'hook', event], {
        cwd: place,
        env: { ...env, KAIROS_NOW: now },
        input,
      });
    for (const event of ['SessionStart', 'UserPromptSubmit', 'Stop']) hook(event, new Date().toISOString());
    kairos('recall', 'library');
    const doors = join(place, '.git/kairos/ask/doors');
    for (let look = 0; look < 50 && !(existsSync(doors) && readdirSync(doors).length > 0); look++) run('sleep', '0.1');
    hook('UserPromptSubmit');
    kairos('recall', 'library');
    kairos('stop');
    // What takes longer leaves the files of the quick ones as they are: V8 reads all that is kept of a file, and a function that is not called costs like one that is.
    // A word of a secret has the text searched for one.
    for (const args of [['note', 'The password of the tests is in the vault'], ['dream', '--now'], ['review']]) kairos('--new', ...args);
    // Last: what is kept of a file must be of the flags that it is loaded with, and help sets none.
    kairos('--help');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
