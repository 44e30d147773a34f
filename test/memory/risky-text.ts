/** Generates texts from parts that a parser could mistake for syntax: bullets, ids, times, fences, line ends of every kind. */
import fc from 'fast-check';

const RISKY = fc.constantFrom(
  ' ',
  '  ',
  '\n',
  '\n\n',
  '\r\n',
  '\r',
  '\t',
  '\0',
  '\u001b[31m',
  '\u009b',
  '\u001b',
  '- ',
  '* ',
  '1. ',
  '^abc',
  '^k7d0c1m2xq',
  '(^k7d0c1m2xq)',
  '- 14:05:11.020Z note@user',
  '```',
  '---',
  '#',
  '**Ann:**',
  '\uFEFF',
  '\u2028',
  '\u00A0',
  '😀',
  '\uD83D',
  'ß',
  '漢',
  'commit@a1',
  '13:56',
  '<!--',
  '~~',
  'evidence: ',
  '(2026-11-20).',
);

export const riskyText = fc
  .array(fc.oneof(RISKY, fc.string({ maxLength: 12, unit: 'binary' })), { maxLength: 14 })
  .map((parts) => parts.join(''));
