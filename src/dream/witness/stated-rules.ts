/** Reads from manifests and settings what must hold and what is forbidden: coverage, warnings, unsafe code, strict types, and the form of the code. Pure. */
import { fieldAt, fieldsOf, textAt, textsAt } from './fields.js';
import { listText, stated, type Stated } from './slots.js';

/** @param cargo the parsed `Cargo.toml`. */
export function rulesOfCargo(cargo: unknown): Stated[] {
  const lint = fieldAt(cargo, 'lints', 'rust', 'unsafe_code') ?? fieldAt(cargo, 'workspace', 'lints', 'rust', 'unsafe_code');
  const level = typeof lint === 'string' ? lint : textAt(lint, 'level');
  return level === 'forbid' || level === 'deny' ? [unsafeStated(`unsafe_code = "${level}"`)] : [];
}

/** The root of a crate. */
export function rulesOfCrate(text: string): Stated[] {
  const level = /^#!\[(forbid|deny)\((?:[\w:]+,\s*)*unsafe_code\b/m.exec(text)?.[1];
  return level === undefined ? [] : [unsafeStated(`#![${level}(unsafe_code)]`)];
}

function unsafeStated(said: string): Stated {
  return stated('unsafe code', 'forbidden, the compiler refuses it', 'forbidden', said);
}

/** @param project the parsed `pyproject.toml`. */
export function rulesOfPyproject(project: unknown): Stated[] {
  const least = fieldAt(project, 'tool', 'coverage', 'report', 'fail_under');
  const filters = fieldAt(project, 'tool', 'pytest', 'ini_options', 'filterwarnings');
  const isError = filters === 'error' || (Array.isArray(filters) && filters.includes('error'));
  const length = fieldAt(project, 'tool', 'ruff', 'line-length') ?? fieldAt(project, 'tool', 'black', 'line-length');
  return [
    ...coverageStated(Number(least ?? NaN), `fail_under = ${String(least)}`),
    ...(isError ? [stated('warnings', 'a test that gives a warning fails', 'error', 'filterwarnings: error')] : []),
    ...(fieldAt(project, 'tool', 'mypy', 'strict') === true
      ? [stated('types', 'checked strictly, by mypy', 'mypy', '[tool.mypy] strict')]
      : []),
    ...(typeof length === 'number' ? [stated('style', `lines of at most ${length}`, String(length), `line-length = ${length}`)] : []),
  ];
}

function coverageStated(least: number, said: string): Stated[] {
  return least > 0 && least <= 100 ? [stated('coverage', `must not fall below ${least} %`, String(least), said)] : [];
}

/** `package.json`, parsed: the least coverage that its scripts or its tools ask for, and the form of its code. */
export function rulesOfPackage(read: unknown): Stated[] {
  const scripts = Object.values(fieldsOf(fieldAt(read, 'scripts'))).filter((one): one is string => typeof one === 'string');
  const checked = scripts.flatMap((script) => /--check-coverage\b.*?--lines[ =](\d+)/.exec(script)?.[1] ?? []);
  const least =
    fieldAt(read, 'jest', 'coverageThreshold', 'global', 'lines') ??
    (fieldAt(read, 'nyc', 'check-coverage') === true ? fieldAt(read, 'nyc', 'lines') : undefined) ??
    (fieldAt(read, 'c8', 'check-coverage') === true ? fieldAt(read, 'c8', 'lines') : undefined) ??
    checked[0];
  const isStrict = scripts.some((script) => /--max-warnings[ =]?0\b/.test(script));
  return [
    ...coverageStated(Number(least ?? NaN), 'the least coverage of lines'),
    ...(isStrict ? [stated('warnings', 'the linter fails at any warning', '--max-warnings', '--max-warnings 0')] : []),
    ...formStated(fieldAt(read, 'prettier')),
  ];
}

/** `.prettierrc` and `.prettierrc.json`, parsed. */
export function rulesOfPrettier(settings: unknown): Stated[] {
  return formStated(settings);
}

function formStated(prettier: unknown): Stated[] {
  const { useTabs, tabWidth, printWidth, singleQuote, semi } = fieldsOf(prettier);
  const parts = [
    ...(useTabs === true ? ['tabs'] : []),
    ...(useTabs !== true && typeof tabWidth === 'number' ? [`${tabWidth} spaces`] : []),
    ...(typeof printWidth === 'number' ? [`lines of at most ${printWidth}`] : []),
    ...(singleQuote === true ? ['single quotes'] : []),
    ...(semi === false ? ['no semicolons'] : []),
  ];
  return styleStated(parts, 'the settings of prettier');
}

function styleStated(parts: readonly string[], said: string): Stated[] {
  return parts.length === 0 ? [] : [stated('style', parts.join(', '), parts.join(' '), said)];
}

const BESIDE_CODE =
  /^[*{},./ ]*(?:(?:md|markdown|ya?ml|json|toml|rst|txt|html|css|snap|lock|cfg|ini|xml|(?:GNU)?[Mm]akefile|package|\*?\.?github)[*{},./ ]*)+$/;

/** `.editorconfig`: what holds for all files. */
export function rulesOfEditor(text: string): Stated[] {
  const section = /^\[\*\]\s*\r?\n((?:(?!\[).*(?:\r?\n|$))*)/m.exec(text)?.[1] ?? '';
  const value = (name: string): string | undefined => new RegExp(`^\\s*${name}\\s*=\\s*(\\w+)`, 'im').exec(section)?.[1]?.toLowerCase();
  // Where files of code are written otherwise nothing holds for all.
  const isOfAll = [...text.matchAll(/^\[([^\n]+)\]\s*\r?\n((?:(?!\[).*(?:\r?\n|$))*)/gm)].every(
    ([, files = '', rules = '']) =>
      files === '*' || BESIDE_CODE.test(files) || !/^\s*(?:indent_style|indent_size|tab_width)\s*=/im.test(rules),
  );
  if (!isOfAll) return [];
  const [indent, size, length] = [value('indent_style'), value('indent_size'), value('max_line_length')];
  return styleStated(
    [
      ...(indent === 'tab' ? ['indent with tabs'] : indent === 'space' && size !== undefined ? [`indent with ${size} spaces`] : []),
      ...(length !== undefined && /^\d+$/.test(length) ? [`lines of at most ${length}`] : []),
    ],
    '[*]',
  );
}

/** `rustfmt.toml`, parsed. */
export function rulesOfRustfmt(settings: unknown): Stated[] {
  const { max_width: width, hard_tabs: tabs, tab_spaces: spaces, disable_all_formatting: isOff } = fieldsOf(settings);
  if (isOff === true)
    return [stated('style', 'rustfmt is switched off, code is formatted by hand', 'off', 'disable_all_formatting = true')];
  return styleStated(
    [
      ...(tabs === true ? ['indent with tabs'] : typeof spaces === 'number' ? [`indent with ${spaces} spaces`] : []),
      ...(typeof width === 'number' ? [`lines of at most ${width}`] : []),
    ],
    'the settings of rustfmt',
  );
}

const OF_CODE = /["'](?:\.\/)?(?:\*|\.["']|(?:src|source|lib|app|packages|types|test|index)(?![\w-]))/;

/** `tsconfig.json`, in which comments may stand. */
export function rulesOfTypes(text: string): Stated[] {
  const bare = text.replace(/^\s*\/\/.*$/gm, '').replace(/\/\*[^]*?\*\//g, '');
  const isStrict = /"compilerOptions"\s*:\s*\{[^{}]*"strict"\s*:\s*true/.test(bare);
  const listed = /"(?:include|files)"\s*:\s*\[([^\]]*)\]/.exec(bare)?.[1];
  // Where the settings at the root are of scripts alone they say nothing of the code.
  const isOfCode = listed === undefined || OF_CODE.test(listed);
  return isStrict && isOfCode && !LOOSENED.test(bare)
    ? [stated('types', 'checked strictly, by TypeScript', 'strict', '"strict": true')]
    : [];
}

/** One of the checks that `strict` stands for is taken back. */
const LOOSENED =
  /"(?:noImplicitAny|noImplicitThis|strictNullChecks|strictFunctionTypes|strictBindCallApply|strictPropertyInitialization|alwaysStrict|useUnknownInCatchVariables)"\s*:\s*false/;

/** `.coveragerc` and `setup.cfg`. */
export function rulesOfCoverage(text: string): Stated[] {
  const least = /^\s*fail_under\s*=\s*(\d+)/m.exec(text)?.[1];
  return coverageStated(Number(least ?? NaN), `fail_under = ${least}`);
}

/** The first lines of a changelog: those who change something add to the part that is not released. */
export function rulesOfChangelog(text: string): Stated[] {
  const head = text.slice(0, HEAD_CHARACTERS);
  const part = /^#{1,3} *\[?(unreleased|upcoming|next|in progress)\b\]?/im.exec(head)?.[1];
  return part === undefined ? [] : [stated('changelog', `a change is told below "${part}"`, part, `the part ${part}`)];
}

const HEAD_CHARACTERS = 2000;

/** `.pre-commit-config.yaml`: what runs before a commit, without the housekeeping that every project has. */
export function hookOfPreCommit(text: string): Stated[] {
  const hooks = [...new Set([...text.matchAll(/^\s*-\s*(?:\{\s*)?id:\s*["']?([\w.-]+)/gm)].map(([, id = '']) => id))];
  const named = hooks.filter((hook) => !HOUSEKEEPING.test(hook));
  if (hooks.length === 0) return [];
  const others = named.length > 0 && named.length < hooks.length ? ', beside checks of files' : '';
  const said = `pre-commit runs ${listText(named.length === 0 ? hooks : named)}${others}`;
  return [stated('commit hook', said, 'pre-commit', `the hooks ${hooks.join(', ')}`)];
}

const HOUSEKEEPING =
  /^(?:check-|detect-|trailing-|end-of-file|fix-|mixed-line|no-commit|requirements-txt|sort-simple|file-contents|debug-statements|name-tests|double-quote|forbid-|python-)/;

/** `.husky/pre-commit`: the commands of the hook. */
export function hookOfHusky(text: string): Stated[] {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:#|\.|set |exit )/.test(line));
  const isQuotable = lines.length > 0 && lines.length <= 3 && lines.every((line) => !/[`()$"|]/.test(line) && line.length <= 60);
  return isQuotable
    ? [stated('commit hook', `husky runs ${lines.map((line) => `\`${line}\``).join(', ')}`, 'husky', lines.join('; '))]
    : [];
}

/** What a hook of `package.json` runs before a commit. @param manifest the parsed file. */
export function hookOfPackage(manifest: unknown): Stated[] {
  const hook =
    textAt(manifest, 'simple-git-hooks', 'pre-commit') ??
    textAt(manifest, 'husky', 'hooks', 'pre-commit') ??
    textsAt(manifest, 'pre-commit').join(', ');
  return hook === '' || /[`()$]/.test(hook) || hook.length > 80
    ? []
    : [stated('commit hook', `\`${hook}\``, hook, `pre-commit: "${hook}"`)];
}
