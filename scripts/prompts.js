// `node scripts/prompts.js`: makes src/agent/turn/prompt-parts.ts out of templates/prompts, so that what the model is told needs no file when the
// program runs, in a scenario neither. A test compares.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../templates/prompts/', import.meta.url);
const target = new URL('../src/agent/turn/prompt-parts.ts', import.meta.url);
const parts = readdirSync(folder)
  .filter((name) => name.endsWith('.md'))
  .toSorted()
  .map((name) => [name.slice(0, -3), readFileSync(new URL(name, folder), 'utf8').trim()]);

writeFileSync(
  target,
  `/** The texts of templates/prompts, by their names. Made by scripts/prompts.js: change them there. Values. */
export const PROMPT_PARTS = ${JSON.stringify(Object.fromEntries(parts), undefined, 2)} as const;
`,
);
execFileSync('npx', ['--no-install', 'oxfmt', fileURLToPath(target)], { stdio: 'inherit' });
