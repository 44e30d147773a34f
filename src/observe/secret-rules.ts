/**
 * Patterns for kinds of secrets that @secretlint/secretlint-rule-preset-recommend 11.7.1 does not find (each was tried against it). Pure. All
 * repetitions are bounded. A row's `hint` occurs in everything that its pattern matches, so that texts without any hint need no search.
 */

export interface SecretRule {
  readonly name: string;
  /** Source of a case-insensitive pattern. */
  readonly hint: string;
  /** A global pattern. The group `secret` is replaced, or the whole match if there is no such group. */
  readonly pattern: RegExp;
  /** A second test of the secret, where the pattern alone would match too much. */
  readonly real?: (secret: string) => boolean;
}

/** The borders of a word, so that a pattern does not match in the middle of one. */
const B = '(?<![A-Za-z0-9_-])';
const E = '(?![A-Za-z0-9_-])';
const prefixed = (name: string, hint: string, body: string): SecretRule => ({
  name,
  hint,
  pattern: new RegExp(`${B}(?:${body})${E}`, 'g'),
});

/** The end of a name that secrets are assigned to: `DB_PASSWORD`, `npm-token`, `aws.secretKey`. */
const KEEPER =
  'pass(?:word|wd|phrase)|pwd|secret(?:[_-]?(?:access[_-]?)?key)?|(?:api|access|auth|private|account|encryption|signing|master|client|shared|storage)[_-]?(?:key|secret|token)|token|credentials?';

/** Sorted by name; several rows may share one. */
export const SUPPLEMENT: readonly SecretRule[] = [
  prefixed('age', 'AGE-SECRET-KEY-', 'AGE-SECRET-KEY-1[A-Z0-9]{40,80}'),
  prefixed('anthropic', 'sk-ant-', 'sk-ant-[a-z0-9]{2,12}-[A-Za-z0-9_-]{32,200}'),
  {
    name: 'assignment',
    hint: 'pass|pwd|secret|key|token|credential',
    pattern: new RegExp(
      `(?:${KEEPER})(?:[_.-]?(?:prod|production|dev|test|staging|live|value|default))?["'\`]?\\]?\\s{0,4}(?::=|=>|=|:)\\s{0,4}["'\`]?(?<secret>[^\\s"'\`,;<>()\\[\\]{}]{6,512})`,
      'gi',
    ),
    real: looksSecret,
  },
  prefixed('atlassian', 'ATATT3|ATCTT3', 'AT[AC]TT3[A-Za-z0-9_=-]{40,300}'),
  {
    name: 'authorization',
    hint: 'bearer|basic',
    pattern:
      /\bauthorization["'`]?\s{0,4}[:=]\s{0,4}["'`]?(?:bearer|basic|token)\s{1,4}(?<secret>[A-Za-z0-9._~+/=-]{12,2048})|\bbearer\s{1,4}(?<secret2>[A-Za-z0-9._~+/-]{20,2048}=*)/gi,
    real: looksSecret,
  },
  {
    name: 'azure',
    hint: 'AccountKey|SharedAccessKey|sig=',
    pattern:
      /(?:AccountKey|SharedAccessKey)\s{0,4}=\s{0,4}(?<secret>[A-Za-z0-9+/]{40,88}={0,2})|[?&]sig=(?<secret2>[A-Za-z0-9%+/]{40,100}(?:=|%3D){0,2})/gi,
  },
  prefixed('databricks', 'dapi', 'dapi[0-9a-f]{32}(?:-\\d)?'),
  prefixed('digitalocean', 'do[opr]_v1_', 'do[opr]_v1_[0-9a-f]{64}'),
  {
    name: 'discord',
    hint: 'discord',
    pattern: /https:\/\/(?:\w{1,20}\.)?discord(?:app)?\.com\/api\/webhooks\/(?<secret>\d{15,22}\/[\w-]{40,120})/gi,
  },
  prefixed('docker', 'dckr_', 'dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,80}'),
  prefixed('doppler', 'dp\\.', 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[A-Za-z0-9._-]{40,80}'),
  prefixed('github', 'gh[pousr]_|github_pat_', 'gh[pousr]_[A-Za-z0-9_]{36,255}|github_pat_[A-Za-z0-9_]{22,255}'),
  prefixed(
    'gitlab',
    'gl[a-z]{2,8}-|GR1348941',
    'gl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|oas|soat|ffct|wt)-[A-Za-z0-9_.=-]{20,300}|GR1348941[A-Za-z0-9_-]{20}',
  ),
  prefixed('google', 'AIza|GOCSPX-|ya29\\.', 'AIza[A-Za-z0-9_-]{35}|GOCSPX-[A-Za-z0-9_-]{28}|ya29\\.[A-Za-z0-9_-]{30,1000}'),
  prefixed('grafana', 'glsa_|glc_', 'glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}|glc_[A-Za-z0-9+/]{32,400}={0,2}'),
  prefixed('groq', 'gsk_', 'gsk_[A-Za-z0-9]{40,80}'),
  prefixed('huggingface', 'hf_', 'hf_[A-Za-z0-9]{30,60}'),
  prefixed('jwt', 'eyJ', 'eyJ[A-Za-z0-9_-]{10,4000}\\.eyJ[A-Za-z0-9_-]{10,8000}(?:\\.[A-Za-z0-9_-]{10,2000})?'),
  prefixed('mailgun', 'key-', 'key-[0-9a-f]{32}'),
  prefixed('newrelic', 'NRAK-', 'NRAK-[A-Z0-9]{27}'),
  prefixed('nuget', 'oy2', 'oy2[a-z0-9]{43}'),
  prefixed('openai', 'sk-', 'sk-(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{40,220}|sk-[A-Za-z0-9]{48}|sk-or-v1-[0-9a-f]{64}'),
  prefixed('postman', 'PMAK-', 'PMAK-[0-9a-f]{24}-[0-9a-f]{34}'),
  {
    name: 'privatekey',
    hint: 'PRIVATE KEY',
    // Also encrypted, PGP with headers, quoted, or cut off before its end line.
    pattern:
      /-----BEGIN[A-Z ]{0,24} ?PRIVATE KEY(?: BLOCK)?-----(?:\\[nr]|\s)*(?:(?:[A-Za-z][A-Za-z-]{2,20}: [^\n\\]{0,200}|[> \t#|*]{0,8}[A-Za-z0-9+/=]{16,120}|=[A-Za-z0-9+/]{4}|[> \t#|*]{0,8}[A-Za-z0-9+/]{1,75}={0,2}(?=\\n|\s*[\n-]))(?:\\[nr]|\s){0,8}){1,400}(?:-----END[A-Z ]{0,24} ?PRIVATE KEY(?: BLOCK)?-----)?/g,
  },
  prefixed('pypi', 'pypi-', 'pypi-AgE[A-Za-z0-9_-]{50,400}'),
  prefixed('rubygems', 'rubygems_', 'rubygems_[0-9a-f]{48}'),
  prefixed('sendgrid', 'SG\\.', 'SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{32,64}'),
  prefixed('sentry', 'sntr[yu]', 'sntry[su]_[A-Za-z0-9+/=_-]{40,400}'),
  prefixed('slack', 'xox[a-z]|xapp', 'xox[a-z](?:\\.xox[bp])?-[A-Za-z0-9-]{10,300}|xapp-\\d-[A-Za-z0-9-]{10,300}'),
  prefixed('square', 'sq0|EAAA', 'sq0(?:atp|csp|idp)-[A-Za-z0-9_-]{22,60}|EAAA[A-Za-z0-9_-]{60}'),
  prefixed('stripe', '[srp]k_(?:live|test)_|whsec_', '[sr]k_(?:live|test)_[A-Za-z0-9]{16,250}|whsec_[A-Za-z0-9+/=]{24,80}'),
  prefixed('supabase', 'sbp_', 'sbp_[0-9a-f]{40}'),
  prefixed('telegram', ':AA', '\\d{8,10}:AA[A-Za-z0-9_-]{33}'),
  { name: 'terraform', hint: '\\.atlasv1\\.', pattern: /(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,80}/g },
  prefixed('twilio', 'SK[0-9a-f]{8}', 'SK[0-9a-f]{32}'),
  {
    name: 'url-password',
    hint: '://',
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'`<>]{0,100}:(?<secret>[^\s/@"'`<>]{3,200})@[^\s/@"'`<>]/gi,
    real: (secret) => !isPlaceholder(secret) && !/^\d{1,5}$/.test(secret),
  },
  {
    name: 'url-token',
    hint: '://',
    pattern: /\bhttps?:\/\/(?<secret>[A-Za-z0-9_-]{20,200})@[^\s/@"'`<>]/gi,
    real: (secret) => /\d/.test(secret),
  },
  prefixed('vault', 'hv[sbr]\\.', 'hv[sbr]\\.[A-Za-z0-9_-]{24,300}'),
];

/** True for text in the place of a secret that is none: a variable, a reference, a word of documentation, stars. */
function isPlaceholder(value: string): boolean {
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
function looksSecret(value: string): boolean {
  if (value.length < 6 || isPlaceholder(value)) return false;
  if (/^(?:\.{0,2}\/|~\/|https?:|[A-Za-z]:\\)/.test(value) || /^[\w-]+(?:\/[\w.-]+)*\.\w{1,5}$/.test(value) || /\w\(|=>|::|->/.test(value))
    return false;
  if (/^(?:v?\d+[\d.,:-]*|[A-Za-z_.$-]+\d{0,2}[!?.:]?|\d{4}-\d{2}-\d{2}.*|#?\d+[a-z%]{0,3})$/.test(value)) return false;
  // Hexadecimal digits are secrets at the length of a key, but a short id otherwise.
  if (/^[0-9a-f]+$/i.test(value)) return value.length >= 32;
  if (!/[A-Za-z]/.test(value) || !/[\d!@#$%^&*+~]/.test(value)) return false;
  return value.length < 16 ? /\d/.test(value) : entropyBits(value) >= 3;
}

/** Shannon's entropy in bits per character. */
function entropyBits(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
