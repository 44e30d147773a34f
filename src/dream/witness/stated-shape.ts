/** Reads from manifests what the project is made of: its modules, the packages of a workspace, what it depends on and how far, what builds it. Pure. */
import { fieldAt, fieldsOf, textAt, textsAt } from './fields.js';
import { listText, stated, type Stated } from './slots.js';

/** Of more nobody learns anything. */
const DEPENDENCIES_MOST = 6;
const MEMBERS_MOST = 8;

/** What a manifest asks for beside what is needed at run time, as it calls it: `optional`, `peers`. */
type Besides = Readonly<Record<string, readonly string[]>>;

/** @param names what is needed at run time, in the order of the manifest. @param said what stands there. */
function neededStated(names: readonly string[], besides: Besides, said: string): Stated[] {
  const others = Object.entries(besides).filter(([, ones]) => ones.length > 0);
  if ([names, ...others.map(([, ones]) => ones)].some((ones) => ones.length > DEPENDENCIES_MOST)) return [];
  const needed = names.length === 0 ? 'none at run time' : `${listText(names)} at run time`;
  const value = [needed, ...others.map(([kind, ones]) => `${kind}: ${listText(ones)}`)].join('; ');
  const all = [...names, ...others.flatMap(([, ones]) => ones)];
  return [stated('dependencies', value, all.length === 0 ? 'none' : all.join(' '), said)];
}

function workspaceStated(members: readonly string[], said: string): Stated[] {
  const named = members.filter((member) => !member.startsWith('!'));
  return named.length === 0 ? [] : [stated('workspace', `packages in ${listText(named, MEMBERS_MOST)}`, named.join(' '), said)];
}

/** @param read the parsed `package.json`. */
export function shapeOfPackage(read: unknown): Stated[] {
  const kind = textAt(read, 'type');
  const found: Stated[] = [];
  if (kind === 'module') found.push(stated('modules', 'ES modules, by `"type": "module"`', 'module', '"type": "module"'));
  if (kind === 'commonjs') found.push(stated('modules', 'CommonJS, by `"type": "commonjs"`', 'commonjs', '"type": "commonjs"'));
  const workspaces = [...textsAt(read, 'workspaces'), ...textsAt(read, 'workspaces', 'packages')];
  found.push(...workspaceStated(workspaces, `workspaces: ${workspaces.join(', ')}`));
  const isLibrary = fieldAt(read, 'private') !== true && workspaces.length === 0 && textAt(read, 'version') !== undefined;
  if (isLibrary) found.push(...dependenciesOfPackage(read));
  return found;
}

function dependenciesOfPackage(read: unknown): Stated[] {
  const named = (group: string): string[] => Object.keys(fieldsOf(fieldAt(read, group)));
  // npm lets what is optional overrule the same name among what is needed.
  const optional = named('optionalDependencies');
  const needed = named('dependencies').filter((name) => !optional.includes(name));
  const isLeft = (name: string): boolean =>
    fieldAt(read, 'peerDependenciesMeta', name, 'optional') === 'true' || fieldAt(read, 'peerDependenciesMeta', name, 'optional') === true;
  const peers = named('peerDependencies');
  const besides = { optional, peers: peers.filter((name) => !isLeft(name)), 'optional peers': peers.filter(isLeft) };
  return neededStated(needed, besides, needed.length === 0 ? 'no dependencies' : `dependencies: ${needed.join(', ')}`);
}

/** `pnpm-workspace.yaml`, parsed. */
export function shapeOfPnpm(read: unknown): Stated[] {
  const packages = textsAt(read, 'packages');
  return workspaceStated(packages, `packages: ${packages.join(', ')}`);
}

/** @param cargo the parsed `Cargo.toml`. */
export function shapeOfCargo(cargo: unknown): Stated[] {
  const edition = textAt(cargo, 'package', 'edition') ?? textAt(cargo, 'workspace', 'package', 'edition');
  const members = textsAt(cargo, 'workspace', 'members').filter((member) => member !== '.');
  const all = Object.entries(fieldsOf(fieldAt(cargo, 'dependencies')));
  const optional = all.filter(([, one]) => fieldAt(one, 'optional') === true).map(([name]) => name);
  const needed = all.map(([name]) => name).filter((name) => !optional.includes(name));
  const isOne = fieldAt(cargo, 'package') !== undefined && fieldAt(cargo, 'target') === undefined;
  return [
    ...(edition ? [stated('edition', `Rust ${edition}`, edition, `edition = "${edition}"`)] : []),
    ...workspaceStated(members, `members = ${members.join(', ')}`),
    ...(isOne && all.length > 0 ? neededStated(needed, { optional }, `[dependencies] ${all.map(([name]) => name).join(', ')}`) : []),
    ...(hasBenchmark(cargo) ? [stated('benchmarks', '`cargo bench`', 'cargo bench', '[[bench]]')] : []),
  ];
}

/** One that runs as it is: the harness of Rust itself wants a nightly compiler, and what requires a feature is passed over without it. */
function hasBenchmark(cargo: unknown): boolean {
  const benches = fieldAt(cargo, 'bench');
  return (
    Array.isArray(benches) &&
    (benches as unknown[]).some((bench) => fieldAt(bench, 'harness') === false && fieldAt(bench, 'required-features') === undefined)
  );
}

/** @param project the parsed `pyproject.toml`. */
export function shapeOfPyproject(project: unknown): Stated[] {
  const backend = textAt(project, 'build-system', 'build-backend');
  const listed = fieldAt(project, 'project', 'dependencies');
  const required = textsAt(project, 'project', 'dependencies');
  const names = required.flatMap((one) => /^[\w.-]+/.exec(one)?.[0] ?? []);
  const extras = Object.keys(fieldsOf(fieldAt(project, 'project', 'optional-dependencies')));
  // What is needed on one platform alone is no plain name.
  const isPlain = Array.isArray(listed) && !required.some((one) => one.includes(';'));
  return [
    ...(backend ? [stated('build', `the backend \`${backend}\``, backend, `build-backend = "${backend}"`)] : []),
    ...(isPlain ? neededStated([...new Set(names)], { extras }, `dependencies = ${names.join(', ')}`) : []),
    // Without files of its own the command needs others behind it.
    ...(['files', 'packages'].some((key) => fieldAt(project, 'tool', 'mypy', key) !== undefined)
      ? [stated('type check', '`mypy`', 'mypy', '[tool.mypy] files')]
      : []),
  ];
}

/** What a module requires directly: `go.mod` does not say whether the program, its tests or a tool imports it. */
export function shapeOfGoMod(text: string): Stated[] {
  if (!/^module\s/m.test(text)) return [];
  if (!/^require\b/m.test(text)) return [stated('dependencies', 'none but the standard library', 'standard library', 'no line require')];
  const lines = [...text.matchAll(/^require\s*\(([^]*?)^\)|^require\s+([^\s(].*)$/gm)].flatMap(([, block = '', line = '']) => [
    ...block.split('\n'),
    line,
  ]);
  const direct = lines.filter((line) => !/\/\/\s*indirect\b/.test(line)).flatMap((line) => /^\s*(\S+)\s+v\d\S*/.exec(line)?.[1] ?? []);
  if (direct.length === 0 || direct.length > DEPENDENCIES_MOST) return [];
  const value = `${listText(direct)}, for the program, its tests or its tools`;
  return [stated('dependencies', value, direct.join(' '), `require ${direct.join(', ')}`)];
}
