/** Golden files: expected outputs that a person has checked. `npm run golden` writes them; all other runs compare byte for byte. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTwoFilesPatch } from 'diff';

const FOLDER = join(import.meta.dirname, 'screens');
const isWriting = process.env['KAIROS_GOLDEN'] === 'write';

/** @throws Error with the difference, or where there is no such file. */
export function expectGolden(name: string, text: string): void {
  const path = join(FOLDER, name);
  if (isWriting) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(path, text);
    return;
  }
  if (!existsSync(path)) throw new Error(`there is no test/golden/screens/${name}: "npm run golden" writes it`);
  const golden = readFileSync(path, 'utf8');
  if (golden === text) return;
  const patch = createTwoFilesPatch(`golden/screens/${name}`, 'printed now', golden, text, '', '', { context: 3 });
  throw new Error(`printed otherwise than test/golden/screens/${name}; look at it, then "npm run golden" keeps it\n${patch}`);
}

/** Golden files that nobody compares any more. Writing takes them away. */
export function strayGoldens(names: readonly string[]): string[] {
  const stray = readdirSync(FOLDER).filter((name) => !names.includes(name));
  if (!isWriting) return stray;
  for (const name of stray) rmSync(join(FOLDER, name));
  return [];
}
