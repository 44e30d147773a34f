/** Opens MiniLM on the files of its package, for the thread that embeds or for a command that embeds in its own. It keeps no text. */
import { openSync, readFileSync, readSync } from 'node:fs';
import { openEngine, type Engine } from '../../minilm/engine.js';
import { MINILM_WEIGHTS, tokenizerBeside, weightsPath } from './minilm-files.js';

/** @param brief for a text or two, see `EngineParts`. @throws Error that says what is wrong with the package; RangeError where there is no memory. */
export function loadEngine(brief = false): Engine {
  const path = weightsPath();
  if (path === undefined) throw new Error(`the package ${MINILM_WEIGHTS.package} is not installed`);
  // Open for as long as the thread lives, at whose end Node closes it: a package that is replaced meanwhile changes nothing here.
  const file = openSync(path, 'r');
  let space = Buffer.alloc(0);
  return openEngine({
    weights: (at, length) => {
      if (space.length < length) space = Buffer.allocUnsafeSlow(length);
      if (readSync(file, space, 0, length, at) !== length) throw new Error(`${path} ends too early`);
      return space.subarray(0, length);
    },
    tokenizer: readFileSync(tokenizerBeside(path), 'utf8'),
    brief,
  });
}
