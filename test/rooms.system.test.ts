/** The table of rooms: the lint rules come from it, it allows no import that is not used, and no arrow in it goes up. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Row {
  readonly may: readonly string[];
  readonly uses?: Readonly<Record<string, string>>;
}
interface Table {
  readonly PACKAGES: Readonly<Record<string, readonly string[]>>;
  readonly ROOMS: Readonly<Record<string, Row>>;
  roomOf(file: string): string;
  overrides(): readonly unknown[];
}

const root = new URL('..', import.meta.url).pathname;
const text = (file: string): string => readFileSync(join(root, file), 'utf8');
const sources = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'src'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((file) => file.endsWith('.ts') && existsSync(join(root, file)));
const { ROOMS, PACKAGES, roomOf, overrides } = (await import(new URL('../scripts/rooms.js', import.meta.url).href)) as Table;

/** Which rooms each room imports, types and what is loaded late included. */
function imported(): Map<string, Set<string>> {
  const arrows = new Map(Object.keys(ROOMS).map((room) => [room, new Set<string>()]));
  for (const file of sources) {
    for (const [, spec = ''] of text(file).matchAll(/(?:\bfrom\s+|\bimport\(\s*|^import\s+)'(\.[^']+)'/gm)) {
      const to = roomOf(normalize(join(dirname(file), spec)));
      if (to !== roomOf(file)) arrows.get(roomOf(file))?.add(to);
    }
  }
  return arrows;
}

describe('the rooms', () => {
  it('have a row for each source file, and a file for each row', () => {
    expect(sources.filter((file) => !(roomOf(file) in ROOMS))).toEqual([]);
    expect(Object.keys(ROOMS).filter((room) => !sources.some((file) => roomOf(file) === room))).toEqual([]);
  });

  it('import what their row allows and use all that it allows', () => {
    const rows = Object.entries(ROOMS).map(([room, { may }]): [string, string[]] => [room, [...may]]);
    expect([...imported()].map(([room, arrows]) => [room, [...arrows].sort()])).toEqual(rows);
  });

  it('import only rooms that stand above them in the table, so that there is no circle', () => {
    const order = Object.keys(ROOMS);
    const up = Object.entries(ROOMS).flatMap(([room, { may }]) =>
      may.filter((other) => order.indexOf(other) >= order.indexOf(room) || !order.includes(other)).map((other) => `${room} -> ${other}`),
    );
    expect(up).toEqual([]);
  });

  it('load the packages that the table names, and no other module from outside', () => {
    const loaded = new Map<string, Set<string>>();
    const bare: string[] = [];
    for (const file of sources) {
      for (const [, spec = ''] of text(file).matchAll(/(?:\bfrom\s+|\bimport\(\s*|^import\s+)'([^.'][^']*)'/gm)) {
        if (spec.startsWith('node:')) continue;
        const name = spec
          .split('/')
          .slice(0, spec.startsWith('@') ? 2 : 1)
          .join('/');
        if (isBuiltin(name)) bare.push(`${file}: ${name}`);
        loaded.set(roomOf(file), (loaded.get(roomOf(file)) ?? new Set()).add(name));
      }
    }
    expect(bare).toEqual([]);
    expect(Object.fromEntries([...loaded].map(([room, names]) => [room, [...names].sort()]))).toEqual(PACKAGES);
  });

  it('make dates of milliseconds alone, in the one room that may', () => {
    // A type makes none.
    const said = (file: string): string => text(file).replace(/\/\*[^]*?\*\/|\/\/.*$|\): Date(?= \{$)/gm, '');
    const uses = sources
      .filter((file) => roomOf(file) === 'dates')
      .flatMap((file) => Array.from(said(file).matchAll(/(?:new )?\bDate\b(?:\.\w+)?(?:\([^,()]*\))?/g), ([use]) => `${file}: ${use}`));
    expect(uses.length).toBeGreaterThan(3);
    expect(uses.filter((use) => !/: (?:Date\.UTC|Date\.parse\(\w+\)|new Date\(\w*Ms\))$/.test(use))).toEqual([]);
  });

  it('are what lint holds them to: else run node scripts/rooms.js --write', () => {
    const config = JSON.parse(text('.oxlintrc.json')) as { overrides: { files: string[] }[] };
    expect(config.overrides.filter(({ files }) => files.some((glob) => glob.startsWith('src/')))).toEqual(overrides());
  });

  it('use of the system what their row lets them use', () => {
    const idle = Object.entries(ROOMS).flatMap(([room, { uses = {} }]) =>
      Object.keys(uses)
        .filter(
          (name) =>
            !sources.some((file) => roomOf(file) === room && (file.endsWith(`/${name}`) || new RegExp(`\\b${name}\\b`).test(text(file)))),
        )
        .map((name) => `${room}: ${name}`),
    );
    expect(idle).toEqual([]);
  });
});
