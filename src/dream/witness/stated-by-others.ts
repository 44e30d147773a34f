/** Reads facts from the manifests of Go, Rust, Python and PHP, and from licence texts. Pure; what cannot be read states nothing. */
import { fieldAt, textAt } from './fields.js';
import { readLeast, readRange } from './version-range.js';
import { stated, type Stated } from './slots.js';

export function statedByGoMod(text: string): Stated[] {
  const version = readLeast(/^go\s+(\d[\w.]*)\s*(?:\/\/.*)?$/m.exec(text)?.[1] ?? '');
  return version ? [stated('go', version.shown, version.least, `go ${version.least}`)] : [];
}

/** @param cargo the parsed `Cargo.toml`. */
export function statedByCargo(cargo: unknown): Stated[] {
  const found: Stated[] = [];
  const [own, shared] = [['package'], ['workspace', 'package']] as const;
  const text = textAt(cargo, ...own, 'rust-version') ?? textAt(cargo, ...shared, 'rust-version');
  const rust = readLeast(text ?? '');
  if (rust) found.push(stated('rust', rust.shown, rust.least, `rust-version = "${text}"`));
  const license = textAt(cargo, ...own, 'license') ?? textAt(cargo, ...shared, 'license');
  if (license) found.push(stated('licence', license, license, `license = "${license}"`));
  return found;
}

/** @param project the parsed `pyproject.toml`. */
export function statedByPyproject(project: unknown): Stated[] {
  const found: Stated[] = [];
  const requires = textAt(project, 'project', 'requires-python');
  const poetry = textAt(project, 'tool', 'poetry', 'dependencies', 'python');
  const python = readRange(requires ?? poetry ?? '');
  if (python)
    found.push(
      stated('python', python.shown, python.least, requires === undefined ? `python = "${poetry}"` : `requires-python = "${requires}"`),
    );
  if (fieldAt(project, 'tool', 'pytest') !== undefined) found.push(stated('tests', 'pytest', 'pytest', '[tool.pytest]'));
  if (fieldAt(project, 'tool', 'ruff') !== undefined) found.push(stated('linter', 'ruff', 'ruff', '[tool.ruff]'));
  else if (fieldAt(project, 'tool', 'pylint') !== undefined) found.push(stated('linter', 'pylint', 'pylint', '[tool.pylint]'));
  if (fieldAt(project, 'tool', 'black') !== undefined) found.push(stated('formatter', 'black', 'black', '[tool.black]'));
  else if (fieldAt(project, 'tool', 'ruff', 'format') !== undefined) found.push(stated('formatter', 'ruff', 'ruff', '[tool.ruff.format]'));
  const license =
    textAt(project, 'project', 'license') ?? textAt(project, 'project', 'license', 'text') ?? textAt(project, 'tool', 'poetry', 'license');
  if (license && license.length <= 60 && !license.includes('\n')) found.push(stated('licence', license, license, `license = "${license}"`));
  return found;
}

/** `setup.cfg` and `setup.py` of older Python projects. */
export function statedBySetup(text: string): Stated[] {
  const requires = /python_requires\s*=\s*["']?([^"'\n,)]+(?:,\s*[<>=!~][^"'\n)]+)?)/.exec(text)?.[1]?.trim();
  const python = readRange(requires ?? '');
  return python ? [stated('python', python.shown, python.least, `python_requires = ${requires}`)] : [];
}

/** Without those of JavaScript, which format the docs of any project. */
export function statedByPreCommit(text: string): Stated[] {
  const hooks = new Set([...text.matchAll(/^\s*-\s*id:\s*["']?([\w.-]+)/gm)].map(([, id = '']) => id));
  const first = (names: readonly string[]): string | undefined => names.find((name) => hooks.has(name));
  const linter = first(['ruff', 'ruff-check', 'flake8', 'pylint', 'golangci-lint']);
  const formatter = first(['ruff-format', 'black', 'rustfmt', 'yapf']);
  return [
    ...(linter ? [stated('linter', linter.replace('-check', ''), linter.replace('-check', ''), `the hook ${linter}`)] : []),
    ...(formatter
      ? [stated('formatter', formatter.replace('-format', ''), formatter.replace('-format', ''), `the hook ${formatter}`)]
      : []),
  ];
}

/** @param manifest the parsed `composer.json`. */
export function statedByComposer(manifest: unknown): Stated[] {
  const range = textAt(manifest, 'require', 'php');
  const php = readRange(range ?? '');
  return php ? [stated('php', php.shown, php.least, `require.php: "${range}"`)] : [];
}

/** @param channel of `rust-toolchain` or `rust-toolchain.toml`. */
export function statedByToolchain(text: string): Stated[] {
  const channel = /channel\s*=\s*"([^"]+)"/.exec(text)?.[1] ?? text.trim();
  return /^\d+\.\d+(?:\.\d+)?$/.test(channel) ? [stated('rust', channel, channel, `channel ${channel}`)] : [];
}

const LICENCES: readonly (readonly [RegExp, string])[] = [
  [/GNU AFFERO GENERAL PUBLIC LICENSE\s+Version 3/i, 'AGPL-3.0'],
  [/GNU LESSER GENERAL PUBLIC LICENSE\s+Version 3/i, 'LGPL-3.0'],
  [/GNU LESSER GENERAL PUBLIC LICENSE\s+Version 2\.1/i, 'LGPL-2.1'],
  [/GNU GENERAL PUBLIC LICENSE\s+Version 3/i, 'GPL-3.0'],
  [/GNU GENERAL PUBLIC LICENSE\s+Version 2/i, 'GPL-2.0'],
  [/Mozilla Public License,? Version 2\.0/i, 'MPL-2.0'],
  [/Apache License,?\s+Version 2\.0/i, 'Apache-2.0'],
  [/This is free and unencumbered software/i, 'Unlicense'],
  [/Permission to use, copy, modify, and(?:\/or)? distribute this software for any\s+purpose/i, 'ISC'],
  [/Permission is hereby granted, free of charge/i, 'MIT'],
  [/Redistribution and use in source[^]*(?:neither the names? of|may not be used to endorse)/i, 'BSD-3-Clause'],
  [/Redistribution and use in source/i, 'BSD-2-Clause'],
];

/** A text of more than one licence states none. */
export function statedByLicence(text: string): Stated[] {
  const name = LICENCES.find(([pattern]) => pattern.test(text))?.[1];
  return name === undefined ? [] : [stated('licence', name, name, `the text of ${name}`)];
}
