// `node scripts/freeze.js`: writes the manifest of the frozen corpus, which is done once for a release. `--check` only says whether it is up to date.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const folder = new URL('../corpus/', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .toSorted();
const digest = (name) =>
  createHash('sha256')
    .update(readFileSync(new URL(name, folder)))
    .digest('hex');
const manifest = `${JSON.stringify({ release: version, files: Object.fromEntries(names.map((name) => [name, digest(name)])) }, undefined, 2)}\n`;
const file = new URL('manifest.json', folder);
if (!process.argv.includes('--check')) writeFileSync(file, manifest);
else if (readFileSync(file, 'utf8') !== manifest) {
  console.error('error: the corpus differs from its manifest\nhint: node scripts/freeze.js, where the change is meant');
  process.exitCode = 1;
}
