import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SUPPLEMENT_HINTS } from '../../src/observe/secret-hints.js';
import { PLACED } from '../../src/observe/secret-placed.js';
import { SUPPLEMENT } from '../../src/observe/secret-rules.js';
import { SAID } from '../../src/observe/secret-said.js';
import { supplementSearch } from '../../src/observe/secret-search.js';
import { isHarmless } from '../../src/observe/secrets.js';
import { TOLD } from '../../src/observe/secret-told.js';

it('holds the hint of each rule, and no other', () => {
  const hints = [...SUPPLEMENT, ...SAID, ...TOLD, ...PLACED].map(({ hint }) => hint);
  expect([...new Set(hints)].toSorted()).toEqual([...SUPPLEMENT_HINTS].toSorted());
});

it('takes no text for harmless in which a rule finds something', () => {
  const search = supplementSearch();
  const words =
    'the tests need Redis 7.2 hunter2!x deploy | mR0w!ng_Ocelot b7e23ec29af22b0b4e41da31e868d57226121c84 word phrase is now user ann admin 4711 \\ \n ZGVwbG95OmtleS0xMjM0NTY3ODkwMTIz'.split(
      ' ',
    );
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 12 })), { maxLength: 12 }), (parts) => {
      const text = parts.join(' ');
      if (isHarmless(text)) expect(search(text)).toEqual([]);
    }),
    { numRuns: 2000 },
  );
  expect(isHarmless('Why did we drop Go 1.11, and when?')).toBe(true);
});
