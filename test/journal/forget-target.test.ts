import { describe, expect, it } from 'vitest';
import { targetOf, without } from '../../src/journal/forget-target.js';

const WHOLE = '- 12:01:00.000Z note@user The key of the door is 4711,\n  said the porter. ^ygxkj43p4a\n';
const OTHER = '- 12:01:00.000Z note@user The key of the door is 4712. ^k0aa7f3b1c\n';

describe('what a forget takes out of a log', () => {
  it('is the entry, and its beginning that a crash left beside it', () => {
    const target = targetOf({ id: 'ygxkj43p4a' });
    for (const torn of [
      '- 12:01:00.000Z note@user The key of the door is 47\n',
      '- 12:01:00.000Z note@user The key of the door is 4711,\n  said the porter. ^ygxkj43p4\n',
    ])
      expect(without(`${OTHER}${torn}${WHOLE}`, target)).toBe(OTHER);
  });

  it('is nothing of a person, and no other entry', () => {
    const target = targetOf({ id: 'ygxkj43p4a' });
    const kept = `${OTHER}- 12:01\n- by hand\n- 12:01:00.000Z note@user The key of the window\n`;
    expect(without(`${kept}${WHOLE}`, target)).toBe(kept);
    expect(without(kept, target)).toBe(kept);
  });
});
