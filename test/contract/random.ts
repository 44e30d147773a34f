/** What every implementation of the Random port must do. */
import { describe, expect, it } from 'vitest';
import type { Random } from '../../src/world/random.js';

export function randomContract(name: string, open: () => Random): void {
  describe(`Random, ${name}`, () => {
    it.each([0, 1, 8, 50, 51, 200])('gives exactly %i characters of base32', (length) => {
      expect(open().base32(length)).toMatch(new RegExp(`^[0-9a-hjkmnp-tv-z]{${length}}$`));
    });

    it('does not repeat itself', () => {
      const random = open();
      expect(new Set(Array.from({ length: 1_000 }, () => random.base32(8))).size).toBe(1_000);
    });

    it('uses every character about equally often', () => {
      const text = open().base32(32_000);
      const counts = Array.from('0123456789abcdefghjkmnpqrstvwxyz').map((character) => text.split(character).length - 1);
      // 1,000 expected, deviation 31: eight deviations never happen by chance.
      expect(Math.min(...counts)).toBeGreaterThan(750);
      expect(Math.max(...counts)).toBeLessThan(1_250);
    });
  });
}
