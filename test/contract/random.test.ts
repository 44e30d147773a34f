import { expect, it } from 'vitest';
import { realRandom } from '../../src/adapters/random.js';
import { virtualRandom } from '../../src/replay/virtual-random.js';
import { randomContract } from './random.js';

randomContract("the system's", () => realRandom());
randomContract('virtual', () => virtualRandom('a seed'));

function draw(seed: string | number): string[] {
  const random = virtualRandom(seed);
  return [random.base32(8), random.base32(8)];
}

it('virtual chance repeats with its seed and differs with another', () => {
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});
