/** Finds files of this package: the program, and what `kairos init` lays down. The build keeps this file two folders below the package's own. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The text of a file in `templates/`. */
export function template(name: string): string {
  return readFileSync(new URL(`../../templates/${name}`, import.meta.url), 'utf8');
}

/** The script that runs as `kairos`. */
export function programPath(): string {
  return fileURLToPath(new URL('../../bin/kairos.js', import.meta.url));
}
