// Joins the engine of scenarios into one module, with sources changed on the way where that is asked for, and loads it. Nothing is written beside the
// system's folder for temporary files.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The module with `readScenarios` and `liveScenario`, and the one with `liveSeed` and `shrink`. */
const SCENARIOS = 'src/replay/scenario/engine.ts';
export const LIVES = 'src/replay/simulate/engine.ts';

/**
 * The module of scenarios, or of lives.
 * @param change what a source is to be instead, by its path from the root and its text; left out: as it is.
 */
export async function loadEngine(change = (_file, text) => text, entry = SCENARIOS) {
  const folder = mkdtempSync(join(tmpdir(), 'kairos-engine-'));
  try {
    return await import(pathToFileURL(await writeEngine(folder, change, entry)).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same, written into a folder. @returns the path of the module. */
export async function writeEngine(folder, change = (_file, text) => text, entry = SCENARIOS) {
  const bundle = await rolldown({
    input: { engine: entry },
    cwd: root,
    platform: 'node',
    plugins: [
      {
        name: 'packages',
        // Packages are loaded from where they are installed.
        resolveId: (id) => (/^(?:node:|\.|\/|src\/)/.test(id) ? null : { id: import.meta.resolve(id), external: true }),
        transform: (text, id) => (id.startsWith(join(root, 'src')) ? change(id.slice(root.length), text) : null),
      },
    ],
    logLevel: 'silent',
  });
  await bundle.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs', codeSplitting: false });
  await bundle.close();
  return join(folder, 'engine.mjs');
}
