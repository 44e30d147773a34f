/** Reads facts from `package.json`, `.nvmrc` and the files beside them. Pure; what cannot be read states nothing. */
import { fieldsOf } from './fields.js';
import { PACKAGES, TOOLS, type ToolSlot } from './tools.js';
import { readRange } from './version-range.js';
import { stated, type Stated } from './slots.js';

interface Package {
  readonly scripts: Readonly<Record<string, string>>;
  /** Names of the packages with which it is worked on. */
  readonly packages: readonly string[];
  readonly engines: Readonly<Record<string, string>>;
  readonly license: string | undefined;
  readonly packageManager: string | undefined;
}

function texts(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(fieldsOf(value)).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

function readPackage(value: unknown): Package {
  const { scripts, engines, license, packageManager, private: isPrivate, ...rest } = fieldsOf(value);
  const kind = fieldsOf(license)['type'];
  // What a published package needs, or works with, may be a tool that it wraps.
  const groups = isPrivate === true ? ['dependencies', 'devDependencies'] : ['devDependencies'];
  return {
    scripts: texts(scripts),
    packages: groups.flatMap((group) => Object.keys(fieldsOf(rest[group]))),
    engines: texts(engines),
    license: typeof license === 'string' ? license : typeof kind === 'string' ? kind : undefined,
    packageManager: typeof packageManager === 'string' ? packageManager : undefined,
  };
}

/** The scripts that use the tool of a slot, the likeliest first. */
const SCRIPTS: Readonly<Record<Exclude<ToolSlot, 'package manager'>, readonly RegExp[]>> = {
  tests: [/^test$/, /^test[:-]unit$/, /^unit$/, /^tests?[:-]/],
  bundler: [/^bundle$/, /^build$/, /^build[:-]/, /^dist$/, /^prepare$/],
  linter: [/^lint$/, /^lint[:-]/, /^check$/, /^pretest$/, /^posttest$/],
  formatter: [/^format$/, /^fmt$/, /^format[:-]/, /^prettier/, /^lint$/, /^check$/],
};

/** @param manifest the parsed `package.json`. */
export function statedByPackage(manifest: unknown): Stated[] {
  const read = readPackage(manifest);
  const found: Stated[] = [];
  const node = readRange(read.engines['node'] ?? '');
  if (node) found.push(stated('node', node.shown, node.least, `engines.node: "${read.engines['node']}"`));
  for (const slot of ['tests', 'bundler', 'linter', 'formatter'] as const) {
    const tool = toolIn(read, slot);
    if (tool) found.push(stated(slot, tool.name, tool.name, tool.said));
  }
  const manager = /^(npm|yarn|pnpm|bun)@/.exec(read.packageManager ?? '')?.[1];
  if (manager) found.push(stated('package manager', manager, manager, `packageManager: "${read.packageManager}"`));
  if (read.license && /^[\w.+() -]{2,60}$/.test(read.license) && !/see|unlicensed/i.test(read.license))
    found.push(stated('licence', read.license, read.license, `license: "${read.license}"`));
  return found;
}

const NODE_TEST = 'node --test';

/** The tool that a script runs, else the only one of its slot that is depended on. */
function toolIn(read: Package, slot: Exclude<ToolSlot, 'package manager'>): { name: string; said: string } | undefined {
  for (const pattern of SCRIPTS[slot]) {
    for (const name of Object.keys(read.scripts).filter((one) => pattern.test(one))) {
      const command = commandOf(read.scripts, name);
      const tool = firstTool(command, slot);
      if (tool !== undefined) return { name: tool, said: `scripts.${name}: "${read.scripts[name]}"` };
    }
  }
  const known = new Set(read.packages.map((name) => PACKAGES[name] ?? name).filter((name) => TOOLS[slot].includes(name)));
  const [only] = known;
  // The test runner depends on it, too.
  if (only === 'vite' && read.packages.includes('vitest')) return undefined;
  return known.size === 1 && only !== undefined ? { name: only, said: `a dependency on "${only}"` } : undefined;
}

/** A script with those that it runs in their place, three deep. */
function commandOf(scripts: Readonly<Record<string, string>>, name: string): string {
  let command = scripts[name] ?? '';
  for (let depth = 0; depth < 3; depth++) {
    command = command.replace(
      /\b(?:npm|pnpm|yarn|bun)(?: run(?:-script)?)?(?: -\S+)* ([\w:.-]+)/g,
      (whole, other: string) => scripts[other] ?? whole,
    );
  }
  return command;
}

function firstTool(command: string, slot: ToolSlot): string | undefined {
  const places = TOOLS[slot]
    .map((name) => ({ name, at: command.search(new RegExp(`(?:^|[\\s/&;|"'])${name}(?=$|[\\s@.&;|"'])`)) }))
    .filter(({ at }) => at !== -1);
  if (slot === 'formatter')
    return places.filter(({ name }) => name !== 'biome' || /biome (?:format|check)/.test(command)).sort((a, b) => a.at - b.at)[0]?.name;
  const node = slot === 'tests' ? command.search(/\bnode\b(?: \S+)*? --test\b/) : -1;
  if (node !== -1) places.push({ name: NODE_TEST, at: node });
  return places.sort((a, b) => a.at - b.at)[0]?.name;
}

/** `.nvmrc` and `.node-version`: the version that is worked with. */
export function statedByVersionFile(text: string): Stated[] {
  const version = /^v?(\d+(?:\.\d+)*)\s*$/.exec(text.trim())?.[1];
  return version === undefined ? [] : [stated('node', version, version, version)];
}
