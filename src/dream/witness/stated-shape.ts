/** Reads from manifests what the project is made of: its modules, the packages of a workspace, what it depends on at run time, what builds it. Pure. */
import { parse } from 'yaml';
import { fieldAt, fieldsOf, textAt, textsAt } from './fields.js';
import { listText, stated, type Stated } from './slots.js';

/** Of more nobody learns anything. */
const DEPENDENCIES_MOST = 6;
const MEMBERS_MOST = 8;

/** @param names in the order of the manifest. @param said what stands there. */
function dependenciesStated(names: readonly string[], said: string): Stated[] {
  if (names.length > DEPENDENCIES_MOST) return [];
  const value = names.length === 0 ? 'none at run time' : `${listText(names)} at run time`;
  return [stated('dependencies', value, names.length === 0 ? 'none' : names.join(' '), said)];
}

function workspaceStated(members: readonly string[], said: string): Stated[] {
  const named = members.filter((member) => !member.startsWith('!'));
  return named.length === 0 ? [] : [stated('workspace', `packages in ${listText(named, MEMBERS_MOST)}`, named.join(' '), said)];
}

export function shapeOfPackage(text: string): Stated[] {
  let read: unknown;
  try {
    read = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return [];
  }
  const kind = textAt(read, 'type');
  const found: Stated[] = [];
  if (kind === 'module') found.push(stated('modules', 'ES modules, by `"type": "module"`', 'module', '"type": "module"'));
  if (kind === 'commonjs') found.push(stated('modules', 'CommonJS, by `"type": "commonjs"`', 'commonjs', '"type": "commonjs"'));
  const workspaces = [...textsAt(read, 'workspaces'), ...textsAt(read, 'workspaces', 'packages')];
  found.push(...workspaceStated(workspaces, `workspaces: ${workspaces.join(', ')}`));
  const isLibrary = fieldAt(read, 'private') !== true && workspaces.length === 0 && textAt(read, 'version') !== undefined;
  const names = Object.keys(fieldsOf(fieldAt(read, 'dependencies')));
  if (isLibrary) found.push(...dependenciesStated(names, names.length === 0 ? 'no dependencies' : `dependencies: ${names.join(', ')}`));
  return found;
}

/** `pnpm-workspace.yaml`. */
export function shapeOfPnpm(text: string): Stated[] {
  let read: unknown;
  try {
    read = parse(text, { maxAliasCount: 20 });
  } catch {
    return [];
  }
  const packages = textsAt(read, 'packages');
  return workspaceStated(packages, `packages: ${packages.join(', ')}`);
}

/** @param cargo the parsed `Cargo.toml`. */
export function shapeOfCargo(cargo: unknown): Stated[] {
  const edition = textAt(cargo, 'package', 'edition') ?? textAt(cargo, 'workspace', 'package', 'edition');
  const members = textsAt(cargo, 'workspace', 'members').filter((member) => member !== '.');
  const names = Object.keys(fieldsOf(fieldAt(cargo, 'dependencies')));
  const isOne = fieldAt(cargo, 'package') !== undefined && fieldAt(cargo, 'target') === undefined;
  return [
    ...(edition ? [stated('edition', `Rust ${edition}`, edition, `edition = "${edition}"`)] : []),
    ...workspaceStated(members, `members = ${members.join(', ')}`),
    ...(isOne && names.length > 0 ? dependenciesStated(names, `[dependencies] ${names.join(', ')}`) : []),
    ...(Array.isArray(fieldAt(cargo, 'bench')) ? [stated('benchmarks', '`cargo bench`', 'cargo bench', '[[bench]]')] : []),
  ];
}

/** @param project the parsed `pyproject.toml`. */
export function shapeOfPyproject(project: unknown): Stated[] {
  const backend = textAt(project, 'build-system', 'build-backend');
  const listed = fieldAt(project, 'project', 'dependencies');
  const required = textsAt(project, 'project', 'dependencies');
  const names = required.flatMap((one) => /^[\w.-]+/.exec(one)?.[0] ?? []);
  // What is needed on one platform alone is no plain name.
  const isPlain = Array.isArray(listed) && !required.some((one) => one.includes(';'));
  return [
    ...(backend ? [stated('build', `the backend \`${backend}\``, backend, `build-backend = "${backend}"`)] : []),
    ...(isPlain ? dependenciesStated([...new Set(names)], `dependencies = ${names.join(', ')}`) : []),
    ...(fieldAt(project, 'tool', 'mypy') === undefined ? [] : [stated('type check', '`mypy`', 'mypy', '[tool.mypy]')]),
    ...(fieldAt(project, 'tool', 'pyright') === undefined ? [] : [stated('type check', '`pyright`', 'pyright', '[tool.pyright]')]),
  ];
}

export function shapeOfGoMod(text: string): Stated[] {
  const direct = [...text.matchAll(/^(?:require\s+|\t)([\w.-]+\.[\w.-]+\/\S+|gopkg\.in\/\S+)\s+v\S+(?![^\n]*\/\/ indirect)\s*$/gm)].map(
    ([, name = '']) => name,
  );
  if (!/^module\s/m.test(text)) return [];
  if (!/^require\b/m.test(text)) return [stated('dependencies', 'none but the standard library', 'standard library', 'no line require')];
  return direct.length === 0 ? [] : dependenciesStated(direct, `require ${direct.join(', ')}`);
}
