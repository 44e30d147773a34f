/** The marked block in AGENTS.md and CLAUDE.md: at the end, once, and out again without a trace. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasBlock, withBlock, withoutBlock } from '../../src/clients/marked-block.js';

describe('the block', () => {
  it('says where the memory is, and when to ask which tool', () => {
    const text = withBlock(undefined, 'AGENTS.md');
    for (const word of [
      '.kairos/MEMORY.md',
      'memory_recall',
      'memory_recall_by_id',
      'memory_write_stm',
      'memory_reinforce',
      'kairos recall',
    ])
      expect(text).toContain(word);
    expect(withBlock('# Rules\n', 'CLAUDE.md')).toBe(
      '# Rules\n\n<!-- kairos: "kairos disconnect agents-md" takes this block out -->\n@.kairos/MEMORY.md\n<!-- kairos: end -->\n',
    );
  });

  it('stands once, and not in a CLAUDE.md that names MEMORY.md itself', () => {
    const once = withBlock('# Rules\n', 'AGENTS.md');
    expect(withBlock(once, 'AGENTS.md')).toBe(once);
    const own = '# Rules\n@.kairos/MEMORY.md\n';
    expect(withBlock(own, 'CLAUDE.md')).toBe(own);
  });

  it.each(['# Rules\n', '# Rules', '# Rules\n\n', 'a\r\nb\r\n', 'a\r\nb', '\n', '\n\n\n', 'x'])('goes without a trace from %j', (text) => {
    for (const file of ['AGENTS.md', 'CLAUDE.md'] as const) {
      expect(withBlock(text, file).startsWith(text)).toBe(true);
      expect(withoutBlock(withBlock(text, file))).toBe(text);
    }
  });

  it('goes without a trace from any text (property)', () => {
    const line = fc.constantFrom('', 'a', '# b', '- c  ', '<!-- d -->');
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), fc.constantFrom('\n', '\r\n'), (lines, eol) => {
        const text = lines.join(eol);
        if (text !== '') expect(withoutBlock(withBlock(text, 'AGENTS.md'))).toBe(text);
      }),
      { seed: 12 },
    );
  });

  it('takes a file along that held nothing else, and leaves what was written behind it', () => {
    expect(withoutBlock(withBlock(undefined, 'AGENTS.md'))).toBeUndefined();
    expect(withoutBlock(`${withBlock('# Rules\n', 'AGENTS.md')}- more\n`)).toBe('# Rules\n- more\n');
    expect(withoutBlock('# Rules\n')).toBe('# Rules\n');
    expect(hasBlock('<!-- kairos: end -->')).toBe(false);
  });
});
