/** Reads from scripts of a package, from Makefiles and from Justfiles by which command the project is built, tested, checked and released. Pure. */
import { fieldAt, textAt } from './fields.js';
import { commandText, stated, type SlotName, type Stated } from './slots.js';

type CommandSlot = Extract<
  SlotName,
  'build' | 'test command' | 'lint command' | 'format command' | 'type check' | 'docs' | 'benchmarks' | 'release'
>;

/** What a script or a target for it is called, the likeliest first. */
const CALLED: readonly (readonly [CommandSlot, readonly string[]])[] = [
  ['build', ['build', 'compile']],
  ['test command', ['test', 'tests', 'check-all', 'test:all', 'test:unit']],
  ['lint command', ['lint', 'lint:check', 'check:lint', 'clippy']],
  ['format command', ['format', 'fmt', 'format:fix', 'format-fix', 'fmt:fix']],
  ['type check', ['typecheck', 'type-check', 'check-types', 'check:types', 'types:check', 'test-types', 'test:types', 'tsc', 'mypy']],
  ['docs', ['docs', 'doc', 'docs:build', 'build:docs']],
  ['benchmarks', ['bench', 'benchmark', 'benchmarks']],
  ['release', ['release', 'publish', 'deploy']],
];

/** @param manifest the parsed `package.json`. @param manager runs the scripts: `npm`, `pnpm`, `yarn`, `bun`. */
export function statedByScripts(manifest: unknown, manager: string): Stated[] {
  const scripts = fieldAt(manifest, 'scripts');
  return CALLED.flatMap(([slot, names]) => {
    const name = names.find((one) => {
      const script = textAt(scripts, one);
      return script !== undefined && !NO_SCRIPT.test(script) && !(slot === 'format command' && onlyPrints(script));
    });
    if (name === undefined) return [];
    const call = name === 'test' ? `${manager} ${manager === 'bun' ? 'run ' : ''}test` : `${manager} run ${name}`;
    const runs = textAt(scripts, name) ?? '';
    return [{ ...commandStated(slot, call, runs, `scripts.${name}: "${runs}"`), runs }];
  });
}

/** Prettier that is told neither to write nor to check prints all files. */
function onlyPrints(script: string): boolean {
  return /\bprettier\b/.test(script) && !/\s(?:--write|--check|--list-different|-[a-z]*[wcl])\b/.test(script);
}

/** A formatter that lists what it would change, and is told nowhere to write: called the command to format it misleads where its lines are not shown. */
function onlyVerifies(script: string): boolean {
  const isTold = script.split(/\n|&&|\|\||;/).filter((one) => FORMATTERS.test(one));
  return isTold.length > 0 && isTold.every((one) => onlyPrints(one) || LISTS.test(one));
}

const FORMATTERS =
  /\b(?:gofmt|goimports|gofumpt|gci|prettier|black|ruff format|isort|clang-format|(?:cargo|go|terraform|zig) fmt|rustfmt|shfmt)\b/;
const LISTS =
  /\s(?:--check|--diff|--dry-run|--list-different|-check|-n)\b|\b(?:gofmt|goimports|gofumpt|shfmt)\b(?!.*\s-[a-z]*w\b)|\bgci (?:diff|list)\b/;

/** What stands there until somebody writes one. */
const NO_SCRIPT = /^\s*$|no test specified|^(?:echo|exit|true)\b/i;

function commandStated(slot: CommandSlot, call: string, command: string, said: string): Stated {
  return stated(slot, commandText(call, command), call, said.length > SAID_MOST ? `${said.slice(0, SAID_MOST)}...` : said);
}

const SAID_MOST = 200;

/** `test: deps` and the first of its lines that runs something. */
export function statedByMakefile(text: string): Stated[] {
  return byTargets('make', targetsIn(text, /^([\w./-]+)\s*:(?![=:])/, /^\t[@+-]*\s*(.+)$/));
}

export function statedByJustfile(text: string): Stated[] {
  return byTargets('just', targetsIn(text, /^@?([\w-]+)(?:\s+[^:=]*)?:(?!=)/, /^[ \t]+@?(.+)$/));
}

/** Target -> the lines that it runs. */
function targetsIn(text: string, target: RegExp, line: RegExp): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  let now: string[] | undefined;
  for (const raw of text.split(/\r?\n/)) {
    const name = target.exec(raw)?.[1];
    if (name !== undefined) {
      now = found.get(name) ?? [];
      found.set(name, now);
      continue;
    }
    const runs = line.exec(raw)?.[1]?.trim();
    if (runs === undefined || runs.startsWith('#') || /^(?:echo|printf)\b/.test(runs)) continue;
    now?.push(runs);
  }
  return found;
}

function byTargets(program: string, targets: ReadonlyMap<string, readonly string[]>): Stated[] {
  return CALLED.flatMap(([slot, names]) => {
    const name = names.find((one) => {
      const own = targets.get(one);
      return own !== undefined && !(slot === 'format command' && onlyVerifies(own.join('\n')));
    });
    if (name === undefined) return [];
    const lines = targets.get(name) ?? [];
    const [command = ''] = lines.length === 1 ? lines : [];
    const shown = /\$[({]/.test(command) ? '' : command;
    return [{ ...commandStated(slot, `${program} ${name}`, shown, `the target ${name}`), runs: lines.join('\n') }];
  });
}
