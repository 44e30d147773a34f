// The engine of scenarios, and that of lives: loaded here, with sources changed on the way where that is asked for, or joined into one module for other
// processes.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { loadModule } from './modules.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The module with `readScenarios` and `liveScenario`, and the one with `liveSeed` and `shrink`. */
const SCENARIOS = 'src/replay/scenario/engine.ts';
export const LIVES = 'src/replay/simulate/engine.ts';

/**
 * The module of scenarios, or of lives.
 * @param change what a source is to be instead, by its path from the root and its text; null: as it is.
 */
export async function loadEngine(change = () => null, entry = SCENARIOS) {
  return loadModule(entry, change);
}

/** The module of scenarios, written into a folder. @returns its path. */
export async function writeEngine(folder) {
  const bundle = await rolldown({
    input: { engine: SCENARIOS },
    cwd: root,
    platform: 'node',
    plugins: [
      {
        name: 'packages',
        // Packages are loaded from where they are installed.
        resolveId: (id) => (/^(?:node:|\.|\/|src\/)/.test(id) ? null : { id: import.meta.resolve(id), external: true }),
      },
    ],
    logLevel: 'silent',
  });
  await bundle.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs', codeSplitting: false });
  await bundle.close();
  return join(folder, 'engine.mjs');
}
