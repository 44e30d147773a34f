/**
 * Whether a text that stands in the place of a secret looks like one. Pure. It must not know any kind of secret by its prefix (secret-rules.ts does).
 */

/** True for text in the place of a secret that is none: a variable, a reference, a word of documentation, stars. */
export function isPlaceholder(value: string): boolean {
  return (
    /[$%]\{|\{\{|^[$%]|\$\(|^<|^\*+$|\*{3}|\.{3}|…|^x{3,}$/i.test(value) ||
    /^(?:\[secret|null$|undefined$|none$|true$|false$|(?:your|my|the|some|a)[_-]?(?:pass|secret|token|key|api)|pass(?:word|wd|phrase)?$|secret$|token$|change[_-]?me|example|dummy|redacted|placeholder|process\.env|os\.environ|env\.|secrets?\.|config\.|vars?\.)/i.test(
      value,
    ) ||
    /^(.)\1+$/.test(value)
  );
}

/**
 * True for a value that looks random: letters and digits mixed, and many different ones. Short passwords with a digit or a sign count too, since
 * the name before them already says what they are. Words, paths, calls, versions and addresses do not count.
 */
export function looksSecret(value: string): boolean {
  if (value.length < 6 || isPlaceholder(value)) return false;
  if (/^(?:\.{0,2}\/|~\/|https?:|[A-Za-z]:\\)/.test(value) || /^[\w-]+(?:\/[\w.-]+)*\.\w{1,5}$/.test(value) || /\w\(|=>|::|->/.test(value))
    return false;
  if (/^(?:v?\d+[\d.,:-]*|[A-Za-z_.$-]+\d{0,2}[!?.:]?|\d{4}-\d{2}-\d{2}.*|#?\d+[a-z%]{0,3})$/.test(value)) return false;
  // Hexadecimal digits are secrets at the length of a key, but a short id otherwise.
  if (/^[0-9a-f]+$/i.test(value)) return value.length >= 32;
  if (!/[A-Za-z]/.test(value) || !/[\d!@#$%^&*+~]/.test(value)) return false;
  return value.length < 16 ? /\d/.test(value) : entropyBits(value) >= (RUNS.test(value) ? ENTROPY.ofRuns : ENTROPY.least);
}

/** Letters and digits that take turns, and nothing else: people who repeat themselves make passwords so. A value may be long, so that nothing is tried twice. */
const RUNS = /^[A-Za-z]+\d+[A-Za-z](?=[A-Za-z]*\d)[A-Za-z0-9]*$/;
/** Bits per character. */
const ENTROPY = { least: 3, ofRuns: 2.25 };

/** Shannon's entropy in bits per character. */
function entropyBits(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
