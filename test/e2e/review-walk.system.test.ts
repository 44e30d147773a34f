/** A review at a terminal: claim by claim, with keys that are typed when the question stands there. */
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { realRepo } from '../real-repo.js';
import { BIN, place, placeAt, type Place } from './kairos.js';
import { atTerminal, hasTerminal } from './terminal.js';

const places: Place[] = [];
const template = place({ init: true });
beforeAll(() => {
  template.ok(['note', 'The integration tests need Redis on port 6380']);
  template.ok(['dream', '--now']);
});
afterEach(() => {
  for (const one of places.splice(0)) one.repo.cleanup();
});
afterAll(() => template.repo.cleanup());

function dreamt(): Place {
  const repo = realRepo({ init: false });
  cpSync(template.root, repo.root, { recursive: true });
  const shop = placeAt(repo, repo.root);
  places.push(shop);
  return shop;
}

/** What a person reads at the terminal. */
async function plainly(line: string, at: Parameters<typeof atTerminal>[1]): ReturnType<typeof atTerminal> {
  const { code, output } = await atTerminal(line, at);
  return { code, output: stripVTControlCharacters(output).replaceAll('\r\n', '\n') };
}

/** Types each answer at the question of its claim: `(1/4)`. */
function walk(
  shop: Place,
  answers: readonly (readonly [at: number, key: string])[],
  env: Record<string, string> = {},
): ReturnType<typeof atTerminal> {
  const { length } = shop.json<{ items: unknown[] }>(['review']).items;
  return plainly(`stty cols 100 && exec "${process.execPath}" "${BIN}" review`, {
    cwd: shop.root,
    env: { ...shop.repo.env, ...env },
    answers: answers.map(([at, key]) => [`(${at}/${length}) Accept this claim`, key] as const),
  });
}

const commits = (shop: Place): string[] => shop.repo.git('log', '--format=%s', 'main').split('\n');

describe.runIf(hasTerminal)('a walk', () => {
  it('lands all that was decided in one commit, named after its claims, and leaves what was skipped', async () => {
    const shop = dreamt();
    const before = commits(shop);
    const editor = join(shop.root, '../editor.sh');
    writeFileSync(editor, 'printf "Redis listens on port 6380.\\n" > "$1"\n');
    const { code, output } = await walk(
      shop,
      [
        [1, 'y\r'],
        [2, 's\r'],
        [3, 'e\r'],
        [4, 'n\r'],
      ],
      { EDITOR: `sh "${editor}"` },
    );
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(
        /accepted +1 claim\nedited +1 claim\nrejected +1 claim\n[^]*commit [0-9a-f]{12} on main\n1 claim still to review/,
      ),
    ]);
    const after = commits(shop);
    expect(after.slice(1)).toEqual(before);
    expect(after[0]).toMatch(/^Accept 2 claims: Keep sessions in Redis/);
    expect(shop.repo.git('show', '-s', '--format=%b', 'main')).toMatch(
      /^- tests: Redis listens on port 6380\.\n\n1 claim rejected\.\n\nKairos-Dream: /m,
    );
    expect(shop.ok(['recall', 'redis', '--tier', 'ltm'])).toContain('Redis listens on port 6380');
  });

  it('shows evidence when it is asked for, hides what is decided, and takes answers back', async () => {
    const shop = dreamt();
    const [first] = shop.json<{ items: { id: string }[] }>(['review']).items;
    shop.ok(['review', '--reject', first?.id ?? '']);
    const at = { cwd: shop.root, env: shop.repo.env };
    const asks = (n: number): string => `(${n}/3) Accept this claim`;
    const keys = ['v\r', '?\r', 'y\r', 'k\r', 'n\r', 'q\r'];
    const answers = [1, 1, 1, 2, 1, 2].map((n, turn) => [asks(n), keys[turn] ?? ''] as const);
    const { code, output } = await plainly(`exec "${process.execPath}" "${BIN}" review`, { ...at, answers });
    expect(code).toBe(0);
    expect(output).not.toContain('Keep sessions in Redis');
    expect(output).toMatch(
      /1 claim decided already, not shown[^]*1 source: commit of [^]*> [0-9a-f]{12} main: Drop support[^]*q - end here[^]*so far: accepted/,
    );
    expect(output).toMatch(/rejected +1 claim\n[^]*2 claims still to review/);
  });

  it.each([
    ['true', 'as it was'],
    ['truncate -s 0', 'empty'],
  ])('decides nothing where the editor is left: %s', async (editor, said) => {
    const shop = dreamt();
    const { code, output } = await walk(
      shop,
      [
        [1, 'e\r'],
        [1, 'q\r'],
      ],
      { EDITOR: editor },
    );
    expect([code, output]).toEqual([0, expect.stringContaining(`the text was left ${said}: nothing is decided`)]);
    expect(shop.json<{ items: { state: string }[] }>(['review']).items.every(({ state }) => state === 'pending')).toBe(true);
  });

  it('lands nothing after Ctrl+C, and says so', async () => {
    const shop = dreamt();
    const [before, shown] = [shop.repo.git('for-each-ref'), shop.ok(['review'])];
    const { code, output } = await walk(shop, [
      [1, 'y\r'],
      [2, 'n\r'],
      [3, '\u0003'],
    ]);
    expect([code, output]).toEqual([130, expect.stringContaining('nothing has landed: 2 decisions were dropped')]);
    expect([shop.repo.git('for-each-ref'), shop.ok(['review'])]).toEqual([before, shown]);
  });

  it('takes keys that are typed ahead, each for its own question', async () => {
    const shop = dreamt();
    const { code, output } = await walk(shop, [[1, 'n\ry\rn\ry\r']]);
    expect([code, output]).toEqual([0, expect.stringMatching(/accepted +2 claims\nrejected +2 claims[^]*is decided/)]);
  });

  it('says what to type where it cannot land', async () => {
    const shop = dreamt();
    const [first] = shop.json<{ items: { id: string; candidate: { topic: string } }[] }>(['review']).items;
    // The path of the topic is somebody's own file, which is staged in one version and stands there in another.
    const topic = `.kairos/topics/${first?.candidate.topic ?? ''}.md`;
    shop.repo.write(topic, '# Staged\n');
    shop.repo.git('add', topic);
    shop.repo.write(topic, '# Mine\n');
    const { code, output } = await walk(shop, [
      [1, 'y\r'],
      [2, 'n\r'],
      [3, 'q\r'],
    ]);
    expect(code).not.toBe(0);
    expect(output).toMatch(
      new RegExp(`nothing has landed; the same again[^]*kairos review --accept ${first?.id ?? ''} --reject [a-z0-9]{10}\\n`),
    );
  });
});

it('prints the list where there is no terminal, and with --list', async () => {
  const shop = dreamt();
  const listed = shop.ok(['review', '--list']);
  expect(shop.ok(['review'])).toBe(listed);
  expect(listed).toContain('--accept [ID...]');
  if (!hasTerminal) return;
  const { code, output } = await plainly(`"${process.execPath}" "${BIN}" review --list`, { cwd: shop.root, env: shop.repo.env });
  expect([code, output]).toEqual([0, expect.stringContaining('--accept [ID...]')]);
});
