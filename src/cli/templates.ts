/** Reads the files that `kairos init` writes from the package's `templates/`. */
import { readFileSync } from 'node:fs';

/** The text of a file in `templates/`. */
export function template(name: string): string {
  return readFileSync(new URL(`../../templates/${name}`, import.meta.url), 'utf8');
}
