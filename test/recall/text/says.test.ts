/** How much a turn says itself: distinct terms of what is no question, without the speaker's name. */
import { expect, it } from 'vitest';
import { termsSaid } from '../../../src/recall/text/says.js';

it.each([
  ['**Caroline:** Where did you go?', 0],
  ['**Caroline:** I went to Lisbon. Where did you go?', 2],
  ['**Caroline:** Yes!', 1],
  ['**Caroline:** It is. It is? It was', 0],
  ['**Caroline:** redis redis Redis', 1],
  ['**Lee** Really?! That pleased me greatly', 2],
  ['行きますか？ 東京です。', 4],
  ['where\ndocker runs', 2],
  ['', 0],
  [Array.from({ length: 300 }, (_, n) => `word${n}x`).join(' '), 255],
])('%s: %i', (text, terms) => {
  expect(termsSaid(text)).toBe(terms);
});
